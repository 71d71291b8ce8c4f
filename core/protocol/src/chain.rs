//! The hash chain over everything one device has written, in the order it wrote it (`dseq` 1, 2, 3 …).
//! Whoever holds the signed head can tell that nothing before it was left out, added or changed.
//! The chain position is not part of the entry, so a phone restored from a backup can re-chain its unsent
//! entries without changing their ids (docs/adr/0003).

use sha2::{Digest, Sha256};

use crate::id::{ChainId, DeviceId, EntryId};

/// One link: position, entry, and the head after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChainLink {
    pub dseq: u64,
    pub entry: EntryId,
    pub head: [u8; 32],
}

/// A chain and how far it has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    pub device: DeviceId,
    pub id: ChainId,
    /// The `dseq` of the last link; 0 before the first.
    pub dseq: u64,
    pub head: [u8; 32],
}

impl Chain {
    #[must_use]
    pub fn start(device: DeviceId, id: ChainId) -> Self {
        Self { device, id, dseq: 0, head: Self::first_head(device, id) }
    }

    /// The head before the first link: SHA-256 of a tag, the device and the chain.
    #[must_use]
    pub fn first_head(device: DeviceId, id: ChainId) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(b"etong-chain-1\0");
        hash.update(device.as_bytes());
        hash.update(id.as_bytes());
        hash.finalize().into()
    }

    /// Appends one entry: `head' = SHA-256(head, entry id)`.
    #[must_use]
    pub fn link(&mut self, entry: EntryId) -> ChainLink {
        self.dseq += 1;
        self.head = next_head(&self.head, entry);
        ChainLink { dseq: self.dseq, entry, head: self.head }
    }
}

/// `SHA-256(head, entry id)`.
#[must_use]
pub fn next_head(head: &[u8; 32], entry: EntryId) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(head);
    hash.update(entry.as_bytes());
    hash.finalize().into()
}
