//! 预警 (止于未发): three plain rules, each of which lists the facts it rests on. A warning says "look here", never who somebody is:
//! no person gets a score, and a repeat party is told as the disputes themselves. Computed on read and never stored; what is
//! done about one is a case or a note by a person.

mod party;
mod place;
mod rising;
mod rules;

pub use party::{PartyIn, party_key, repeat_parties};
pub use place::{Spot, repeat_places};
pub use rising::rising_classes;
pub use rules::{PartyRule, PlaceRule, RisingRule, WarningRules};

use etong_protocol::RecordId;

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// The rule behind a warning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum WarningRule {
    /// Three cases or more within 90 days within 50 m or at one address; these and the next numbers are the program's.
    RepeatPlace,
    /// The same name and number in two disputes or more within 365 days.
    RepeatParty,
    /// Five cases of a class or more in four weeks, and half as many again as in the four before.
    RisingClass,
}

impl WarningRule {
    pub const ALL: [Self; 3] = [Self::RepeatPlace, Self::RepeatParty, Self::RisingClass];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RepeatPlace => "repeat_place",
            Self::RepeatParty => "repeat_party",
            Self::RisingClass => "rising_class",
        }
    }

    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| rule.as_str() == word)
    }

    /// How a note about a warning begins, so that the next reader sees that somebody has looked.
    #[must_use]
    pub fn note_mark(self) -> String {
        format!("[预警 {}] ", self.as_str())
    }

    /// The rule whose note this is.
    #[must_use]
    pub fn of_note(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| text.starts_with(&rule.note_mark()))
    }
}

/// One case that a warning rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fact {
    /// When it was reported, milliseconds since 1970.
    pub at: i64,
    pub record: RecordId,
}

/// One warning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    pub rule: WarningRule,
    /// The class that rises and the unit it rises in; empty for the other rules.
    pub class: Option<String>,
    pub unit: Option<etong_protocol::OrgPath>,
    /// Newest first.
    pub facts: Vec<Fact>,
    /// For a rising class: how many there were in the four weeks before.
    pub before: Option<u32>,
}

impl Warning {
    /// When the newest fact came.
    #[must_use]
    pub fn newest(&self) -> i64 {
        self.facts.iter().map(|fact| fact.at).max().unwrap_or_default()
    }
}
