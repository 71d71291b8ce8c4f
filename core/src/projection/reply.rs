//! The replies that count become rows of the reporter's list.

use etong_protocol::RecordKind;
use rusqlite::{Transaction, params};

use crate::domain::case::{CaseReply, ReplyEvent, fold_replies};
use crate::error::StoreError;
use crate::store::entry;
use crate::store::record::Record;

pub(super) fn project(tx: &Transaction<'_>, record: &Record) -> Result<(), StoreError> {
    let replies = events(tx, record.no)?;
    tx.prepare_cached(include_str!("reply/remove.sql"))?.execute([record.no])?;
    for (nth, event) in (0_i64..).zip(fold_replies(&replies)) {
        tx.prepare_cached(include_str!("reply/insert.sql"))?.execute(params![
            record.no,
            nth,
            event.reply.state,
            event.reply.words,
            event.captured_at
        ])?;
    }
    if record.kind == RecordKind::Case { super::deadline::replied(tx, record.no) } else { Ok(()) }
}

/// What was said to the reporter of this record, counting or not.
pub(super) fn events(tx: &Transaction<'_>, record_no: i64) -> Result<Vec<ReplyEvent>, StoreError> {
    let mut replies = Vec::new();
    for logged in entry::of_record(tx, record_no, &RecordKind::Reply)? {
        let Ok(reply) = CaseReply::from_payload(&logged.sealed.entry.payload) else { continue };
        let stamp = logged.sealed.entry.stamp;
        replies.push(ReplyEvent {
            id: logged.sealed.id,
            seq: logged.seq,
            hlc: stamp.hlc,
            captured_at: stamp.captured_at(),
            reply,
        });
    }
    Ok(replies)
}
