//! The relay's one SQLite file: `open` makes or migrates it, `group` commits many requests with one fsync,
//! `log` appends entries, `history` keeps their Merkle tree, `shelf` keeps the digests, `number` turns SQL integers into ours, `copy` is
//! for backups, `key_file` holds the signing key, `keys` one for each record; `erased` keeps both files in step, `older` seals what lay in clear.
//! `subject` tells what lies in custody, `over` what is kept for the relay's own door, `served` how it was served last.
//! One writer at a time, also across processes (`BEGIN IMMEDIATE`); readers never wait for it (WAL).

pub(crate) mod copy;
pub(crate) mod erased;
pub(crate) mod group;
pub(crate) mod history;
pub(crate) mod key_file;
pub(crate) mod keys;
pub(crate) mod log;
pub(crate) mod number;
mod older;
mod open;
pub(crate) mod over;
mod refile;
pub(crate) mod regrown;
pub(crate) mod served;
pub(crate) mod shelf;
pub(crate) mod subject;

use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use etong_protocol::{DeviceId, PublicKey, SealedEntry, SigningKey};
/// Does a relay live in this folder?
#[must_use]
pub fn holds_relay(data: &Path) -> bool {
    data.join(key_file::DATABASE).exists()
}

pub(crate) use rusqlite::Connection;
use rusqlite::{Transaction, TransactionBehavior, named_params};
use tokio::sync::watch;

use self::keys::Keys;
use crate::chance::Chance;
use crate::clock::Clock;
use crate::error::RelayError;
use crate::sim::{SeededBug, Sim};

/// The relay's folder, open. Clones share it.
#[derive(Clone)]
pub struct Store(Arc<Opened>);

struct Opened {
    database: PathBuf,
    key: SigningKey,
    keys: Arc<Keys>,
    epoch: u64,
    relay_device: DeviceId,
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
    head: watch::Sender<u64>,
    /// Rows of devices that were revoked.
    shut_out: watch::Sender<Arc<BTreeSet<i64>>>,
    clock: Arc<dyn Clock>,
    chance: Arc<dyn Chance>,
    sim: Sim,
}

impl Store {
    /// Opens `data_dir`, making folder, database and signing key where they are missing.
    ///
    /// # Errors
    /// `Damaged`, `OtherSchema`, `BadKeyFile`, `Folder`, `DiskFull`: each leaves what is there as it was.
    pub fn open(
        data_dir: &Path,
        clock: Arc<dyn Clock>,
        chance: Arc<dyn Chance>,
        max_database_bytes: Option<u64>,
    ) -> Result<Self, RelayError> {
        let folder = open::Folder::prepare(data_dir)?;
        let seed = folder.seed(chance.as_ref())?;
        let (key, keys) = (SigningKey::from_seed(&seed), folder.keys(&seed, chance.clone())?);
        let mut writer = open::writer(&folder.database, max_database_bytes, &keys, clock.now_ms())?;
        let feed = open::feed(&mut writer, clock.as_ref(), chance.as_ref())?;
        Ok(Self(Arc::new(Opened {
            database: folder.database,
            key,
            keys,
            epoch: feed.epoch,
            relay_device: feed.relay_device,
            writer: Mutex::new(writer),
            readers: Mutex::default(),
            head: watch::Sender::new(feed.head),
            shut_out: watch::Sender::default(),
            clock,
            chance,
            sim: Sim::default(),
        })))
    }

