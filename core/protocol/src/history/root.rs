//! A root as the relay signs it, and as a text that fits into a QR code.

use std::fmt;
use std::str::FromStr;

use minicbor::{Decode, Encode};

use super::tree::Hash;
use crate::sign::{PublicKey, Signature, SigningKey};
use crate::{WireError, wire};

const TAG: &str = "etong-root-1";
/// What the text of a root begins with; only letters and digits follow, which a QR code holds densely.
const PREFIX: &str = "ETONGR1:";

/// What the relay signs of its history. `seq` starts at 1 and leaves no number out, so `size` is the newest `seq` too.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct RootBody {
    #[n(0)]
    pub epoch: u64,
    #[n(1)]
    pub size: u64,
    #[cbor(n(2), with = "minicbor::bytes")]
    pub root: Hash,
    /// Relay clock, milliseconds since 1970.
    #[n(3)]
    pub at: i64,
}

/// The body's exact bytes and the relay's signature over them.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct SignedRoot {
    #[cbor(n(0), with = "minicbor::bytes")]
    pub body: Vec<u8>,
    #[n(1)]
    pub signature: Signature,
}

impl RootBody {
    #[must_use]
    pub fn sign(&self, key: &SigningKey) -> SignedRoot {
        let body = wire::encode(self);
        let signature = key.sign(TAG, &body);
        SignedRoot { body, signature }
    }
}

impl SignedRoot {
    /// # Errors
    /// `BadSignature`, `Malformed`.
    pub fn open(&self, relay: &PublicKey) -> Result<RootBody, WireError> {
        relay.verify(TAG, &self.body, &self.signature, "root")?;
        wire::decode(&self.body, "root")
    }
}

impl fmt::Display for SignedRoot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{PREFIX}{}", data_encoding::BASE32_NOPAD.encode(&wire::encode(self)))
    }
}

impl FromStr for SignedRoot {
    type Err = WireError;

    fn from_str(text: &str) -> Result<Self, WireError> {
        let malformed = || WireError::Malformed { what: "root" };
        let text = text.trim().to_ascii_uppercase();
        let body = text.strip_prefix(PREFIX).filter(|body| body.len() < 1_000).ok_or_else(malformed)?;
        let bytes = data_encoding::BASE32_NOPAD.decode(body.as_bytes()).map_err(|_| malformed())?;
        wire::decode(&bytes, "root")
    }
}
