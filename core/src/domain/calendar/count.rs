//! Counting: from a moment to the moment something is due. Days on which a clock stood still (挂账) do not count.

use jiff::civil::Date;
use jiff::tz::{TimeZone, offset};
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use super::body::Calendar;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;
const ZONE_MS: i64 = 8 * 60 * 60 * 1000;
/// A count that is not at its end after so many days is a mistake in a dictionary; it stops there.
const DAYS_MAX: i32 = 20 * 366;

/// How long something may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Span {
    /// By the clock, day and night, every day.
    Minutes(u32),
    /// By the end of the day; of the next working day for what came in on a day off.
    SameDay,
    /// N working days, counted from the day after.
    WorkingDays(u16),
    /// N days of the week, free ones too, counted from the day after.
    Days(u16),
}

/// Where a count ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Counted {
    /// Milliseconds since 1970.
    pub at: i64,
    /// False when it passed a day the calendar does not know, where only weekends were taken as free.
    pub certain: bool,
}

/// The day of a moment in UTC+8.
#[must_use]
pub fn local_day(ms: i64) -> Date {
    let zone = TimeZone::fixed(offset(8));
    Timestamp::from_millisecond(ms).unwrap_or_default().to_zoned_datetime(zone).date()
}

/// The first millisecond of a day in UTC+8.
#[must_use]
pub fn start_of(day: Date) -> i64 {
    let epoch = Date::constant(1970, 1, 1);
    let days = (day - epoch).get_days();
    i64::from(days) * DAY_MS - ZONE_MS
}

/// The last millisecond of a day in UTC+8.
#[must_use]
pub fn end_of(day: Date) -> i64 {
    start_of(day) + DAY_MS - 1
}

/// When `span`, begun at `from`, has run out. `stood_still`: stretches (from, to) in which the clock did not run, in any
/// order; minutes among them are added, days touched by them are not counted.
#[must_use]
pub fn due_after(calendar: &Calendar, from: i64, span: Span, stood_still: &[(i64, i64)]) -> Counted {
    match span {
        Span::Minutes(minutes) => Counted { at: after_minutes(from, minutes, stood_still), certain: true },
        Span::SameDay => {
            let first = local_day(from);
            end_of_nth(calendar, first, 1, stood_still, Free::NotCounted)
        }
        Span::WorkingDays(count) => end_of_nth(calendar, next(local_day(from)), count, stood_still, Free::NotCounted),
        Span::Days(count) => end_of_nth(calendar, next(local_day(from)), count, stood_still, Free::Counted),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Free {
    Counted,
    NotCounted,
}

fn after_minutes(from: i64, minutes: u32, stood_still: &[(i64, i64)]) -> i64 {
    let mut due = from.saturating_add(i64::from(minutes) * 60_000);
    for (begun, ended) in merged(stood_still) {
        let begun = begun.max(from);
        if begun <= due && ended > begun {
            due = due.saturating_add(ended - begun);
        }
    }
    due
}

/// Stretches in order, those that touch made one.
fn merged(stretches: &[(i64, i64)]) -> Vec<(i64, i64)> {
    let mut sorted: Vec<(i64, i64)> = stretches.iter().copied().filter(|(from, to)| from < to).collect();
    sorted.sort_unstable();
    let mut merged: Vec<(i64, i64)> = Vec::new();
    for (from, to) in sorted {
        match merged.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => merged.push((from, to)),
        }
    }
    merged
}

fn end_of_nth(calendar: &Calendar, first: Date, count: u16, stood_still: &[(i64, i64)], free: Free) -> Counted {
    let mut certain = true;
    let mut left = count.max(1);
    let mut day = first;
    for _ in 0..DAYS_MAX {
        let (worked, known) = calendar.is_working_day(day);
        certain &= free == Free::Counted || known.is_some();
        let (start, end) = (start_of(day), end_of(day));
        let still = stood_still.iter().any(|(from, to)| from < to && *from <= end && *to > start);
        if (worked || free == Free::Counted) && !still {
            left -= 1;
            if left == 0 {
                break;
            }
        }
        day = next(day);
    }
    Counted { at: end_of(day), certain }
}

fn next(day: Date) -> Date {
    day.saturating_add(1.days())
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
