//! 封存待发: a device's unsent batches, sealed so that only the relay can open them (HPKE, RFC 9180, base mode). Whoever has the
//! phone, or the file, learns whose it is and how many entries it holds, and nothing else. Pure: randomness is lent.

use std::fmt;

use chacha20::ChaCha20Rng;
use chacha20::rand_core::SeedableRng;
use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable};
use minicbor::{Decode, Encode};
use sha2::{Digest, Sha256};

use crate::id::DeviceId;
use crate::limits::PROTOCOL_VERSION;
use crate::push::PushBatch;
use crate::sign::{PublicKey, Signature, SigningKey};
use crate::wipe::WipeDone;
use crate::{WireError, wire};

const OFFER_TAG: &str = "etong-sealing-1";
const RECEIPT_TAG: &str = "etong-delivery-1";
const PURPOSE: &[u8] = b"etong-outbox-1";

/// What a relay's mail is sealed to: the public half, 32 bytes (X25519).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
pub struct SealingKey(#[cbor(n(0), with = "minicbor::bytes")] pub [u8; 32]);

/// The secret half. Made of the relay's signing key, so that whoever can restore the one can open what is sealed to the other.
pub struct OpeningKey {
    secret: <X25519HkdfSha256 as Kem>::PrivateKey,
    public: SealingKey,
    relay: PublicKey,
}

impl fmt::Debug for OpeningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OpeningKey(…)")
    }
}

impl OpeningKey {
    #[must_use]
    pub fn of(key: &SigningKey) -> Self {
        let (secret, public) = X25519HkdfSha256::derive_keypair(&key.material("etong-sealing-1"));
        Self { secret, public: SealingKey(public.to_bytes().into()), relay: key.public() }
    }

    #[must_use]
    pub fn public(&self) -> SealingKey {
        self.public
    }
}

/// The relay's word for its sealing key, so that nobody in between can put another in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct SealingOffer {
    #[n(0)]
    key: SealingKey,
    #[n(1)]
    signature: Signature,
    /// This relay's phones have a lease.
    #[n(2)]
    leased: bool,
}

impl SealingOffer {
    #[must_use]
    pub fn sign(key: &SigningKey, leased: bool) -> Self {
        let sealing = OpeningKey::of(key).public();
        let signature = key.sign(OFFER_TAG, &Self::statement(&key.public(), &sealing, leased));
        Self { key: sealing, signature, leased }
    }

    /// The key, and whether phones have a lease.
    ///
    /// # Errors
    /// `BadSignature` when `relay` did not offer it.
    pub fn open(&self, relay: &PublicKey) -> Result<(SealingKey, bool), WireError> {
        let statement = Self::statement(relay, &self.key, self.leased);
        relay.verify(OFFER_TAG, &statement, &self.signature, "sealing key")?;
        Ok((self.key, self.leased))
    }

    fn statement(relay: &PublicKey, sealing: &SealingKey, leased: bool) -> Vec<u8> {
        [relay.0.as_slice(), sealing.0.as_slice(), &[u8::from(leased)]].concat()
    }
}

/// One sealed batch.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct SealedOutbox {
    #[n(0)]
    pub version: u16,
    #[n(1)]
    pub device: DeviceId,
    /// Entries inside.
    #[n(2)]
    pub count: u32,
    /// The encapsulated key.
    #[cbor(n(3), with = "minicbor::bytes")]
    enc: [u8; 32],
    #[cbor(n(4), with = "minicbor::bytes")]
    sealed: Vec<u8>,
}

