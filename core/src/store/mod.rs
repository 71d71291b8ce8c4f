//! Step 3 of a change's life: SQLite under SQLCipher. One writer connection, a few readers; one query = one `.sql`.
//! Holds what it is given; decides nothing.

pub(crate) mod alarm;
pub(crate) mod audit;
pub(crate) mod card;
pub(crate) mod chain;
pub(crate) mod cipher;
pub(crate) mod codes;
pub(crate) mod dictionary;
pub(crate) mod doc;
pub(crate) mod draft;
pub(crate) mod entry;
pub(crate) mod erasure;
pub(crate) mod held_back;
mod key;
pub(crate) mod last;
pub(crate) mod leave;
pub(crate) mod locked;
pub(crate) mod looked;
mod number;
pub(crate) mod open;
pub(crate) mod opening;
pub(crate) mod quarantine;
pub(crate) mod recheck;
pub(crate) mod record;
mod renew;
pub(crate) mod retention;
pub(crate) mod root;
mod seal;
pub(crate) mod seen;
pub(crate) mod setting;
pub(crate) mod slim;
pub(crate) mod track;
mod turnstile;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, Transaction, TransactionBehavior};

pub(crate) use key::Key;
pub(crate) use number::{sql_int, wide};
use turnstile::Turnstile;

use crate::device::Device;
use crate::error::StoreError;

/// A running transaction, for those above the store who only pass it on.
pub(crate) type Tx<'a> = Transaction<'a>;

/// How much a write is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Durability {
    /// A user's save: on the disk when it returns, even if the battery is pulled.
    Full,
    /// What the relay still has: survives a crash of the app, may be pulled again after a power cut.
    Normal,
}

const READERS_KEPT: usize = 4;

/// The open database.
pub(crate) struct Store {
    path: PathBuf,
    key: Mutex<Key>,
    turnstile: Turnstile,
    /// A clock that does not jump, and what it says when nobody is let in any more.
    end: OnceLock<Arc<dyn Device>>,
    ends_at: AtomicI64,
    is_erased: AtomicBool,
    seal: seal::Seal,
    /// `None` while suspended.
    writer: Mutex<Option<Connection>>,
    readers: Mutex<Vec<Connection>>,
    #[cfg(feature = "sim")]
    pub(crate) faults: crate::sim::Faults,
}

impl Store {
    /// Runs `work` in one write transaction: all of it is kept, or none.
    pub(crate) fn write<T, E: From<StoreError>>(
        &self,
        durability: Durability,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let _inside = self.enter()?;
        let mut writer = lock(&self.writer);
        let connection = writer.as_mut().ok_or(StoreError::Suspended)?;
        open::set_synchronous(connection, durability)?;
        let transaction =
            connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(StoreError::from)?;
        let outcome = work(&transaction)?;
        #[cfg(feature = "sim")]
        self.faults.before_commit()?;
        transaction.commit().map_err(StoreError::from)?;
        #[cfg(feature = "sim")]
        self.faults.after_commit()?;
        Ok(outcome)
    }

