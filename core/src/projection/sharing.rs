//! Which other units a record is shared with. What a grant opens stays open, so the order of grants does not matter.

use std::collections::BTreeMap;

use etong_protocol::{Grant, OrgPath, RecordKind, UnitId, WireError};
use rusqlite::{Transaction, named_params};

use crate::error::StoreError;
use crate::store::entry;
use crate::store::record::Record;

pub(super) fn project(tx: &Transaction<'_>, record: &Record) -> Result<(), StoreError> {
    let mut opened: BTreeMap<UnitId, (OrgPath, bool)> = BTreeMap::new();
    for logged in entry::of_record(tx, record.no, &RecordKind::Grant)? {
        let Ok(grant) = Grant::from_payload(&logged.sealed.entry.payload) else { continue };
        let Some(unit) = grant.unit() else { continue };
        let (_, receipted) = opened.entry(unit).or_insert((grant.to, false));
        *receipted |= logged.seq.is_some();
    }
    tx.prepare_cached(include_str!("sharing/remove.sql"))?.execute([record.no])?;
    for (unit, (path, receipted)) in opened {
        tx.prepare_cached(include_str!("sharing/insert.sql"))?.execute(named_params! {
            ":record": record.no,
            ":unit": unit.0,
            ":path": path.to_bytes(),
            ":receipted": receipted,
        })?;
    }
    Ok(())
}

/// Is the record shared with exactly this unit, and does the relay know?
pub(crate) fn is_shared_with(tx: &Transaction<'_>, record_no: i64, unit: &OrgPath) -> Result<bool, StoreError> {
    let Some(unit) = unit.unit() else { return Ok(false) };
    let mut statement = tx.prepare_cached(include_str!("sharing/is_shared.sql"))?;
    Ok(statement.query_row(named_params! {":record": record_no, ":unit": unit.0}, |row| row.get("shared"))?)
}

/// # Errors
/// `Malformed` when it is no grant.
pub(super) fn readable(_kind: &RecordKind, payload: &[u8]) -> Result<(), WireError> {
    Grant::from_payload(payload).map(drop)
}
