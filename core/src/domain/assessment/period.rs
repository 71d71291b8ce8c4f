//! A month or a quarter, in China standard time.

use jiff::civil::Date;

use crate::domain::calendar::start_of;

/// 400 days.
const LOOK_BACK_MS: i64 = 400 * 24 * 60 * 60 * 1_000;
/// 31 days: a reporter's clock that was ahead by less hides no case.
const AHEAD_MS: i64 = 31 * 24 * 60 * 60 * 1_000;

/// `2026-03` or `2026-Q1`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Period {
    pub name: String,
    /// Milliseconds since 1970: the first of it, and the first after it.
    pub from: i64,
    pub to: i64,
}

/// Text that names no period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a period is a month as in 2026-03 or a quarter as in 2026-Q1")]
pub struct NotAPeriod;

impl Period {
    /// # Errors
    /// `NotAPeriod`.
    pub fn read(typed: &str) -> Result<Self, NotAPeriod> {
        let (year, part) = typed.trim().split_once('-').ok_or(NotAPeriod)?;
        let year: i16 = year.parse().map_err(|_| NotAPeriod)?;
        let (month, months) = match part.strip_prefix(['Q', 'q']) {
            Some(quarter) => match quarter {
                "1" => (1, 3),
                "2" => (4, 3),
                "3" => (7, 3),
                "4" => (10, 3),
                _ => return Err(NotAPeriod),
            },
            None if part.len() == 2 => (part.parse().map_err(|_| NotAPeriod)?, 1),
            None => return Err(NotAPeriod),
        };
        let first = Date::new(year, month, 1).map_err(|_| NotAPeriod)?;
        let after = first.checked_add(jiff::Span::new().months(months)).map_err(|_| NotAPeriod)?;
        let name = if months == 1 { format!("{year:04}-{month:02}") } else { format!("{year:04}-Q{}", month / 3 + 1) };
        Ok(Self { name, from: start_of(first), to: start_of(after) })
    }

    /// When a case was reported that can count: what was reported longer before has nothing due or done in it.
    #[must_use]
    pub const fn reported(&self) -> std::ops::Range<i64> {
        self.from.saturating_sub(LOOK_BACK_MS)..self.to
    }

    /// The same by clocks of phones that may have been ahead.
    #[must_use]
    pub const fn said_to_be_reported(&self) -> std::ops::Range<i64> {
        self.from.saturating_sub(LOOK_BACK_MS)..self.to.saturating_add(AHEAD_MS)
    }

    /// The same, a day earlier.
    #[must_use]
    pub fn a_day_before(&self) -> Self {
        const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
        Self { name: self.name.clone(), from: self.from.saturating_sub(DAY_MS), to: self.to.saturating_sub(DAY_MS) }
    }

    #[must_use]
    pub const fn holds(&self, at: i64) -> bool {
        self.from <= at && at < self.to
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_and_a_quarter_begin_at_midnight_in_china() {
        let month = Period::read("2026-01").unwrap();
        assert_eq!((month.from, month.to - month.from), (1_767_196_800_000, 31 * 86_400_000));
        let quarter = Period::read("2026-q4").unwrap();
        assert_eq!((quarter.name.as_str(), quarter.to - quarter.from), ("2026-Q4", 92 * 86_400_000));
        assert!(month.holds(month.from) && !month.holds(month.to));
    }

    #[test]
    fn what_is_no_period_is_refused() {
        for text in ["", "2026", "2026-13", "2026-3", "2026-Q5", "2026-00", "March", "2026-W03"] {
            assert_eq!(Period::read(text), Err(NotAPeriod), "{text:?}");
        }
    }
}