    /// Runs `work` on a snapshot; never waits for a writer.
    pub(crate) fn read<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let _inside = self.enter()?;
        self.read_inside(work)
    }

    /// For what decides whether anybody else may.
    pub(crate) fn read_anyway<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let _inside = self.turnstile.enter()?;
        self.read_inside(work)
    }

    fn read_inside<T, E: From<StoreError>>(&self, work: impl FnOnce(&Transaction<'_>) -> Result<T, E>) -> Result<T, E> {
        let spare = lock(&self.readers).pop();
        let mut connection = match spare {
            Some(connection) => connection,
            None => open::connect(&self.path, &lock(&self.key))?,
        };
        let outcome = {
            let transaction = connection.transaction().map_err(StoreError::from)?;
            work(&transaction)
        };
        let mut readers = lock(&self.readers);
        if readers.len() < READERS_KEPT {
            readers.push(connection);
        }
        outcome
    }

    /// Cuts the journal to nothing, after an erasure: its old pages still hold what was destroyed. Somebody who reads at the
    /// moment is in the way; then it is done at the next suspending or opening.
    pub(crate) fn shred(&self) -> Result<(), StoreError> {
        #[cfg(feature = "sim")]
        if crate::sim::has_bug(crate::sim::SeededBug::JournalKept) {
            return Ok(());
        }
        let _inside = self.enter()?;
        lock(&self.readers).clear();
        match lock(&self.writer).as_ref() {
            Some(writer) => open::checkpoint(writer),
            None => Ok(()),
        }
    }

    /// Lets nobody in any more, waits for those inside, folds the WAL into the file and closes every connection:
    /// when it returns there is no lock and no open transaction.
    ///
    /// # Errors
    /// `Busy` when somebody is still inside after `patience`; the store then stays open.
    pub(crate) fn suspend(&self, patience: Duration) -> Result<(), StoreError> {
        self.turnstile.close(patience)?;
        lock(&self.readers).clear();
        if let Some(connection) = lock(&self.writer).take() {
            open::checkpoint(&connection)?;
            connection.close().map_err(|(_, error)| StoreError::from(error))?;
        }
        Ok(())
    }

    fn enter(&self) -> Result<turnstile::Inside<'_>, StoreError> {
        if self.is_erased.load(Ordering::SeqCst) {
            return Err(StoreError::Erased { order: false, delivered: false });
        }
        self.pass_seal()?;
        let end = self.ends_at.load(Ordering::SeqCst);
        #[cfg(feature = "sim")]
        let end = if crate::sim::has_bug(crate::sim::SeededBug::LeaseEndless) { i64::MAX } else { end };
        if end < i64::MAX && self.end.get().is_some_and(|clock| clock.monotonic_ms() >= end) {
            return Err(StoreError::LeaseEnded);
        }
        self.turnstile.enter()
    }

    /// By which clock `ends_at` counts.
    pub(crate) fn counts_by(&self, clock: Arc<dyn Device>) {
        // A second clock would be the same one.
        let _same = self.end.set(clock);
    }

    pub(crate) fn ends_at(&self, monotonic_ms: i64) {
        self.ends_at.store(monotonic_ms, Ordering::SeqCst);
    }

    /// The same database, for whoever seals what is in it while everybody else is kept out.
    pub(crate) fn again(&self) -> Result<Self, StoreError> {
        let folder = self.path.parent().unwrap_or(&self.path);
        Self::open(folder, lock(&self.key).clone())
    }

    /// Whoever asks from now on is told so.
    pub(crate) fn erase(&self) {
        self.is_erased.store(true, Ordering::SeqCst);
        *lock(&self.key) = Key::none();
        self.unseal();
    }

    /// A store of which nothing is left.
    pub(crate) fn erased(folder: &Path) -> Self {
        let store = Self::around(folder.join(open::FILE), Key::none(), None);
        store.is_erased.store(true, Ordering::SeqCst);
        store
    }

    /// A store that nobody has opened yet.
    pub(crate) fn closed(folder: &Path) -> Self {
        let store = Self::around(folder.join(open::FILE), Key::none(), None);
        store.shut();
        store
    }

    fn around(path: PathBuf, key: Key, writer: Option<Connection>) -> Self {
        Self {
            path,
            key: Mutex::new(key),
            turnstile: Turnstile::default(),
            seal: seal::Seal::default(),
            end: OnceLock::new(),
            ends_at: AtomicI64::new(i64::MAX),
            is_erased: AtomicBool::new(false),
            writer: Mutex::new(writer),
            readers: Mutex::new(Vec::new()),
            #[cfg(feature = "sim")]
            faults: crate::sim::Faults::default(),
        }
    }

    /// Opens the writer again after `suspend`. Does nothing when it is open.
    pub(crate) fn resume(&self) -> Result<(), StoreError> {
        if self.is_erased.load(Ordering::SeqCst) {
            return Err(StoreError::Erased { order: false, delivered: false });
        }
        if self.is_sealed() {
            return Err(StoreError::Sealed);
        }
        let mut writer = lock(&self.writer);
        if writer.is_none() {
            *writer = Some(open::connect(&self.path, &lock(&self.key))?);
        }
        self.turnstile.open();
        Ok(())
    }
}

/// A panic while a lock was held leaves SQLite consistent (the transaction rolled back), so the lock stays usable.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod schema_tests;
