//! Folder, key file, connections and the feed's own row. Makes what is missing; never replaces what is there.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use etong_protocol::DeviceId;
use rusqlite::{Connection, OpenFlags, TransactionBehavior, named_params};
use zeroize::Zeroizing;

use super::key_file::{self, DATABASE, KEY_FILE, KEYS};
use super::keys::{self, Keys};
use super::number::{from_sql, to_sql};
use super::refile::refile;
use super::{erased, history, older};
use crate::chance::{Chance, draw};
use crate::clock::Clock;
use crate::error::RelayError;

refinery::embed_migrations!("src/store/migrations");

/// An administrator's import of a whole city may hold the write lock for seconds.
pub(super) const BUSY: Duration = Duration::from_secs(20);
const PAGE_SIZE: u64 = 4096;

/// The relay's data folder.
pub(super) struct Folder {
    pub(super) database: PathBuf,
    keys: PathBuf,
    key_file: PathBuf,
}

impl Folder {
    pub(super) fn prepare(data_dir: &Path) -> Result<Self, RelayError> {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(data_dir).map_err(|source| folder(data_dir, source))?;
        let [database, keys, key_file] = [DATABASE, KEYS, KEY_FILE].map(|name| data_dir.join(name));
        Ok(Self { database, keys, key_file })
    }

    /// The relay's signing key, made at the first start and then only read.
    pub(super) fn seed(&self, chance: &dyn Chance) -> Result<Zeroizing<[u8; 32]>, RelayError> {
        match key_file::read_seed(&self.key_file) {
            Err(RelayError::MissingKeyFile(_)) if !self.database.exists() => {
                key_file::make_seed(&self.key_file, chance)
            }
            seed => seed,
        }
    }

    /// The keys of records; a new file only where no entry lies under a key yet.
    pub(super) fn keys(&self, seed: &[u8; 32], chance: Arc<dyn Chance>) -> Result<Arc<Keys>, RelayError> {
        if !self.keys.exists() && self.database.exists() && given(&connect(&self.database)?)? > 0 {
            return Err(RelayError::MissingKeys(self.keys.clone()));
        }
        Keys::open(&self.keys, seed, chance)
    }
}

/// A connection of the newest schema.
fn connect(database: &Path) -> Result<Connection, RelayError> {
    let mut connection = Connection::open(database)?;
    connection.busy_timeout(BUSY)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "cache_size", -65_536)?;
    // What an erasure takes out of a page must not stay in the file.
    connection.pragma_update(None, "secure_delete", "ON")?;
    connection.pragma_update(None, "wal_autocheckpoint", 4_000)?;
    connection.pragma_update(None, "journal_size_limit", 64 * 1024 * 1024)?;
    connection.set_prepared_statement_cache_capacity(128);
    migrations::runner().run(&mut connection)?;
    Ok(connection)
}

/// The number of the last key that a record was given.
fn given(connection: &Connection) -> Result<i64, RelayError> {
    Ok(connection.query_row(include_str!("keys/sql/given.sql"), [], |row| row.get("given"))?)
}

/// A connection that seals, without looking after what an earlier run left.
pub(super) fn sealing(database: &Path, keys: &Arc<Keys>) -> Result<Connection, RelayError> {
    let connection = connect(database)?;
    keys::lend(&connection, keys)?;
    if given(&connection)? > keys.issued()? {
        return Err(keys.too_old());
    }
    Ok(connection)
}

pub(super) fn writer(
    database: &Path,
    max_bytes: Option<u64>,
    keys: &Arc<Keys>,
    now_ms: i64,
) -> Result<Connection, RelayError> {
    let mut connection = sealing(database, keys)?;
    refile(&mut connection)?;
    older::seal(&mut connection)?;
    erased::settle(&mut connection, keys, now_ms)?;
    // A relay that died after an erasure has not emptied its journal.
    shred(&connection)?;
    history::catch_up(&mut connection)?;
    if let Some(max_bytes) = max_bytes {
        connection.pragma_update(None, "max_page_count", to_sql(max_bytes.div_ceil(PAGE_SIZE)))?;
    }
    Ok(connection)
}

/// Folds the write-ahead log into the file and cuts it to nothing. False when a reader was in the way.
pub(super) fn shred(connection: &Connection) -> Result<bool, RelayError> {
    let busy: i64 = connection.query_row(include_str!("sql/shred.sql"), [], |row| row.get(0))?;
    Ok(busy == 0)
}

/// `keys`: none for whoever reads no entries.
pub(super) fn reader(database: &Path, keys: Option<&Arc<Keys>>) -> Result<Connection, RelayError> {
    let connection = Connection::open_with_flags(
        database,
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI,
    )?;
    connection.busy_timeout(BUSY)?;
    connection.pragma_update(None, "cache_size", -16_384)?;
    connection.set_prepared_statement_cache_capacity(64);
    if let Some(keys) = keys {
        keys::lend(&connection, keys)?;
    }
    Ok(connection)
}

/// The feed's row.
pub(super) struct Feed {
    pub(super) epoch: u64,
    pub(super) relay_device: DeviceId,
    pub(super) head: u64,
}

/// Reads the feed's row; makes it when the database is new.
pub(super) fn feed(connection: &mut Connection, clock: &dyn Clock, chance: &dyn Chance) -> Result<Feed, RelayError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let made: bool = transaction.query_row(include_str!("sql/feed_exists.sql"), [], |row| row.get("made"))?;
    if !made {
        let epoch = draw_epoch(chance)?;
        let device = DeviceId::new(clock.now_ms(), draw(chance)?);
        transaction.execute(
            include_str!("sql/insert_feed.sql"),
            named_params! {":epoch": to_sql(epoch), ":relay_device": device.as_bytes()},
        )?;
    }
    let (epoch, device, head) = transaction.query_row(include_str!("sql/feed.sql"), [], |row| {
        Ok((row.get("epoch")?, row.get::<_, Vec<u8>>("relay_device")?, row.get("head")?))
    })?;
    transaction.commit()?;
    let relay_device = DeviceId::from_slice(&device).map_err(|_| RelayError::BadRow { what: "relay device" })?;
    Ok(Feed { epoch: from_sql(epoch), relay_device, head: from_sql(head) })
}

/// 63 bits, so that phones can keep it in a database column too; never 0, which a phone without a cursor says.
pub(super) fn draw_epoch(chance: &dyn Chance) -> Result<u64, RelayError> {
    Ok((u64::from_be_bytes(draw(chance)?) >> 1).max(1))
}

fn folder(path: &Path, source: std::io::Error) -> RelayError {
    RelayError::Folder { path: path.to_owned(), source: Arc::new(source) }
}
