//! Opening: the key first, then a look whether it fits, then migrations. A database that does not open is left
//! exactly as it was: unsent work exists nowhere else.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::{Durability, Key, Store, cipher};
use crate::baseline::{self, Protection};
use crate::error::StoreError;

mod migrations {
    refinery::embed_migrations!("src/store/migrations");
}

/// The database's name inside the phone's folder.
pub(crate) const FILE: &str = "etong.db";
/// Eight bytes that tell a wrong key from a damaged file. Derived from the key by a one-way hash.
pub(super) const KEY_CHECK_FILE: &str = "etong.keycheck";
/// It until it is whole.
pub(super) const KEY_CHECK_NEXT: &str = "etong.new";

impl Store {
    /// Opens or makes the database in `folder`.
    ///
    /// # Errors
    /// `WrongKey`, `Damaged`, `Migration` when a newer app made it, `Full`.
    pub(crate) fn open(folder: &Path, key: Key) -> Result<Self, StoreError> {
        std::fs::create_dir_all(folder)?;
        let path = folder.join(FILE);
        check_key(folder, &path, &key)?;
        let mut writer = connect(&path, &key)?;
        migrations::migrations::runner()
            .run(&mut writer)
            .map_err(|error| StoreError::Migration(error.kind().to_string()))?;
        // A phone that died after an erasure has not cut its journal.
        checkpoint(&writer)?;
        Ok(Self::around(path, key, Some(writer)))
    }
}

pub(super) fn connect(path: &Path, key: &[u8; 32]) -> Result<Connection, StoreError> {
    cipher::make_ready();
    let connection = Connection::open(path)?;
    let hex = Zeroizing::new(data_encoding::HEXLOWER.encode(key));
    // Errors come back as errors; SQLCipher's own lines on standard error would be said twice.
    connection.execute_batch("PRAGMA cipher_log_level = NONE")?;
    let pragma = Zeroizing::new(format!("PRAGMA key = \"x'{}'\"", hex.as_str()));
    if !baseline::lacks(Protection::Cipher) && !in_the_clear() {
        connection.execute_batch(&pragma)?;
    }
    connection.query_row(include_str!("open/touch.sql"), [], |_| Ok(())).map_err(|error| {
        match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => StoreError::Damaged(path.to_owned()),
            _ => error.into(),
        }
    })?;
    connection.execute_batch(include_str!("open/pragmas.sql"))?;
    #[cfg(feature = "sim")]
    if crate::sim::has_bug(crate::sim::SeededBug::OverwritesNothing) {
        connection.pragma_update(None, "secure_delete", "OFF")?;
    }
    connection.busy_timeout(Duration::from_secs(10))?;
    connection.set_prepared_statement_cache_capacity(128);
    Ok(connection)
}

/// A mistake that a simulator plants; in every other build a constant.
#[cfg(feature = "sim")]
fn in_the_clear() -> bool {
    crate::sim::has_bug(crate::sim::SeededBug::InTheClear)
}

#[cfg(not(feature = "sim"))]
const fn in_the_clear() -> bool {
    false
}

pub(super) fn set_synchronous(connection: &Connection, durability: Durability) -> Result<(), StoreError> {
    let level = match durability {
        Durability::Full => "FULL",
        Durability::Normal => "NORMAL",
    };
    Ok(connection.pragma_update(None, "synchronous", level)?)
}

pub(super) fn checkpoint(connection: &Connection) -> Result<(), StoreError> {
    Ok(connection.query_row(include_str!("open/checkpoint.sql"), [], |_| Ok(()))?)
}

/// Writes down which key opens the database from now on.
pub(super) fn note_key(folder: &Path, key: &[u8; 32]) -> Result<(), StoreError> {
    let (beside, file) = (folder.join(KEY_CHECK_NEXT), folder.join(KEY_CHECK_FILE));
    std::fs::write(&beside, check_of(key))?;
    Ok(std::fs::rename(beside, file)?)
}

fn check_of(key: &[u8; 32]) -> [u8; 8] {
    let mut hash = Sha256::new();
    hash.update(b"etong-keycheck-1\0");
    hash.update(key);
    let hash: [u8; 32] = hash.finalize().into();
    let mut check = [0; 8];
    for (byte, of_hash) in check.iter_mut().zip(hash) {
        *byte = of_hash;
    }
    check
}

fn check_key(folder: &Path, database: &Path, key: &[u8; 32]) -> Result<(), StoreError> {
    let expected = check_of(key);
    let file = folder.join(KEY_CHECK_FILE);
    match std::fs::read(&file) {
        Ok(found) if found == expected => Ok(()),
        Ok(_) => Err(StoreError::WrongKey(database.to_owned())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(std::fs::write(&file, expected)?),
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_whose_phone_can_be_locked_overwrites_what_sqlite_lets_go_of() {
        let folder = tempfile::tempdir().unwrap();
        cipher::wipe_what_is_freed().unwrap();
        let store = Store::open(folder.path(), [1; 32].into()).unwrap();
        let says = |tx: &super::super::Tx<'_>| -> Result<String, StoreError> {
            Ok(tx.pragma_query_value(None, "cipher_memory_security", |row| row.get(0))?)
        };
        assert_eq!(store.read(says).unwrap(), "1");
        assert_eq!(store.write(Durability::Full, says).unwrap(), "1");
        #[cfg(target_os = "linux")]
        assert_eq!(locked_kb(), 0, "it is slow to lock each page: is LIBSQLITE3_FLAGS set as in .cargo/config.toml?");
    }

    /// Memory of this process that the system may not swap out, in KiB.
    #[cfg(target_os = "linux")]
    fn locked_kb() -> u64 {
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmLck:")).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }

    #[test]
    fn every_connection_keeps_temporary_things_in_memory_and_overwrites_what_is_deleted() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), [1; 32].into()).unwrap();
        let says = |tx: &super::super::Tx<'_>| -> Result<(i64, i64), StoreError> {
            let asked = |name: &str| tx.pragma_query_value(None, name, |row| row.get(0));
            Ok((asked("temp_store")?, asked("secure_delete")?))
        };
        assert_eq!(store.write(Durability::Full, says).unwrap(), (2, 1), "the writer");
        assert_eq!(store.read(says).unwrap(), (2, 1), "a reader");
        store.suspend(Duration::from_secs(5)).unwrap();
        store.resume().unwrap();
        assert_eq!(store.write(Durability::Full, says).unwrap(), (2, 1), "after a pause");
    }
}
