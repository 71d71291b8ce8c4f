//! Civil days. China has one time zone, UTC+8 without summer time, so a day needs no zone database.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::offset;

use crate::error::RelayError;

/// The day it is at `now_ms`, as `YYYY-MM-DD`; such texts compare like the days they name.
pub(super) fn today(now_ms: i64) -> Result<String, RelayError> {
    let now = Timestamp::from_millisecond(now_ms).map_err(|_| RelayError::BadRow { what: "clock reading" })?;
    Ok(offset(8).to_datetime(now).date().to_string())
}

/// The first millisecond of a stored day, and of the day after it.
pub(super) fn bounds(day: &str) -> Result<(i64, i64), RelayError> {
    let bad = || RelayError::BadRow { what: "day" };
    let day: Date = day.parse().map_err(|_| bad())?;
    let midnight = |day: Date| {
        let start = offset(8).to_timestamp(day.to_datetime(jiff::civil::Time::midnight()));
        start.map(jiff::Timestamp::as_millisecond).map_err(|_| bad())
    };
    Ok((midnight(day)?, midnight(day.tomorrow().map_err(|_| bad())?)?))
}

/// Is this a day, written as we store it?
pub(super) fn is_day(text: &str) -> bool {
    text.parse::<Date>().is_ok_and(|day| day.to_string() == text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight_in_china() {
        let midnight = 1_767_196_800_000; // 2026-01-01 00:00 at UTC+8
        assert_eq!(today(midnight - 1).unwrap(), "2025-12-31");
        assert_eq!(today(midnight).unwrap(), "2026-01-01");
        assert_eq!(bounds("2025-12-31").unwrap(), (midnight - 86_400_000, midnight));
    }

    #[test]
    fn a_day_is_written_one_way_only() {
        assert!(is_day("2024-02-29"));
        for text in ["2025-02-29", "20250228", "2025-2-28", "2025-02-28T00:00", ""] {
            assert!(!is_day(text), "{text:?}");
        }
    }
}
