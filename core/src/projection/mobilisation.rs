//! Calls and the answers to them become rows.

use etong_protocol::{RecordId, RecordKind, WireError};
use rusqlite::{Transaction, params};

use super::events;
use crate::domain::case::CaseReply;
use crate::domain::mobilisation::{CallEntry, CallFold, MusterEntry, MusterFold, fold_call, fold_muster};
use crate::error::StoreError;
use crate::store::record::Record;

pub(super) fn project(tx: &Transaction<'_>, record: &Record) -> Result<(), StoreError> {
    match record.kind {
        RecordKind::Call => project_call(tx, record),
        _ => project_muster(tx, record),
    }
}

fn project_call(tx: &Transaction<'_>, record: &Record) -> Result<(), StoreError> {
    let Some(folded) = load_call(tx, record.no)? else {
        tx.prepare_cached(include_str!("mobilisation/remove_call.sql"))?.execute([record.no])?;
        return Ok(());
    };
    tx.prepare_cached(include_str!("mobilisation/upsert_call.sql"))?.execute(params![
        record.no,
        folded.call.purpose.as_str(),
        folded.call.title,
        folded.scope.to_bytes(),
        folded.call.from,
        folded.call.until,
        folded.call.quota,
        folded.call.urgent,
        folded.stopped.is_some(),
        folded.publisher.as_bytes(),
        folded.published_at,
        folded.provisional,
    ])?;
    Ok(())
}

fn project_muster(tx: &Transaction<'_>, record: &Record) -> Result<(), StoreError> {
    let Some(muster) = load_muster(tx, record.no)? else {
        tx.prepare_cached(include_str!("mobilisation/remove_muster.sql"))?.execute([record.no])?;
        return Ok(());
    };
    tx.prepare_cached(include_str!("mobilisation/upsert_muster.sql"))?.execute(params![
        record.no,
        muster.call.as_bytes(),
        muster.post.as_bytes(),
        muster.state.as_str(),
        muster.answer.map_or("", |answer| answer.as_str()),
        muster.arrived_at,
        muster.left_at,
        muster.provisional,
    ])?;
    Ok(())
}

/// # Errors
/// `Malformed` when it is no such event.
pub(super) fn readable(kind: &RecordKind, payload: &[u8]) -> Result<(), WireError> {
    match kind {
        RecordKind::Call => CallEntry::from_payload(payload).map(drop),
        _ => MusterEntry::from_payload(payload).map(drop),
    }
}

/// Folds one call from the log; `None` while its publication is not here.
pub(crate) fn load_call(tx: &Transaction<'_>, record_no: i64) -> Result<Option<CallFold>, StoreError> {
    Ok(fold_call(&events::load(tx, record_no, &RecordKind::Call, CallEntry::from_payload)?))
}

/// Folds one answer from the log, with what the desk told its author.
pub(crate) fn load_muster(tx: &Transaction<'_>, record_no: i64) -> Result<Option<MusterFold>, StoreError> {
    let events = events::load(tx, record_no, &RecordKind::Muster, MusterEntry::from_payload)?;
    let replies = events::load(tx, record_no, &RecordKind::Reply, CaseReply::from_payload)?;
    Ok(fold_muster(&events, &replies))
}

/// Every answer to a call that this phone has.
pub(crate) fn musters_of(tx: &Transaction<'_>, call: RecordId) -> Result<Vec<(RecordId, MusterFold)>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("mobilisation/of_call.sql"))?;
    let found: Vec<(i64, Vec<u8>)> = statement
        .query_map([call.as_bytes()], |row| Ok((row.get("no")?, row.get("record")?)))?
        .collect::<Result<_, _>>()?;
    let mut musters = Vec::with_capacity(found.len());
    for (no, record) in found {
        let record = RecordId::from_slice(&record).map_err(|_| StoreError::Unreadable("a record id"))?;
        musters.extend(load_muster(tx, no)?.map(|muster| (record, muster)));
    }
    Ok(musters)
}
