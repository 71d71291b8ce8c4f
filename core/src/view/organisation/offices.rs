//! 办公场所: where units are found, by day and by night.

use etong_protocol::OrgPath;
use rusqlite::{Row, Transaction, named_params};

use super::range;
use crate::error::StoreError;
use crate::view::{PAGE_ROWS, paged, scope_text};

#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct OfficesPage {
    pub rows: Vec<OfficeRow>,
    /// There are more after these.
    pub more: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct OfficeRow {
    pub office: u32,
    pub name: String,
    pub unit: String,
    pub unit_name: Option<String>,
    pub address: String,
    /// The office's own number, not a person's.
    pub phone: String,
    pub hours: String,
    /// Somebody is there day and night.
    pub all_day: bool,
    /// Micro-degrees, WGS-84.
    pub lat_e6: Option<i32>,
    pub lon_e6: Option<i32>,
}

/// Offices at `scope` and below that are open on `day`.
///
/// # Errors
/// `StoreError` when the store cannot be read.
pub(crate) fn offices(
    tx: &Transaction<'_>,
    scope: &OrgPath,
    day: &str,
    offset: u32,
) -> Result<OfficesPage, StoreError> {
    let (start, end) = range(scope);
    let mut statement = tx.prepare_cached(include_str!("offices.sql"))?;
    let asked = named_params! {":start": start, ":end": end, ":day": day, ":rows": PAGE_ROWS + 1, ":offset": offset};
    let rows = statement.query_and_then(asked, read)?;
    let (rows, more) = paged(rows.collect::<Result<_, _>>()?);
    Ok(OfficesPage { rows, more })
}

fn read(row: &Row<'_>) -> Result<OfficeRow, StoreError> {
    Ok(OfficeRow {
        office: row.get("office")?,
        name: row.get("name")?,
        unit: scope_text(&row.get::<_, Vec<u8>>("path")?)?,
        unit_name: row.get("unit_name")?,
        address: row.get("address")?,
        phone: row.get("phone")?,
        hours: row.get("hours")?,
        all_day: row.get("all_day")?,
        lat_e6: row.get("lat_e6")?,
        lon_e6: row.get("lon_e6")?,
    })
}
