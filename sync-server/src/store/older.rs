//! Seals what a relay from before record keys wrote in clear: in steps, each a transaction of its own, so that a relay that is
//! killed meanwhile goes on from there. At the end the file is written anew, for pages that are free may still hold old bytes.

use etong_protocol::{RecordId, RecordKind, SealedEntry};
use rusqlite::{Connection, Transaction, TransactionBehavior, named_params};

use super::keys::{IN_CLEAR, key_of};
use crate::error::RelayError;

/// Rows of one step.
const STEP: i64 = 1_000;

pub(super) fn seal(connection: &mut Connection) -> Result<(), RelayError> {
    let mut sealed = 0;
    loop {
        let step = step(connection)?;
        if step == 0 {
            break;
        }
        sealed += step;
        tracing::info!(sealed, "sealing what an older relay wrote in clear");
    }
    if connection.query_row(include_str!("sql/has_to_vacuum.sql"), [], |row| row.get("has_to"))? {
        match connection.execute_batch(include_str!("sql/vacuum.sql")) {
            Ok(()) => {}
            // Needs as much room again. The relay works without; the next start tries once more.
            Err(error) => tracing::warn!(%error, "free pages may still hold what lay in clear; is the disk full?"),
        }
    }
    Ok(())
}

/// One step; says how many rows it sealed.
pub(super) fn step(connection: &mut Connection) -> Result<usize, RelayError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let sealed = entries(&transaction)?
        + copies(&transaction, include_str!("sql/docs_in_clear.sql"), include_str!("sql/seal_doc.sql"))?
        + copies(&transaction, include_str!("sql/custody_in_clear.sql"), include_str!("sql/seal_custody.sql"))?
        + copies(&transaction, include_str!("sql/quarantine_in_clear.sql"), include_str!("sql/seal_quarantine.sql"))?;
    transaction.commit()?;
    Ok(sealed)
}

fn entries(transaction: &Transaction<'_>) -> Result<usize, RelayError> {
    let mut rows = transaction.prepare_cached(include_str!("sql/entries_in_clear.sql"))?;
    let found = rows.query_map(named_params! {":limit": STEP}, |row| {
        Ok((row.get("seq")?, row.get("record")?, row.get("bytes")?))
    })?;
    let found: Vec<(i64, Vec<u8>, Vec<u8>)> = found.collect::<Result<_, _>>()?;
    for (seq, record, bytes) in &found {
        let key = match RecordId::from_slice(record) {
            Ok(record) if !erases(bytes) => key_of(transaction, record)?,
            _ => IN_CLEAR,
        };
        transaction
            .prepare_cached(include_str!("sql/seal_entry.sql"))?
            .execute(named_params! {":seq": seq, ":key": key})?;
    }
    Ok(found.len())
}

fn erases(bytes: &[u8]) -> bool {
    SealedEntry::open(bytes.to_vec()).is_ok_and(|sealed| sealed.entry.kind == RecordKind::Tombstone)
}

