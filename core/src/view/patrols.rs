//! Patrols of this phone's reach, newest first.

use rusqlite::{Transaction, params};

use super::{PAGE_ROWS, paged, record_text, scope_text};
use crate::error::StoreError;

/// One page of the list.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PatrolsPage {
    pub rows: Vec<PatrolRow>,
    /// There are more after these.
    pub more: bool,
}

/// One patrol.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PatrolRow {
    pub record: String,
    /// `self_started`, `assigned` or `campaign`.
    pub kind: String,
    /// Who started it, or was asked first, if the directory on this phone says so.
    pub by_name: Option<String>,
    pub state: String,
    pub scope: String,
    /// Phone clock, milliseconds since 1970.
    pub started_at: i64,
    pub ended_at: Option<i64>,
    /// Without pauses.
    pub duration_s: i64,
    /// Along the track, not over its gaps.
    pub distance_m: i64,
    pub points: i64,
    pub findings: i64,
    /// `nobody`, `one` or `both` of a pair.
    pub start_confirmed: String,
    pub end_confirmed: String,
    /// Something of it has not been receipted by the relay.
    pub provisional: bool,
}

/// # Errors
/// `StoreError` when the store cannot be read.
pub fn patrols(tx: &Transaction<'_>, offset: u32) -> Result<PatrolsPage, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("patrols.sql"))?;
    let rows = statement.query_and_then(params![PAGE_ROWS + 1, offset], |row| {
        Ok::<_, StoreError>(PatrolRow {
            record: record_text(&row.get::<_, Vec<u8>>("record")?)?,
            kind: row.get("kind")?,
            by_name: row.get("by_name")?,
            state: row.get("state")?,
            scope: scope_text(&row.get::<_, Vec<u8>>("scope")?)?,
            started_at: row.get("started_at")?,
            ended_at: row.get("ended_at")?,
            duration_s: row.get("duration_s")?,
            distance_m: row.get("distance_m")?,
            points: row.get("points")?,
            findings: row.get("findings")?,
            start_confirmed: row.get("start_confirmed")?,
            end_confirmed: row.get("end_confirmed")?,
            provisional: row.get("provisional")?,
        })
    })?;
    let rows: Vec<PatrolRow> = rows.collect::<Result<_, _>>()?;
    let (rows, more) = paged(rows);
    Ok(PatrolsPage { rows, more })
}
