//! Posts of this phone's reach by name: whom a case can be dispatched to.

use etong_protocol::OrgPath;
use rusqlite::{Row, Transaction, named_params};

use super::{post_text, range, tags};
use crate::error::StoreError;
use crate::view::{PAGE_ROWS, paged, scope_text};

/// Which posts to show.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PostsQuery {
    /// Path of a unit: the posts there and below; all of the reach when left out.
    pub scope: Option<String>,
    /// A kind as in `grid_worker`; all when left out.
    pub kind: Option<String>,
    /// Rows to pass over.
    pub offset: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PostsPage {
    pub rows: Vec<PostRow>,
    /// There are more after these.
    pub more: bool,
}

/// One post that may act today.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PostRow {
    pub post: String,
    pub kind: String,
    /// Who holds it, if the directory on this phone says so.
    pub name: Option<String>,
    pub unit_name: Option<String>,
    pub unit: String,
    /// Days as `2026-01-31`.
    pub from: Option<String>,
    pub to: Option<String>,
    pub duties: Vec<String>,
    /// Leads its team or unit.
    pub lead: bool,
}

/// # Errors
/// `StoreError` when the store cannot be read.
pub(crate) fn posts_in_reach(
    tx: &Transaction<'_>,
    scope: &OrgPath,
    kind: Option<&str>,
    day: &str,
    offset: u32,
) -> Result<PostsPage, StoreError> {
    let (start, end) = range(scope);
    let mut statement = tx.prepare_cached(include_str!("posts.sql"))?;
    let asked = named_params! {
        ":start": start, ":end": end, ":kind": kind, ":day": day, ":rows": PAGE_ROWS + 1, ":offset": offset,
    };
    let rows = statement.query_and_then(asked, read)?;
    let (rows, more) = paged(rows.collect::<Result<_, _>>()?);
    Ok(PostsPage { rows, more })
}

pub(super) fn read(row: &Row<'_>) -> Result<PostRow, StoreError> {
    Ok(PostRow {
        post: post_text(&row.get::<_, Vec<u8>>("post")?)?,
        kind: row.get("kind")?,
        name: row.get("name")?,
        unit_name: row.get("unit_name")?,
        unit: scope_text(&row.get::<_, Vec<u8>>("path")?)?,
        from: row.get("from_day")?,
        to: row.get("to_day")?,
        duties: tags(&row.get::<_, String>("duties")?),
        lead: row.get("lead")?,
    })
}
