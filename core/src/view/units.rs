//! The units this phone knows by name.

use rusqlite::{Transaction, named_params};

use super::{PAGE_ROWS, paged, scope_text};
use crate::error::StoreError;

#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct UnitsPage {
    pub rows: Vec<UnitRow>,
    /// There are more after these.
    pub more: bool,
}

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

/// By path, a page from `offset`.
///
/// # Errors
/// `StoreError` when the store cannot be read.
pub fn units(tx: &Transaction<'_>, offset: u32) -> Result<UnitsPage, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("units.sql"))?;
    let asked = named_params! {":rows": PAGE_ROWS + 1, ":offset": offset};
    let rows = statement.query_and_then(asked, |row| {
        Ok::<_, StoreError>(UnitRow {
            unit: row.get("unit")?,
            name: row.get("name")?,
            code: row.get("code")?,
            kind: row.get("kind")?,
            path: scope_text(&row.get::<_, Vec<u8>>("path")?)?,
        })
    })?;
    let (rows, more) = paged(rows.collect::<Result<_, _>>()?);
    Ok(UnitsPage { rows, more })
}
