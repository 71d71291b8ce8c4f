//! Places as lists: by grid and address, by words of the address or the name of a head, and what is inside another place.

use etong_protocol::RecordId;
use rusqlite::{Params, Transaction, params};

use super::{paged, rows, shown_for};
use crate::domain::search_text::match_expression;
use crate::error::{CoreError, StoreError};
use crate::view::shown::shown;
use crate::view::{PAGE_ROWS, record_text, scope_text};

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PlacesPage {
    pub rows: Vec<PlaceRow>,
    pub more: bool,
}

/// One building, dwelling or household.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PlaceRow {
    pub record: String,
    pub kind: String,
    pub address: String,
    /// Name of the head of a household, of the 楼栋长 of a building.
    pub name: String,
    /// Dwellings of a building, residents of a dwelling or household.
    pub inside: u32,
    pub rented: bool,
    pub scope: String,
    /// Something of it has not been receipted by the relay.
    pub unsent: bool,
}

/// All places of a kind: `building`, `dwelling` or `household`.
///
/// # Errors
/// `Invalid` for another kind.
pub fn places(tx: &Transaction<'_>, kind: &str, offset: u32) -> Result<PlacesPage, CoreError> {
    let sql = match kind {
        "building" => include_str!("buildings.sql"),
        "dwelling" => include_str!("dwellings.sql"),
        "household" => include_str!("households.sql"),
        _ => {
            let reason = "must be one of building, dwelling, household".into();
            return Err(CoreError::Invalid { field: "kind".into(), reason });
        }
    };
    Ok(page(tx, sql, params![PAGE_ROWS + 1, offset])?)
}

/// Words of an address, or the name or number of a household.
///
/// # Errors
/// `StoreError` when the store cannot be read.
pub fn search_places(tx: &Transaction<'_>, typed: &str) -> Result<PlacesPage, StoreError> {
    match match_expression(typed) {
        None => Ok(PlacesPage { rows: Vec::new(), more: false }),
        Some(expression) => page(tx, include_str!("places_by_text.sql"), params![expression, PAGE_ROWS + 1]),
    }
}

/// The dwellings of a building.
///
/// # Errors
/// `StoreError` when the store cannot be read.
pub fn dwellings_of(tx: &Transaction<'_>, building: RecordId, offset: u32) -> Result<PlacesPage, StoreError> {
    inside(tx, include_str!("dwellings_of_building.sql"), building, offset)
}

/// The households of a dwelling.
///
/// # Errors
/// `StoreError` when the store cannot be read.
pub(in crate::view) fn households_of(
    tx: &Transaction<'_>,
    dwelling: RecordId,
    offset: u32,
) -> Result<PlacesPage, StoreError> {
    inside(tx, include_str!("households_of_dwelling.sql"), dwelling, offset)
}

fn inside(tx: &Transaction<'_>, sql: &str, id: RecordId, offset: u32) -> Result<PlacesPage, StoreError> {
    let (mut all, mut further) = (Vec::new(), false);
    for place in shown_for(tx, id)? {
        let found = page(tx, sql, params![PAGE_ROWS + 1, offset, place.as_bytes()])?;
        all.extend(found.rows);
        further |= found.more;
    }
    let (rows, cut) = paged(all);
    Ok(PlacesPage { rows, more: further || cut })
}

fn page(tx: &Transaction<'_>, sql: &str, params: impl Params) -> Result<PlacesPage, StoreError> {
    let sight = crate::view::sight(tx)?;
    let (rows, more) = rows(tx, sql, params, |row| {
        Ok(PlaceRow {
            record: record_text(&row.get::<_, Vec<u8>>("record")?)?,
            kind: row.get("kind")?,
            address: shown(row.get::<_, String>("address")?),
            name: sight.name(&row.get::<_, String>("name")?),
            inside: row.get("inside")?,
            rented: row.get("rented")?,
            scope: scope_text(&row.get::<_, Vec<u8>>("scope")?)?,
            unsent: row.get("unsent")?,
        })
    })?;
    Ok(PlacesPage { rows, more })
}
