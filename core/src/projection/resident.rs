//! A resident's document becomes a list row, its place on the map and its words in the index; only what a change
//! touched is written again.

use std::collections::{BTreeMap, BTreeSet};

use etong_merge::Field;
use rusqlite::{Transaction, params};

use super::{collection, links, reminders};
use crate::domain::pinyin::name_keys;
use crate::domain::resident::{CATALOGUE, Resident};
use crate::domain::search_text::index_text;
use crate::error::StoreError;
use crate::store::record::Record;

const IN_THE_ROW: [&str; 4] = ["name", "phone", "live_address", "id"];
const IN_THE_INDEX: [&str; 3] = ["name", "phone", "live_address"];
const ON_THE_MAP: &str = "place";

pub(super) fn project(
    tx: &Transaction<'_>,
    record: &Record,
    fields: &BTreeMap<String, Field>,
    touched: &BTreeSet<String>,
) -> Result<(), StoreError> {
    if fields.is_empty() || collection::merged_into(tx, record.record)?.is_some() {
        return remove(tx, record.no);
    }
    let resident = Resident::read(fields);
    let hit = |keys: &[&str]| keys.iter().any(|key| touched.contains(*key));
    let new = !exists(tx, record.no)?;
    if new || hit(&IN_THE_ROW) {
        write_row(tx, record, &resident)?;
    }
    if new || hit(&IN_THE_INDEX) {
        write_text(tx, record.no, &resident, new)?;
    }
    if hit(&[ON_THE_MAP]) {
        write_place(tx, record.no, &resident)?;
    }
    if new || hit(&links::LINKING) {
        links::project(tx, record.no, &resident, new)?;
    }
    if CATALOGUE.iter().any(|spec| spec.expires && touched.contains(spec.key)) {
        reminders::project_expiry(tx, record.no, &resident)?;
    }
    // A store of an older program has rows of residents without it.
    if new || !reminders::is_listed(tx, record.no)? {
        reminders::write_visits(tx, record, &collection::load_visits(tx, record.no)?)?;
    }
    Ok(())
}

/// The change that founded it was refused, for nobody is shown without a name; or another record is shown in its place.
pub(super) fn remove(tx: &Transaction<'_>, no: i64) -> Result<(), StoreError> {
    tx.prepare_cached(include_str!("resident/remove.sql"))?.execute([no])?;
    tx.prepare_cached(include_str!("resident/remove_text.sql"))?.execute([no])?;
    tx.prepare_cached(include_str!("resident/remove_place.sql"))?.execute([no])?;
    collection::remove_common(tx, no)
}

fn exists(tx: &Transaction<'_>, no: i64) -> Result<bool, StoreError> {
    Ok(tx.prepare_cached(include_str!("resident/exists.sql"))?.exists([no])?)
}

fn write_row(tx: &Transaction<'_>, record: &Record, resident: &Resident) -> Result<(), StoreError> {
    let keys = name_keys(&resident.name);
    tx.prepare_cached(include_str!("resident/upsert.sql"))?.execute(params![
        record.no,
        resident.name,
        keys.full,
        keys.initials,
        resident.text("phone").unwrap_or_default(),
        resident.text("live_address").unwrap_or_default(),
        resident.id.as_ref().map(crate::domain::resident::IdDocument::masked).unwrap_or_default(),
        record.scope.to_bytes(),
        resident.needs_review(),
    ])?;
    Ok(())
}

fn write_text(tx: &Transaction<'_>, no: i64, resident: &Resident, new: bool) -> Result<(), StoreError> {
    if !new {
        tx.prepare_cached(include_str!("resident/remove_text.sql"))?.execute([no])?;
    }
    tx.prepare_cached(include_str!("resident/insert_text.sql"))?.execute(params![
        no,
        index_text(&resident.name),
        index_text(resident.text("live_address").unwrap_or_default()),
        index_text(resident.text("phone").unwrap_or_default()),
    ])?;
    Ok(())
}

fn write_place(tx: &Transaction<'_>, no: i64, resident: &Resident) -> Result<(), StoreError> {
    tx.prepare_cached(include_str!("resident/remove_place.sql"))?.execute([no])?;
    if let Some(place) = &resident.place {
        tx.prepare_cached(include_str!("resident/insert_place.sql"))?.execute(params![
            no,
            place.lat_e6,
            place.lon_e6
        ])?;
    }
    Ok(())
}
