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

/// A phone's time; when its clock was set just before, by how much.
pub(crate) fn moment(ms: i64, jumped_ms: Option<i64>) -> String {
    let Some(by) = jumped_ms else { return shown(ms) };
    let (zh, en) = if by < 0 { ("拨回", "back") } else { ("拨前", "ahead") };
    let amount = amount(by.unsigned_abs() / 1_000);
    format!("{}（此前钟被{zh} {amount} clock was set {en} by {amount} before this）", shown(ms))
}

/// The largest unit that it fills.
fn amount(seconds: u64) -> String {
    [(86_400, "d"), (3_600, "h"), (60, "min")]
        .into_iter()
        .find(|(unit, _)| seconds >= *unit)
        .map_or_else(|| format!("{seconds} s"), |(unit, word)| format!("{} {word}", seconds / unit))
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
    fn a_clock_that_was_set_is_named_beside_the_time() {
        assert!(moment(0, Some(-3 * 3_600_000)).contains("clock was set back by 3 h before this"));
        assert!(moment(0, Some(90_000)).contains("clock was set ahead by 1 min before this"));
        assert_eq!(moment(0, None), shown(0));
    }

    #[test]
    fn a_time_is_shown_in_china_standard_time() {
        assert_eq!(format(1_767_225_600_000, TimeZone::fixed(offset(8))), "2026-01-01 08:00");
        assert_eq!(format(i64::MAX, TimeZone::fixed(offset(8))), "9223372036854775807 ms");
    }
}
