//! Between our unsigned numbers and SQLite's signed 64-bit integers.

use etong_protocol::RefusalCode;
use etong_protocol::wire;

use crate::error::RelayError;

/// A position no log will ever reach stands in for numbers SQLite cannot hold.
pub(crate) fn to_sql(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

pub(crate) fn from_sql(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

/// A blob column of exactly 32 bytes.
pub(crate) fn hash(bytes: &[u8], what: &'static str) -> Result<[u8; 32], RelayError> {
    bytes.try_into().map_err(|_| RelayError::BadRow { what })
}

/// A refusal code as its wire number: one CBOR byte 0-23 today, so the number is the byte.
pub(crate) fn code_to_sql(code: RefusalCode) -> i64 {
    wire::encode(&code).first().copied().map_or(0, i64::from)
}

pub(crate) fn code_from_sql(number: i64) -> Result<RefusalCode, RelayError> {
    let bad = RelayError::BadRow { what: "refusal code" };
    let byte = u8::try_from(number).map_err(|_| bad.clone())?;
    wire::decode(&[byte], "refusal code").map_err(|_| bad)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_code_comes_back_from_its_column() {
        for code in [RefusalCode::Malformed, RefusalCode::Forbidden, RefusalCode::Quarantined, RefusalCode::SlowDown] {
            assert_eq!(code_from_sql(code_to_sql(code)).unwrap(), code);
        }
        assert!(code_from_sql(23).is_err() && code_from_sql(-1).is_err());
    }
}
