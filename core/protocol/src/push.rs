//! `POST /v1/push`: a stretch of a device's chain on its way to the relay, as one zstd frame.

use minicbor::{Decode, Encode};

use crate::answer::Answer;
use crate::chain::next_head;
use crate::id::{ChainId, DeviceId, EntryId};
use crate::limits::{MAX_BATCH_ENTRIES, PROTOCOL_VERSION};
use crate::receipt::Receipt;
use crate::sign::{PublicKey, Signature, SigningKey};
use crate::{WireError, frame, wire};

pub(crate) const TAG: &str = "etong-batch-1";

/// One position of the chain.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum PushItem {
    /// A sealed entry's bytes.
    #[n(0)]
    Whole(#[cbor(n(0), with = "minicbor::bytes")] Vec<u8>),
    /// Only the id, so that an entry the relay will not take does not hold up those after it.
    #[n(1)]
    Withheld(#[n(0)] EntryId),
}

impl PushItem {
    #[must_use]
    pub fn entry_id(&self) -> EntryId {
        match self {
            Self::Whole(bytes) => EntryId::of(bytes),
            Self::Withheld(id) => *id,
        }
    }
}

/// Up to `MAX_BATCH_ENTRIES` consecutive links with the device's signature over where they lead.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct PushBatch {
    #[n(0)]
    pub version: u16,
    #[n(1)]
    pub device: DeviceId,
    #[n(2)]
    pub chain: ChainId,
    /// `dseq` of the first item.
    #[n(3)]
    pub first: u64,
    #[cbor(n(4), with = "minicbor::bytes")]
    pub head_before: [u8; 32],
    #[n(5)]
    pub items: Vec<PushItem>,
    #[n(6)]
    pub signature: Signature,
    /// The relay's epoch as the phone knows it. A relay that counts anew takes nothing before the phone has heard so: what it
    /// lacks must come back from whoever founded it. `None`: take it as it is.
    #[n(7)]
    pub epoch: Option<u64>,
    /// The phone knows the answer `InCustody`; one that does not hears `Forbidden` and keeps its copy.
    #[n(20)]
    pub knows_custody: Option<bool>,
}

impl PushBatch {
    /// Signs `items` as the links from `first` on, `head_before` being the head before them.
    #[must_use]
    pub fn sign(
        device: DeviceId,
        chain: ChainId,
        first: u64,
        head_before: [u8; 32],
        items: Vec<PushItem>,
        key: &SigningKey,
    ) -> Self {
        let (version, signature) = (PROTOCOL_VERSION, Signature([0; 64]));
        let mut batch =
            Self { version, device, chain, first, head_before, items, signature, epoch: None, knows_custody: None };
        batch.signature = key.sign(TAG, &batch.statement());
        batch
    }

    /// The same batch for a relay of this epoch. Not signed: it is a question of order, not of right.
    #[must_use]
    pub fn in_epoch(self, epoch: u64) -> Self {
        Self { epoch: Some(epoch), ..self }
    }

    /// The same batch from a phone that knows the answer `InCustody`. Not signed either.
    #[must_use]
    pub fn knowing_custody(self) -> Self {
        Self { knows_custody: Some(true), ..self }
    }

    /// The ids of the items, in chain order.
    #[must_use]
    pub fn entry_ids(&self) -> Vec<EntryId> {
        self.items.iter().map(PushItem::entry_id).collect()
    }

    /// The chain head after the last item.
    #[must_use]
    pub fn head_after(&self) -> [u8; 32] {
        self.items.iter().fold(self.head_before, |head, item| next_head(&head, item.entry_id()))
    }

    /// # Errors
    /// `BadSignature` when `key` did not sign exactly this stretch of exactly this chain.
    pub fn verify(&self, key: &PublicKey) -> Result<(), WireError> {
        key.verify(TAG, &self.statement(), &self.signature, "batch")
    }

    /// # Errors
    /// `TooLarge` when it does not fit the limits.
    pub fn to_frame(&self) -> Result<Vec<u8>, WireError> {
        frame::pack(&wire::encode(self))
    }

