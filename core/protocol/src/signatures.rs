//! `GET /v1/signatures?seqs=`: which devices signed for entries that a phone holds already, so that it can check who wrote them without
//! being given anything it does not have. Batches list the ids of their whole stretch; what stands behind an id is not in them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use minicbor::{Decode, Encode};

use crate::answer::Answer;
use crate::chain::next_head;
use crate::evidence::{DeviceBody, SignedBatch, SignedDevice};
use crate::history::HistoryQuery;
use crate::id::{ChainId, DeviceId, EntryId};
use crate::sign::PublicKey;
use crate::{WireError, frame, wire};

/// The signatures over the entries asked for, as far as the asker may read them.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Signatures {
    #[n(0)]
    pub batches: Vec<SignedBatch>,
    #[n(1)]
    pub devices: Vec<SignedDevice>,
    /// What was asked for up to this place was looked at; the rest has to be asked for again.
    #[n(2)]
    pub read_to: u64,
}

impl Answer for Signatures {
    const TAG: &'static str = "etong-signatures-1";
    const WHAT: &'static str = "signatures";
}

/// The head of somebody's chain after so many links.
pub type HeadAt = ((DeviceId, ChainId, u64), [u8; 32]);

/// What the signatures prove.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SignedFor {
    /// Who signed for an entry.
    pub by: BTreeMap<EntryId, DeviceId>,
    /// Entries of batches whose signature is not their device's, and that no other batch proves.
    pub unproven: BTreeSet<EntryId>,
    /// Two heads at one place are two chains in the name of one device.
    pub heads: Vec<HeadAt>,
}

/// The path and query of the request.
#[must_use]
pub fn signatures_path(asked: &[Range<u64>]) -> String {
    format!("/v1/signatures?seqs={}", HistoryQuery::write_stretches(asked))
}

impl Signatures {
    /// Checks every batch by itself: one bad signature says nothing about the others.
    ///
    /// # Errors
    /// `BadSignature` or `Malformed` for a device that the relay does not vouch for, or ids that cannot be read.
    pub fn check(&self, relay: &PublicKey) -> Result<SignedFor, WireError> {
        let devices = self.devices.iter().map(|device| device.open(relay)).collect::<Result<Vec<DeviceBody>, _>>()?;
        let mut found = SignedFor::default();
        for batch in &self.batches {
            let ids = batch.entries()?;
            let by = devices.iter().find(|known| known.device == batch.device);
            if by.is_none_or(|by| batch.verify(&by.key).is_err()) {
                found.unproven.extend(ids);
                continue;
            }
            let after = ids.iter().fold(batch.head_before, |head, entry| next_head(&head, *entry));
            let last = batch.first.saturating_add(ids.len() as u64).saturating_sub(1);
            found.heads.push(((batch.device, batch.chain, batch.first.saturating_sub(1)), batch.head_before));
            found.heads.push(((batch.device, batch.chain, last), after));
            found.by.extend(ids.into_iter().map(|entry| (entry, batch.device)));
        }
        found.unproven.retain(|entry| !found.by.contains_key(entry));
        Ok(found)
    }

    /// What proves that `device` signed for `entry`: its batch, and the device as the relay enrolled it.
    #[must_use]
    pub fn of(&self, entry: EntryId, device: DeviceId, relay: &PublicKey) -> Option<(&SignedBatch, &SignedDevice)> {
        let (by, key) = self.devices.iter().find_map(|signed| {
            let body = signed.open(relay).ok().filter(|body| body.device == device)?;
            Some((signed, body.key))
        })?;
        let holds = |batch: &&SignedBatch| {
            batch.device == device && batch.verify(&key).is_ok_and(|entries| entries.contains(&entry))
        };
        Some((self.batches.iter().find(holds)?, by))
    }

    /// For a phone that does not bind answers to questions (docs/adr/0023).
    ///
    /// # Errors
    /// `TooLarge` when it does not fit the limits.
    pub fn to_frame(&self) -> Result<Vec<u8>, WireError> {
        frame::pack(&wire::encode(self))
    }

    /// # Errors
    /// `TooLarge`, `Malformed`. Nothing is checked here.
    pub fn from_frame(bytes: &[u8]) -> Result<Self, WireError> {
        wire::decode(&frame::unpack(bytes)?, "signatures")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::Chain;
    use crate::sign::SigningKey;
    use crate::{PersonId, Signature};

    #[test]
    fn a_bad_signature_leaves_the_others_proven_and_two_chains_in_one_name_show() {
        let (relay, phone) = (SigningKey::from_seed(&[1; 32]), SigningKey::from_seed(&[2; 32]));
        let (device, chain) = (DeviceId::from_bytes([3; 16]), ChainId::from_bytes([4; 16]));
        let ids: Vec<EntryId> = (0..4).map(|nth| EntryId::from_bytes([nth; 32])).collect();
        let start = Chain::first_head(device, chain);
        let middle = ids[..2].iter().fold(start, |head, entry| next_head(&head, *entry));
        let first = SignedBatch::sign(device, chain, 1, start, &ids[..2], &phone);
        let mut second = SignedBatch::sign(device, chain, 3, middle, &ids[2..], &phone);
        let person = PersonId::from_bytes([5; 16]);
        let body = DeviceBody { device, key: phone.public(), person, enrolled_at: 1, revoked_at: None };
        let answer = |batches| Signatures { batches, devices: vec![body.sign(&relay)], read_to: 9 };
        let whole = answer(vec![first.clone(), second.clone()]).check(&relay.public()).unwrap();
        assert!(whole.unproven.is_empty() && ids.iter().all(|entry| whole.by.get(entry) == Some(&device)));
        let heads: BTreeMap<_, _> = whole.heads.iter().copied().collect();
        assert_eq!(heads.len(), 3, "where one ends the next begins");

        let shown = answer(vec![first.clone(), second.clone()]);
        assert_eq!(shown.of(ids[3], device, &relay.public()), Some((&second, &shown.devices[0])));
        assert_eq!(shown.of(ids[3], device, &phone.public()), None, "another relay's word for a device");
        assert_eq!(shown.of(ids[3], DeviceId::NIL, &relay.public()), None, "another device");
        assert_eq!(shown.of(EntryId::from_bytes([7; 32]), device, &relay.public()), None, "another entry");

        second.signature = Signature([9; 64]);
        let bent = answer(vec![first.clone(), second.clone()]).check(&relay.public()).unwrap();
        assert_eq!(bent.unproven, ids[2..].iter().copied().collect());
        assert_eq!(bent.by.len(), 2);
        assert_eq!(answer(vec![second]).of(ids[3], device, &relay.public()), None, "not the device's signature");

        let twin = SignedBatch::sign(device, chain, 3, [8; 32], &ids[2..], &phone);
        let forked = answer(vec![first, twin]).check(&relay.public()).unwrap();
        let at_two: BTreeSet<_> =
            forked.heads.iter().filter(|((.., dseq), _)| *dseq == 2).map(|(_, head)| head).collect();
        assert_eq!(at_two.len(), 2);
        assert!(answer(vec![]).check(&phone.public()).is_err(), "another relay's word for a device is worth nothing");
    }
}
