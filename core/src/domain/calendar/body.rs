//! What the dictionary `calendar.cn` holds, and the calendar made of all its editions.

use std::collections::BTreeMap;

use etong_protocol::OrgPath;
use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};

use crate::domain::dictionary::{DictionaryError, Edition, best_first};

/// The dictionary's name.
pub(super) const DICTIONARY: &str = "calendar.cn";

/// One edition: every day from `first` to `last` is known; those not listed follow the weekday.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarBody {
    pub first: Date,
    pub last: Date,
    pub entries: Vec<SpecialDay>,
}

/// A day that does not follow its weekday, or a day off that has a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpecialDay {
    pub day: Date,
    pub kind: DayKind,
    #[serde(default)]
    pub name: String,
}

/// Worked or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayKind {
    /// 放假.
    Holiday,
    /// 上班: also a Saturday or Sunday worked in exchange (调休).
    Workday,
}

/// What is known of the days for one unit. The edition that holds on a day (nearest unit, highest version) speaks for that
/// day, so that a year can be published by itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Calendar {
    /// The one that wins first.
    editions: Vec<Known>,
    /// Editions passed over because they cannot be read.
    pub faults: Vec<DictionaryError>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Known {
    first: Date,
    last: Date,
    days: BTreeMap<Date, DayKind>,
}

impl Calendar {
    /// The calendar's name among dictionaries.
    pub const DICTIONARY: &str = DICTIONARY;

    /// The calendar of `unit` from the editions of `calendar.cn`.
    #[must_use]
    pub fn of(editions: &[Edition], unit: &OrgPath) -> Self {
        let mut calendar = Self::default();
        for edition in best_first(editions, unit) {
            match edition.body::<CalendarBody>() {
                Ok(body) => calendar.editions.push(Known {
                    first: body.first.max(edition.valid_from),
                    last: edition.valid_to.map_or(body.last, |last| last.min(body.last)),
                    days: body.entries.into_iter().map(|entry| (entry.day, entry.kind)).collect(),
                }),
                Err(fault) => calendar.faults.push(fault),
            }
        }
        calendar
    }

    /// Is `day` worked? `None` for the second value when the calendar does not know that day and the weekday was taken.
    #[must_use]
    pub fn is_working_day(&self, day: Date) -> (bool, Option<DayKind>) {
        let weekday = !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        let Some(known) = self.editions.iter().find(|known| known.first <= day && day <= known.last) else {
            return (weekday, None);
        };
        match known.days.get(&day) {
            Some(kind) => (*kind == DayKind::Workday, Some(*kind)),
            None if weekday => (true, Some(DayKind::Workday)),
            None => (false, Some(DayKind::Holiday)),
        }
    }

    /// The last day the calendar knows; `None` when it knows none.
    #[must_use]
    pub fn known_to(&self) -> Option<Date> {
        self.editions.iter().map(|known| known.last).max()
    }

    /// What to tell whoever sees a deadline that was reckoned past the days the calendar knows, or a period that reaches past them.
    #[must_use]
    pub fn unknown_days(&self) -> String {
        let known = self.known_to().map_or_else(
            || "there is no calendar".to_owned(),
            |last| format!("the calendar knows the days up to {last}"),
        );
        format!("{known}: beyond it only weekends are taken as free; publish the next year of calendar.cn")
    }

    /// What to tell whoever looks at deadlines on `today`: nothing, or that the calendar has ended or ends soon.
    #[must_use]
    pub fn warning(&self, today: Date) -> Option<String> {
        const SOON_DAYS: i32 = 60;
        let advice = "publish the next year of calendar.cn";
        let Some(last) = self.known_to() else {
            return Some(format!("there is no calendar: only weekends are taken as free; {advice}"));
        };
        let left = (last - today).get_days();
        if left < 0 {
            return Some(format!("the calendar ended on {last}: only weekends are taken as free; {advice}"));
        }
        (left < SOON_DAYS).then(|| format!("the calendar ends on {last}; {advice}"))
    }
}