    /// # Errors
    /// `UnknownVersion`, `TooLarge`, `Malformed`. The signature and the chain are not checked here.
    pub fn from_frame(bytes: &[u8]) -> Result<Self, WireError> {
        let message = frame::unpack(bytes)?;
        check_version(&message)?;
        let batch: Self = wire::decode(&message, "push batch")?;
        if batch.items.is_empty() || batch.items.len() > MAX_BATCH_ENTRIES {
            return Err(WireError::TooLarge {
                what: "push batch",
                actual: batch.items.len(),
                limit: MAX_BATCH_ENTRIES,
            });
        }
        Ok(batch)
    }

    fn statement(&self) -> Vec<u8> {
        statement(self.device, self.chain, self.first, self.items.len() as u64, &self.head_before, &self.head_after())
    }
}

/// What a device signs: which stretch of which chain leads from which head to which.
pub(crate) fn statement(
    device: DeviceId,
    chain: ChainId,
    first: u64,
    count: u64,
    head_before: &[u8; 32],
    head_after: &[u8; 32],
) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(16 + 16 + 8 + 8 + 32 + 32);
    bytes.extend_from_slice(device.as_bytes());
    bytes.extend_from_slice(chain.as_bytes());
    bytes.extend_from_slice(&first.to_be_bytes());
    bytes.extend_from_slice(&count.to_be_bytes());
    bytes.extend_from_slice(head_before);
    bytes.extend_from_slice(head_after);
    bytes
}

/// A newer message may have a shape this program cannot read, so its version is looked at first.
fn check_version(message: &[u8]) -> Result<(), WireError> {
    let malformed = |_| WireError::Malformed { what: "push batch" };
    let mut decoder = minicbor::Decoder::new(message);
    decoder.array().map_err(malformed)?;
    match decoder.u16().map_err(malformed)? {
        version if version == 0 || version > PROTOCOL_VERSION => Err(WireError::UnknownVersion(version)),
        _ => Ok(()),
    }
}

/// The relay's answer to a batch it could read.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum PushReply {
    /// A verdict for every item, signed.
    #[n(0)]
    Taken(#[n(0)] Receipt),
    /// The relay has not seen the links before `first`; send from `next` on.
    #[n(1)]
    Gap(#[n(0)] u64),
    /// At some position the relay holds another entry: this phone was restored from a backup or cloned.
    /// Start a new chain and a new actor.
    #[n(2)]
    Forked(#[n(0)] u64),
    /// The relay's feed has begun anew, as this epoch; read a page first.
    #[n(3)]
    NewEpoch(#[n(0)] u64),
}

impl Answer for PushReply {
    const TAG: &'static str = "etong-push-reply-1";
    const WHAT: &'static str = "push reply";
}

#[cfg(test)]
mod tests {
    use super::*;

    fn batch() -> PushBatch {
        let key = SigningKey::from_seed(&[3; 32]);
        let items = vec![PushItem::Whole(vec![1, 2, 3]), PushItem::Withheld(EntryId::of(b"x"))];
        PushBatch::sign(DeviceId::NIL, ChainId::NIL, 1, [9; 32], items, &key)
    }

    #[test]
    fn a_batch_comes_back_as_it_went() {
        let batch = batch();
        let back = PushBatch::from_frame(&batch.to_frame().unwrap()).unwrap();
        assert_eq!(back, batch);
        assert!(back.verify(&SigningKey::from_seed(&[3; 32]).public()).is_ok());
    }

    #[test]
    fn a_batch_with_one_item_changed_or_left_out_is_not_signed() {
        let key = SigningKey::from_seed(&[3; 32]).public();
        let mut changed = batch();
        changed.items[0] = PushItem::Whole(vec![1, 2, 4]);
        assert!(changed.verify(&key).is_err());
        let mut cut = batch();
        cut.items.pop();
        assert!(cut.verify(&key).is_err());
        let mut moved = batch();
        moved.first = 2;
        assert!(moved.verify(&key).is_err());
    }

    #[test]
    fn a_newer_version_is_named_before_it_is_read() {
        let mut newer = batch();
        newer.version = 2;
        assert_eq!(PushBatch::from_frame(&newer.to_frame().unwrap()), Err(WireError::UnknownVersion(2)));
    }
}
