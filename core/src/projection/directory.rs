//! Rows the centre decided: units, people, posts, offices. They may arrive in any order.

use etong_protocol::{Entry, RecordKind, wire};
use rusqlite::{Transaction, named_params, params};

use crate::domain::directory::{OfficeRow, PersonRow, PostRow, UnitRow};
use crate::domain::organisation::Ground;
use crate::error::StoreError;

pub(super) fn project(tx: &Transaction<'_>, kind: &RecordKind, payload: &[u8]) -> Result<(), StoreError> {
    let unreadable = |_| StoreError::Unreadable("a directory row");
    match kind {
        RecordKind::Unit => unit(tx, &wire::decode_payload(payload).map_err(unreadable)?),
        RecordKind::Person => person(tx, &wire::decode_payload(payload).map_err(unreadable)?),
        RecordKind::Post => post(tx, &wire::decode_payload(payload).map_err(unreadable)?),
        RecordKind::Office => office(tx, &wire::decode_payload(payload).map_err(unreadable)?),
        _ => Ok(()),
    }
}

fn unit(tx: &Transaction<'_>, row: &UnitRow) -> Result<(), StoreError> {
    let ground = Ground::new(row.boundary.clone());
    tx.prepare_cached(include_str!("directory/unit.sql"))?.execute(named_params! {
        ":unit": row.unit,
        ":parent": row.parent,
        ":name": row.name,
        ":code": row.code,
        ":kind": row.kind,
        ":path": row.path.to_bytes(),
        ":valid_from": row.valid_from,
        ":valid_to": row.valid_to,
        ":leader": row.leader.as_ref().map(|leader| leader.as_bytes()),
        ":team_kind": row.team_kind.as_deref().unwrap_or_default(),
        ":guiding": row.guiding,
        ":ground": ground.to_bytes(),
    })?;
    tx.prepare_cached(include_str!("directory/forget_lineage.sql"))?.execute([row.unit])?;
    for before in &row.replaces {
        tx.prepare_cached(include_str!("directory/lineage.sql"))?.execute(params![row.unit, before])?;
    }
    tx.prepare_cached(include_str!("directory/forget_frame.sql"))?.execute([row.unit])?;
    if let Some((south, north, west, east)) = ground.frame() {
        let frame = params![row.unit, south, north, west, east];
        tx.prepare_cached(include_str!("directory/frame.sql"))?.execute(frame)?;
    }
    skills(tx, &[], row.unit, &row.skills)
}

fn person(tx: &Transaction<'_>, row: &PersonRow) -> Result<(), StoreError> {
    tx.prepare_cached(include_str!("directory/person.sql"))?.execute(named_params! {
        ":person": row.person.as_bytes(),
        ":name": row.name,
        ":lives_in": row.lives_in,
        ":sex": row.sex,
    })?;
    skills(tx, row.person.as_bytes(), 0, &row.skills)
}

fn skills(tx: &Transaction<'_>, person: &[u8], unit: u32, tags: &[String]) -> Result<(), StoreError> {
    tx.prepare_cached(include_str!("directory/forget_skills.sql"))?.execute(params![person, unit])?;
    for tag in tags {
        tx.prepare_cached(include_str!("directory/skill.sql"))?.execute(params![tag, person, unit])?;
    }
    Ok(())
}

fn post(tx: &Transaction<'_>, row: &PostRow) -> Result<(), StoreError> {
    tx.prepare_cached(include_str!("directory/post.sql"))?.execute(named_params! {
        ":post": row.post.as_bytes(),
        ":person": row.person.as_bytes(),
        ":kind": row.kind.as_str(),
        ":unit": row.unit,
        ":path": row.path.to_bytes(),
        ":from_day": row.from,
        ":to_day": row.to,
        ":duties": row.duties.join(" "),
        ":lead": row.lead,
    })?;
    Ok(())
}

/// The centre gave, changed or ended a post, in the entry at `lsn`.
pub(crate) fn post_changed(tx: &Transaction<'_>, lsn: i64, entry: &Entry) -> Result<(), StoreError> {
    let row: PostRow = wire::decode_payload(&entry.payload).map_err(|_| StoreError::Unreadable("a directory row"))?;
    tx.prepare_cached(include_str!("directory/post_change.sql"))?.execute(named_params! {
        ":lsn": lsn,
        ":at": entry.stamp.captured_at(),
        ":post": row.post.as_bytes(),
        ":person": row.person.as_bytes(),
        ":kind": row.kind.as_str(),
        ":path": row.path.to_bytes(),
        ":from_day": row.from,
        ":to_day": row.to,
        ":given_by": row.by,
        ":trail": row.trail,
    })?;
    Ok(())
}

fn office(tx: &Transaction<'_>, row: &OfficeRow) -> Result<(), StoreError> {
    tx.prepare_cached(include_str!("directory/office.sql"))?.execute(named_params! {
        ":office": row.office,
        ":unit": row.unit,
        ":name": row.name,
        ":address": row.address,
        ":phone": row.phone,
        ":hours": row.hours,
        ":all_day": row.all_day,
        ":lat_e6": row.place.map(|place| place.0),
        ":lon_e6": row.place.map(|place| place.1),
        ":valid_to": row.valid_to,
        ":path": row.path.to_bytes(),
    })?;
    Ok(())
}
