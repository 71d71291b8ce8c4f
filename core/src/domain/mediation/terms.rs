//! The times of a mediation, in civil days of China: usually one month, once 30 days more by consent; 30 days to ask the court
//! to confirm; three days to answer a hand-over. Computed on read, stored nowhere.

use jiff::civil::Date;
use jiff::tz::{TimeZone, offset};
use jiff::{Timestamp, ToSpan};

use super::fold::MediationFold;
use super::parts::Agreement;

/// Most days an extension may add.
pub const EXTENSION_DAYS: u16 = 30;
/// 人民调解法, article 33: the parties may ask the court together within 30 days from when the agreement takes effect.
pub const CONFIRMATION_DAYS: u16 = 30;
/// Days to answer a hand-over. Our proposal: no national value was found.
pub const RECEIPT_DAYS: u16 = 3;

/// The clocks of one mediation, milliseconds since 1970; each names the first moment that is too late.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Terms {
    /// Of the mediation, while it is not over.
    pub due_at: Option<i64>,
    /// Of the answer to a hand-over nobody has receipted.
    pub receipt_due_at: Option<i64>,
    /// Of asking the court.
    pub confirmation_until: Option<i64>,
    /// Of what was agreed.
    pub fulfil_until: Option<i64>,
}

impl Terms {
    #[must_use]
    pub fn of(mediation: &MediationFold) -> Self {
        let over = !mediation.state.is_open();
        let pending = mediation.handing.as_ref().filter(|handing| handing.receipt.is_none());
        let agreement = mediation.agreement.as_ref();
        Self {
            due_at: if over { None } else { due_at(mediation.opened_at, mediation.extended_days) },
            receipt_due_at: pending.and_then(|handing| receipt_due_at(handing.at)),
            confirmation_until: agreement.and_then(confirmation_until),
            fulfil_until: agreement.and_then(|agreement| agreement.until).and_then(|until| after_days(until, 0)),
        }
    }
}

/// One month after it was opened, and `extended` days: the end of that day.
#[must_use]
pub fn due_at(opened_at: i64, extended: u16) -> Option<i64> {
    let day = day_of(opened_at)?;
    start_of(day.checked_add(1.month()).ok()?.checked_add((i64::from(extended) + 1).days()).ok()?)
}

/// When an agreement binds: signed and sealed, or reached by word of mouth (人民调解法, article 29 and 30).
#[must_use]
pub fn effective_at(agreement: &Agreement) -> i64 {
    agreement.signed_at
}

#[must_use]
pub fn confirmation_until(agreement: &Agreement) -> Option<i64> {
    after_days(effective_at(agreement), CONFIRMATION_DAYS)
}

#[must_use]
pub fn receipt_due_at(handed_at: i64) -> Option<i64> {
    after_days(handed_at, RECEIPT_DAYS)
}

/// The end of the day `days` days after the day of `at`.
fn after_days(at: i64, days: u16) -> Option<i64> {
    start_of(day_of(at)?.checked_add((i64::from(days) + 1).days()).ok()?)
}

fn day_of(ms: i64) -> Option<Date> {
    Some(Timestamp::from_millisecond(ms).ok()?.to_zoned_datetime(china()).date())
}

fn start_of(day: Date) -> Option<i64> {
    Some(day.to_zoned_datetime(china()).ok()?.timestamp().as_millisecond())
}

/// One zone without summer time since 1991.
fn china() -> TimeZone {
    TimeZone::fixed(offset(8))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(text: &str) -> i64 {
        text.parse::<Timestamp>().unwrap().as_millisecond()
    }

    #[test]
    fn a_mediation_has_a_month_and_the_last_day_is_a_whole_one() {
        let table = [
            // opened, days more, first moment that is too late
            ("2026-03-05T09:30:00+08:00", 0, "2026-04-06T00:00:00+08:00"),
            ("2026-01-31T23:59:59+08:00", 0, "2026-03-01T00:00:00+08:00"),
            ("2026-03-05T00:00:00+08:00", 30, "2026-05-06T00:00:00+08:00"),
            ("2026-03-04T16:00:00Z", 0, "2026-04-06T00:00:00+08:00"),
        ];
        for (opened, more, due) in table {
            assert_eq!(due_at(ms(opened), more), Some(ms(due)), "{opened} {more}");
        }
        assert_eq!(due_at(i64::MAX, 0), None, "a clock that is no date has no deadline");
    }

    #[test]
    fn the_court_may_be_asked_for_thirty_days_from_when_it_binds() {
        let agreement = Agreement {
            facts: String::new(),
            terms: Vec::new(),
            how: None,
            place: None,
            until: None,
            copies: 3,
            oral: false,
            simple: false,
            signed_at: ms("2026-03-05T15:00:00+08:00"),
            witnesses: Vec::new(),
        };
        assert_eq!(confirmation_until(&agreement), Some(ms("2026-04-05T00:00:00+08:00")));
        assert_eq!(receipt_due_at(agreement.signed_at), Some(ms("2026-03-09T00:00:00+08:00")));
    }
}
