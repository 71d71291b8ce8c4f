//! The supervisor's board: cases of this phone's reach, newest first, cut by state.

use rusqlite::{Row, Transaction, params};

use super::{PAGE_ROWS, record_text, scope_text};
use crate::error::StoreError;

/// Which cases to show.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct BoardQuery {
    /// A case state as in `reported`; all when left out.
    pub state: Option<String>,
    /// Rows to pass over.
    pub offset: u32,
}

/// One page of the board.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct BoardPage {
    /// Cases that match, on all pages.
    pub total: u32,
    pub rows: Vec<BoardRow>,
}

/// One case.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct BoardRow {
    pub record: String,
    pub class: String,
    pub title: String,
    pub state: String,
    /// Kind of the one responsible post.
    pub responsible_kind: String,
    /// Who holds that post, if the directory on this phone says so.
    pub responsible_name: Option<String>,
    pub scope: String,
    /// Phone clock of the reporter, milliseconds since 1970.
    pub reported_at: i64,
    /// The state rests on an act the relay has not receipted yet.
    pub provisional: bool,
    /// Acts that came too late; they are listed in the case.
    pub superseded: u32,
}

/// # Errors
/// `StoreError` when the store cannot be read.
pub fn board(tx: &Transaction<'_>, query: &BoardQuery) -> Result<BoardPage, StoreError> {
    let state = query.state.as_deref();
    let total = tx.prepare_cached(include_str!("board_total.sql"))?.query_row([state], |row| row.get("total"))?;
    let mut statement = tx.prepare_cached(include_str!("board.sql"))?;
    let rows = statement.query_and_then(params![state, PAGE_ROWS, query.offset], read)?;
    Ok(BoardPage { total, rows: rows.collect::<Result<_, _>>()? })
}

pub(super) fn read(row: &Row<'_>) -> Result<BoardRow, StoreError> {
    Ok(BoardRow {
        record: record_text(&row.get::<_, Vec<u8>>("record")?)?,
        class: row.get("class")?,
        title: row.get("title")?,
        state: row.get("state")?,
        responsible_kind: row.get("responsible_kind")?,
        responsible_name: row.get("responsible_name")?,
        scope: scope_text(&row.get::<_, Vec<u8>>("scope")?)?,
        reported_at: row.get("reported_at")?,
        provisional: row.get("provisional")?,
        superseded: row.get("superseded")?,
    })
}
