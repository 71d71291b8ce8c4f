//! automerge's scalars and ours. A type we have no name for becomes opaque bytes that can be turned back,
//! so that a later program's values survive an edit by this one.

use automerge::ScalarValue;

use crate::scalar::Scalar;

const NULL: u8 = 0;
const UINT: u8 = 1;
const F64: u8 = 2;
const TIMESTAMP: u8 = 3;
const COUNTER: u8 = 4;
const LATER: u8 = 5;

pub(crate) fn from_automerge(value: &ScalarValue) -> Scalar {
    match value {
        ScalarValue::Str(text) => Scalar::Text(text.to_string()),
        ScalarValue::Int(number) => Scalar::Int(*number),
        ScalarValue::Boolean(truth) => Scalar::Bool(*truth),
        ScalarValue::Bytes(bytes) => Scalar::Bytes(bytes.clone()),
        ScalarValue::Null => opaque(NULL, &[]),
        ScalarValue::Uint(number) => opaque(UINT, &number.to_le_bytes()),
        ScalarValue::F64(number) => opaque(F64, &number.to_bits().to_le_bytes()),
        ScalarValue::Timestamp(ms) => opaque(TIMESTAMP, &ms.to_le_bytes()),
        ScalarValue::Counter(counter) => opaque(COUNTER, &i64::from(counter).to_le_bytes()),
        ScalarValue::Unknown { type_code, bytes } => {
            let mut payload = vec![*type_code];
            payload.extend_from_slice(bytes);
            opaque(LATER, &payload)
        }
    }
}

/// `None` for opaque bytes that no document gave, and for counters: those cannot be written as a value.
pub(crate) fn to_automerge(value: &Scalar) -> Option<ScalarValue> {
    Some(match value {
        Scalar::Text(text) => ScalarValue::Str(text.as_str().into()),
        Scalar::Int(number) => ScalarValue::Int(*number),
        Scalar::Bool(truth) => ScalarValue::Boolean(*truth),
        Scalar::Bytes(bytes) => ScalarValue::Bytes(bytes.clone()),
        Scalar::Unknown(bytes) => {
            let (kind, payload) = bytes.split_first()?;
            match *kind {
                NULL if payload.is_empty() => ScalarValue::Null,
                UINT => ScalarValue::Uint(u64::from_le_bytes(payload.try_into().ok()?)),
                F64 => ScalarValue::F64(f64::from_bits(u64::from_le_bytes(payload.try_into().ok()?))),
                TIMESTAMP => ScalarValue::Timestamp(i64::from_le_bytes(payload.try_into().ok()?)),
                LATER => {
                    let (type_code, bytes) = payload.split_first()?;
                    ScalarValue::Unknown { type_code: *type_code, bytes: bytes.to_vec() }
                }
                _ => return None,
            }
        }
    })
}

fn opaque(kind: u8, payload: &[u8]) -> Scalar {
    let mut bytes = vec![kind];
    bytes.extend_from_slice(payload);
    Scalar::Unknown(bytes)
}
