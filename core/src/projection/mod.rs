//! Step 6: what a changed record does to the tables behind the screens. Reads the log and the document, writes rows;
//! every row can be made again from those two.

mod assessment;
mod audit;
mod callback;
mod campaign;
mod case;
mod clue;
mod collection;
mod deadline;
mod dictionary;
mod directory;
mod events;
mod figure_case;
mod inspection;
mod last_place;
mod links;
mod mediation;
mod mobilisation;
mod notice;
mod patrol;
mod places;
mod reminders;
mod reply;
mod resident;
pub(crate) mod retention;
mod roster;
mod sharing;
pub(crate) mod slim;
mod tombstone;
mod warning;

use std::collections::BTreeSet;

use etong_merge::{AutomergeDoc, RecordDoc};
use etong_protocol::{CustodyDecision, RecordKind, WireError};
use rusqlite::Transaction;

use crate::domain::case::{CaseEntry, CaseReply};
use crate::domain::opened::Opened;
use crate::domain::patrol::PatrolEntry;
use crate::error::StoreError;
use crate::store::record::Record;

pub(crate) use assessment::{assessed_cases, assessed_record, load as load_assessment, load_appeal, read_to};
pub(crate) use audit::added as audit_added;
pub(crate) use callback::{closings, is_superseded, load as load_draw, standing_draw};
pub(crate) use campaign::load as load_campaign;
pub(crate) use case::load as load_case;
pub(crate) use clue::{deadlines_of as deadlines_of_clue, load as load_clue};
pub(crate) use collection::{fields_of, load_merges, load_visits, merged_into};
pub(crate) use deadline::{of_case as deadlines_of, replies_of_case, with_law};
pub(crate) use directory::post_changed;
pub(crate) use figure_case::forget_counts;
pub(crate) use inspection::{BadItem, bad_items, earlier, load as load_inspection};
pub(crate) use links::number_key;
pub(crate) use mediation::load as load_mediation;
pub(crate) use mobilisation::{load_call, load_muster, musters_of};
pub(crate) use notice::load as load_notice;
pub(crate) use patrol::load as load_patrol;
pub(crate) use roster::load as load_roster;
pub(crate) use sharing::is_shared_with;
pub(crate) use tombstone::{destroy, load as load_erasure};

/// Rises when a table behind a screen changes its shape or meaning: a store made by an older program then makes them again.
pub(crate) const VERSION: u64 = 7;

/// Some keys of a document have new values.
pub(crate) fn doc_changed(
    tx: &Transaction<'_>,
    record: &Record,
    doc: &AutomergeDoc,
    touched: &BTreeSet<String>,
) -> Result<(), StoreError> {
    match record.kind {
        RecordKind::Resident => resident::project(tx, record, &doc.fields(), touched),
        RecordKind::Household | RecordKind::Dwelling | RecordKind::Building => {
            places::project(tx, record, &doc.fields())
        }
        _ => Ok(()),
    }
}

/// Events of this kind were added to the record's log, or changed their place in it.
pub(crate) fn events_changed(tx: &Transaction<'_>, record: &Record, kind: &RecordKind) -> Result<(), StoreError> {
    if let Some(slim) = slim::away(tx, record, kind)? {
        return slim::project(tx, record, &slim);
    }
    match kind {
        RecordKind::Case => case::project(tx, record),
        RecordKind::Reply if record.kind == RecordKind::Muster => mobilisation::project(tx, record),
        RecordKind::Reply => reply::project(tx, record),
        RecordKind::Patrol => patrol::project(tx, record),
        RecordKind::Assessment | RecordKind::Appeal => assessment::project(tx, record),
        RecordKind::Draw | RecordKind::Survey => callback::project(tx, record),
        RecordKind::Campaign => campaign::project(tx, record),
        RecordKind::Clue | RecordKind::TeamClue => clue::project(tx, record),
        RecordKind::Visit | RecordKind::Merge => collection::project(tx, record, kind),
        RecordKind::Inspection => inspection::project(tx, record),
        RecordKind::Mediation => mediation::project(tx, record),
        RecordKind::Call | RecordKind::Muster => mobilisation::project(tx, record),
        RecordKind::Notice | RecordKind::PublicNotice | RecordKind::Read => notice::project(tx, record),
        RecordKind::Roster => roster::project(tx, record),
        RecordKind::Grant => sharing::project(tx, record),
        RecordKind::Tombstone => tombstone::project(tx, record),
        _ => Ok(()),
    }
}

/// A row of the directory came from the centre.
pub(crate) fn directory_changed(tx: &Transaction<'_>, kind: &RecordKind, payload: &[u8]) -> Result<(), StoreError> {
    match kind {
        RecordKind::Dictionary => dictionary::project(tx, payload),
        RecordKind::Tombstone => tombstone::holders(tx, payload),
        kind => directory::project(tx, kind, payload),
    }
}

/// Empties every table that is made from the log, so that they can be made again from what is left of it.
pub(crate) fn wipe(tx: &Transaction<'_>) -> Result<(), StoreError> {
    Ok(tx.execute_batch(include_str!("wipe.sql"))?)
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
        RecordKind::Assessment | RecordKind::Appeal => assessment::readable(kind, payload),
        RecordKind::Draw | RecordKind::Survey => callback::readable(kind, payload),
        RecordKind::Campaign => campaign::readable(kind, payload),
        RecordKind::Clue | RecordKind::TeamClue => clue::readable(kind, payload),
        RecordKind::Visit | RecordKind::Merge => collection::readable(kind, payload),
        RecordKind::Inspection => inspection::readable(kind, payload),
        RecordKind::Mediation => mediation::readable(kind, payload),
        RecordKind::Call | RecordKind::Muster => mobilisation::readable(kind, payload),
        RecordKind::Notice | RecordKind::PublicNotice | RecordKind::Read => notice::readable(kind, payload),
        RecordKind::Roster => roster::readable(kind, payload),
        RecordKind::Grant => sharing::readable(kind, payload),
        RecordKind::Tombstone => tombstone::readable(payload),
        RecordKind::Audit => audit::readable(payload),
        RecordKind::CustodyRelease | RecordKind::CustodyRefusal => CustodyDecision::from_payload(payload).map(drop),
        RecordKind::Opened => Opened::from_payload(payload).map(drop),
        _ => Ok(()),
    };
    outcome.map_err(|error| format!("its content cannot be read: {error}"))
}
