//! What the dictionary `retention_rules` holds. The defaults come with the program; the centre or a unit publishes its own, within
//! bounds: a raw track is never kept longer than 30 days, a closed case never less than 30.

use serde::{Deserialize, Serialize};

use crate::domain::dictionary::{DictionaryError, Edition};

const DAY_MS: i64 = 24 * 3600 * 1000;
/// 行踪轨迹 is sensitive: longer than this nobody may set.
const TRACK_AT_MOST: u32 = 30;
/// Shorter than this a case would go while its reporter may still dispute it.
const CASE_AT_LEAST: u32 = 30;

/// One edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RetentionRules {
    /// What was brought back on purpose stays for so many days.
    pub again_days: u32,
    pub entries: Vec<RetentionRule>,
}

/// What becomes of a class of record in some of its states.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RetentionRule {
    pub id: String,
    /// `case`, `track`, `last_place`; other classes are listed so that the file says all.
    pub class: String,
    /// States as in `closed`; empty for all.
    #[serde(default)]
    pub states: Vec<String>,
    pub then: Then,
    /// After its end, on phones of the field.
    #[serde(default)]
    pub days: u32,
    /// The same on phones that hold a desk's post; as `days` when left out.
    #[serde(default)]
    pub desk_days: Option<u32>,
    /// Law, decision or custom it rests on.
    pub source: String,
}

/// What becomes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Then {
    /// Stays until it is erased.
    Keep,
    /// 精简: its words go, what it was and how it ended stays.
    Slim,
    /// 汇总: what was measured goes, what it came to stays.
    Summary,
    /// Goes.
    Drop,
}

impl RetentionRules {
    /// The dictionary's name.
    pub const DICTIONARY: &str = "retention_rules";

    /// # Errors
    /// `Body` when it is no such set of rules, two rules have one id, or one goes beyond the bounds.
    pub fn read(edition: &Edition) -> Result<Self, DictionaryError> {
        let rules: Self = edition.body()?;
        edition.refuse_twins(rules.entries.iter().map(|rule| rule.id.as_str()))?;
        for rule in &rules.entries {
            rule.bounds().map_err(|reason| edition.unreadable(format!("rule {}: {reason}", rule.id)))?;
        }
        for class in ["track", "last_place"] {
            if !rules.entries.iter().any(|rule| rule.class == class) {
                return Err(edition.unreadable(format!("there is no rule for the class {class}")));
            }
        }
        Ok(rules)
    }

    /// The rule of a class in a state; `None`: it stays.
    #[must_use]
    pub fn rule_for(&self, class: &str, state: &str) -> Option<&RetentionRule> {
        let of = |named: bool| {
            self.entries.iter().find(|rule| {
                rule.class == class
                    && if named { rule.states.iter().any(|own| own == state) } else { rule.states.is_empty() }
            })
        };
        of(true).or_else(|| of(false))
    }

    /// The shortest time after which anything of a class goes, on a phone of this sort.
    #[must_use]
    pub fn shortest_ms(&self, class: &str, desk: bool) -> Option<i64> {
        let rules = self.entries.iter().filter(|rule| rule.class == class && rule.then != Then::Keep);
        rules.map(|rule| rule.after_ms(desk)).min()
    }

    #[must_use]
    pub fn again_ms(&self) -> i64 {
        i64::from(self.again_days).saturating_mul(DAY_MS)
    }
}

impl RetentionRule {
    #[must_use]
    pub fn after_ms(&self, desk: bool) -> i64 {
        let days = if desk { self.desk_days.unwrap_or(self.days) } else { self.days };
        i64::from(days).saturating_mul(DAY_MS)
    }

    fn bounds(&self) -> Result<(), String> {
        let most = self.days.max(self.desk_days.unwrap_or(0));
        let least = self.days.min(self.desk_days.unwrap_or(self.days));
        match (self.class.as_str(), self.then) {
            ("case", Then::Slim) if least >= CASE_AT_LEAST => Ok(()),
            ("case", Then::Slim) => Err(format!("a case is kept {CASE_AT_LEAST} days at least")),
            ("case", Then::Keep) => Ok(()),
            ("case", _) => Err("a case is kept or slimmed".into()),
            ("track", Then::Summary) | ("last_place", Then::Drop) if most <= TRACK_AT_MOST => Ok(()),
            ("track" | "last_place", _) => {
                Err(format!("where somebody was is kept {TRACK_AT_MOST} days at most, then summed up or dropped"))
            }
            (_, Then::Keep) => Ok(()),
            (class, _) => Err(format!("{class} can only be kept: it goes by an erasure")),
        }
    }
}
