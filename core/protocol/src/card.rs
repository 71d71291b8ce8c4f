//! 工作证: the staff card. The relay signs who somebody is; the phone shows that as a QR code; anybody whose phone knows this
//! relay checks it without a network. Short-lived, for a card that was lost cannot be called back offline.

use minicbor::{Decode, Encode};

use crate::WireError;
use crate::id::PostId;
use crate::post_kind::PostKind;
use crate::sign::{PublicKey, Signature, SigningKey};
use crate::wire;

const TAG: &str = "etong-card-1";
/// What the text of a card begins with. Only letters, digits and `:` follow, which a QR code holds in its dense
/// alphanumeric mode.
const PREFIX: &str = "ETONG1:";
/// A card is good for so long, and never beyond the last day of the post.
pub const CARD_DAYS: i64 = 7;
/// A card has less than half of this.
const LONGEST_TEXT: usize = 2_000;

/// `POST /v1/card`: a card for one post of the asking phone's owner.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct CardRequest {
    #[n(0)]
    pub post: PostId,
    /// SHA-256 of the photo that is shown beside the code, if there is one.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub photo: Option<[u8; 32]>,
}

/// What the relay vouches for.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct CardBody {
    #[n(0)]
    pub name: String,
    #[n(1)]
    pub post_kind: PostKind,
    #[n(2)]
    pub unit_name: String,
    #[n(3)]
    pub post: PostId,
    #[cbor(n(4), with = "minicbor::bytes")]
    pub photo: Option<[u8; 32]>,
    /// Relay clock, milliseconds since 1970; so is `valid_until`.
    #[n(5)]
    pub issued_at: i64,
    #[n(6)]
    pub valid_until: i64,
}

/// The body's exact bytes and the relay's signature over them.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Card {
    #[cbor(n(0), with = "minicbor::bytes")]
    pub body: Vec<u8>,
    #[n(1)]
    pub signature: Signature,
}

/// Posts that knock at doors carry a card: staff, team members and their leaders. Residents and volunteers never ask to be
/// let in; those who audit or administer the system do not meet residents.
#[must_use]
pub fn carries_card(post: &PostKind) -> bool {
    match post {
        PostKind::GridWorker
        | PostKind::PoliceOfficer
        | PostKind::AuxiliaryOfficer
        | PostKind::TeamMember
        | PostKind::CommunityDesk
        | PostKind::TownshipDesk
        | PostKind::CountyDesk
        | PostKind::GridLeader
        | PostKind::PoliceChief
        | PostKind::Department
        | PostKind::CallbackClerk
        | PostKind::HostStaff => true,
        PostKind::Volunteer
        | PostKind::Resident
        | PostKind::Auditor
        | PostKind::Administrator
        | PostKind::Unknown(_) => false,
    }
}

impl CardBody {
    #[must_use]
    pub fn sign(&self, key: &SigningKey) -> Card {
        let body = wire::encode(self);
        let signature = key.sign(TAG, &body);
        Card { body, signature }
    }
}

impl Card {
    /// # Errors
    /// `BadSignature` for a card of another relay or a changed one, `Malformed`.
    pub fn open(&self, relay: &PublicKey) -> Result<CardBody, WireError> {
        relay.verify(TAG, &self.body, &self.signature, "card")?;
        wire::decode(&self.body, "card")
    }

    /// As it stands in the QR code.
    #[must_use]
    pub fn to_text(&self) -> String {
        format!("{PREFIX}{}", data_encoding::BASE32_NOPAD.encode(&wire::encode(self)))
    }

    /// # Errors
    /// `Malformed` for a text that is no card, signed or not.
    pub fn from_text(text: &str) -> Result<Self, WireError> {
        let malformed = WireError::Malformed { what: "card" };
        let code = text.trim().strip_prefix(PREFIX).filter(|code| code.len() <= LONGEST_TEXT);
        let bytes = code.and_then(|code| data_encoding::BASE32_NOPAD.decode(code.as_bytes()).ok());
        wire::decode(&bytes.ok_or(malformed)?, "card")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body() -> CardBody {
        CardBody {
            name: "王芳".into(),
            post_kind: PostKind::GridWorker,
            unit_name: "梧桥社区第一网格".into(),
            post: PostId::NIL,
            photo: Some([7; 32]),
            issued_at: 1_767_225_600_000,
            valid_until: 1_767_830_400_000,
        }
    }

    #[test]
    fn a_card_goes_through_its_text_and_checks() {
        let key = SigningKey::from_seed(&[1; 32]);
        let text = body().sign(&key).to_text();
        assert!(text.len() < 500, "{} letters", text.len());
        assert!(text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b':'));
        assert_eq!(Card::from_text(&text).unwrap().open(&key.public()).unwrap(), body());
    }

    #[test]
    fn a_card_that_was_changed_or_signed_by_another_is_no_card() {
        let key = SigningKey::from_seed(&[1; 32]);
        let forged = body().sign(&SigningKey::from_seed(&[2; 32]));
        assert!(matches!(forged.open(&key.public()), Err(WireError::BadSignature { .. })));
        let other = CardBody { name: "李鬼".into(), ..body() };
        let swapped = Card { body: wire::encode(&other), ..body().sign(&key) };
        assert!(matches!(swapped.open(&key.public()), Err(WireError::BadSignature { .. })));
        let receipt =
            Card { signature: key.sign("etong-receipt-1", &wire::encode(&other)), body: wire::encode(&other) };
        assert!(receipt.open(&key.public()).is_err(), "signed for another purpose");
    }

    #[test]
    fn any_text_gives_a_card_or_a_no() {
        bolero::check!().with_type::<(bool, String)>().for_each(|(prefixed, text)| {
            let text = if *prefixed { format!("ETONG1:{text}") } else { text.clone() };
            if let Ok(card) = Card::from_text(&text) {
                assert!(card.open(&SigningKey::from_seed(&[1; 32]).public()).is_err());
            }
        });
    }

    #[test]
    fn those_who_knock_at_doors_carry_cards() {
        let without: Vec<&str> =
            PostKind::KNOWN.iter().filter(|kind| !carries_card(kind)).map(PostKind::as_str).collect();
        assert_eq!(without, ["volunteer", "resident", "auditor", "administrator"]);
    }
}
