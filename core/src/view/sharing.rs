//! The units a record is shared with.

use std::collections::BTreeSet;

use etong_protocol::UnitId;
use rusqlite::Transaction;

use super::scope_text;
use crate::error::StoreError;

/// One unit that reads a record and may write onto it, though the record lies outside.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SharedUnit {
    pub unit: u32,
    /// As the grant says it.
    pub path: String,
    /// Empty when this phone does not know the unit.
    pub name: String,
    /// The relay has the grant: the unit can read the record.
    pub receipted: bool,
}

/// # Errors
/// `StoreError` when the store cannot be read.
pub fn shared_with(tx: &Transaction<'_>, record_no: i64) -> Result<Vec<SharedUnit>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("sharing.sql"))?;
    let rows = statement.query_and_then([record_no], |row| {
        Ok::<_, StoreError>(SharedUnit {
            unit: row.get("unit")?,
            path: scope_text(&row.get::<_, Vec<u8>>("path")?)?,
            name: row.get("name")?,
            receipted: row.get("receipted")?,
        })
    })?;
    rows.collect()
}

/// The numbers of those units, grants still on their way included.
pub(crate) fn units_of_record(tx: &Transaction<'_>, record_no: i64) -> Result<BTreeSet<UnitId>, StoreError> {
    Ok(shared_with(tx, record_no)?.into_iter().map(|shared| UnitId(shared.unit)).collect())
}
