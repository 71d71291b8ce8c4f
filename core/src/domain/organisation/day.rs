//! Civil days and minutes of the field's one time zone, UTC+8 without summer time. A day is text, `2026-01-31`, and such texts
//! compare like the days they name.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::offset;

const MINUTE_MS: i64 = 60_000;
/// A shift may run past midnight, but not past the next one.
pub const MINUTES_OF_DAY: u16 = 1_440;

/// Is this a day, written as it is stored?
#[must_use]
pub fn is_day(text: &str) -> bool {
    text.parse::<Date>().is_ok_and(|day| day.to_string() == text)
}

/// The day it is at `at_ms` (milliseconds since 1970); the empty text for a clock beyond the calendar.
#[must_use]
pub fn day_at(at_ms: i64) -> String {
    Timestamp::from_millisecond(at_ms).map(|at| offset(8).to_datetime(at).date().to_string()).unwrap_or_default()
}

/// Milliseconds since 1970 at `minute` of `day`; `None` for what is no day.
#[must_use]
pub fn moment(day: &str, minute: u16) -> Option<i64> {
    let midnight = offset(8).to_timestamp(day.parse::<Date>().ok()?.at(0, 0, 0, 0)).ok()?.as_millisecond();
    Some(midnight.saturating_add(i64::from(minute).saturating_mul(MINUTE_MS)))
}

/// Does `from..=to` hold on `day`? Open ends hold for ever.
#[must_use]
pub fn holds_on(from: Option<&str>, to: Option<&str>, day: &str) -> bool {
    from.is_none_or(|from| from <= day) && to.is_none_or(|to| day <= to)
}

/// A time of day as people write it, `08:30`, in minutes; `24:00` is the end of the day.
#[must_use]
pub fn minute_of(text: &str) -> Option<u16> {
    let (hour, minute) = text.trim().split_once([':', '\u{ff1a}'])?;
    if !(1..=2).contains(&hour.len()) || minute.len() != 2 {
        return None;
    }
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    let at = hour.checked_mul(60)?.checked_add(minute)?;
    (minute < 60 && at <= MINUTES_OF_DAY).then_some(at)
}

/// `08:30`; past midnight `26:00`, which is how rosters are read.
#[must_use]
pub fn clock(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight_in_china() {
        let midnight = 1_767_196_800_000; // 2026-01-01 00:00 at UTC+8
        assert_eq!((day_at(midnight - 1).as_str(), day_at(midnight).as_str()), ("2025-12-31", "2026-01-01"));
        assert_eq!(moment("2026-01-01", 0), Some(midnight));
        assert_eq!(moment("2026-01-01", 1_500), Some(midnight + 1_500 * 60_000));
        assert_eq!(moment("2026-02-30", 0), None);
        assert_eq!(day_at(i64::MAX), "");
    }

    #[test]
    fn a_time_of_day_is_read_or_refused() {
        for (text, minute) in [("08:30", Some(510)), ("8:05", Some(485)), ("0:00", Some(0)), ("24:00", Some(1_440))] {
            assert_eq!(minute_of(text), minute, "{text}");
        }
        for text in ["", "8", "24:01", "08:60", "-1:00", "08:5", "008:00", "+8:00x", "99999:00"] {
            assert_eq!(minute_of(text), None, "{text}");
        }
        assert_eq!(clock(1_560), "26:00");
    }

    #[test]
    fn days_compare_as_texts() {
        let table = [
            (None, None, true),
            (Some("2026-03-02"), None, true),
            (Some("2026-03-03"), None, false),
            (None, Some("2026-03-02"), true),
            (None, Some("2026-03-01"), false),
        ];
        for (from, to, holds) in table {
            assert_eq!(holds_on(from, to, "2026-03-02"), holds, "{from:?} {to:?}");
        }
    }
}
