//! What a phone with a PIN can do for its relay while it is locked: ask whether it was reported lost, and, if its work was sealed
//! when it was locked, erase everything without anybody's PIN. Holds ids, a signed question and sealed bytes; no name, no key.

use std::path::Path;

use etong_protocol::{DeviceId, PublicKey, WipeOrder, wire};
use minicbor::{Decode, Encode};

use super::last::{self, Last};
use crate::error::StoreError;

const FILE: &str = "etong.locked";
const NEXT: &str = "etong.locked.new";

#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Locked {
    #[n(0)]
    pub device: DeviceId,
    #[n(1)]
    pub relay: PublicKey,
    #[n(2)]
    pub relay_url: Option<String>,
    #[cbor(n(3), with = "minicbor::bytes")]
    pub authority: Option<Vec<u8>>,
    /// A token request of long ago, signed when the key was there: it earns no token, but a lost phone is told its order.
    #[cbor(n(4), with = "minicbor::bytes")]
    pub question: Vec<u8>,
    /// There only while the database is closed: then it holds all that was not sent.
    #[n(5)]
    pub last: Option<Last>,
    /// Came while nothing could be sealed; carried out before anybody sees anything.
    #[n(6)]
    pub order: Option<WipeOrder>,
    #[n(7)]
    pub lease: Option<KeptLease>,
}

/// How far the lease had run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub(crate) struct KeptLease {
    #[n(0)]
    pub from_ms: i64,
    #[n(1)]
    pub ran_ms: i64,
    #[n(2)]
    pub days: u32,
}

/// What cannot be read any more is as if it were not there: the database has everything.
pub(crate) fn read(folder: &Path) -> Result<Option<Locked>, StoreError> {
    Ok(last::bytes_of(folder, FILE)?.and_then(|bytes| wire::decode(&bytes, "locked file").ok()))
}

pub(crate) fn keep(folder: &Path, locked: &Locked) -> Result<(), StoreError> {
    last::replace(folder, FILE, NEXT, &wire::encode(locked))
}

/// Before anything is written to the database again: what was sealed is not all any more.
pub(crate) fn outdate(folder: &Path) -> Result<(), StoreError> {
    let Some(locked) = read(folder)?.filter(|locked| locked.last.is_some()) else { return Ok(()) };
    #[cfg(feature = "sim")]
    if crate::sim::has_bug(crate::sim::SeededBug::StaleOutbox) {
        return Ok(());
    }
    match keep(folder, &Locked { last: None, ..locked }) {
        // A full disk: without the file the phone can ask nobody until it is locked again, and still loses nothing.
        Err(StoreError::Full) => remove(folder),
        kept => kept,
    }
}

pub(crate) fn remove(folder: &Path) -> Result<(), StoreError> {
    if !folder.join(FILE).exists() && !folder.join(NEXT).exists() {
        return Ok(());
    }
    last::remove_one(&folder.join(NEXT))?;
    last::remove_one(&folder.join(FILE))?;
    Ok(std::fs::File::open(folder)?.sync_all()?)
}
