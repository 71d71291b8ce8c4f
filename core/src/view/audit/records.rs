//! Which records one entry of the log says were looked at, or found by one search. Ids and kinds, no names.

use etong_protocol::{EntryId, OrgPath, RecordId};
use rusqlite::{Transaction, named_params};

use super::subtree;
use crate::error::StoreError;
use crate::view::{PAGE_ROWS, paged};

/// A page of them, by id.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct LookedPage {
    pub rows: Vec<LookedRow>,
    pub more: bool,
}

/// One record.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct LookedRow {
    pub record: String,
    /// `None` for a record that is not on this phone.
    pub kind: Option<String>,
    /// Day in China on which it was looked at; empty for what a search found.
    pub day: String,
}

pub(crate) fn looked(
    tx: &Transaction<'_>,
    entry: EntryId,
    within: &OrgPath,
    offset: u32,
) -> Result<LookedPage, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("records.sql"))?;
    let (start, end) = subtree(within);
    let asked = named_params! {
        ":entry": entry.as_bytes(), ":start": start, ":end": end, ":limit": PAGE_ROWS + 1, ":offset": offset,
    };
    let rows = statement.query_map(asked, |row| {
        let record = RecordId::from_bytes(row.get("target")?).to_string();
        Ok(LookedRow { record, kind: row.get("kind")?, day: row.get("day")? })
    })?;
    let (rows, more) = paged(rows.collect::<Result<_, _>>()?);
    Ok(LookedPage { rows, more })
}
