//! An id that somebody drew is version 7 (RFC 9562) and of a time that clocks show. A computed one looks like that once in some four
//! thousand.

use crate::id::RecordId;

/// 2100-01-01.
const TOO_LATE_MS: i64 = 4_102_444_800_000;

/// An id of its own, by a clock that may show anything, and ten random bytes.
#[must_use]
pub fn draw(unix_ms: i64, random: [u8; 10]) -> RecordId {
    RecordId::new(unix_ms.clamp(0, TOO_LATE_MS - 1), random)
}

/// Was the id drawn, and not computed?
#[must_use]
pub fn is_drawn(record: RecordId) -> bool {
    let [a, b, c, d, e, f, version, _, variant, ..] = *record.as_bytes();
    let unix_ms = i64::from_be_bytes([0, 0, a, b, c, d, e, f]);
    version >> 4 == 7 && variant >> 6 == 0b10 && unix_ms < TOO_LATE_MS
}
