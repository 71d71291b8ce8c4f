//! 有效巡逻: what a patrol must show to count, where a unit has decided that it must (dictionary `patrol_rules`). Without such
//! a decision there is no rule and every patrol is valid: nobody is measured by default. The answer lists each clause with what
//! was wanted and what was there, and hides nothing.

use etong_protocol::PostKind;
use serde::{Deserialize, Serialize};

use super::checkpoint::{Reached, reached};
use super::fold::PatrolFold;
use super::summary::inside;

/// The body of the dictionary `patrol_rules`, as JSON: `{"rules":[{"posts":["volunteer"],"min_minutes":15,"min_metres":1000}]}`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PatrolRules {
    /// The first rule that names the post holds.
    #[serde(default)]
    pub rules: Vec<PatrolRule>,
}

/// What patrols of some kinds of post must show.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PatrolRule {
    /// Kinds of post as words; all when empty.
    #[serde(default)]
    pub posts: Vec<String>,
    #[serde(default)]
    pub min_minutes: Option<u32>,
    /// With `min_places` as well, one of the two is enough: stairs make no kilometres.
    #[serde(default)]
    pub min_metres: Option<u32>,
    /// Planned places reached.
    #[serde(default)]
    pub min_places: Option<u32>,
    /// Points inside the area, of a thousand. A patrol without area meets it.
    #[serde(default)]
    pub min_inside_permille: Option<u32>,
}

/// One demand and what was there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// `minutes`, `metres`, `places` or `inside_permille`.
    pub what: &'static str,
    pub wanted: u64,
    pub found: u64,
    pub met: bool,
}

/// Does the patrol count, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Validity {
    pub valid: bool,
    /// None where no rule applies.
    pub clauses: Vec<Clause>,
}

impl PatrolRules {
    /// The dictionary they are published under.
    pub const DICTIONARY: &str = "patrol_rules";

    /// The rule for a post, if there is one.
    #[must_use]
    pub fn for_post(&self, post: &PostKind) -> Option<&PatrolRule> {
        self.rules.iter().find(|rule| rule.posts.is_empty() || rule.posts.iter().any(|word| word == post.as_str()))
    }
}

/// Judges a patrol by the rules of the day it was started.
#[must_use]
pub fn judge(patrol: &PatrolFold, rules: &PatrolRules) -> Validity {
    let Some(rule) = rules.for_post(&patrol.post_kind) else {
        return Validity { valid: true, clauses: Vec::new() };
    };
    let places = reached(patrol).iter().filter(|place| Reached::is_reached(place)).count() as u64;
    let minutes = u64::try_from(patrol.duration_ms / 60_000).unwrap_or(0);
    let mut clauses = Vec::new();
    let mut clause = |what, wanted: Option<u32>, found: u64| {
        if let Some(wanted) = wanted.map(u64::from) {
            clauses.push(Clause { what, wanted, found, met: found >= wanted });
        }
    };
    clause("minutes", rule.min_minutes, minutes);
    clause("metres", rule.min_metres, patrol.distance_m);
    clause("places", rule.min_places, places);
    let inside = inside(patrol);
    if let Some(inside) = inside {
        clause("inside_permille", rule.min_inside_permille, u64::from(inside));
    }
    let either = rule.min_metres.is_some() && rule.min_places.is_some();
    let way = |clause: &&Clause| matches!(clause.what, "metres" | "places");
    let way_met = clauses.iter().filter(way).any(|clause| clause.met);
    let valid = clauses.iter().all(|clause| clause.met || (either && way(&clause) && way_met));
    Validity { valid, clauses }
}

#[cfg(test)]
#[path = "rule_tests.rs"]
mod tests;
