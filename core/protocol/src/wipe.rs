//! 擦除令: the relay tells one revoked phone to seal what it has not sent and to erase the rest. Signed by the relay, so that nobody
//! else can empty a phone.

use minicbor::{Decode, Encode};

use crate::id::DeviceId;
use crate::sealed::{OpeningKey, SealingKey};
use crate::sign::{PublicKey, Signature, SigningKey};
use crate::{WireError, wire};

const ORDER_TAG: &str = "etong-wipe-1";
const DONE_TAG: &str = "etong-wiped-1";
const LAST_WORD_TAG: &str = "etong-last-word-1";
const DONE_LOCKED_TAG: &str = "etong-wiped-locked-1";

/// What the relay orders.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct WipeBody {
    #[n(0)]
    pub relay: PublicKey,
    #[n(1)]
    pub device: DeviceId,
    /// Which order of this relay it is.
    #[n(2)]
    pub number: u64,
    /// Relay clock, milliseconds since 1970.
    #[n(3)]
    pub ordered_at: i64,
    /// What the phone seals to, in case it never heard.
    #[n(4)]
    pub sealing: SealingKey,
}

/// An order as it travels, inside the refusal of a token.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct WipeOrder {
    #[cbor(n(0), with = "minicbor::bytes")]
    body: Vec<u8>,
    #[n(1)]
    signature: Signature,
}

impl WipeOrder {
    #[must_use]
    pub fn sign(device: DeviceId, number: u64, ordered_at: i64, key: &SigningKey) -> Self {
        let (relay, sealing) = (key.public(), OpeningKey::of(key).public());
        let body = wire::encode(&WipeBody { relay, device, number, ordered_at, sealing });
        let signature = key.sign(ORDER_TAG, &body);
        Self { body, signature }
    }

    /// What it says, for the phone `device` that believes `relay`.
    ///
    /// # Errors
    /// `BadSignature` when that relay did not sign it, for that phone.
    pub fn open(&self, relay: &PublicKey, device: DeviceId) -> Result<WipeBody, WireError> {
        relay.verify(ORDER_TAG, &self.body, &self.signature, "wipe order")?;
        self.read().and_then(|body| match body.relay == *relay && body.device == device {
            true => Ok(body),
            false => Err(WireError::BadSignature { what: "wipe order" }),
        })
    }

    /// What it says, whoever says so.
    ///
    /// # Errors
    /// `Malformed`.
    pub fn read(&self) -> Result<WipeBody, WireError> {
        wire::decode(&self.body, "wipe order")
    }
}

/// A key that a phone keeps outside its PIN and that is good for one statement, "it is done": the device key vouched for it while
/// somebody who knows the PIN was there.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct LastWord {
    #[n(0)]
    pub key: PublicKey,
    #[n(1)]
    vouched: Signature,
}

impl LastWord {
    #[must_use]
    pub fn vouch(device: DeviceId, word: &SigningKey, relay: &PublicKey, by: &SigningKey) -> Self {
        let key = word.public();
        let vouched = by.sign(LAST_WORD_TAG, &Self::statement(device, &key, relay));
        Self { key, vouched }
    }

    fn verify(&self, device: DeviceId, by: &PublicKey, relay: &PublicKey) -> Result<(), WireError> {
        by.verify(LAST_WORD_TAG, &Self::statement(device, &self.key, relay), &self.vouched, "last word")
    }

    fn statement(device: DeviceId, key: &PublicKey, relay: &PublicKey) -> Vec<u8> {
        wire::encode(&(relay, device, key))
    }
}

/// "It is done": the last thing a phone signs with its key, or, while its PIN is not known, with the one it keeps for that.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct WipeDone {
    #[n(0)]
    pub device: DeviceId,
    #[n(1)]
    pub number: u64,
    /// Entries it had not sent, all of them delivered before.
    #[n(2)]
    pub sealed: u64,
    #[n(3)]
    signature: Signature,
    /// With which key, if not with the device's.
    #[n(4)]
    pub last_word: Option<LastWord>,
}

impl WipeDone {
    #[must_use]
    pub fn sign(device: DeviceId, number: u64, sealed: u64, relay: &PublicKey, key: &SigningKey) -> Self {
        let signature = key.sign(DONE_TAG, &Self::statement(device, number, sealed, relay));
        Self { device, number, sealed, signature, last_word: None }
    }

    /// As `sign`, by a phone whose device key is locked away.
    #[must_use]
    pub fn sign_locked(
        device: DeviceId,
        number: u64,
        sealed: u64,
        relay: &PublicKey,
        (word, last_word): (&SigningKey, LastWord),
    ) -> Self {
        let signature = word.sign(DONE_LOCKED_TAG, &Self::statement(device, number, sealed, relay));
        Self { device, number, sealed, signature, last_word: Some(last_word) }
    }

