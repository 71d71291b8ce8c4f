//! Moments that are typed: a day or a day with a time of day, both in China standard time, or milliseconds since 1970. A day given as
//! an end means the end of that day.

use etong_core::domain::calendar::{end_of, start_of};
use jiff::civil::{Date, DateTime};
use jiff::tz::offset;

const REFUSED: &str = "写成 2026-08-03、2026-08-03T14:30（北京时间）或 1970 年起的毫秒 · write it as 2026-08-03, 2026-08-03T14:30 (China time, UTC+8) \
                       or milliseconds since 1970";
/// Digits of a day without its strokes, up to those of a time in seconds: as milliseconds they would be early in 1970, which nobody means.
const SLIPS: std::ops::RangeInclusive<usize> = 8..=10;

/// A moment, or a beginning: of a day its first millisecond.
pub(crate) fn moment(text: &str) -> Result<i64, String> {
    read(text, start_of)
}

/// An end that still counts: of a day its last millisecond.
pub(crate) fn end(text: &str) -> Result<i64, String> {
    read(text, end_of)
}

/// An end that counts no more: of a day the first millisecond after it.
pub(crate) fn before(text: &str) -> Result<i64, String> {
    read(text, |day| end_of(day).saturating_add(1))
}

fn read(text: &str, of_day: impl Fn(Date) -> i64) -> Result<i64, String> {
    let text = text.trim();
    if let Ok(ms) = text.parse::<i64>() {
        return if SLIPS.contains(&text.len()) { Err(REFUSED.into()) } else { Ok(ms) };
    }
    if let Ok(day) = Date::strptime("%Y-%m-%d", text) {
        return Ok(of_day(day));
    }
    let moment = DateTime::strptime("%Y-%m-%dT%H:%M", text).map_err(|_| REFUSED)?;
    Ok(offset(8).to_timestamp(moment).map_err(|_| REFUSED)?.as_millisecond())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIDNIGHT: i64 = 1_785_686_400_000;
    const DAY: i64 = 86_400_000;

    #[test]
    fn a_day_begins_at_midnight_in_china_and_ends_with_its_last_moment() {
        for read in [moment, end, before] {
            assert_eq!(read("2026-08-03T14:30"), Ok(MIDNIGHT + 52_200_000));
            assert_eq!((read("1785739200000"), read("0")), (Ok(1_785_739_200_000), Ok(0)));
        }
        let day = "2026-08-03";
        assert_eq!((moment(day), end(day), before(day)), (Ok(MIDNIGHT), Ok(MIDNIGHT + DAY - 1), Ok(MIDNIGHT + DAY)));
    }

    #[test]
    fn what_is_no_moment_is_refused_with_the_three_ways_to_write_one() {
        for text in ["", "tomorrow", "2026-02-30", "2026-08-03T25:00", "2026-08-03T14:30Z", "20260803", "1785739200"] {
            for read in [moment, end, before] {
                let said = read(text).unwrap_err();
                assert!(said.contains("北京时间") && said.contains("2026-08-03T14:30 (China time"), "{text}: {said}");
            }
        }
    }
}
