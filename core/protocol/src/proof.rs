//! What goes with a token: a signature of the device's key over this one request. A token that was overheard is worth
//! nothing without the key, and a request that was recorded is worth nothing a second time.

use minicbor::{Decode, Encode};
use sha2::{Digest, Sha256};

use crate::WireError;
use crate::relay::Verb;
use crate::sign::{PublicKey, Signature, SigningKey};

const TAG: &str = "etong-proof-1";
const SIGNATURE_BYTES: usize = 64;

/// The header it travels in over HTTP.
pub const PROOF_HEADER: &str = "proof";

/// A request as a proof sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked<'a> {
    pub token: &'a str,
    pub verb: Verb,
    /// Path and query, from `/v1/` on.
    pub path: &'a str,
    pub body: BodyHash,
}

/// SHA-256 of a request's body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
pub struct BodyHash(#[cbor(n(0), with = "minicbor::bytes")] [u8; 32]);

impl BodyHash {
    #[must_use]
    pub fn of(body: &[u8]) -> Self {
        Self(Sha256::digest(body).into())
    }
}

/// A number that the token has not seen, and the device's signature over it and the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proof {
    pub number: u64,
    signature: Signature,
}

impl Proof {
    #[must_use]
    pub fn sign(asked: &Asked<'_>, number: u64, key: &SigningKey) -> Self {
        Self { number, signature: key.sign(TAG, &statement(asked, number)) }
    }

    /// # Errors
    /// `BadSignature` for another key, token, verb, path, body or number than was signed.
    pub fn verify(&self, asked: &Asked<'_>, key: &PublicKey) -> Result<(), WireError> {
        key.verify(TAG, &statement(asked, self.number), &self.signature, "proof")
    }

    pub(crate) fn signature(&self) -> Signature {
        self.signature
    }

    /// Letters and digits for a header, 96 of them.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut bytes = Vec::with_capacity(8 + SIGNATURE_BYTES);
        bytes.extend_from_slice(&self.number.to_be_bytes());
        bytes.extend_from_slice(&self.signature.0);
        data_encoding::BASE64URL_NOPAD.encode(&bytes)
    }

    /// # Errors
    /// `Malformed` for a text that is none.
    pub fn from_text(text: &str) -> Result<Self, WireError> {
        let malformed = WireError::Malformed { what: "proof" };
        let bytes = data_encoding::BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| malformed.clone())?;
        let (number, signature) = bytes.split_first_chunk::<8>().ok_or_else(|| malformed.clone())?;
        let signature = signature.try_into().map_err(|_| malformed)?;
        Ok(Self { number: u64::from_be_bytes(*number), signature: Signature(signature) })
    }
}

/// Every part of one length, so that no part can lend bytes to its neighbour.
fn statement(asked: &Asked<'_>, number: u64) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(105);
    bytes.extend_from_slice(&Sha256::digest(asked.token.as_bytes()));
    bytes.extend_from_slice(&number.to_be_bytes());
    bytes.push(match asked.verb {
        Verb::Get => 1,
        Verb::Post => 2,
    });
    bytes.extend_from_slice(&Sha256::digest(asked.path.as_bytes()));
    bytes.extend_from_slice(&asked.body.0);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    const ASKED: Asked<'static> = Asked { token: "token", verb: Verb::Post, path: "/v1/push", body: BodyHash([3; 32]) };

    #[test]
    fn a_proof_holds_for_one_request_of_one_key_only() {
        let key = SigningKey::from_seed(&[1; 32]);
        let proof = Proof::from_text(&Proof::sign(&ASKED, 7, &key).to_text()).unwrap();
        assert_eq!(proof.verify(&ASKED, &key.public()), Ok(()));
        let others = [
            Asked { token: "tokem", ..ASKED },
            Asked { verb: Verb::Get, ..ASKED },
            Asked { path: "/v1/pull", ..ASKED },
            Asked { body: BodyHash::of(b""), ..ASKED },
        ];
        for asked in others {
            assert!(proof.verify(&asked, &key.public()).is_err(), "{asked:?}");
        }
        assert!(proof.verify(&ASKED, &SigningKey::from_seed(&[2; 32]).public()).is_err());
        assert!(Proof { number: 8, ..proof }.verify(&ASKED, &key.public()).is_err());
    }

    #[test]
    fn a_proof_costs_at_most_110_bytes_of_a_request() {
        let text = Proof::sign(&ASKED, u64::MAX, &SigningKey::from_seed(&[1; 32])).to_text();
        let header = format!("{PROOF_HEADER}: {text}\r\n");
        assert!(header.len() <= 110, "{} bytes", header.len());
    }

    #[test]
    fn any_text_is_a_proof_or_a_no() {
        bolero::check!().with_type::<String>().for_each(|text: &String| {
            if let Ok(proof) = Proof::from_text(text) {
                assert_eq!(proof.to_text(), *text);
                assert!(proof.verify(&ASKED, &SigningKey::from_seed(&[1; 32]).public()).is_err());
            }
        });
    }
}
