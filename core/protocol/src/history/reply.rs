//! What the relay answers about the history.

use minicbor::{Decode, Encode};

use super::root::SignedRoot;
use super::tree::Hash;
use crate::answer::Answer;
use crate::{WireError, frame, wire};

/// A root with the proofs that were asked for.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct HistoryReply {
    #[n(0)]
    pub root: SignedRoot,
    #[n(1)]
    consistent: Hashes,
    #[n(2)]
    included: Hashes,
}

#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
struct Hashes(#[cbor(n(0), with = "minicbor::bytes")] Vec<u8>);

impl Answer for HistoryReply {
    const TAG: &'static str = "etong-history-1";
    const WHAT: &'static str = "history";
}

impl HistoryReply {
    #[must_use]
    pub fn new(root: SignedRoot, consistent: &[Hash], included: &[Hash]) -> Self {
        Self { root, consistent: Hashes(consistent.concat()), included: Hashes(included.concat()) }
    }

    /// The hashes that lead from the tree of size `from`.
    ///
    /// # Errors
    /// `Malformed`.
    pub fn consistent(&self) -> Result<Vec<Hash>, WireError> {
        hashes(&self.consistent.0)
    }

    /// The hashes that lead from the entries asked for.
    ///
    /// # Errors
    /// `Malformed`.
    pub fn included(&self) -> Result<Vec<Hash>, WireError> {
        hashes(&self.included.0)
    }

    /// For a phone that does not bind answers to questions (docs/adr/0023).
    ///
    /// # Errors
    /// `TooLarge` when it does not fit the limits.
    pub fn to_frame(&self) -> Result<Vec<u8>, WireError> {
        frame::pack(&wire::encode(self))
    }

    /// # Errors
    /// `TooLarge`, `Malformed`. The signature of the root is not checked here.
    pub fn from_frame(bytes: &[u8]) -> Result<Self, WireError> {
        wire::decode(&frame::unpack(bytes)?, "history")
    }
}

/// 32 bytes each.
///
/// # Errors
/// `Malformed` when something is left over.
pub fn hashes(bytes: &[u8]) -> Result<Vec<Hash>, WireError> {
    let (hashes, rest) = bytes.as_chunks::<32>();
    if rest.is_empty() { Ok(hashes.to_vec()) } else { Err(WireError::Malformed { what: "hashes of a history" }) }
}
