//! The fold of a case becomes one row of the board.

use etong_protocol::RecordKind;
use rusqlite::{Transaction, params};

use crate::domain::case::{ActStanding, CaseEntry, CaseEvent, CaseFold, fold};
use crate::error::StoreError;
use crate::store::entry;
use crate::store::record::Record;

pub(super) fn project(tx: &Transaction<'_>, record: &Record) -> Result<(), StoreError> {
    let Some(case) = load(tx, record.no)? else {
        tx.prepare_cached(include_str!("case/remove.sql"))?.execute([record.no])?;
        return Ok(());
    };
    let superseded = case.acts.iter().filter(|act| matches!(act.standing, ActStanding::Superseded { .. })).count();
    tx.prepare_cached(include_str!("case/upsert.sql"))?.execute(params![
        record.no,
        case.report.class.as_str(),
        case.report.title,
        case.state.as_str(),
        case.responsible.post.map(|post| post.as_bytes().to_vec()),
        case.responsible.kind.as_str(),
        case.scope.to_bytes(),
        case.reporter.captured_at,
        case.provisional,
        i64::try_from(superseded).unwrap_or(i64::MAX),
    ])?;
    Ok(())
}

/// Folds one case from the log; `None` while its report is not here.
pub(crate) fn load(tx: &Transaction<'_>, record_no: i64) -> Result<Option<CaseFold>, StoreError> {
    let mut events = Vec::new();
    for logged in entry::of_record(tx, record_no, &RecordKind::Case)? {
        let Ok(act) = CaseEntry::from_payload(&logged.sealed.entry.payload) else { continue };
        let seq = logged.seq;
        #[cfg(feature = "sim")]
        let seq = match crate::sim::has_bug(crate::sim::SeededBug::UnsortedFold) {
            true => u64::try_from(logged.lsn).ok(),
            false => seq,
        };
        let entry = logged.sealed.entry;
        events.push(CaseEvent {
            id: logged.sealed.id,
            seq,
            hlc: entry.stamp.hlc,
            device: entry.device,
            post: entry.post,
            post_kind: entry.post_kind,
            captured_at: entry.stamp.captured_at(),
            scope: entry.scope,
            entry: act,
        });
    }
    Ok(fold(&events))
}
