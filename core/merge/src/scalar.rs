//! What one field of a record can hold. Never a nested value: two phones creating the same nested map
//! offline would lose one of them, so sets are flat keys (`tag/x`) and coupled values are one scalar.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

/// The value of one field.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scalar {
    #[n(0)]
    Text(#[n(0)] String),
    #[n(1)]
    Int(#[n(0)] i64),
    #[n(2)]
    Bool(#[n(0)] bool),
    #[n(3)]
    Bytes(
        #[n(0)]
        #[cbor(with = "minicbor::bytes")]
        Vec<u8>,
    ),
    /// A scalar of a type this program does not read. It stays in the document as it is; the bytes are opaque
    /// and only good for comparing, and for writing the same value back.
    #[n(4)]
    Unknown(
        #[n(0)]
        #[cbor(with = "minicbor::bytes")]
        Vec<u8>,
    ),
}

impl Scalar {
    /// The text, when it is one.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The whole number, when it is one.
    #[must_use]
    pub fn as_int(&self) -> Option<i64> {
        if let Self::Int(number) = self { Some(*number) } else { None }
    }

    /// The truth value, when it is one.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        if let Self::Bool(truth) = self { Some(*truth) } else { None }
    }

    /// The bytes, when it holds bytes.
    #[must_use]
    pub fn as_bytes(&self) -> Option<&[u8]> {
        if let Self::Bytes(bytes) = self { Some(bytes) } else { None }
    }
}

impl From<&str> for Scalar {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Scalar {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Scalar {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<bool> for Scalar {
    fn from(truth: bool) -> Self {
        Self::Bool(truth)
    }
}

impl From<Vec<u8>> for Scalar {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes)
    }
}
