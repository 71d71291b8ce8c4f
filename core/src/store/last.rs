//! The last file of a phone that erases itself: what it had not sent, sealed for the relay, and whom to bring it to. Durable before
//! anything is erased; as long as it is there no database is opened. Holds ids and sealed bytes, no name.

use std::io::Write;
use std::path::Path;

use etong_protocol::{LastWord, PublicKey, SealedFile, SealingKey, Standing, wire};
use minicbor::{Decode, Encode};

use super::{open, renew};
use crate::error::StoreError;

const FILE: &str = "etong.sealed";
const NEXT: &str = "etong.sealed.new";
/// What SQLite lays beside a database.
const BESIDE: &[&str] = &["", "-wal", "-shm", "-journal"];

/// Everything that holds a record, or tells which key opened it.
fn erased_files() -> impl Iterator<Item = String> {
    let databases = [open::FILE, renew::NEXT_FILE].into_iter();
    let databases = databases.flat_map(|name| BESIDE.iter().map(move |suffix| format!("{name}{suffix}")));
    databases.chain([open::KEY_CHECK_FILE, open::KEY_CHECK_NEXT].map(str::to_owned))
}

#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Last {
    #[n(0)]
    pub outbox: SealedFile,
    #[n(1)]
    pub relay: PublicKey,
    #[n(2)]
    pub relay_url: Option<String>,
    #[cbor(n(3), with = "minicbor::bytes")]
    pub authority: Option<Vec<u8>>,
    /// The number of the relay's order; `None` when the lease ended.
    #[n(4)]
    pub order: Option<u64>,
    /// Everything is at the relay.
    #[n(5)]
    pub delivered: bool,
    /// How many entries were sealed.
    #[n(6)]
    pub entries: u64,
    /// After a lease: who the phone is when it begins anew, without names.
    #[n(7)]
    pub anew: Option<Anew>,
    /// What a phone whose PIN nobody knows signs its last statement with.
    #[n(8)]
    pub last_word: Option<LastWord>,
    /// Its user has left this phone, for good.
    #[n(9)]
    pub leaves: Option<bool>,
}

impl Last {
    pub(crate) fn is_farewell(&self) -> bool {
        self.leaves == Some(true)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Anew {
    #[n(0)]
    pub epoch: u64,
    #[n(1)]
    pub standing: Standing,
    #[cbor(n(2), with = "minicbor::bytes")]
    pub acting: Option<Vec<u8>>,
    #[n(3)]
    pub sealing: SealingKey,
}

pub(crate) fn read(folder: &Path) -> Result<Option<Last>, StoreError> {
    let Some(bytes) = bytes_of(folder, FILE)? else { return Ok(None) };
    wire::decode(&bytes, "last file").map(Some).map_err(|_| StoreError::Unreadable("the sealed outbox"))
}

/// `None`: there is no such file.
pub(crate) fn bytes_of(folder: &Path, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
    match std::fs::read(folder.join(name)) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// On the disk, under its name, when it returns.
pub(crate) fn keep(folder: &Path, last: &Last) -> Result<(), StoreError> {
    replace(folder, FILE, NEXT, &wire::encode(last))
}

/// Writes beside the old file, makes it durable, puts it in the old one's place.
pub(crate) fn replace(folder: &Path, name: &str, next: &str, bytes: &[u8]) -> Result<(), StoreError> {
    let next = folder.join(next);
    let mut file = std::fs::File::create(&next)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&next, folder.join(name))?;
    Ok(std::fs::File::open(folder)?.sync_all()?)
}

pub(crate) fn remove(folder: &Path) -> Result<(), StoreError> {
    remove_one(&folder.join(NEXT))?;
    remove_one(&folder.join(FILE))?;
    Ok(std::fs::File::open(folder)?.sync_all()?)
}

/// Removes the database and all that belongs to it; `between` is passed before each file.
pub(crate) fn erase(folder: &Path, mut between: impl FnMut() -> Result<(), StoreError>) -> Result<(), StoreError> {
    for name in erased_files() {
        between()?;
        remove_one(&folder.join(name))?;
    }
    Ok(std::fs::File::open(folder)?.sync_all()?)
}

pub(super) fn remove_one(path: &Path) -> Result<(), StoreError> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}
