//! 代管: entries the relay keeps safe although they do not count, because it cannot be shown that they were written while their
//! post held, or because their phone was lost. A desk above lets each one into the log or refuses it, by an event that lives
//! under an id made of the entry's, so that the relay needs no look into it.

use minicbor::decode::Error as DecodeError;
use minicbor::encode::{Error as EncodeError, Write};
use minicbor::{Decode, Decoder, Encode, Encoder};
use serde::{Deserialize, Serialize};

use crate::answer::{self, Answer};
use crate::id::{EntryId, PersonId, RecordId};
use crate::record_kind::open_word;
use crate::sign::{PublicKey, SigningKey};
use crate::{WireError, wire};

const PAGE_TAG: &str = "etong-custody-1";

open_word!(
    /// Why an entry lies in custody.
    CustodyReason {
        /// Written after its post ended.
        After = "after",
        /// Written before its post began.
        Before = "before",
        /// The phone cannot show when: it had no trusted time, or the time it states reaches beyond the post's days.
        Unclear = "unclear",
        /// It came later than the days of grace after the end.
        Late = "late",
        /// An act on a case that was shared with its unit, by a program that does not say the unit.
        UnitUnsaid = "unit_unsaid",
        /// It came sealed and does not follow from what its phone sent before, so its author's signature cannot be kept with it.
        Unchained = "unchained",
        /// The phone was reported lost.
        Lost = "lost",
    }
);

/// The id under which an entry's decision lives: the first half of the entry's own.
#[must_use]
pub fn decision_record(entry: EntryId) -> RecordId {
    let (half, _) = entry.as_bytes().split_at(16);
    RecordId::from_slice(half).unwrap_or(RecordId::NIL)
}

/// What a decision says, besides its kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustodyDecision {
    pub entry: EntryId,
    /// Who wrote the entry.
    pub author: PersonId,
    /// In plain words; the author reads it.
    pub reason: String,
}

impl CustodyDecision {
    /// # Errors
    /// `Malformed` when CBOR cannot carry it, which no value of this type runs into.
    pub fn to_payload(&self) -> Result<Vec<u8>, WireError> {
        wire::encode_payload(self)
    }

    /// # Errors
    /// `Malformed` when it is no decision.
    pub fn from_payload(bytes: &[u8]) -> Result<Self, WireError> {
        wire::decode_payload(bytes)
    }
}

/// One entry that waits.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct CustodyItem {
    /// Place in the list; the next page begins after it.
    #[n(0)]
    pub no: u64,
    #[cbor(n(1), with = "minicbor::bytes")]
    pub bytes: Vec<u8>,
    #[n(2)]
    pub author: PersonId,
    #[n(3)]
    pub author_name: String,
    #[n(4)]
    pub reason: CustodyReason,
    /// Relay clock, milliseconds since 1970.
    #[n(5)]
    pub received_at: i64,
}

/// `GET /v1/custody?after=`: what waits for the desks this device speaks for. `GET /v1/custody/mine`: no items, but the decisions
/// (sealed events) on what this device's owner left there.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct CustodyPage {
    #[n(0)]
    pub items: Vec<CustodyItem>,
    #[n(1)]
    pub decisions: Vec<Decided>,
    #[n(2)]
    pub more: bool,
    /// Relay clock, milliseconds since 1970.
    #[n(3)]
    pub sent_at: i64,
}

/// A decision's sealed bytes.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
pub struct Decided(#[cbor(n(0), with = "minicbor::bytes")] pub Vec<u8>);

impl Answer for CustodyPage {
    const TAG: &'static str = "etong-custody-2";
    const WHAT: &'static str = "custody page";
}

impl CustodyPage {
    /// For a phone that does not bind answers to questions (docs/adr/0023).
    ///
    /// # Errors
    /// `TooLarge` when it does not fit the limits.
    pub fn to_frame(&self, key: &SigningKey) -> Result<Vec<u8>, WireError> {
        answer::seal_unbound(self, PAGE_TAG, key)
    }

    /// # Errors
    /// `BadSignature` when `relay` did not sign it, `TooLarge`, `Malformed`.
    pub fn from_frame(bytes: &[u8], relay: &PublicKey) -> Result<Self, WireError> {
        answer::open_unbound(bytes, PAGE_TAG, relay)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_custody_is_good_only_from_its_relay() {
        let key = SigningKey::from_seed(&[4; 32]);
        let item = CustodyItem {
            no: 7,
            bytes: vec![1, 2],
            author: PersonId::NIL,
            author_name: "王芳".into(),
            reason: CustodyReason::Unclear,
            received_at: 3,
        };
        let page = CustodyPage { items: vec![item], decisions: vec![Decided(vec![9])], more: false, sent_at: 4 };
        let frame = page.to_frame(&key).unwrap();
        assert_eq!(CustodyPage::from_frame(&frame, &key.public()).unwrap(), page);
        assert!(CustodyPage::from_frame(&frame, &SigningKey::from_seed(&[5; 32]).public()).is_err());
    }

    #[test]
    fn a_decision_lives_under_half_the_id_of_its_entry_and_says_which() {
        let entry = EntryId::of(b"x");
        assert_eq!(decision_record(entry).as_bytes(), &entry.as_bytes()[..16]);
        let decision = CustodyDecision { entry, author: PersonId::NIL, reason: "写在离任之后".into() };
        assert_eq!(CustodyDecision::from_payload(&decision.to_payload().unwrap()).unwrap(), decision);
    }
}
