//! A key for each record, in a small file beside the database. What is said of a record lies in the log under its key only, so
//! that destroying the key reaches every copy of the log, also those in backups. Each key is wrapped under one made of the
//! relay's signing seed: the file alone opens nothing. Keys are made ahead, by number; which record has which stands in the
//! database, so both files need not be written in one step. SQL asks by `sealed` and `unsealed` (`functions`).

mod functions;
mod of_record;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, named_params};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

pub(super) use functions::lend;
pub(crate) use of_record::{IN_CLEAR, key_of, key_of_entry};

use super::key_file::private;
use super::open::BUSY;
use crate::chance::{Chance, draw};
use crate::error::RelayError;

const WRAPPING: &[u8] = b"etong-record-keys-1";
const NONCE: usize = 24;
/// Keys made at a time: as many as there are, within these.
const FEW: i64 = 64;
const MANY: i64 = 4_096;
/// Opened keys in memory; beyond, all are forgotten and read again.
const KNOWN: usize = 65_536;

/// The open key file.
pub(crate) struct Keys {
    file: PathBuf,
    wrapping: XChaCha20Poly1305,
    chance: Arc<dyn Chance>,
    open: Mutex<Open>,
}

struct Open {
    connection: Connection,
    known: BTreeMap<i64, XChaCha20Poly1305>,
}

impl Keys {
    /// Opens `file`, making it where it is missing.
    ///
    /// # Errors
    /// `ForeignKeys` when `seed` does not open what is in it; `OtherSchema`; the database's trouble.
    pub(crate) fn open(file: &Path, seed: &[u8; 32], chance: Arc<dyn Chance>) -> Result<Arc<Self>, RelayError> {
        make_private(file)?;
        let mut connection = Connection::open(file)?;
        connection.busy_timeout(BUSY)?;
        // No journal outlives its transaction, and a key that was given out is on the disk before what it seals.
        connection.pragma_update(None, "journal_mode", "DELETE")?;
        connection.pragma_update(None, "synchronous", "EXTRA")?;
        connection.pragma_update(None, "secure_delete", "ON")?;
        prepare(&mut connection)?;
        let wrapping = Sha256::new().chain_update(WRAPPING).chain_update(seed).finalize();
        let wrapping = XChaCha20Poly1305::new(&Key::from(<[u8; 32]>::from(wrapping)));
        let open = Mutex::new(Open { connection, known: BTreeMap::new() });
        let keys = Self { file: file.to_owned(), wrapping, chance, open };
        keys.check()?;
        Ok(Arc::new(keys))
    }

    /// The highest number given out.
    pub(crate) fn issued(&self) -> Result<i64, RelayError> {
        issued(&self.lock().connection)
    }

