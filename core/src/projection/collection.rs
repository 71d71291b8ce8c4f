//! Visits and merges become rows. A merge hides a record from every list by taking its rows away; the document stays, so that undoing
//! the merge writes them again.

use std::collections::BTreeSet;

use etong_merge::{AutomergeDoc, RecordDoc};
use etong_protocol::{RecordId, RecordKind, WireError};
use rusqlite::{Transaction, params};

use super::{events, links, places, reminders, resident};
use crate::domain::collection::{
    MergeEntry, MergeFold, VisitAct, VisitFold, catalogue_of, fold_merges, fold_visits, shown_instead,
};
use crate::error::StoreError;
use crate::store::doc;
use crate::store::record::{self, Record};

pub(super) fn project(tx: &Transaction<'_>, record: &Record, kind: &RecordKind) -> Result<(), StoreError> {
    match kind {
        RecordKind::Merge => project_merges(tx, record),
        _ => reminders::project_visits(tx, record, &load_visits(tx, record.no)?),
    }
}

/// # Errors
/// `Malformed` when it is no such event.
pub(super) fn readable(kind: &RecordKind, payload: &[u8]) -> Result<(), WireError> {
    match kind {
        RecordKind::Merge => MergeEntry::from_payload(payload).map(drop),
        _ => VisitAct::from_payload(payload).map(drop),
    }
}

/// The visits to a record.
pub(crate) fn load_visits(tx: &Transaction<'_>, no: i64) -> Result<VisitFold, StoreError> {
    Ok(fold_visits(&events::load(tx, no, &RecordKind::Visit, VisitAct::from_payload)?))
}

/// The merges into a record.
pub(crate) fn load_merges(tx: &Transaction<'_>, record: &Record) -> Result<MergeFold, StoreError> {
    let events = events::load(tx, record.no, &RecordKind::Merge, MergeEntry::from_payload)?;
    Ok(fold_merges(record.record, &events))
}

/// The record that is shown in the place of this one; `None` when it is shown itself.
pub(crate) fn merged_into(tx: &Transaction<'_>, record: RecordId) -> Result<Option<RecordId>, StoreError> {
    shown_instead(record, |at| ids(tx, include_str!("collection/into.sql"), at))
}

/// The fields of a document, as far as its changes are here.
pub(crate) fn fields_of(
    tx: &Transaction<'_>,
    no: i64,
) -> Result<std::collections::BTreeMap<String, etong_merge::Field>, StoreError> {
    let Some(blob) = doc::blob(tx, no)? else { return Ok(std::collections::BTreeMap::new()) };
    Ok(AutomergeDoc::load(&blob).map_err(|_| StoreError::Unreadable("a document"))?.fields())
}

fn project_merges(tx: &Transaction<'_>, record: &Record) -> Result<(), StoreError> {
    let fold = load_merges(tx, record)?;
    let mut touched: BTreeSet<RecordId> = fold.others.keys().copied().collect();
    let mut before = tx.prepare_cached(include_str!("collection/others.sql"))?;
    for other in before.query_map([record.no], |row| row.get::<_, Vec<u8>>("other"))? {
        touched.extend(RecordId::from_slice(&other?));
    }
    touched.insert(record.record);
    let mut affected = chains(tx, &touched)?;
    tx.prepare_cached(include_str!("collection/remove_merges.sql"))?.execute([record.no])?;
    for (other, standing) in &fold.others {
        let mut statement = tx.prepare_cached(include_str!("collection/insert_merge.sql"))?;
        statement.execute(params![
            record.no,
            other.as_bytes(),
            standing.state.as_str(),
            record.scope.to_bytes(),
            standing.proposed_by.as_bytes(),
            standing.waiting.is_some(),
        ])?;
    }
    affected.extend(chains(tx, &touched)?);
    affected.into_iter().try_for_each(|record| write_again(tx, record))
}

/// These records and all that stand in their place: a merge may open or close a circle.
fn chains(tx: &Transaction<'_>, from: &BTreeSet<RecordId>) -> Result<BTreeSet<RecordId>, StoreError> {
    let mut seen = from.clone();
    let mut open: Vec<RecordId> = from.iter().copied().collect();
    while let Some(record) = open.pop() {
        for next in ids(tx, include_str!("collection/into.sql"), record)? {
            if seen.insert(next) {
                open.push(next);
            }
        }
    }
    Ok(seen)
}

/// All rows of a document, from the document.
pub(super) fn write_again(tx: &Transaction<'_>, record: RecordId) -> Result<(), StoreError> {
    let Some(record) = record::find(tx, record)? else { return Ok(()) };
    if catalogue_of(&record.kind).is_none() {
        return Ok(());
    }
    let fields = fields_of(tx, record.no)?;
    match record.kind {
        RecordKind::Resident => {
            resident::remove(tx, record.no)?;
            resident::project(tx, &record, &fields, &fields.keys().cloned().collect())
        }
        _ => places::project(tx, &record, &fields),
    }
}

/// What a hidden or taken-back record leaves behind in no list.
pub(super) fn remove_common(tx: &Transaction<'_>, no: i64) -> Result<(), StoreError> {
    links::remove(tx, no)?;
    reminders::remove(tx, no)
}

fn ids(tx: &Transaction<'_>, sql: &str, record: RecordId) -> Result<Vec<RecordId>, StoreError> {
    let mut statement = tx.prepare_cached(sql)?;
    let rows = statement.query_map([record.as_bytes()], |row| row.get::<_, Vec<u8>>("kept"))?;
    rows.map(|row| RecordId::from_slice(&row?).map_err(|_| StoreError::Unreadable("a record id"))).collect()
}
