//! 删除令: the fold of an erasure becomes a row; the devices that could hold the record become rows; and what is to be destroyed is.

use etong_protocol::{EntryClass, ErasedRow, RecordId, RecordKind, Tombstone, WireError};
use rusqlite::{Transaction, params};

use super::collection;
use crate::domain::erasure::{ErasureFold, TombstoneEvent, fold_erasure};
use crate::domain::resident::Resident;
use crate::error::StoreError;
use crate::store::entry;
use crate::store::erasure::{self, Named};
use crate::store::record::{self, Record};

/// # Errors
/// `Malformed` when it is no such act.
pub(super) fn readable(payload: &[u8]) -> Result<(), WireError> {
    Tombstone::from_payload(payload).map(drop)
}

pub(super) fn project(tx: &Transaction<'_>, record: &Record) -> Result<(), StoreError> {
    let Some(fold) = load(tx, record.no)? else {
        tx.prepare_cached(include_str!("tombstone/remove.sql"))?.execute([record.no])?;
        return Ok(());
    };
    let row = params![record.no, fold.state.as_str(), fold.held.is_some(), fold.changed_at];
    tx.prepare_cached(include_str!("tombstone/upsert.sql"))?.execute(row)?;
    Ok(())
}

/// A row of the relay: who is asked to say that nothing is left.
pub(super) fn holders(tx: &Transaction<'_>, payload: &[u8]) -> Result<(), StoreError> {
    let row = ErasedRow::from_payload(payload).map_err(|_| StoreError::Unreadable("an erasure"))?;
    let Some(found) = record::find(tx, row.record)? else { return Ok(()) };
    for holder in &row.holders {
        let row = params![found.no, holder.device.as_bytes(), holder.person.as_bytes()];
        tx.prepare_cached(include_str!("tombstone/holder.sql"))?.execute(row)?;
    }
    Ok(())
}

/// The erasure of a record; `None` when nobody ever asked.
pub(crate) fn load(tx: &Transaction<'_>, record_no: i64) -> Result<Option<ErasureFold>, StoreError> {
    let mut events: Vec<TombstoneEvent> = Vec::new();
    for logged in entry::of_record(tx, record_no, &RecordKind::Tombstone)? {
        if logged.sealed.entry.class != EntryClass::Event {
            continue;
        }
        let Ok(act) = Tombstone::from_payload(&logged.sealed.entry.payload) else { continue };
        events.push(TombstoneEvent::of(&logged.sealed, logged.seq, act));
    }
    Ok(fold_erasure(&events))
}

/// Takes the record out of the log, its documents and every table. Records that were hidden behind it show themselves again.
pub(crate) fn destroy(tx: &Transaction<'_>, record: &Record) -> Result<(), StoreError> {
    let mut hidden = Vec::new();
    {
        let mut statement = tx.prepare_cached(include_str!("collection/others.sql"))?;
        for other in statement.query_map([record.no], |row| row.get::<_, Vec<u8>>("other"))? {
            hidden.extend(RecordId::from_slice(&other?));
        }
    }
    erasure::erase(tx, record.no, record.record, &named(tx, record)?)?;
    hidden.into_iter().try_for_each(|other| collection::write_again(tx, other))
}

fn named(tx: &Transaction<'_>, record: &Record) -> Result<Vec<Named>, StoreError> {
    if record.kind != RecordKind::Resident {
        return Ok(Vec::new());
    }
    // A document nobody can open names nobody.
    let resident = Resident::read(&collection::fields_of(tx, record.no).unwrap_or_default());
    let mut names = Vec::new();
    if resident.name.chars().count() > 1 {
        names.push(Named::Perhaps(resident.name.clone()));
    }
    names.extend(resident.id.as_ref().map(|id| Named::Surely(id.number.clone())));
    names.extend(resident.text("phone").filter(|phone| phone.len() > 6).map(|phone| Named::Surely(phone.to_owned())));
    Ok(names)
}
