//! SQLite integers are signed 64 bits; ours that are unsigned never reach the sign bit.

/// For a bound value.
pub(crate) fn sql_int(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// For a column read back.
pub(crate) fn wide(value: i64) -> u64 {
    u64::try_from(value).unwrap_or(0)
}