    /// Runs `work` on one consistent snapshot.
    ///
    /// # Errors
    /// What `work` says, or trouble with the database.
    pub fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T, RelayError>) -> Result<T, RelayError> {
        let pooled = lock(&self.0.readers).pop();
        let mut reader = match pooled {
            Some(reader) => reader,
            None => open::reader(&self.0.database, Some(&self.0.keys))?,
        };
        let outcome = reader.transaction().map_err(RelayError::from).and_then(|snapshot| work(&snapshot));
        lock(&self.0.readers).push(reader);
        outcome
    }

    /// Runs `work` in one durable transaction: all of it, or nothing. For seldom writes; requests use the group commit.
    ///
    /// # Errors
    /// What `work` says, or trouble with the database; nothing was written then.
    pub fn write<T>(&self, work: impl FnOnce(&Transaction<'_>) -> Result<T, RelayError>) -> Result<T, RelayError> {
        let mut writer = lock(&self.0.writer);
        let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let value = work(&transaction)?;
        let head = log::head(&transaction)?;
        transaction.commit()?;
        drop(writer);
        self.announce(head);
        Ok(value)
    }

    /// After an erasure: destroys the keys of what was erased and cuts the write-ahead log to nothing, for the old pages in it
    /// still hold what was destroyed. Waits for readers; one that stays in the way is met again at the next start.
    ///
    /// # Errors
    /// The database's trouble.
    pub(crate) fn shred(&self) -> Result<(), RelayError> {
        self.0.sim.crash_point("relay.between_files")?;
        let writer = lock(&self.0.writer);
        if !self.0.sim.has(SeededBug::KeyKept) {
            erased::destroy_keys(&writer, &self.0.keys)?;
        }
        if !open::shred(&writer)? {
            tracing::warn!("the journal of an erasure could not be emptied yet");
        }
        Ok(())
    }

    /// Says that this database was put back from a backup: phones then read from the start and offer all they wrote
    /// again, so that what the backup did not have comes back. A relay that is running goes on with the epoch before.
    ///
    /// # Errors
    /// The machine's randomness, or trouble with the database.
    pub fn begin_epoch(&self) -> Result<u64, RelayError> {
        let epoch = open::draw_epoch(self.chance())?;
        self.write(|transaction| {
            copy::skip_keys(transaction, &self.0.keys)?;
            let epoch = named_params! {":epoch": number::to_sql(epoch)};
            Ok(transaction.execute(include_str!("sql/set_epoch.sql"), epoch)?)
        })?;
        Ok(epoch)
    }

    #[must_use]
    pub fn public_key(&self) -> PublicKey {
        self.0.key.public()
    }

    /// The feed's epoch: made with the database; another one after `begin_epoch`.
    #[must_use]
    pub fn epoch(&self) -> u64 {
        self.0.epoch
    }

    /// The simulator's handle on crashes and seeded bugs.
    #[must_use]
    pub fn sim(&self) -> &Sim {
        &self.0.sim
    }

    /// Some of the log behind `after`, opened with the keys that are left; nothing when there is no more. For whoever checks what a relay
    /// holds, as its tests do: no route leads here.
    ///
    /// # Errors
    /// Trouble with the database or the keys.
    pub fn entries_after(&self, after: u64) -> Result<Vec<(u64, SealedEntry)>, RelayError> {
        self.read(|connection| refile::opened(connection, after))
    }

    /// Opens what lies under a record's key, or in clear; `bound_to`: the id it was sealed for.
    pub(crate) fn unseal(&self, no: i64, bound_to: &[u8], bytes: &[u8]) -> Result<Vec<u8>, RelayError> {
        if no <= 0 { Ok(bytes.to_vec()) } else { self.0.keys.unseal(no, bound_to, bytes) }
    }

    /// Numbers of the record keys that were destroyed.
    pub(crate) fn destroyed_keys(&self) -> Result<Vec<i64>, RelayError> {
        self.0.keys.destroyed()
    }

    pub(crate) fn key(&self) -> &SigningKey {
        &self.0.key
    }

    pub(crate) fn relay_device(&self) -> DeviceId {
        self.0.relay_device
    }

    pub(crate) fn now_ms(&self) -> i64 {
        self.0.clock.now_ms()
    }

    pub(crate) fn clock(&self) -> &dyn Clock {
        self.0.clock.as_ref()
    }

    pub(crate) fn chance(&self) -> &dyn Chance {
        self.0.chance.as_ref()
    }

    /// Looks at the database for entries another process (an administrator's command) may have written.
    pub(crate) fn look_for_news(&self) -> Result<u64, RelayError> {
        let head = self.read(log::head)?;
        self.announce(head);
        self.look_for_shut_out()?;
        Ok(head)
    }

    /// Ends the live channels of devices that were revoked, by whatever process.
    pub(crate) fn look_for_shut_out(&self) -> Result<(), RelayError> {
        let revoked = self.read(|connection| {
            let mut statement = connection.prepare_cached(include_str!("sql/shut_out.sql"))?;
            let rows = statement.query_map([], |row| row.get("no"))?;
            Ok(rows.collect::<Result<BTreeSet<i64>, _>>()?)
        })?;
        self.0.shut_out.send_if_modified(|known| {
            let news = **known != revoked;
            *known = Arc::new(revoked);
            news
        });
        Ok(())
    }

    pub(crate) fn watch_shut_out(&self) -> watch::Receiver<Arc<BTreeSet<i64>>> {
        self.0.shut_out.subscribe()
    }

    pub(crate) fn watch_head(&self) -> watch::Receiver<u64> {
        self.0.head.subscribe()
    }

    fn announce(&self, head: u64) {
        self.0.head.send_if_modified(|known| {
            let newer = head > *known;
            *known = head.max(*known);
            newer
        });
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").field("database", &self.0.database).finish_non_exhaustive()
    }
}

/// A panic while the lock was held has rolled its transaction back; the connection is fit for use.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
