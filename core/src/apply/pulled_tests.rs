//! What keeps an entry out is told, and holds up nothing else.

use etong_merge::{AutomergeDoc, FieldEdit, RecordDoc};
use etong_protocol::{DeviceId, Hlc, OrgPath, PostId, PostKind, RecordId, Stamp};
use tempfile::TempDir;

use super::*;
use crate::error::StoreError;
use crate::store::setting::{self, Setting};
use crate::store::{Durability, Store, Tx};

fn phone() -> (TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), [1; 32].into()).unwrap();
    let named = |tx: &Tx<'_>| {
        [Setting::Device, Setting::Chain, Setting::Actor]
            .into_iter()
            .try_for_each(|setting| setting::set_bytes(tx, setting, &[2; 16]))
    };
    store.write::<_, StoreError>(Durability::Normal, named).unwrap();
    (folder, store)
}

fn through_the_door<T>(store: &Store, work: impl FnOnce(&Tx<'_>, &mut Door<'_>) -> Result<T, CoreError>) -> T {
    let inside = |tx: &Tx<'_>| {
        let mut door = Door::open(tx, 1_000)?;
        let outcome = work(tx, &mut door)?;
        door.close()?;
        Ok::<_, CoreError>(outcome)
    };
    store.write(Durability::Normal, inside).unwrap()
}

fn entry_of(class: EntryClass, kind: RecordKind, payload: Vec<u8>) -> SealedEntry {
    let entry = Entry {
        class,
        kind,
        record: RecordId::from_bytes([7; 16]),
        scope: OrgPath::centre(),
        device: DeviceId::from_bytes([9; 16]),
        post: PostId::NIL,
        unit: None,
        post_kind: PostKind::GridWorker,
        stamp: Stamp::new(Hlc::from_ms(1_000), 1_000, None),
        schema: 1,
        payload,
    };
    entry.seal()
}

/// The second of two changes to one resident: it cannot stand without the first.
fn second_change() -> SealedEntry {
    let mut doc = AutomergeDoc::empty();
    doc.edit([4; 16], &[FieldEdit::set("name", "陈某")], 1).unwrap();
    let change = doc.edit([4; 16], &[FieldEdit::set("name", "陈甲")], 2).unwrap().unwrap();
    entry_of(EntryClass::Doc, RecordKind::Resident, change.bytes)
}

fn kept_aside(store: &Store) -> Vec<(String, String)> {
    let read = |tx: &Tx<'_>| {
        let mut statement = tx.prepare("SELECT code, detail FROM quarantine ORDER BY lsn")?;
        let rows = statement.query_map([], |row| Ok((row.get("code")?, row.get("detail")?)))?;
        Ok::<_, StoreError>(rows.collect::<Result<_, _>>()?)
    };
    store.read(read).unwrap()
}

#[test]
fn a_change_that_comes_back_and_cannot_stand_in_its_document_is_told() {
    for state in [EntryState::Void, EntryState::Refused] {
        let (_folder, store) = phone();
        let pulled = PulledEntry { seq: 5, bytes: second_change().bytes, received_at: None };
        through_the_door(&store, |_, door| door.take(&pulled));
        through_the_door(&store, |tx, _| {
            let held = entry::find(tx, EntryId::of(&pulled.bytes))?.unwrap();
            quarantine::release(tx, held.lsn)?;
            Ok(entry::set_state(tx, held.lsn, state)?)
        });
        assert!(kept_aside(&store).is_empty());
        through_the_door(&store, |_, door| door.take(&pulled));
        let [(code, detail)] = &kept_aside(&store)[..] else { panic!("{state:?}: nobody is told") };
        assert!(code == "merge" && detail.contains("builds on change"), "{code}: {detail}");
    }
}

#[test]
fn what_this_program_can_read_no_more_is_kept_aside_when_the_tables_are_made_again_and_the_rest_goes_on() {
    let (_folder, store) = phone();
    let unit = entry_of(EntryClass::Reg, RecordKind::Unit, b"no unit".to_vec());
    let audit = entry_of(EntryClass::Event, RecordKind::Audit, Vec::new());
    through_the_door(&store, |tx, door| {
        for (sealed, bytes) in
            [(&unit, unit.bytes.clone()), (&unit, b"no row".to_vec()), (&audit, b"no entry".to_vec())]
        {
            let id = EntryId::of(&bytes);
            let sealed = SealedEntry { id, bytes, ..sealed.clone() };
            entry::append(tx, &sealed, 1, false, EntryState::Applied, true)?;
        }
        door.remake()
    });
    let codes: Vec<String> = kept_aside(&store).into_iter().map(|(code, _)| code).collect();
    assert_eq!(codes, ["payload", "envelope", "envelope"]);
}

#[test]
fn a_broken_disk_is_not_held_against_the_entry() {
    let failure = |code| CoreError::from(rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(code), None));
    for code in [rusqlite::ffi::SQLITE_IOERR, rusqlite::ffi::SQLITE_FULL, rusqlite::ffi::SQLITE_BUSY] {
        assert!(Kept::unless_broken("payload", failure(code)).is_err(), "{code}");
    }
    let its_own = [failure(rusqlite::ffi::SQLITE_CONSTRAINT), StoreError::Unreadable("a directory row").into()];
    for error in its_own {
        assert!(Kept::unless_broken("payload", error).is_ok());
    }
}
