//! 零报警小区: what is known of one grid in one period. The count of 110 calls comes from the police; the app has none.

use etong_protocol::OrgPath;
use rusqlite::{Transaction, params};

use crate::domain::mediation::{QuietFacts, quietness};
use crate::error::{CoreError, StoreError};

/// Which grid, which period.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct QuietQuery {
    /// Path of the grid or community.
    pub scope: String,
    /// Milliseconds since 1970.
    pub from: i64,
    /// The first moment after it.
    pub to: i64,
    /// 110 calls in it as the police count them, if they gave the number.
    pub calls: Option<u32>,
}

/// The answer, with what it rests on.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct QuietView {
    /// `quiet`, `not_quiet` or `unknown`.
    pub quietness: String,
    /// Mediations opened.
    pub opened: u32,
    /// Of these, agreed in the grid, the community or with a team.
    pub settled_inside: u32,
    /// Of these, brought in by the police or handed to them.
    pub through_police: u32,
    pub calls: Option<u32>,
}

/// # Errors
/// `Invalid` for a scope that is none; `StoreError` when the store cannot be read.
pub fn quiet(tx: &Transaction<'_>, query: &QuietQuery) -> Result<QuietView, CoreError> {
    let invalid = |_| CoreError::Invalid { field: "scope".into(), reason: "not a path as in /1/12/345/6789".into() };
    let scope: OrgPath = query.scope.parse().map_err(invalid)?;
    let asked = params![scope.to_bytes(), scope.subtree_end(), query.from, query.to];
    let mut statement = tx.prepare_cached(include_str!("quiet.sql")).map_err(StoreError::from)?;
    let read = |row: &rusqlite::Row<'_>| {
        Ok(QuietFacts {
            opened: row.get("opened")?,
            settled_inside: row.get("settled_inside")?,
            through_police: row.get("through_police")?,
            calls: query.calls,
        })
    };
    let facts = statement.query_row(asked, read).map_err(StoreError::from)?;
    Ok(QuietView {
        quietness: quietness(&facts).as_str().to_owned(),
        opened: facts.opened,
        settled_inside: facts.settled_inside,
        through_police: facts.through_police,
        calls: facts.calls,
    })
}
