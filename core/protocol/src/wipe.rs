//! 擦除令: the relay tells one revoked phone to seal what it has not sent and to erase the rest. Signed by the relay, so that nobody
//! else can empty a phone.

use minicbor::{Decode, Encode};

use crate::id::DeviceId;
use crate::sealed::{OpeningKey, SealingKey};
use crate::sign::{PublicKey, Signature, SigningKey};
use crate::{WireError, wire};

const ORDER_TAG: &str = "etong-wipe-1";
const DONE_TAG: &str = "etong-wiped-1";

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

/// "It is done": the last thing a phone signs with its key.
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
}

impl WipeDone {
    #[must_use]
    pub fn sign(device: DeviceId, number: u64, sealed: u64, relay: &PublicKey, key: &SigningKey) -> Self {
        let signature = key.sign(DONE_TAG, &Self::statement(device, number, sealed, relay));
        Self { device, number, sealed, signature }
    }

    /// # Errors
    /// `BadSignature` when `key` did not sign it for `relay`.
    pub fn verify(&self, key: &PublicKey, relay: &PublicKey) -> Result<(), WireError> {
        let statement = Self::statement(self.device, self.number, self.sealed, relay);
        key.verify(DONE_TAG, &statement, &self.signature, "done wipe")
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
}
