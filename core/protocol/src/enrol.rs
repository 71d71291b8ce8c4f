//! How a phone becomes known (`POST /v1/enrol`) and gets a short-lived token (`POST /v1/token`).
//! Bodies are plain CBOR, small, uncompressed.

use minicbor::{Decode, Encode};

use crate::answer::{Answer, Introduction, Question};
use crate::authority::Standing;
use crate::id::DeviceId;
use crate::limits::PROTOCOL_VERSION;
use crate::sealed::SealingOffer;
use crate::sign::{PublicKey, Signature, SigningKey};
use crate::{WireError, wire};

const ENROL_TAG: &str = "etong-enrol-1";
const TOKEN_TAG: &str = "etong-token-1";

/// The one-time code the worker was given, and the key the phone made for itself.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct EnrolRequest {
    #[n(0)]
    pub version: u16,
    #[n(1)]
    pub code: String,
    #[n(2)]
    pub device: DeviceId,
    #[n(3)]
    pub key: PublicKey,
    /// What the owner calls the phone; shown to the administrator.
    #[n(4)]
    pub label: String,
    /// Proves that the phone holds the secret half of `key`.
    #[n(5)]
    pub signature: Signature,
}

impl EnrolRequest {
    #[must_use]
    pub fn sign(code: &str, device: DeviceId, label: &str, key: &SigningKey) -> Self {
        let mut request = Self {
            version: PROTOCOL_VERSION,
            code: code.to_owned(),
            device,
            key: key.public(),
            label: label.to_owned(),
            signature: Signature([0; 64]),
        };
        request.signature = key.sign(ENROL_TAG, &request.statement());
        request
    }

    /// # Errors
    /// `UnknownVersion` or `BadSignature`.
    pub fn verify(&self) -> Result<(), WireError> {
        if self.version > PROTOCOL_VERSION {
            return Err(WireError::UnknownVersion(self.version));
        }
        self.key.verify(ENROL_TAG, &self.statement(), &self.signature, "enrolment")
    }

    /// What a bound answer is bound to.
    #[must_use]
    pub fn question(&self) -> Question {
        Question::of_signature(self.signature)
    }

    fn statement(&self) -> Vec<u8> {
        wire::encode(&(&self.code, self.device, self.key, &self.label))
    }
}

/// Who the phone now is, and whom it may trust. Bound to its question (docs/adr/0023); plain for a phone that does not ask for that.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct EnrolReply {
    #[n(0)]
    pub relay_key: PublicKey,
    #[n(1)]
    pub epoch: u64,
    #[n(2)]
    pub standing: Standing,
    /// Relay clock, milliseconds since 1970.
    #[n(3)]
    pub sent_at: i64,
    /// This relay binds its answers to their questions, when asked to; the phone takes no others from it.
    #[n(4)]
    pub bound: Option<bool>,
}

impl Answer for EnrolReply {
    const TAG: &'static str = "etong-enrolled-1";
    const WHAT: &'static str = "enrol reply";
}

impl Introduction for EnrolReply {
    fn relay_key(&self) -> PublicKey {
        self.relay_key
    }
}

/// "It is I": signed with the device key over the time and a nonce, so an old request is worth nothing.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct TokenRequest {
    #[n(0)]
    pub device: DeviceId,
    /// Phone clock, milliseconds since 1970; the relay's, as its refusal said it, when the phone's was too far off.
    #[n(1)]
    pub at: i64,
    #[cbor(n(2), with = "minicbor::bytes")]
    pub nonce: [u8; 16],
    #[n(3)]
    pub signature: Signature,
    /// What the phone's clock says, where `at` is not the phone's; the relay notes how far off it is.
    #[n(4)]
    pub wall: Option<i64>,
}

impl TokenRequest {
    #[must_use]
    pub fn sign(device: DeviceId, at: i64, nonce: [u8; 16], key: &SigningKey) -> Self {
        Self::sign_late(device, at, None, nonce, key)
    }

    /// By the relay's clock, `wall` being what the phone's says.
    #[must_use]
    pub fn sign_late(device: DeviceId, at: i64, wall: Option<i64>, nonce: [u8; 16], key: &SigningKey) -> Self {
        let mut request = Self { device, at, nonce, signature: Signature([0; 64]), wall };
        request.signature = key.sign(TOKEN_TAG, &request.statement());
        request
    }

    /// # Errors
    /// `BadSignature`.
    pub fn verify(&self, key: &PublicKey) -> Result<(), WireError> {
        key.verify(TOKEN_TAG, &self.statement(), &self.signature, "token request")
    }

    fn statement(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(40);
        bytes.extend_from_slice(self.device.as_bytes());
        bytes.extend_from_slice(&self.at.to_be_bytes());
        bytes.extend_from_slice(&self.nonce);
        if let Some(wall) = self.wall {
            bytes.extend_from_slice(&wall.to_be_bytes());
        }
        bytes
    }
}

/// A token, opaque to the phone; good only together with proofs by the device's key.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct TokenReply {
    #[n(0)]
    pub token: String,
    /// Relay clock, milliseconds since 1970.
    #[n(1)]
    pub expires_at: i64,
    /// Relay clock, milliseconds since 1970.
    #[n(2)]
    pub sent_at: i64,
    /// What mail to this relay is sealed to.
    #[n(3)]
    pub sealing: Option<SealingOffer>,
}
