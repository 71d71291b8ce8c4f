//! One row of the file at a time.

use std::collections::BTreeMap;

use etong_protocol::OrgPath;
use rusqlite::{Connection, OptionalExtension, named_params};
use serde::Serialize;

use super::super::publication::path_of;
use super::super::row::{DictionaryRow, OfficeRow, PersonRow, PostRow, UnitRow};
use crate::error::RelayError;

/// What a row changed. Only what a standing says makes a phone read its feed again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum News {
    None,
    Detail,
    Standing,
}

impl News {
    fn of(standing: usize, detail: usize) -> Self {
        match (standing, detail) {
            (0, 0) => Self::None,
            (0, _) => Self::Detail,
            _ => Self::Standing,
        }
    }
}

/// What it changed, and whether that can change who took the place of whom, and when.
pub(super) fn write_unit(
    tx: &Connection,
    row: &UnitRow,
    paths: &BTreeMap<u32, OrgPath>,
) -> Result<(News, bool), RelayError> {
    let before = days_of_unit(tx, row.unit)?;
    let path = paths.get(&row.unit).map(OrgPath::to_bytes).unwrap_or_default();
    let standing = tx.prepare_cached(include_str!("../sql/upsert_unit.sql"))?.execute(named_params! {
        ":unit": row.unit,
        ":parent": row.parent,
        ":name": row.name,
        ":code": row.code,
        ":kind": row.kind,
        ":valid_from": row.valid_from,
        ":path": path,
    })?;
    let detail = tx.prepare_cached(include_str!("../sql/detail_unit.sql"))?.execute(named_params! {
        ":unit": row.unit,
        ":valid_to": row.valid_to,
        ":row": as_json(row)?,
    })?;
    let taken = as_json(&row.replaces)?;
    let mut lines = tx
        .prepare_cached(include_str!("../sql/leave_place.sql"))?
        .execute(named_params! {":unit": row.unit, ":replaces": taken})?;
    for before in &row.replaces {
        lines += tx
            .prepare_cached(include_str!("../sql/take_place.sql"))?
            .execute(named_params! {":unit": row.unit, ":replaces": before})?;
    }
    Ok((News::of(standing, detail), lines > 0 || before != days_of_unit(tx, row.unit)?))
}

fn days_of_unit(tx: &Connection, unit: u32) -> Result<Option<(String, Option<String>)>, RelayError> {
    let days = tx
        .prepare_cached(include_str!("../sql/days_of_unit.sql"))?
        .query_row(named_params! {":unit": unit}, |row| Ok((row.get("valid_from")?, row.get("valid_to")?)))
        .optional()?;
    Ok(days)
}

pub(super) fn write_person(tx: &Connection, row: &PersonRow) -> Result<News, RelayError> {
    let standing = tx
        .prepare_cached(include_str!("../sql/upsert_person.sql"))?
        .execute(named_params! {":person": row.person.as_bytes(), ":name": row.name})?;
    let detail = tx
        .prepare_cached(include_str!("../sql/detail_person.sql"))?
        .execute(named_params! {":person": row.person.as_bytes(), ":row": as_json(row)?})?;
    Ok(News::of(standing, detail))
}

pub(super) fn write_post(tx: &Connection, row: &PostRow) -> Result<News, RelayError> {
    let standing = tx.prepare_cached(include_str!("../sql/upsert_post.sql"))?.execute(named_params! {
        ":post": row.post.as_bytes(),
        ":person": row.person.as_bytes(),
        ":kind": row.kind.as_str(),
        ":unit": row.unit,
        ":from": row.from,
        ":to": row.to,
    })?;
    let detail = tx
        .prepare_cached(include_str!("../sql/detail_post.sql"))?
        .execute(named_params! {":post": row.post.as_bytes(), ":row": as_json(row)?})?;
    Ok(News::of(standing, detail))
}

pub(super) fn write_office(tx: &Connection, row: &OfficeRow) -> Result<bool, RelayError> {
    let changed = tx.prepare_cached(include_str!("../sql/upsert_office.sql"))?.execute(named_params! {
        ":office": row.office,
        ":unit": row.unit,
        ":name": row.name,
        ":row": as_json(row)?,
    })?;
    Ok(changed > 0)
}

pub(super) fn write_dictionary(
    tx: &Connection,
    row: &DictionaryRow,
    paths: &BTreeMap<u32, OrgPath>,
) -> Result<bool, RelayError> {
    let path = path_of(row, paths).ok_or(RelayError::BadRow { what: "unit path" })?;
    let changed = tx.prepare_cached(include_str!("../sql/insert_dictionary.sql"))?.execute(named_params! {
        ":dictionary": row.dictionary,
        ":version": row.version,
        ":path": path.to_bytes(),
        ":valid_from": row.valid_from,
        ":valid_to": row.valid_to,
        ":row": kept_dictionary(row)?,
    })?;
    Ok(changed > 0)
}

pub(super) fn as_json<R: Serialize + ?Sized>(row: &R) -> Result<String, RelayError> {
    serde_json::to_string(row).map_err(|_| RelayError::BadRow { what: "directory row" })
}

/// Phones get the body as text, the relay keeps it as it stood in the file.
fn kept_dictionary(row: &DictionaryRow) -> Result<String, RelayError> {
    let mut kept = serde_json::to_value(row).map_err(|_| RelayError::BadRow { what: "dictionary" })?;
    if let Some(body) = kept.get_mut("body") {
        *body = row.body.clone();
    }
    Ok(kept.to_string())
}
