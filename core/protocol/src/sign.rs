//! Ed25519 (RFC 8032) by ed25519-dalek. Every signed thing starts with a tag of its own, so that a signature
//! made for one purpose is worth nothing for another.

use std::fmt;

use ed25519_dalek::Signer;
use minicbor::{Decode, Encode};
use zeroize::Zeroizing;

use crate::WireError;

/// The secret half of a device's or relay's key. Never printed, wiped on drop.
#[derive(Clone)]
pub struct SigningKey(ed25519_dalek::SigningKey);

impl SigningKey {
    /// `seed`: 32 random bytes, lent by the device's key store.
    #[must_use]
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(ed25519_dalek::SigningKey::from_bytes(seed))
    }

    #[must_use]
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key().to_bytes())
    }

    /// Secret bytes for another key that lives and dies with this one.
    pub(crate) fn material(&self, tag: &'static str) -> Zeroizing<Vec<u8>> {
        let seed = Zeroizing::new(self.0.to_bytes());
        Zeroizing::new(tagged(tag, &*seed))
    }

    #[must_use]
    pub fn sign(&self, tag: &'static str, message: &[u8]) -> Signature {
        Signature(self.0.sign(&tagged(tag, message)).to_bytes())
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(…)")
    }
}

/// The public half, 32 bytes.
#[derive(Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
pub struct PublicKey(#[cbor(n(0), with = "minicbor::bytes")] pub [u8; 32]);

impl PublicKey {
    /// # Errors
    /// `BadSignature` also for a key that is no point of the curve.
    pub fn verify(
        &self,
        tag: &'static str,
        message: &[u8],
        signature: &Signature,
        what: &'static str,
    ) -> Result<(), WireError> {
        let bad = |_| WireError::BadSignature { what };
        let key = ed25519_dalek::VerifyingKey::from_bytes(&self.0).map_err(bad)?;
        let signature = ed25519_dalek::Signature::from_bytes(&signature.0);
        key.verify_strict(&tagged(tag, message), &signature).map_err(bad)
    }

    /// # Errors
    /// `Malformed` unless there are exactly 32 bytes.
    pub fn from_slice(bytes: &[u8]) -> Result<Self, WireError> {
        bytes.try_into().map(Self).map_err(|_| WireError::Malformed { what: "public key" })
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", data_encoding::HEXLOWER.encode(&self.0))
    }
}

/// 64 bytes.
#[derive(Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
pub struct Signature(#[cbor(n(0), with = "minicbor::bytes")] pub [u8; 64]);

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signature({})", data_encoding::HEXLOWER.encode(&self.0))
    }
}

fn tagged(tag: &'static str, message: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(tag.len() + 1 + message.len());
    bytes.extend_from_slice(tag.as_bytes());
    bytes.push(0);
    bytes.extend_from_slice(message);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_good_for_one_purpose_only() {
        let key = SigningKey::from_seed(&[7; 32]);
        let signature = key.sign("etong-batch-1", b"head");
        assert!(key.public().verify("etong-batch-1", b"head", &signature, "batch").is_ok());
        assert!(key.public().verify("etong-token-1", b"head", &signature, "token").is_err());
        assert!(key.public().verify("etong-batch-1", b"tail", &signature, "batch").is_err());
        assert!(
            SigningKey::from_seed(&[8; 32]).public().verify("etong-batch-1", b"head", &signature, "batch").is_err()
        );
    }
}
