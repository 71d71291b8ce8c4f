//! 删除: how a record is erased. The relay reads these payloads, as it reads grants, because they say what it must destroy and
//! nothing of what was written. No free text: what asks for an erasure must not itself need one.

use minicbor::decode::Error as DecodeError;
use minicbor::encode::{Error as EncodeError, Write};
use minicbor::{Decode, Decoder, Encode, Encoder};
use serde::{Deserialize, Serialize};

use crate::id::{DeviceId, EntryId, PersonId, RecordId};
use crate::record_kind::open_word;
use crate::{WireError, wire};

open_word!(
    /// What is done about the erasure of the record it lies on.
    TombstoneAct {
        /// Somebody wants it erased, on a legal basis.
        Ask = "ask",
        /// A second person agrees: the relay and every phone destroy what they hold.
        Approve = "approve",
        /// It stays.
        Refuse = "refuse",
        /// 依法保全: nothing may erase it while the hold lasts.
        Hold = "hold",
        LiftHold = "lift_hold",
        /// Nothing of it is left on the device that says so.
        Erased = "erased",
    }
);

open_word!(
    /// Why a record has to go (个人信息保护法 Art. 47).
    LegalBasis {
        /// The purpose is achieved, or cannot be achieved, or the data are not needed for it any more.
        Purpose = "purpose",
        /// The time it may be kept has run out.
        Retention = "retention",
        /// The person took the consent back.
        Consent = "consent",
        /// It was collected or used against the law or what was agreed.
        Unlawful = "unlawful",
        /// Another law asks for it.
        Law = "law",
    }
);

/// One act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tombstone {
    pub a: TombstoneAct,
    /// Of `ask`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<LegalBasis>,
    /// Of `approve` and `refuse`: the asking they answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<EntryId>,
}

impl Tombstone {
    #[must_use]
    pub fn ask(basis: LegalBasis) -> Self {
        Self { a: TombstoneAct::Ask, basis: Some(basis), asked: None }
    }

    #[must_use]
    pub fn answer(a: TombstoneAct, asked: EntryId) -> Self {
        Self { a, basis: None, asked: Some(asked) }
    }

    #[must_use]
    pub fn bare(a: TombstoneAct) -> Self {
        Self { a, basis: None, asked: None }
    }

    /// # Errors
    /// `Malformed`.
    pub fn from_payload(bytes: &[u8]) -> Result<Self, WireError> {
        wire::decode_payload(bytes)
    }

    /// # Errors
    /// `Malformed` when CBOR cannot carry it, which no value of this type runs into.
    pub fn to_payload(&self) -> Result<Vec<u8>, WireError> {
        wire::encode_payload(self)
    }
}

/// A row of the relay: an erased record, and the devices that could hold it and are asked to say when it is gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasedRow {
    pub record: RecordId,
    pub holders: Vec<Holder>,
}

/// A device in whose owner's reach the record lay.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Holder {
    pub device: DeviceId,
    pub person: PersonId,
}

impl ErasedRow {
    /// # Errors
    /// `Malformed`.
    pub fn from_payload(bytes: &[u8]) -> Result<Self, WireError> {
        wire::decode_payload(bytes)
    }

    /// # Errors
    /// `Malformed` when CBOR cannot carry it.
    pub fn to_payload(&self) -> Result<Vec<u8>, WireError> {
        wire::encode_payload(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::authority::{may_act, who_may};
    use crate::post_kind::PostKind;
    use crate::record_kind::RecordKind;

    #[test]
    fn what_asks_and_answers_comes_back_as_it_went_and_newer_words_are_kept() {
        let asked = EntryId::of(b"ask");
        let newer = Tombstone { a: "shred".parse().unwrap(), basis: Some("treaty".parse().unwrap()), asked: None };
        for act in [Tombstone::ask(LegalBasis::Consent), Tombstone::answer(TombstoneAct::Approve, asked), newer] {
            assert_eq!(Tombstone::from_payload(&act.to_payload().unwrap()).unwrap(), act);
        }
        for bytes in [b"".as_slice(), b"\xa0", b"ask"] {
            assert!(Tombstone::from_payload(bytes).is_err());
        }
        let holders = vec![Holder { device: DeviceId::NIL, person: PersonId::NIL }];
        let row = ErasedRow { record: RecordId::NIL, holders };
        assert_eq!(ErasedRow::from_payload(&row.to_payload().unwrap()).unwrap(), row);
    }

    #[test]
    fn the_field_asks_and_only_desks_above_the_community_approve() {
        let approve = who_may(&RecordKind::Tombstone, "approve");
        assert_eq!(approve, [PostKind::TownshipDesk, PostKind::CountyDesk]);
        for post in PostKind::KNOWN {
            assert!(may_act(post, &RecordKind::Tombstone, "erased").is_some(), "{post} says what its phone did");
        }
        assert!(may_act(&PostKind::Volunteer, &RecordKind::Tombstone, "ask").is_none());
    }
}
