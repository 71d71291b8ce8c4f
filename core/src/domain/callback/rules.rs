//! What the dictionary `callback_rules` holds.

use serde::{Deserialize, Serialize};

use crate::domain::calendar::Span;
use crate::domain::dictionary::{DictionaryError, Edition};

/// One edition. Strata are always unit and class; they are listed so that the file says all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallbackRules {
    /// Of each stratum, rounded up; 1 to 100.
    pub rate_percent: u8,
    /// Of each stratum that has any.
    pub at_least: u16,
    /// A rate over fewer answers is not shown, only its counts.
    pub small_number: u32,
    /// From the draw to the call.
    pub call_within: Span,
    pub entries: Vec<String>,
}

impl CallbackRules {
    /// The dictionary's name.
    pub const DICTIONARY: &str = "callback_rules";

    /// # Errors
    /// `Body` when it is no such set of rules, or the rate is none.
    pub fn read(edition: &Edition) -> Result<Self, DictionaryError> {
        let rules: Self = edition.body()?;
        if !(1..=100).contains(&rules.rate_percent) {
            return Err(edition.unreadable("rate_percent is from 1 to 100".into()));
        }
        if rules.entries != ["unit", "class"] {
            return Err(edition.unreadable("the strata are unit and class".into()));
        }
        Ok(rules)
    }
}

/// `part` of `whole` in hundredths of a percent, or `None` when the whole is too small to speak of a rate.
#[must_use]
pub fn rate(part: u32, whole: u32, small_number: u32) -> Option<u32> {
    if whole < small_number.max(1) {
        return None;
    }
    u32::try_from((u64::from(part) * 10_000 + u64::from(whole) / 2) / u64::from(whole)).ok()
}
