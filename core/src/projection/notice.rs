//! Notices and who has read them become rows.

use etong_protocol::{RecordKind, WireError};
use rusqlite::{Transaction, params};

use super::events;
use crate::domain::notice::{NoticeEntry, NoticeFold, NoticePriority, Read, fold};
use crate::error::StoreError;
use crate::store::record::Record;

pub(super) fn project(tx: &Transaction<'_>, record: &Record) -> Result<(), StoreError> {
    read(tx, record)?;
    let Some(folded) = load(tx, record)? else {
        tx.prepare_cached(include_str!("notice/remove.sql"))?.execute([record.no])?;
        return Ok(());
    };
    let kinds: Vec<&str> = folded.notice.audience.iter().map(etong_protocol::PostKind::as_str).collect();
    let audience = if kinds.is_empty() { String::new() } else { format!(",{},", kinds.join(",")) };
    let withdrawn = match &folded.withdrawn {
        None => "",
        Some(withdrawn) if withdrawn.replaced_by.is_some() => "replaced",
        Some(_) => "withdrawn",
    };
    let priority = match folded.notice.priority {
        NoticePriority::Routine | NoticePriority::Unknown(_) => 0,
        NoticePriority::Important => 1,
        NoticePriority::Urgent => 2,
    };
    tx.prepare_cached(include_str!("notice/upsert.sql"))?.execute(params![
        record.no,
        folded.public,
        priority,
        folded.notice.title,
        folded.scope.to_bytes(),
        audience,
        folded.asks_to_be_read(),
        folded.publisher.as_bytes(),
        folded.published_at,
        folded.notice.valid_until,
        withdrawn,
        folded.provisional,
    ])?;
    Ok(())
}

/// Who says that he knows it; once a post, the first time counts.
fn read(tx: &Transaction<'_>, record: &Record) -> Result<(), StoreError> {
    tx.prepare_cached(include_str!("notice/remove_reads.sql"))?.execute([record.no])?;
    for event in events::load(tx, record.no, &RecordKind::Read, Read::from_payload)? {
        if event.may(&RecordKind::Read, &event.entry.a) {
            let row = params![record.no, event.post.as_bytes(), event.captured_at];
            tx.prepare_cached(include_str!("notice/insert_read.sql"))?.execute(row)?;
        }
    }
    Ok(())
}

/// # Errors
/// `Malformed` when it is no such event.
pub(super) fn readable(kind: &RecordKind, payload: &[u8]) -> Result<(), WireError> {
    match kind {
        RecordKind::Read => Read::from_payload(payload).map(drop),
        _ => NoticeEntry::from_payload(payload).map(drop),
    }
}

/// Folds one notice from the log; `None` while its publication is not here.
pub(crate) fn load(tx: &Transaction<'_>, record: &Record) -> Result<Option<NoticeFold>, StoreError> {
    let kind = match record.kind {
        RecordKind::Notice | RecordKind::PublicNotice => &record.kind,
        _ => return Ok(None),
    };
    Ok(fold(kind, &events::load(tx, record.no, kind, NoticeEntry::from_payload)?))
}
