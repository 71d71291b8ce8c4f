//! The document of a building, dwelling or household becomes a list row, words in the index and a point on the map.

use std::collections::BTreeMap;

use etong_merge::Field;
use etong_protocol::RecordKind;
use rusqlite::{Transaction, params};

use super::{collection, reminders};
use crate::domain::collection::Place;
use crate::domain::search_text::index_text;
use crate::error::StoreError;
use crate::store::record::Record;

pub(super) fn project(
    tx: &Transaction<'_>,
    record: &Record,
    fields: &BTreeMap<String, Field>,
) -> Result<(), StoreError> {
    remove(tx, record.no)?;
    let Some(place) = Place::read(&record.kind, fields) else { return Ok(()) };
    if fields.is_empty() || collection::merged_into(tx, record.record)?.is_some() {
        return Ok(());
    }
    write_row(tx, record, &place)?;
    let text = |key: &str| place.reading.text(key).unwrap_or_default();
    let name = match record.kind {
        RecordKind::Household => format!("{} {}", text("head_name"), text("household_no")),
        _ => format!("{} {}", text("owner_name"), text("leader_name")),
    };
    tx.prepare_cached(include_str!("places/insert_text.sql"))?.execute(params![
        record.no,
        index_text(&place.address),
        index_text(&name)
    ])?;
    if let Some(fix) = &place.fix {
        let mut statement = tx.prepare_cached(include_str!("resident/insert_place.sql"))?;
        statement.execute(params![record.no, fix.lat_e6, fix.lon_e6])?;
    }
    match record.kind {
        RecordKind::Building => Ok(()),
        _ => reminders::project_visits(tx, record, &collection::load_visits(tx, record.no)?),
    }
}

fn write_row(tx: &Transaction<'_>, record: &Record, place: &Place) -> Result<(), StoreError> {
    let text = |key: &str| place.reading.text(key).unwrap_or_default();
    let link = |key: &str| place.link(key).map(|id| id.as_bytes().to_vec());
    let scope = record.scope.to_bytes();
    match record.kind {
        RecordKind::Building => tx.prepare_cached(include_str!("places/insert_building.sql"))?.execute(params![
            record.no,
            place.address,
            text("leader_name"),
            scope
        ])?,
        RecordKind::Dwelling => tx.prepare_cached(include_str!("places/insert_dwelling.sql"))?.execute(params![
            record.no,
            link("of_building"),
            place.address,
            text("rented") == "1",
            scope
        ])?,
        _ => tx.prepare_cached(include_str!("places/insert_household.sql"))?.execute(params![
            record.no,
            text("household_no"),
            text("head_name"),
            link("dwelling"),
            place.address,
            scope
        ])?,
    };
    Ok(())
}

fn remove(tx: &Transaction<'_>, no: i64) -> Result<(), StoreError> {
    for sql in [
        include_str!("places/remove_building.sql"),
        include_str!("places/remove_dwelling.sql"),
        include_str!("places/remove_household.sql"),
        include_str!("places/remove_text.sql"),
        include_str!("resident/remove_place.sql"),
    ] {
        tx.prepare_cached(sql)?.execute([no])?;
    }
    collection::remove_common(tx, no)
}
