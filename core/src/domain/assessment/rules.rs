//! Which indicators count how much: the dictionary `assessment_rules`. A field or indicator that is not known is refused, not
//! skipped: a quota, a ranking or a person written into the rules must not look as if it were in force.

use serde::{Deserialize, Serialize};

use super::{Indicator, Rate};

/// One edition of the rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssessmentRules {
    /// Of the dictionary; 0: built in.
    #[serde(default)]
    pub version: u32,
    pub source: String,
    pub indicators: Vec<WeightedIndicator>,
}

/// One indicator and its weight in the score; 0 shows it without scoring it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WeightedIndicator {
    pub indicator: String,
    pub weight: u32,
}

/// Why a text is no set of rules.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotRules {
    #[error("not assessment rules: {0}")]
    Unreadable(String),
    #[error("there is no indicator {0}; indicators are about units and cases, never about persons or effort")]
    NoSuchIndicator(String),
    #[error("{0} is listed twice")]
    Twice(String),
    #[error("{0} is neither good nor bad and has no weight")]
    NotScored(String),
}

impl AssessmentRules {
    pub const DICTIONARY: &str = "assessment_rules";

    #[must_use]
    pub fn built_in() -> Self {
        let weight = |indicator: Indicator| match indicator {
            Indicator::HandledInTime | Indicator::Satisfied => 20,
            Indicator::AcceptedInTime | Indicator::ClosedInTime | Indicator::Rework => 15,
            Indicator::CalledBack => 10,
            Indicator::Misdirected => 5,
            _ => 0,
        };
        let indicators = Indicator::ALL
            .into_iter()
            .map(|indicator| WeightedIndicator { indicator: indicator.as_str().into(), weight: weight(indicator) })
            .collect();
        Self { version: 0, source: "built-in default; vocabulary after eGova, weights proposed".into(), indicators }
    }

    /// The body of a dictionary; its version is the dictionary's, set by the caller.
    ///
    /// # Errors
    /// `NotRules`.
    pub fn read(json: &str) -> Result<Self, NotRules> {
        let rules: Self = serde_json::from_str(json).map_err(|error| NotRules::Unreadable(error.to_string()))?;
        let mut seen = std::collections::BTreeSet::new();
        for row in &rules.indicators {
            let indicator =
                Indicator::from_word(&row.indicator).ok_or_else(|| NotRules::NoSuchIndicator(row.indicator.clone()))?;
            if !seen.insert(indicator) {
                return Err(NotRules::Twice(row.indicator.clone()));
            }
            if row.weight > 0 && indicator.better().is_none() {
                return Err(NotRules::NotScored(row.indicator.clone()));
            }
        }
        Ok(rules)
    }
}

/// The weighted mean of the rates that can be said, in tenths of a percent, and how much weight stands behind it. `None` when
/// nothing can be said. `rates`: indicator, weight, rate.
#[must_use]
pub fn score(rates: &[(Indicator, u32, Rate)]) -> Option<(u32, u32)> {
    let (mut sum, mut weights) = (0_u64, 0_u64);
    for (indicator, weight, rate) in rates {
        let (Rate::Known { permille, .. }, Some(better)) = (rate, indicator.better()) else { continue };
        let good = if better { *permille } else { 1_000_u32.saturating_sub(*permille) };
        sum = sum.saturating_add(u64::from(good).saturating_mul(u64::from(*weight)));
        weights = weights.saturating_add(u64::from(*weight));
    }
    let mean = sum.checked_div(weights)?;
    Some((u32::try_from(mean).unwrap_or(u32::MAX), u32::try_from(weights).unwrap_or(u32::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rules_built_in_are_rules() {
        let built_in = AssessmentRules::built_in();
        assert_eq!(AssessmentRules::read(&serde_json::to_string(&built_in).unwrap()), Ok(built_in.clone()));
        assert_eq!(built_in.indicators.iter().map(|row| row.weight).sum::<u32>(), 100);
    }

    #[test]
    fn a_quota_a_person_or_online_time_cannot_be_written_into_the_rules() {
        for (row, word) in [
            (r#"{"indicator":"handled_in_time","weight":1,"min_count":20}"#, "min_count"),
            (r#"{"indicator":"handled_in_time","weight":1,"person":"x"}"#, "person"),
            (r#"{"indicator":"online_time","weight":1}"#, "online_time"),
            (r#"{"indicator":"mileage","weight":1}"#, "mileage"),
            (r#"{"indicator":"suspended","weight":1}"#, "suspended"),
        ] {
            let error = AssessmentRules::read(&format!(r#"{{"source":"x","indicators":[{row}]}}"#)).unwrap_err();
            assert!(error.to_string().contains(word), "{error}");
        }
    }

    #[test]
    fn what_cannot_be_said_takes_no_part_in_the_score() {
        let known = |permille| Rate::Known { permille, low: 0, high: 0 };
        use Indicator::{HandledInTime, Rework, Satisfied, Suspended};
        let rates = [(HandledInTime, 20, known(900)), (Rework, 10, known(300)), (Satisfied, 70, Rate::TooFewToSay)];
        assert_eq!(score(&rates), Some((833, 30)));
        assert_eq!(score(&[(Suspended, 5, known(900)), (Satisfied, 5, Rate::NoCase)]), None);
    }
}
