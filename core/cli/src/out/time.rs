//! Times as people here read them: China standard time, or the zone of the TZ variable.

use jiff::Timestamp;
use jiff::tz::{TimeZone, offset};

/// `2026-01-31 08:05` for milliseconds since 1970.
pub(crate) fn shown(ms: i64) -> String {
    format(ms, zone())
}

/// China has had one zone without summer time since 1991, so it needs no zone database.
fn zone() -> TimeZone {
    match std::env::var_os("TZ") {
        Some(zone) if !zone.is_empty() => TimeZone::system(),
        _ => TimeZone::fixed(offset(8)),
    }
}

fn format(ms: i64, zone: TimeZone) -> String {
    match Timestamp::from_millisecond(ms) {
        Ok(time) => time.to_zoned_datetime(zone).strftime("%Y-%m-%d %H:%M").to_string(),
        Err(_) => format!("{ms} ms"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_shown_in_china_standard_time() {
        assert_eq!(format(1_767_225_600_000, TimeZone::fixed(offset(8))), "2026-01-01 08:00");
        assert_eq!(format(i64::MAX, TimeZone::fixed(offset(8))), "9223372036854775807 ms");
    }
}
