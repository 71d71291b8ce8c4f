//! Step 6: what a changed record does to the tables behind the screens. Reads the log and the document, writes rows;
//! every row can be made again from those two.

mod case;
mod directory;
mod patrol;
mod reply;
mod resident;

use std::collections::BTreeSet;

use etong_merge::{AutomergeDoc, RecordDoc};
use etong_protocol::{RecordKind, WireError};
use rusqlite::Transaction;

use crate::domain::case::{CaseEntry, CaseReply};
use crate::domain::patrol::PatrolEntry;
use crate::error::StoreError;
use crate::store::record::Record;

pub(crate) use case::load as load_case;
pub(crate) use patrol::load as load_patrol;

/// Some keys of a document have new values.
pub(crate) fn doc_changed(
    tx: &Transaction<'_>,
    record: &Record,
    doc: &AutomergeDoc,
    touched: &BTreeSet<String>,
) -> Result<(), StoreError> {
    match record.kind {
        RecordKind::Resident => resident::project(tx, record, &doc.fields(), touched),
        _ => Ok(()),
    }
}

/// Events of this kind were added to the record's log, or changed their place in it.
pub(crate) fn events_changed(tx: &Transaction<'_>, record: &Record, kind: &RecordKind) -> Result<(), StoreError> {
    match kind {
        RecordKind::Case => case::project(tx, record),
        RecordKind::Reply => reply::project(tx, record),
        RecordKind::Patrol => patrol::project(tx, record),
        _ => Ok(()),
    }
}

/// A row of the directory came from the centre.
pub(crate) fn directory_changed(tx: &Transaction<'_>, kind: &RecordKind, payload: &[u8]) -> Result<(), StoreError> {
    directory::project(tx, kind, payload)
}

/// Can this program read such an event? A kind it does not know is nobody's fault and is kept as it is.
///
/// # Errors
/// Words for the person who finds it kept aside.
pub(crate) fn readable(kind: &RecordKind, payload: &[u8]) -> Result<(), String> {
    let outcome: Result<(), WireError> = match kind {
        RecordKind::Case => CaseEntry::from_payload(payload).map(drop),
        RecordKind::Reply => CaseReply::from_payload(payload).map(drop),
        RecordKind::Patrol => PatrolEntry::from_payload(payload).map(drop),
        _ => Ok(()),
    };
    outcome.map_err(|error| format!("its content cannot be read: {error}"))
}