    /// # Errors
    /// `BadSignature` when neither `key`, the device's, nor one it vouched for signed it for `relay`.
    pub fn verify(&self, key: &PublicKey, relay: &PublicKey) -> Result<(), WireError> {
        let statement = Self::statement(self.device, self.number, self.sealed, relay);
        let Some(word) = &self.last_word else {
            return key.verify(DONE_TAG, &statement, &self.signature, "done wipe");
        };
        word.verify(self.device, key, relay)?;
        word.key.verify(DONE_LOCKED_TAG, &statement, &self.signature, "done wipe")
    }

    fn statement(device: DeviceId, number: u64, sealed: u64, relay: &PublicKey) -> Vec<u8> {
        wire::encode(&(relay, device, number, sealed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_good_for_one_phone_of_one_relay_only() {
        let (relay, other) = (SigningKey::from_seed(&[4; 32]), SigningKey::from_seed(&[5; 32]));
        let (phone, another) = (DeviceId::from_bytes([1; 16]), DeviceId::from_bytes([2; 16]));
        let order = WipeOrder::sign(phone, 3, 4, &relay);
        assert_eq!(order.open(&relay.public(), phone).unwrap().number, 3);
        assert!(order.open(&relay.public(), another).is_err());
        assert!(order.open(&other.public(), phone).is_err());
        let changed = WipeOrder { body: order.body.iter().map(|byte| byte ^ 1).collect(), ..order.clone() };
        assert!(changed.open(&relay.public(), phone).is_err());
        let lent = WipeOrder { signature: relay.sign("etong-batch-1", &order.body), ..order };
        assert!(lent.open(&relay.public(), phone).is_err());
    }

    #[test]
    fn a_done_wipe_is_signed_by_the_phone_for_its_relay() {
        let (relay, key) = (SigningKey::from_seed(&[4; 32]).public(), SigningKey::from_seed(&[6; 32]));
        let done = WipeDone::sign(DeviceId::NIL, 1, 2, &relay, &key);
        assert!(done.verify(&key.public(), &relay).is_ok());
        assert!(done.verify(&key.public(), &key.public()).is_err());
        assert!(WipeDone { sealed: 3, ..done }.verify(&key.public(), &relay).is_err());
    }

    #[test]
    fn a_locked_phone_says_that_it_is_done_with_the_key_its_own_vouched_for_and_nothing_else() {
        let (relay, key) = (SigningKey::from_seed(&[4; 32]).public(), SigningKey::from_seed(&[6; 32]));
        let (word, stranger) = (SigningKey::from_seed(&[7; 32]), SigningKey::from_seed(&[8; 32]));
        let (phone, another) = (DeviceId::from_bytes([1; 16]), DeviceId::from_bytes([2; 16]));
        let vouched = LastWord::vouch(phone, &word, &relay, &key);
        let done = WipeDone::sign_locked(phone, 1, 2, &relay, (&word, vouched.clone()));
        assert!(done.verify(&key.public(), &relay).is_ok());
        assert_eq!(wire::decode::<WipeDone>(&wire::encode(&done), "done wipe").unwrap(), done);
        for (why, false_one) in [
            ("another number", WipeDone { number: 3, ..done.clone() }),
            ("another phone", WipeDone { device: another, ..done.clone() }),
            ("no word of the device's key", WipeDone { last_word: None, ..done }),
            ("signed by a stranger", WipeDone::sign_locked(phone, 1, 2, &relay, (&stranger, vouched.clone()))),
            (
                "a stranger who vouched for himself",
                WipeDone::sign_locked(
                    phone,
                    1,
                    2,
                    &relay,
                    (&stranger, LastWord::vouch(phone, &stranger, &relay, &stranger)),
                ),
            ),
            (
                "vouched for at another relay",
                WipeDone::sign_locked(phone, 1, 2, &relay, (&word, LastWord::vouch(phone, &word, &key.public(), &key))),
            ),
            ("the device's own statement under that key", {
                let own = WipeDone::sign(phone, 1, 2, &relay, &word);
                WipeDone { last_word: Some(vouched), ..own }
            }),
        ] {
            assert!(false_one.verify(&key.public(), &relay).is_err(), "{why}");
        }
        let own = WipeDone::sign(phone, 1, 2, &relay, &key);
        let older = wire::encode(&(phone, 1_u64, 2_u64, own.signature));
        assert_eq!(wire::encode(&own), older, "what phones said before is said in the same bytes");
    }
}
