//! One change: the envelope every record travels in. Its bytes are kept as they were sealed and never re-encoded,
//! so what a program does not understand still reaches the next one unchanged.

use minicbor::{Decode, Encode};

use crate::id::{DeviceId, EntryId, PostId, RecordId};
use crate::limits::{MAX_ENTRY_BYTES, MAX_PAYLOAD_BYTES};
use crate::org_path::{OrgPath, UnitId};
use crate::post_kind::PostKind;
use crate::record_kind::RecordKind;
use crate::stamp::Stamp;
use crate::{WireError, wire};

/// How the payload is to be treated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum EntryClass {
    /// An automerge change to a small co-edited record.
    #[n(0)]
    Doc,
    /// An immutable fact; state is a fold over these.
    #[n(1)]
    Event,
    /// A row the centre decided; pull only.
    #[n(2)]
    Reg,
}

/// The envelope. The relay reads all of it but `payload`.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Entry {
    #[n(0)]
    pub class: EntryClass,
    #[n(1)]
    pub kind: RecordKind,
    #[n(2)]
    pub record: RecordId,
    #[n(3)]
    pub scope: OrgPath,
    #[n(4)]
    pub device: DeviceId,
    /// The post that acts.
    #[n(5)]
    pub post: PostId,
    /// What kind of post that is; the relay refuses an entry that claims another.
    #[n(6)]
    pub post_kind: PostKind,
    #[n(7)]
    pub stamp: Stamp,
    /// Version of the payload's meaning; only rises.
    #[n(8)]
    pub schema: u16,
    #[cbor(n(9), with = "minicbor::bytes")]
    pub payload: Vec<u8>,
    /// The unit of the acting post, in events of a case and in looks at a record (`names_the_unit`); the relay refuses an entry
    /// that claims another. `None`: by a program that did not say it.
    #[n(10)]
    pub unit: Option<UnitId>,
}

impl Entry {
    /// Fixes the bytes and, with them, the id.
    #[must_use]
    pub fn seal(self) -> SealedEntry {
        let bytes = wire::encode(&self);
        SealedEntry { id: EntryId::of(&bytes), entry: self, bytes }
    }
}

/// An entry with the exact bytes it was sealed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedEntry {
    pub id: EntryId,
    pub entry: Entry,
    pub bytes: Vec<u8>,
}

impl SealedEntry {
    /// # Errors
    /// `TooLarge` over the limits, `Malformed` when the bytes are no entry.
    pub fn open(bytes: Vec<u8>) -> Result<Self, WireError> {
        if bytes.len() > MAX_ENTRY_BYTES {
            return Err(WireError::TooLarge { what: "entry", actual: bytes.len(), limit: MAX_ENTRY_BYTES });
        }
        let entry: Entry = wire::decode(&bytes, "entry")?;
        if entry.payload.len() > MAX_PAYLOAD_BYTES {
            return Err(WireError::TooLarge { what: "payload", actual: entry.payload.len(), limit: MAX_PAYLOAD_BYTES });
        }
        Ok(Self { id: EntryId::of(&bytes), entry, bytes })
    }
}