    /// Numbers of the keys that were destroyed.
    pub(crate) fn destroyed(&self) -> Result<Vec<i64>, RelayError> {
        let open = self.lock();
        let mut statement = open.connection.prepare_cached(include_str!("sql/destroyed.sql"))?;
        let rows = statement.query_map([], |row| row.get("no"))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Overwrites keys, durably; says how many were still there.
    pub(crate) fn destroy(&self, numbers: &[i64]) -> Result<usize, RelayError> {
        if numbers.is_empty() {
            return Ok(0);
        }
        let mut open = self.lock();
        let transaction = open.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut destroyed = 0;
        for no in numbers {
            destroyed +=
                transaction.prepare_cached(include_str!("sql/destroy.sql"))?.execute(named_params! {":no": no})?;
        }
        transaction.commit()?;
        for no in numbers {
            open.known.remove(no);
        }
        Ok(destroyed)
    }

    /// Writes a copy, without what was destroyed, to the new or empty file `out`.
    pub(crate) fn copy_out(&self, out: &Path) -> Result<(), RelayError> {
        let out = out.to_str().ok_or(RelayError::BadRow { what: "path: it is not UTF-8" })?;
        self.lock().connection.execute(include_str!("sql/copy_out.sql"), named_params! {":out": out})?;
        Ok(())
    }

    pub(super) fn too_old(&self) -> RelayError {
        RelayError::KeysTooOld(self.file.clone())
    }

    fn seal(&self, no: i64, bound_to: &[u8], bytes: &[u8]) -> Result<Vec<u8>, RelayError> {
        encrypt(&self.cipher(no, true)?, self.chance.as_ref(), bound_to, bytes)
    }

    pub(super) fn unseal(&self, no: i64, bound_to: &[u8], bytes: &[u8]) -> Result<Vec<u8>, RelayError> {
        decrypt(&self.cipher(no, false)?, bound_to, bytes).ok_or(RelayError::BadRow { what: "sealed entry" })
    }

    fn cipher(&self, no: i64, may_make: bool) -> Result<XChaCha20Poly1305, RelayError> {
        let mut open = self.lock();
        if let Some(cipher) = open.known.get(&no) {
            return Ok(cipher.clone());
        }
        if may_make && no > issued(&open.connection)? {
            self.make(&mut open.connection, no)?;
        }
        let found: Option<(Vec<u8>, bool)> = open
            .connection
            .prepare_cached(include_str!("sql/find.sql"))?
            .query_row(named_params! {":no": no}, |row| Ok((row.get("wrapped")?, row.get("gone")?)))
            .optional()?;
        let (wrapped, gone) = found.ok_or_else(|| self.too_old())?;
        if gone {
            return Err(RelayError::KeyDestroyed(no));
        }
        let cipher = self.unwrap(no, &wrapped)?;
        if open.known.len() >= KNOWN {
            open.known.clear();
        }
        open.known.insert(no, cipher.clone());
        Ok(cipher)
    }

    /// Makes keys up to `no` and some ahead.
    fn make(&self, connection: &mut Connection, no: i64) -> Result<(), RelayError> {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let before = issued(&transaction)?;
        let ahead = no.saturating_add(before.clamp(FEW, MANY));
        for fresh in before + 1..=ahead {
            let key = Zeroizing::new(draw::<32>(self.chance.as_ref())?);
            let wrapped = encrypt(&self.wrapping, self.chance.as_ref(), &fresh.to_be_bytes(), key.as_slice())?;
            transaction
                .prepare_cached(include_str!("sql/insert.sql"))?
                .execute(named_params! {":no": fresh, ":wrapped": wrapped})?;
        }
        Ok(transaction.commit()?)
    }

    fn unwrap(&self, no: i64, wrapped: &[u8]) -> Result<XChaCha20Poly1305, RelayError> {
        let key = decrypt(&self.wrapping, &no.to_be_bytes(), wrapped).map(Zeroizing::new);
        let cipher = key.and_then(|key| XChaCha20Poly1305::new_from_slice(key.as_slice()).ok());
        cipher.ok_or_else(|| RelayError::ForeignKeys(self.file.clone()))
    }

    /// Does the seed open the newest key?
    fn check(&self) -> Result<(), RelayError> {
        let newest = self
            .lock()
            .connection
            .prepare_cached(include_str!("sql/newest.sql"))?
            .query_row([], |row| Ok((row.get("no")?, row.get::<_, Vec<u8>>("wrapped")?)))
            .optional()?;
        newest.map_or(Ok(()), |(no, wrapped)| self.unwrap(no, &wrapped).map(drop))
    }

    fn lock(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn issued(connection: &Connection) -> Result<i64, RelayError> {
    Ok(connection.prepare_cached(include_str!("sql/issued.sql"))?.query_row([], |row| row.get("issued"))?)
}

fn encrypt(
    cipher: &XChaCha20Poly1305,
    chance: &dyn Chance,
    bound_to: &[u8],
    bytes: &[u8],
) -> Result<Vec<u8>, RelayError> {
    let nonce = draw::<NONCE>(chance)?;
    let sealed = cipher
        .encrypt(&XNonce::from(nonce), Payload { msg: bytes, aad: bound_to })
        .map_err(|_| RelayError::BadRow { what: "entry too large to be sealed" })?;
    Ok([nonce.as_slice(), sealed.as_slice()].concat())
}

fn decrypt(cipher: &XChaCha20Poly1305, bound_to: &[u8], bytes: &[u8]) -> Option<Vec<u8>> {
    let (nonce, sealed) = bytes.split_first_chunk::<NONCE>()?;
    cipher.decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: bound_to }).ok()
}

fn prepare(connection: &mut Connection) -> Result<(), RelayError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let version: i64 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
    match version {
        0 => transaction.execute_batch(include_str!("sql/schema.sql"))?,
        1 => {}
        other => return Err(RelayError::OtherSchema(format!("the record keys are of format {other}"))),
    }
    Ok(transaction.commit()?)
}

