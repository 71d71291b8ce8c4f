//! The replies that count become rows of the reporter's list.

use etong_protocol::RecordKind;
use rusqlite::{Transaction, params};

use super::events;
use crate::domain::case::{CaseReply, fold_replies};
use crate::error::StoreError;
use crate::store::record::Record;

pub(super) fn project(tx: &Transaction<'_>, record: &Record) -> Result<(), StoreError> {
    let replies = events::load(tx, record.no, &RecordKind::Reply, CaseReply::from_payload)?;
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
    Ok(())
}
