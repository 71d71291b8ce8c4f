//! Times as they stand on papers: China standard time, which has had no summer time since 1991, so no zone database is asked.

use jiff::Timestamp;
use jiff::tz::{TimeZone, offset};

/// Milliseconds of the zone's offset.
const OFFSET_MS: i64 = 8 * 3_600_000;
const DAY_MS: i64 = 24 * 3_600_000;

/// `2026-01-31 08:05` for milliseconds since 1970.
#[must_use]
pub fn day_and_minute(ms: i64) -> String {
    match Timestamp::from_millisecond(ms) {
        Ok(time) => time.to_zoned_datetime(TimeZone::fixed(offset(8))).strftime("%Y-%m-%d %H:%M").to_string(),
        Err(_) => format!("{ms} ms"),
    }
}

/// Milliseconds since midnight here.
#[must_use]
pub fn since_midnight(ms: i64) -> i64 {
    ms.saturating_add(OFFSET_MS).rem_euclid(DAY_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eight_in_the_morning_is_midnight_of_the_world() {
        assert_eq!(day_and_minute(1_767_225_600_000), "2026-01-01 08:00");
        assert_eq!(since_midnight(1_767_225_600_000), 8 * 3_600_000);
        assert_eq!(since_midnight(-8 * 3_600_000), 0);
        assert_eq!(day_and_minute(i64::MAX), "9223372036854775807 ms");
    }
}
