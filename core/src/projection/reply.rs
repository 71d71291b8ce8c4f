//! The replies that count become rows of the reporter's list.

use etong_protocol::RecordKind;
use rusqlite::{Transaction, params};

use super::events;
use crate::domain::case::{CaseReply, ReplyEvent, fold_replies};
use crate::error::StoreError;
use crate::store::record::Record;

pub(super) fn project(tx: &Transaction<'_>, record: &Record) -> Result<(), StoreError> {
    let replies = events(tx, record.no)?;
    tx.prepare_cached(include_str!("reply/remove.sql"))?.execute([record.no])?;
    for (nth, event) in (0_i64..).zip(fold_replies(&replies)) {
        tx.prepare_cached(include_str!("reply/insert.sql"))?.execute(params![
            record.no,
            nth,
            event.entry.state,
            event.entry.words,
            event.captured_at
        ])?;
    }
    if record.kind == RecordKind::Case { super::deadline::replied(tx, record.no) } else { Ok(()) }
}

/// What was said to the reporter of this record, counting or not.
pub(super) fn events(tx: &Transaction<'_>, record_no: i64) -> Result<Vec<ReplyEvent>, StoreError> {
    events::load(tx, record_no, &RecordKind::Reply, CaseReply::from_payload)
}
