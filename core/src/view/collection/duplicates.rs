//! Residents that are likely one person, with the facts that speak for it; and residents by their full document number, which is
//! compared and never shown.

use etong_protocol::StandingPost;
use rusqlite::{Params, Transaction, params};

use super::rows;
use crate::domain::field::IdDocument;
use crate::error::StoreError;
use crate::projection::number_key;
use crate::view::shown::shown;
use crate::view::within::Within;
use crate::view::{PAGE_ROWS, record_text};

/// Likely duplicates.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct DuplicatesPage {
    pub rows: Vec<DuplicateRow>,
    pub more: bool,
}

/// Two residents.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct DuplicateRow {
    pub record: String,
    pub other: String,
    pub name: String,
    pub other_name: String,
    pub id_masked: String,
    pub other_id_masked: String,
    pub address: String,
    pub other_address: String,
    /// `same_number`, `mistyped_number`, `same_name_and_birth`, `same_sound_and_dwelling`: strongest first.
    pub likenesses: Vec<String>,
    /// Where a merge of the two stands, if one was proposed.
    pub state: Option<String>,
}

/// Pairs of which one lies in the area of the acting post.
///
/// # Errors
/// `StoreError` when the store cannot be read.
pub fn duplicates(
    tx: &Transaction<'_>,
    acting: Option<&StandingPost>,
    offset: u32,
) -> Result<DuplicatesPage, StoreError> {
    let area = Within::of(acting);
    page(
        tx,
        concat!(include_str!("duplicate_pairs.sql"), include_str!("duplicates.sql")),
        params![PAGE_ROWS + 1, offset, area.from, area.to, area.taken],
    )
}

/// Those of one resident, by its number on this phone.
///
/// # Errors
/// `StoreError` when the store cannot be read.
pub fn duplicates_of(tx: &Transaction<'_>, no: i64) -> Result<DuplicatesPage, StoreError> {
    page(
        tx,
        concat!(include_str!("duplicate_pairs.sql"), include_str!("duplicates_of.sql")),
        params![PAGE_ROWS + 1, 0, no],
    )
}

/// The residents whose document has this full number: none, one, or several that should be one.
///
/// # Errors
/// `StoreError` when the store cannot be read.
pub fn find_by_number(tx: &Transaction<'_>, typed: &str) -> Result<Vec<String>, StoreError> {
    let (Some(key), Some(id)) = (number_key(tx)?, IdDocument::read(typed)) else { return Ok(Vec::new()) };
    let params = params![key.hash(&id.kind, &id.number), PAGE_ROWS];
    let (found, _) =
        rows(tx, include_str!("resident_by_number.sql"), params, |row| record_text(&row.get::<_, Vec<u8>>("record")?))?;
    Ok(found)
}

fn page(tx: &Transaction<'_>, sql: &str, params: impl Params) -> Result<DuplicatesPage, StoreError> {
    let sight = crate::view::sight(tx)?;
    let (rows, more) = rows(tx, sql, params, |row| {
        Ok(DuplicateRow {
            record: record_text(&row.get::<_, Vec<u8>>("record")?)?,
            other: record_text(&row.get::<_, Vec<u8>>("other")?)?,
            name: sight.name(&row.get::<_, String>("name")?),
            other_name: sight.name(&row.get::<_, String>("other_name")?),
            id_masked: row.get("id_masked")?,
            other_id_masked: row.get("other_id_masked")?,
            address: shown(row.get::<_, String>("address")?),
            other_address: shown(row.get::<_, String>("other_address")?),
            likenesses: row.get::<_, String>("likenesses")?.split(',').map(str::to_owned).collect(),
            state: row.get("state")?,
        })
    })?;
    Ok(DuplicatesPage { rows, more })
}
