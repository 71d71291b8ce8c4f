//! The units this phone knows by name.

use rusqlite::Transaction;

use super::scope_text;
use crate::error::StoreError;

/// One unit or grid.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct UnitRow {
    pub unit: u32,
    pub name: String,
    /// Administrative code; may change, the unit number does not.
    pub code: String,
    pub kind: String,
    pub path: String,
}

/// # Errors
/// `StoreError` when the store cannot be read.
pub fn units(tx: &Transaction<'_>) -> Result<Vec<UnitRow>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("units.sql"))?;
    let rows = statement.query_and_then([], |row| {
        Ok::<_, StoreError>(UnitRow {
            unit: row.get("unit")?,
            name: row.get("name")?,
            code: row.get("code")?,
            kind: row.get("kind")?,
            path: scope_text(&row.get::<_, Vec<u8>>("path")?)?,
        })
    })?;
    rows.collect()
}
