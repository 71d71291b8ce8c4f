//! One way to turn a message into bytes and back: CBOR arrays with numbered fields (docs/adr/0002).
//! A field added later has the next number; an older reader skips it, a newer reader sees `None`.

use minicbor::{Decode, Encode};

use crate::WireError;

/// The CBOR bytes of `message`.
#[must_use]
pub fn encode<T: Encode<()>>(message: &T) -> Vec<u8> {
    let mut bytes = Vec::new();
    // Writing into a Vec is infallible, and every `Encode` of this crate is derived or total.
    if minicbor::encode(message, &mut bytes).is_err() {
        bytes.clear();
    }
    bytes
}

/// Reads exactly one `T` that fills `bytes`.
///
/// # Errors
/// `Malformed` when the bytes are not a `T`, or when something follows it.
pub fn decode<T: for<'b> Decode<'b, ()>>(bytes: &[u8], what: &'static str) -> Result<T, WireError> {
    let mut decoder = minicbor::Decoder::new(bytes);
    let value = decoder.decode().map_err(|_| WireError::Malformed { what })?;
    if decoder.position() == bytes.len() { Ok(value) } else { Err(WireError::Malformed { what }) }
}

/// The CBOR bytes of an event's or reg row's payload: a map with named fields, so that a reader
/// who does not know a field still keeps it (the payload itself is stored as it came).
///
/// # Errors
/// `Malformed` when the value holds something CBOR through serde cannot carry.
pub fn encode_payload<T: serde::Serialize>(payload: &T) -> Result<Vec<u8>, WireError> {
    minicbor_serde::to_vec(payload).map_err(|_| WireError::Malformed { what: "payload" })
}

/// Reads a payload; fields the type does not know are skipped.
///
/// # Errors
/// `Malformed` when the bytes are not a `T`.
pub fn decode_payload<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Result<T, WireError> {
    minicbor_serde::from_slice(bytes).map_err(|_| WireError::Malformed { what: "payload" })
}
