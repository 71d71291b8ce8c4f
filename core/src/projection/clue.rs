//! Clues become rows of their own table, which only the views of clues read.

use etong_protocol::{RecordKind, WireError};
use rusqlite::{Transaction, params};

use super::events;
use crate::domain::clue::{ClueEntry, ClueFold, fold};
use crate::error::StoreError;
use crate::store::record::{self, Record};

pub(super) fn project(tx: &Transaction<'_>, record: &Record) -> Result<(), StoreError> {
    let Some(clue) = load(tx, record.no)? else {
        tx.prepare_cached(include_str!("clue/remove.sql"))?.execute([record.no])?;
        tx.prepare_cached(include_str!("clue/forget_reporter.sql"))?.execute([record.no])?;
        return Ok(());
    };
    tx.prepare_cached(include_str!("clue/reporter.sql"))?.execute(params![
        record.no,
        clue.reporter_device.as_bytes(),
        clue.reporter_post.as_bytes(),
    ])?;
    tx.prepare_cached(include_str!("clue/upsert.sql"))?.execute(params![
        record.no,
        clue.report.kind.as_str(),
        clue.state.as_str(),
        clue.scope.to_bytes(),
        clue.reported_at,
        clue.with.map(|(post, _)| post.as_bytes().to_vec()),
        clue.report.code_hash,
        clue.provisional,
    ])?;
    Ok(())
}

/// # Errors
/// `Malformed` when it is no such event.
pub(super) fn readable(_kind: &RecordKind, payload: &[u8]) -> Result<(), WireError> {
    ClueEntry::from_payload(payload).map(drop)
}

/// Folds one clue from the log; `None` while its report is not here.
pub(crate) fn load(tx: &Transaction<'_>, record_no: i64) -> Result<Option<ClueFold>, StoreError> {
    let kind = record::by_number(tx, record_no)?.kind;
    let events = events::load(tx, record_no, &kind, ClueEntry::from_payload)?;
    // What a clue is, is said by its envelope, which the relay goes by; a report that says otherwise founds nothing.
    Ok(fold(&events).filter(|clue| clue.report.record_kind() == kind))
}
