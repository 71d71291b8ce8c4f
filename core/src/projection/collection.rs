//! Visits and merges become rows; places become rows and map points.

use rusqlite::Transaction;

use crate::domain::collection::{MergeEntry, VisitAct};
use crate::error::StoreError;
use crate::store::record::Record;

pub(super) fn project(_tx: &Transaction<'_>, _record: &Record) -> Result<(), StoreError> {
    Ok(())
}

/// # Errors
/// `Malformed` when it is no such event.
pub(super) fn readable(kind: &etong_protocol::RecordKind, payload: &[u8]) -> Result<(), etong_protocol::WireError> {
    match kind {
        etong_protocol::RecordKind::Merge => MergeEntry::from_payload(payload).map(drop),
        _ => VisitAct::from_payload(payload).map(drop),
    }
}

pub(super) fn project_place(
    _tx: &Transaction<'_>,
    _record: &Record,
    _fields: &std::collections::BTreeMap<String, etong_merge::Field>,
) -> Result<(), StoreError> {
    Ok(())
}
