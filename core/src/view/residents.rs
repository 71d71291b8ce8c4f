//! Residents as lists: by place, by a few typed letters or characters, by a box on the map.

use rusqlite::{Params, Row, Transaction, params};

use super::typed::Typed;
use super::{PAGE_ROWS, paged, record_text, scope_text, sight};
use crate::domain::field::Sight;
use crate::domain::phone_number::mask_phone;
use crate::error::StoreError;
use crate::view::shown::shown;

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ResidentsPage {
    pub rows: Vec<ResidentRow>,
    /// There are more after these.
    pub more: bool,
}

/// One resident.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ResidentRow {
    pub record: String,
    pub name: String,
    /// As in `3506**********1234`.
    pub id_masked: String,
    /// As in `138****1234`.
    pub phone_masked: String,
    pub address: String,
    pub scope: String,
    /// Two posts wrote different identity fields; somebody has to look.
    pub needs_review: bool,
    /// Something of it has not been receipted by the relay.
    pub unsent: bool,
}

/// A box on the map, micro-degrees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct AreaQuery {
    pub lat_from_e6: i32,
    pub lat_to_e6: i32,
    pub lon_from_e6: i32,
    pub lon_to_e6: i32,
}

/// All residents by place and name.
///
/// # Errors
/// `StoreError` when the store cannot be read.
pub fn residents(tx: &Transaction<'_>, offset: u32) -> Result<ResidentsPage, StoreError> {
    page(tx, include_str!("residents.sql"), params![PAGE_ROWS + 1, offset])
}

/// What a person types: characters of a name or address, pinyin or its initials, digits of a phone.
///
/// # Errors
/// `StoreError` when the store cannot be read.
pub fn search_residents(tx: &Transaction<'_>, typed: &str) -> Result<ResidentsPage, StoreError> {
    match Typed::read(typed) {
        Typed::Nothing => Ok(ResidentsPage { rows: Vec::new(), more: false }),
        Typed::Text { expression } => {
            page(tx, include_str!("residents_by_text.sql"), params![expression, PAGE_ROWS + 1])
        }
        Typed::Pinyin { from, to } => {
            page(tx, include_str!("residents_by_pinyin.sql"), params![from, to, PAGE_ROWS + 1])
        }
    }
}

/// Residents whose place lies in a box.
///
/// # Errors
/// `StoreError` when the store cannot be read.
pub fn residents_in(tx: &Transaction<'_>, area: &AreaQuery) -> Result<ResidentsPage, StoreError> {
    let AreaQuery { lat_from_e6, lat_to_e6, lon_from_e6, lon_to_e6 } = area;
    page(tx, include_str!("residents_in.sql"), params![lat_from_e6, lat_to_e6, lon_from_e6, lon_to_e6, PAGE_ROWS + 1])
}

/// `sql` asks for one row more than a page, to learn whether there are more.
fn page(tx: &Transaction<'_>, sql: &str, params: impl Params) -> Result<ResidentsPage, StoreError> {
    let sight = sight(tx)?;
    let mut statement = tx.prepare_cached(sql)?;
    let rows: Vec<ResidentRow> =
        statement.query_and_then(params, |row| read(row, sight))?.collect::<Result<_, StoreError>>()?;
    let (rows, more) = paged(rows);
    Ok(ResidentsPage { rows, more })
}

fn read(row: &Row<'_>, sight: Sight) -> Result<ResidentRow, StoreError> {
    Ok(ResidentRow {
        record: record_text(&row.get::<_, Vec<u8>>("record")?)?,
        name: sight.name(&row.get::<_, String>("name")?),
        id_masked: row.get("id_masked")?,
        phone_masked: mask_phone(&row.get::<_, String>("phone")?),
        address: shown(row.get::<_, String>("address")?),
        scope: scope_text(&row.get::<_, Vec<u8>>("scope")?)?,
        needs_review: row.get("needs_review")?,
        unsent: row.get("unsent")?,
    })
}