/// Documents, and what was kept aside.
fn copies(transaction: &Transaction<'_>, find: &str, seal: &str) -> Result<usize, RelayError> {
    let mut rows = transaction.prepare_cached(find)?;
    let found = rows.query_map(named_params! {":limit": STEP}, |row| Ok((row.get("row")?, row.get("record")?)))?;
    let found: Vec<(i64, Vec<u8>)> = found.collect::<Result<_, _>>()?;
    for (row, record) in &found {
        let record = RecordId::from_slice(record).map_err(|_| RelayError::BadRow { what: "record" })?;
        let key = key_of(transaction, record)?;
        transaction.prepare_cached(seal)?.execute(named_params! {":row": row, ":key": key})?;
    }
    Ok(found.len())
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::Arc;

    use etong_protocol::{
        DeviceId, Entry, EntryClass, Hlc, PostId, PostKind, RecordId, RecordKind, SealedEntry, Stamp, Tombstone,
        TombstoneAct,
    };
    use rusqlite::{Connection, params};

    use crate::store::Store;
    use crate::store::log::{Appender, LogEntry};
    use crate::{SystemChance, SystemClock};

    const NAME: &str = "龘犇";

    fn sealed(class: EntryClass, kind: RecordKind, nth: u64, payload: Vec<u8>) -> SealedEntry {
        let entry = Entry {
            class,
            kind,
            record: RecordId::new(1_000, [u8::try_from(nth % 200).unwrap(); 10]),
            scope: "/1/2/3/4".parse().unwrap(),
            device: DeviceId::NIL,
            post: PostId::NIL,
            post_kind: PostKind::GridWorker,
            stamp: Stamp::new(Hlc::from_ms(i64::try_from(nth).unwrap()), 1, None),
            schema: 1,
            unit: None,
            payload,
        };
        entry.seal()
    }

    fn open(folder: &Path) -> Store {
        Store::open(folder, Arc::new(SystemClock::new()), Arc::new(SystemChance), None).unwrap()
    }

    /// The folder as a relay of before record keys left it.
    fn make_older(folder: &Path, store: Store) {
        store
            .write(|tx| {
                for (table, bound_to) in
                    [("entry", "id"), ("doc", "record"), ("custody", "entry"), ("quarantine", "entry")]
                {
                    tx.execute(&format!("UPDATE {table} SET bytes = unsealed(key, {bound_to}, bytes), key = 0"), [])?;
                }
                Ok(())
            })
            .unwrap();
        drop(store);
        std::fs::remove_file(folder.join("keys.db")).unwrap();
        let database = Connection::open(folder.join("relay.db")).unwrap();
        let version: i64 = database
            .query_row("SELECT version FROM refinery_schema_history WHERE name = 'record_keys'", [], |row| row.get(0))
            .unwrap();
        database.execute("DELETE FROM refinery_schema_history WHERE version >= ?1", [version]).unwrap();
        for table in ["entry", "doc", "custody", "quarantine"] {
            database
                .execute_batch(&format!("DROP INDEX {table}_in_clear; ALTER TABLE {table} DROP COLUMN key"))
                .unwrap();
        }
        database
            .execute_batch(
                "ALTER TABLE post DROP COLUMN given_by; ALTER TABLE post DROP COLUMN trail; ALTER TABLE entry DROP COLUMN received_at; DROP TABLE unit_lineage; DROP INDEX unit_days; DROP TABLE served; ALTER TABLE wipe DROP COLUMN last_word; DROP TABLE record_key; DROP TABLE chore; ALTER TABLE erasure DROP COLUMN key_gone;
                 ALTER TABLE erasure DROP COLUMN buried; PRAGMA journal_mode = DELETE",
            )
            .unwrap();
    }

    fn names_it(folder: &Path) -> bool {
        std::fs::read_dir(folder).unwrap().any(|file| {
            let bytes = std::fs::read(file.unwrap().path()).unwrap();
            bytes.windows(NAME.len()).any(|window| window == NAME.as_bytes())
        })
    }

    #[test]
    fn what_an_older_relay_wrote_in_clear_is_sealed_though_the_relay_was_killed_meanwhile() {
        let folder = tempfile::tempdir().unwrap();
        let store = open(folder.path());
        let named = |nth: u64| format!("{NAME} {nth} {}", "words ".repeat(40)).into_bytes();
        let mut log: Vec<_> =
            (0..2_500).map(|nth| sealed(EntryClass::Event, RecordKind::Case, nth, named(nth))).collect();
        let erases = Tombstone::bare(TombstoneAct::Hold).to_payload().unwrap();
        log.push(sealed(EntryClass::Event, RecordKind::Tombstone, 7, erases));
        log.push(sealed(EntryClass::Reg, RecordKind::Unit, 8, b"unit".to_vec()));
        let doc = RecordId::new(1_000, [1; 10]);
        store
            .write(|tx| {
                let mut appender = Appender::begin(tx)?;
                for sealed in &log {
                    let of = &sealed.entry.kind;
                    appender.append(&LogEntry { sealed, of, chain: 0, dseq: 0, author: 0, answers: 0 })?;
                }
                appender.finish()?;
                let key = super::key_of(tx, doc)?;
                let values = params![doc.as_bytes(), key, named(1)];
                tx.execute(
                    "INSERT INTO doc (record, version, key, bytes) VALUES (?1, 1, ?2, sealed(?2, ?1, ?3))",
                    values,
                )?;
                Ok(())
            })
            .unwrap();
        make_older(folder.path(), store);
        assert!(names_it(folder.path()), "the search finds what is there");

        // One step, and then the machine goes down.
        {
            let prepared = crate::store::open::Folder::prepare(folder.path()).unwrap();
            let seed = prepared.seed(&SystemChance).unwrap();
            let keys = prepared.keys(&seed, Arc::new(SystemChance)).unwrap();
            let mut connection = crate::store::open::sealing(&prepared.database, &keys).unwrap();
            assert_eq!(super::step(&mut connection).unwrap(), 1_001);
        }
        let store = open(folder.path());
        assert!(!names_it(folder.path()), "no byte is left, in free pages neither");
        let (mut read, mut after) = (Vec::new(), 0);
        loop {
            let some = store.entries_after(after).unwrap();
            let Some((last, _)) = some.last() else { break };
            after = *last;
            read.extend(some.into_iter().map(|(_, sealed)| sealed));
        }
        assert_eq!(read, log);
        let clear: i64 = store
            .read(|tx| Ok(tx.query_row("SELECT count(*) FROM entry WHERE key = -1", [], |row| row.get(0))?))
            .unwrap();
        assert_eq!(clear, 2);
        let kept: Vec<u8> = store
            .read(|tx| Ok(tx.query_row("SELECT unsealed(key, record, bytes) FROM doc", [], |row| row.get(0))?))
            .unwrap();
        assert_eq!(kept, named(1));
    }
}
