//! Mediations, newest first: by state, by mode, of one case, or mine.

use etong_protocol::{PostId, RecordId};
use rusqlite::{Row, Transaction, params};

use super::super::{PAGE_ROWS, record_text, scope_text};
use crate::error::{CoreError, StoreError};
use crate::view::shown::shown;

/// Which mediations to show; what is left out is not asked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct MediationQuery {
    /// As in `underway`.
    pub state: Option<String>,
    /// Mode of the last attempt, as in `community`.
    pub mode: Option<String>,
    /// Id of a case.
    pub case: Option<String>,
    /// Only those that a post of the phone's owner opened, was appointed to or mediated.
    pub mine: bool,
    /// Rows to pass over.
    pub offset: u32,
}

/// One page.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct MediationsPage {
    /// Mediations that match, on all pages.
    pub total: u32,
    pub rows: Vec<MediationRow>,
}

/// One mediation.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct MediationRow {
    pub record: String,
    pub case: String,
    pub dispute: String,
    /// Masked names.
    pub parties: String,
    pub state: String,
    pub mode: String,
    pub scope: String,
    /// Phone clock, milliseconds since 1970.
    pub opened_at: i64,
    /// First moment that is too late; none once it is over.
    pub due_at: Option<i64>,
    pub overdue: bool,
    /// As in `mediate`.
    pub next_step: String,
    /// Papers that must be in the file and are not.
    pub missing: u32,
    pub provisional: bool,
}

/// # Errors
/// `Invalid` for a case id that is none; `StoreError` when the store cannot be read.
pub fn mediations(
    tx: &Transaction<'_>,
    query: &MediationQuery,
    posts: &[PostId],
    now_ms: i64,
) -> Result<MediationsPage, CoreError> {
    let case = match &query.case {
        Some(id) => {
            let invalid = |_| CoreError::Invalid { field: "case".into(), reason: "not a record id".into() };
            Some(id.parse::<RecordId>().map_err(invalid)?.as_bytes().to_vec())
        }
        None => None,
    };
    // The posts as one list of hex digits: a person holds a handful.
    let mine: String = posts.iter().map(|post| format!("{:032X} ", u128::from_be_bytes(*post.as_bytes()))).collect();
    let mine = query.mine.then_some(mine);
    let asked = params![query.state, query.mode, case, mine];
    let total = tx.prepare_cached(include_str!("total.sql"))?.query_row(asked, |row| row.get("total"));
    let total = total.map_err(StoreError::from)?;
    let mut statement = tx.prepare_cached(include_str!("list.sql")).map_err(StoreError::from)?;
    let rows = statement
        .query_and_then(params![query.state, query.mode, case, mine, PAGE_ROWS, query.offset], |row| read(row, now_ms))
        .map_err(StoreError::from)?;
    Ok(MediationsPage { total, rows: rows.collect::<Result<_, StoreError>>()? })
}

fn read(row: &Row<'_>, now_ms: i64) -> Result<MediationRow, StoreError> {
    let due_at: Option<i64> = row.get("due_at")?;
    Ok(MediationRow {
        record: record_text(&row.get::<_, Vec<u8>>("record")?)?,
        case: record_text(&row.get::<_, Vec<u8>>("case_record")?)?,
        dispute: row.get("dispute")?,
        parties: shown(row.get::<_, String>("parties")?),
        state: row.get("state")?,
        mode: row.get("mode")?,
        scope: scope_text(&row.get::<_, Vec<u8>>("scope")?)?,
        opened_at: row.get("opened_at")?,
        due_at,
        overdue: due_at.is_some_and(|due| now_ms >= due),
        next_step: row.get("next_step")?,
        missing: row.get("missing")?,
        provisional: row.get("provisional")?,
    })
}
