//! `GET /v1/evidence?record=`: what proves to anybody, years later and without a relay, who wrote each entry of one record:
//! the entries, the batches their devices signed, the devices as the relay enrolled them, and the place of each entry under a
//! signed root. Cut to the reach of whoever asks.

use minicbor::{Decode, Encode};

use crate::chain::next_head;
use crate::history::{self, SignedRoot, root_from};
use crate::id::{ChainId, DeviceId, EntryId, PersonId, RecordId};
use crate::push::{self, statement};
use crate::sign::{PublicKey, Signature, SigningKey};
use crate::{SealedEntry, WireError, frame, wire};

const DEVICE_TAG: &str = "etong-device-1";

/// A stretch of a chain as its device signed it, without the entries.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct SignedBatch {
    #[n(0)]
    pub device: DeviceId,
    #[n(1)]
    pub chain: ChainId,
    /// `dseq` of the first entry.
    #[n(2)]
    pub first: u64,
    #[cbor(n(3), with = "minicbor::bytes")]
    pub head_before: [u8; 32],
    #[cbor(n(4), with = "minicbor::bytes")]
    ids: Vec<u8>,
    #[n(5)]
    pub signature: Signature,
}

impl SignedBatch {
    #[must_use]
    pub fn new(
        device: DeviceId,
        chain: ChainId,
        first: u64,
        head_before: [u8; 32],
        entries: &[EntryId],
        signature: Signature,
    ) -> Self {
        let ids = entries.iter().flat_map(|entry| *entry.as_bytes()).collect();
        Self { device, chain, first, head_before, ids, signature }
    }

    /// Signs a stretch of one's own chain. The same stretch always has the same signature.
    #[must_use]
    pub fn sign(
        device: DeviceId,
        chain: ChainId,
        first: u64,
        head_before: [u8; 32],
        entries: &[EntryId],
        key: &SigningKey,
    ) -> Self {
        let mut batch = Self::new(device, chain, first, head_before, entries, Signature([0; 64]));
        batch.signature = key.sign(push::TAG, &batch.statement(entries));
        batch
    }

    /// The entries, in the order of the chain.
    ///
    /// # Errors
    /// `Malformed`.
    pub fn entries(&self) -> Result<Vec<EntryId>, WireError> {
        Ok(history::hashes(&self.ids)?.into_iter().map(EntryId::from_bytes).collect())
    }

    /// # Errors
    /// `BadSignature` when `key` did not sign exactly these entries at this place of this chain.
    pub fn verify(&self, key: &PublicKey) -> Result<Vec<EntryId>, WireError> {
        let entries = self.entries()?;
        key.verify(push::TAG, &self.statement(&entries), &self.signature, "batch")?;
        Ok(entries)
    }

    fn statement(&self, entries: &[EntryId]) -> Vec<u8> {
        let head_after = entries.iter().fold(self.head_before, |head, entry| next_head(&head, *entry));
        statement(self.device, self.chain, self.first, entries.len() as u64, &self.head_before, &head_after)
    }
}

/// Which key a device has, and whose it is, as the relay enrolled it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct DeviceBody {
    #[n(0)]
    pub device: DeviceId,
    #[n(1)]
    pub key: PublicKey,
    #[n(2)]
    pub person: PersonId,
    /// Relay clock, milliseconds since 1970; so is `revoked_at`.
    #[n(3)]
    pub enrolled_at: i64,
    #[n(4)]
    pub revoked_at: Option<i64>,
}

/// The body's exact bytes and the relay's signature over them.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct SignedDevice {
    #[cbor(n(0), with = "minicbor::bytes")]
    pub body: Vec<u8>,
    #[n(1)]
    pub signature: Signature,
}

impl DeviceBody {
    #[must_use]
    pub fn sign(&self, key: &SigningKey) -> SignedDevice {
        let body = wire::encode(self);
        let signature = key.sign(DEVICE_TAG, &body);
        SignedDevice { body, signature }
    }
}

