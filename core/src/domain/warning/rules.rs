//! How near, how long and how many: the thresholds of the three rules. A unit publishes its own as the dictionary `warning_rules`; until
//! then those of the program hold. A part that is left out keeps the program's numbers.

use serde::{Deserialize, Serialize};

/// The thresholds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct WarningRules {
    pub place: PlaceRule,
    pub party: PartyRule,
    pub rising: RisingRule,
}

/// 重复地点: so many cases within so many days, nearer to each other than so many metres or at one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PlaceRule {
    pub cases: u16,
    pub days: u16,
    pub metres: u16,
}

/// 重复当事人: the same name and number in so many disputes within so many days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PartyRule {
    pub disputes: u16,
    pub days: u16,
}

/// 上升类别: so many cases of a class within so many weeks, and so many percent of what there was in as many weeks before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RisingRule {
    pub cases: u16,
    pub weeks: u16,
    pub percent: u16,
}

impl Default for PlaceRule {
    fn default() -> Self {
        Self { cases: 3, days: 90, metres: 50 }
    }
}

impl Default for PartyRule {
    fn default() -> Self {
        Self { disputes: 2, days: 365 }
    }
}

impl Default for RisingRule {
    fn default() -> Self {
        Self { cases: 5, weeks: 4, percent: 150 }
    }
}

impl WarningRules {
    pub const DICTIONARY: &str = "warning_rules";

    /// The body of a dictionary.
    ///
    /// # Errors
    /// Which number is out of its bounds: one case is no repeat, and nobody's quarrels are counted for longer than three years.
    pub fn read(json: &str) -> Result<Self, String> {
        let rules: Self = serde_json::from_str(json).map_err(|error| error.to_string())?;
        let bounds = [
            ("place.cases", rules.place.cases, 2, 100),
            ("place.days", rules.place.days, 1, 1_095),
            ("place.metres", rules.place.metres, 1, 500),
            ("party.disputes", rules.party.disputes, 2, 100),
            ("party.days", rules.party.days, 1, 1_095),
            ("rising.cases", rules.rising.cases, 2, 1_000),
            ("rising.weeks", rules.rising.weeks, 1, 52),
            ("rising.percent", rules.rising.percent, 101, 1_000),
        ];
        match bounds.into_iter().find(|(_, number, least, most)| !(least..=most).contains(&number)) {
            Some((name, number, least, most)) => Err(format!("{name} is {number}; it must be {least} to {most}")),
            None => Ok(rules),
        }
    }

    /// How many days back the places and classes of cases are needed.
    #[must_use]
    pub fn case_days(&self) -> i64 {
        i64::from(self.place.days).max(i64::from(self.rising.weeks) * 7 * 2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_keeps_the_programs_number_and_nonsense_is_named() {
        assert_eq!(WarningRules::read("{}"), Ok(WarningRules::default()));
        let rules = WarningRules::read(r#"{"place":{"cases":5},"rising":{"weeks":8}}"#).unwrap();
        assert_eq!((rules.place.cases, rules.place.metres, rules.case_days()), (5, 50, 112));
        for (json, named) in [
            (r#"{"place":{"cases":1}}"#, "place.cases is 1; it must be 2 to 100"),
            (r#"{"place":{"metres":0}}"#, "place.metres is 0; it must be 1 to 500"),
            (r#"{"party":{"days":9999}}"#, "party.days is 9999; it must be 1 to 1095"),
            (r#"{"rising":{"percent":100}}"#, "rising.percent is 100; it must be 101 to 1000"),
        ] {
            assert_eq!(WarningRules::read(json).unwrap_err(), named);
        }
        assert!(WarningRules::read(r#"{"place":7}"#).unwrap_err().contains("line 1"));
    }
}
