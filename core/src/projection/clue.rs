//! Clues become rows of their own table, which only the views of clues read.

use etong_protocol::{OrgPath, RecordKind, WireError};
use rusqlite::{Transaction, params};

use super::{deadline, events};
use crate::domain::clue::{ClueEntry, ClueFold, fold_received};
use crate::domain::deadline::{Deadline, deadlines_of_clue};
use crate::error::StoreError;
use crate::store::record::{self, Record};

pub(super) fn project(tx: &Transaction<'_>, record: &Record) -> Result<(), StoreError> {
    tx.prepare_cached(include_str!("clue/remove_due.sql"))?.execute([record.no])?;
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
        clue.captured_at,
        clue.with.as_ref().map(|(post, _)| post.as_bytes().to_vec()),
        clue.report.code_hash,
        clue.provisional,
    ])?;
    project_due(tx, record.no, &clue)
}

/// By when police have to look at it, and to be done with it.
fn project_due(tx: &Transaction<'_>, record_no: i64, clue: &ClueFold) -> Result<(), StoreError> {
    for due in deadlines_of(tx, clue, clue.reported_at)?.iter().filter(|due| due.is_open()) {
        tx.prepare_cached(include_str!("clue/insert_due.sql"))?.execute(params![
            record_no,
            due.what.as_str(),
            due.due_at,
            due.certain,
            due.rule,
            due.version,
        ])?;
    }
    Ok(())
}

/// The deadlines of a clue by the rules of the day it was reported, at `now`.
pub(crate) fn deadlines_of(tx: &Transaction<'_>, clue: &ClueFold, now: i64) -> Result<Vec<Deadline>, StoreError> {
    deadline::with_law_of(tx, &clue.scope, clue.reported_at, |law| deadlines_of_clue(clue, law, now))
}

/// What is due of every clue at or below a unit, reckoned anew.
pub(super) fn reckon_below(tx: &Transaction<'_>, unit: &OrgPath) -> Result<(), StoreError> {
    let mut statement = tx.prepare_cached(include_str!("clue/open.sql"))?;
    let rows = statement.query_map(params![unit.to_bytes(), unit.subtree_end()], |row| row.get("record"))?;
    let open: Vec<i64> = rows.collect::<Result<_, _>>()?;
    for no in open {
        project(tx, &record::by_number(tx, no)?)?;
    }
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
    let (events, received) = events::load_received(tx, record_no, &kind, ClueEntry::from_payload)?;
    // What a clue is, is said by its envelope, which the relay goes by; a report that says otherwise founds nothing.
    Ok(fold_received(&events, &received).filter(|clue| clue.report.record_kind() == kind))
}
