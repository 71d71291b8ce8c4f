//! One number for "everything I hold": a sum of hashes, so it does not depend on the order things came in, and one
//! entry more or less is one addition. Two digests are equal exactly when both ends hold the same entries at
//! the same places of the log (up to a 2^-128 accident; a hostile relay is not what this guards against).

use minicbor::{Decode, Encode};
use sha2::{Digest, Sha256};

use crate::id::EntryId;

/// Count and four 64-bit lanes of wrapping sums of SHA-256(entry id, seq).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Encode, Decode)]
pub struct ScopeDigest {
    #[n(0)]
    pub count: u64,
    #[n(1)]
    lanes: [u64; 4],
}

impl ScopeDigest {
    pub fn add(&mut self, entry: EntryId, seq: u64) {
        self.count = self.count.wrapping_add(1);
        for (lane, term) in self.lanes.iter_mut().zip(terms(entry, seq)) {
            *lane = lane.wrapping_add(term);
        }
    }

    pub fn remove(&mut self, entry: EntryId, seq: u64) {
        self.count = self.count.wrapping_sub(1);
        for (lane, term) in self.lanes.iter_mut().zip(terms(entry, seq)) {
            *lane = lane.wrapping_sub(term);
        }
    }

    /// The digest of two sets that share nothing.
    pub fn join(&mut self, other: &Self) {
        self.count = self.count.wrapping_add(other.count);
        for (lane, term) in self.lanes.iter_mut().zip(other.lanes) {
            *lane = lane.wrapping_add(term);
        }
    }

    /// 40 bytes for a database column: count, then lanes, big-endian.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; 40] {
        let mut bytes = [0; 40];
        let (chunks, _) = bytes.as_chunks_mut::<8>();
        for (chunk, value) in chunks.iter_mut().zip(std::iter::once(self.count).chain(self.lanes)) {
            *chunk = value.to_be_bytes();
        }
        bytes
    }

    /// `None` unless there are exactly 40 bytes.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (chunks, rest) = bytes.as_chunks::<8>();
        let [count, a, b, c, d] = chunks else { return None };
        let lanes = [a, b, c, d].map(|chunk| u64::from_be_bytes(*chunk));
        rest.is_empty().then_some(Self { count: u64::from_be_bytes(*count), lanes })
    }
}

fn terms(entry: EntryId, seq: u64) -> [u64; 4] {
    let mut hash = Sha256::new();
    hash.update(b"etong-digest-1\0");
    hash.update(entry.as_bytes());
    hash.update(seq.to_be_bytes());
    let hash: [u8; 32] = hash.finalize().into();
    let mut terms = [0; 4];
    for (term, chunk) in terms.iter_mut().zip(hash.as_chunks::<8>().0) {
        *term = u64::from_be_bytes(*chunk);
    }
    terms
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_digest_does_not_depend_on_order(mut seqs in proptest::collection::btree_set(any::<u64>(), 1..20)) {
            let id = |seq: u64| EntryId::of(&seq.to_be_bytes());
            let mut forward = ScopeDigest::default();
            seqs.iter().for_each(|seq| forward.add(id(*seq), *seq));
            let mut backward = ScopeDigest::default();
            seqs.iter().rev().for_each(|seq| backward.add(id(*seq), *seq));
            prop_assert_eq!(forward, backward);
            prop_assert_eq!(ScopeDigest::from_bytes(&forward.to_bytes()), Some(forward));
            let last = seqs.pop_last().unwrap();
            backward.remove(id(last), last);
            prop_assert_ne!(forward, backward);
        }
    }
}