impl SealedOutbox {
    /// Seals `batch` to the relay whose identity is `relay`. `seed`: 32 fresh random bytes.
    ///
    /// # Errors
    /// `TooLarge` when it does not fit the limits, `Malformed` for a sealing key that is none.
    pub fn seal(batch: &PushBatch, relay: &PublicKey, to: &SealingKey, seed: [u8; 32]) -> Result<Self, WireError> {
        let bad = |_| WireError::Malformed { what: "sealing key" };
        let count = u32::try_from(batch.items.len()).unwrap_or(u32::MAX);
        let to = <X25519HkdfSha256 as Kem>::PublicKey::from_bytes(&to.0).map_err(bad)?;
        let (enc, sealed) = hpke::single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
            &OpModeS::Base,
            &to,
            PURPOSE,
            &batch.to_frame()?,
            &bound_to(relay, batch.device, count),
            &mut ChaCha20Rng::from_seed(seed),
        )
        .map_err(bad)?;
        Ok(Self { version: PROTOCOL_VERSION, device: batch.device, count, enc: enc.to_bytes().into(), sealed })
    }

    /// The batch inside. Its signature is not checked here.
    ///
    /// # Errors
    /// `UnknownVersion`; `Malformed` when it was sealed to another relay, for another device, or was changed.
    pub fn open(&self, key: &OpeningKey) -> Result<PushBatch, WireError> {
        if self.version > PROTOCOL_VERSION {
            return Err(WireError::UnknownVersion(self.version));
        }
        let bad = |_| WireError::Malformed { what: "sealed outbox" };
        let enc = <X25519HkdfSha256 as Kem>::EncappedKey::from_bytes(&self.enc).map_err(bad)?;
        let frame = hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
            &OpModeR::Base,
            &key.secret,
            &enc,
            PURPOSE,
            &self.sealed,
            &bound_to(&key.relay, self.device, self.count),
        )
        .map_err(bad)?;
        let batch = PushBatch::from_frame(&frame)?;
        if batch.device != self.device || u32::try_from(batch.items.len()) != Ok(self.count) {
            return Err(WireError::Malformed { what: "sealed outbox" });
        }
        Ok(batch)
    }

    /// By which a receipt names it.
    #[must_use]
    pub fn id(&self) -> [u8; 32] {
        Sha256::digest(wire::encode(self)).into()
    }
}

fn bound_to(relay: &PublicKey, device: DeviceId, count: u32) -> Vec<u8> {
    [PURPOSE, &relay.0, device.as_bytes(), &count.to_be_bytes()].concat()
}

/// A file of sealed batches, in the order they are to be handed over.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct SealedFile {
    #[n(0)]
    pub version: u16,
    #[n(1)]
    pub device: DeviceId,
    #[n(2)]
    pub outboxes: Vec<SealedOutbox>,
}

impl SealedFile {
    #[must_use]
    pub fn count(&self) -> u64 {
        self.outboxes.iter().map(|outbox| u64::from(outbox.count)).sum()
    }

    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        wire::encode(self)
    }

    /// # Errors
    /// `Malformed` for bytes that are no such file, `UnknownVersion`.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, WireError> {
        let file: Self = wire::decode(bytes, "sealed outbox")?;
        if file.version > PROTOCOL_VERSION { Err(WireError::UnknownVersion(file.version)) } else { Ok(file) }
    }
}

/// `POST /v1/sealed`: without a token, because a revoked device has none. What counts is inside and signed.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum Delivery {
    #[n(0)]
    Outbox(#[n(0)] SealedOutbox),
    /// The phone has carried out a wipe order.
    #[n(1)]
    Wiped(#[n(0)] WipeDone),
}

/// What the relay signs for a delivery: it is durable there, in the log or in custody.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct DeliveryReceipt {
    #[cbor(n(0), with = "minicbor::bytes")]
    pub body: Vec<u8>,
    #[n(1)]
    pub signature: Signature,
}

#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct DeliveryBody {
    /// `SealedOutbox::id`; of a done wipe all zeros.
    #[cbor(n(0), with = "minicbor::bytes")]
    pub id: [u8; 32],
    #[n(1)]
    pub device: DeviceId,
    /// Relay clock, milliseconds since 1970.
    #[n(2)]
    pub received_at: i64,
    /// Entries in the log, in custody, and refused; what was refused the relay keeps sealed.
    #[n(3)]
    pub stored: u32,
    #[n(4)]
    pub in_custody: u32,
    #[n(5)]
    pub refused: u32,
}

impl DeliveryBody {
    #[must_use]
    pub fn sign(&self, key: &SigningKey) -> DeliveryReceipt {
        let body = wire::encode(self);
        let signature = key.sign(RECEIPT_TAG, &body);
        DeliveryReceipt { body, signature }
    }
}

impl DeliveryReceipt {
    /// # Errors
    /// `BadSignature` when `relay` did not sign it, `Malformed`.
    pub fn open(&self, relay: &PublicKey) -> Result<DeliveryBody, WireError> {
        relay.verify(RECEIPT_TAG, &self.body, &self.signature, "receipt of a delivery")?;
        wire::decode(&self.body, "receipt of a delivery")
    }
}

#[cfg(test)]
#[path = "sealed_tests.rs"]
mod tests;