/// SQLite would make it readable for others.
fn make_private(file: &Path) -> Result<(), RelayError> {
    match private().create_new(true).open(file) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => {
            Err(RelayError::Folder { path: file.to_owned(), source: Arc::new(error) })
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::SystemChance;

    fn open(folder: &Path, seed: u8) -> Result<Arc<Keys>, RelayError> {
        Keys::open(&folder.join("keys.db"), &[seed; 32], Arc::new(SystemChance))
    }

    #[test]
    fn what_is_sealed_opens_under_its_key_at_its_place_and_nowhere_else() {
        let folder = tempfile::tempdir().unwrap();
        let keys = open(folder.path(), 1).unwrap();
        let sealed = keys.seal(1, b"here", "李小丽".as_bytes()).unwrap();
        assert_eq!(keys.unseal(1, b"here", &sealed).unwrap(), "李小丽".as_bytes());
        assert!(keys.unseal(1, b"there", &sealed).is_err() && keys.unseal(2, b"here", &sealed).is_err());
        assert_ne!(sealed, keys.seal(1, b"here", "李小丽".as_bytes()).unwrap());
        assert!(matches!(open(folder.path(), 2), Err(RelayError::ForeignKeys(_))));
    }

    #[test]
    fn a_destroyed_key_is_in_no_file_its_number_is_never_given_again_and_the_others_open() {
        let folder = tempfile::tempdir().unwrap();
        let keys = open(folder.path(), 1).unwrap();
        let sealed: Vec<_> = (1..=500).map(|no| (no, keys.seal(no, b"", b"word").unwrap())).collect();
        let wrapped: Vec<u8> =
            keys.lock().connection.query_row("SELECT wrapped FROM key WHERE no = 77", [], |row| row.get(0)).unwrap();
        let left = || {
            let files = fs::read_dir(folder.path()).unwrap().map(|file| fs::read(file.unwrap().path()).unwrap());
            files.filter(|bytes| bytes.windows(wrapped.len()).any(|window| window == wrapped)).count()
        };
        assert_eq!(left(), 1, "the search finds what is there");
        let copy = folder.path().join("copy.db");
        keys.copy_out(&copy).unwrap();
        assert_eq!(left(), 2);
        fs::remove_file(copy).unwrap();
        assert_eq!((keys.destroy(&[77]).unwrap(), keys.destroy(&[77]).unwrap()), (1, 0));
        assert_eq!(left(), 0);
        for keys in [keys, open(folder.path(), 1).unwrap()] {
            assert_eq!(keys.destroyed().unwrap(), [77]);
            for (no, sealed) in &sealed {
                let opened = keys.unseal(*no, b"", sealed);
                if *no == 77 {
                    assert!(matches!(opened, Err(RelayError::KeyDestroyed(77))));
                    assert!(matches!(keys.seal(77, b"", b"again"), Err(RelayError::KeyDestroyed(77))));
                } else {
                    assert_eq!(opened.unwrap(), b"word");
                }
            }
        }
    }
}