impl SignedDevice {
    /// # Errors
    /// `BadSignature`, `Malformed`.
    pub fn open(&self, relay: &PublicKey) -> Result<DeviceBody, WireError> {
        relay.verify(DEVICE_TAG, &self.body, &self.signature, "device")?;
        wire::decode(&self.body, "device")
    }
}

/// One entry with its place in the feed.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct EvidenceEntry {
    #[n(0)]
    pub seq: u64,
    #[cbor(n(1), with = "minicbor::bytes")]
    pub bytes: Vec<u8>,
    /// Which of the batches it came in; none for what came before batches were kept.
    #[n(2)]
    pub batch: Option<u32>,
}

/// Everything about one record, as far as the asker may read it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Evidence {
    #[n(0)]
    pub record: RecordId,
    /// In the order of the feed.
    #[n(1)]
    pub entries: Vec<EvidenceEntry>,
    #[n(2)]
    pub batches: Vec<SignedBatch>,
    #[n(3)]
    pub devices: Vec<SignedDevice>,
    #[n(4)]
    pub root: SignedRoot,
    #[cbor(n(5), with = "minicbor::bytes")]
    included: Vec<u8>,
}

impl Evidence {
    #[must_use]
    pub fn new(
        record: RecordId,
        entries: Vec<EvidenceEntry>,
        batches: Vec<SignedBatch>,
        devices: Vec<SignedDevice>,
        root: SignedRoot,
        included: &[history::Hash],
    ) -> Self {
        Self { record, entries, batches, devices, root, included: included.concat() }
    }

    /// The hashes that lead from the entries to the root.
    ///
    /// # Errors
    /// `Malformed`.
    pub fn included(&self) -> Result<Vec<history::Hash>, WireError> {
        history::hashes(&self.included)
    }

    /// Checks every signature, every chain and the place of every entry; gives the number of entries no device signed for,
    /// because they came before signatures were kept.
    ///
    /// # Errors
    /// `BadSignature`, `BrokenChain`, `Malformed`: nothing in it is to be believed.
    pub fn check(&self, relay: &PublicKey) -> Result<usize, WireError> {
        let malformed = || WireError::Malformed { what: "evidence" };
        let devices = self.devices.iter().map(|device| device.open(relay)).collect::<Result<Vec<_>, _>>()?;
        let mut batches = Vec::with_capacity(self.batches.len());
        for batch in &self.batches {
            let by = devices.iter().find(|known| known.device == batch.device).ok_or_else(malformed)?;
            batches.push(batch.verify(&by.key)?);
        }
        let mut unsigned = 0;
        let mut leaves = Vec::with_capacity(self.entries.len());
        for entry in &self.entries {
            let sealed = SealedEntry::open(entry.bytes.clone())?;
            if sealed.entry.record != self.record {
                return Err(malformed());
            }
            match entry.batch.and_then(|nth| usize::try_from(nth).ok()) {
                None => unsigned += 1,
                Some(nth) => {
                    let (batch, ids) = self.batches.get(nth).zip(batches.get(nth)).ok_or_else(malformed)?;
                    if batch.device != sealed.entry.device || !ids.contains(&sealed.id) {
                        return Err(WireError::BrokenChain);
                    }
                }
            }
            leaves.push((entry.seq, sealed.id));
        }
        let root = self.root.open(relay)?;
        match root_from(&leaves, root.size, &self.included()?) {
            Some(hash) if hash == root.root => Ok(unsigned),
            _ => Err(WireError::BrokenChain),
        }
    }

    /// # Errors
    /// `TooLarge` when it does not fit the limits.
    pub fn to_frame(&self) -> Result<Vec<u8>, WireError> {
        frame::pack(&wire::encode(self))
    }

    /// # Errors
    /// `TooLarge`, `Malformed`. Nothing is checked here.
    pub fn from_frame(bytes: &[u8]) -> Result<Self, WireError> {
        wire::decode(&frame::unpack(bytes)?, "evidence")
    }
}
