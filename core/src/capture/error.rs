//! Why a request was refused. `NotAllowed` for a rule about who, `Barred` for a rule about when, with the way on, `Invalid` for a
//! field; all hold words a person can act on, and never the value itself.

use crate::domain::rule_id::RuleId;

/// A refusal; nothing was captured.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CaptureError {
    /// `who_may` names the kinds of post that may do it; a rule that names nobody is `Barred`.
    #[error("not allowed: {rule}{}", WhoMay(.who_may))]
    NotAllowed { rule: String, who_may: Vec<String> },
    #[error("not allowed: {}{}", .0.rule, WhoMay(&.0.who_may))]
    Barred(Box<Bar>),
    #[error("{field}: {reason}")]
    Invalid { field: String, reason: String },
    /// Bigger than what travels in one entry.
    #[error("{field} is {actual} long; at most {limit} fit")]
    TooLarge { field: String, actual: u64, limit: u64 },
}

/// A rule with the way on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    pub id: RuleId,
    /// The rule in words.
    pub rule: String,
    /// Kinds of post that may do it instead, or a person in words.
    pub who_may: Vec<String>,
    /// What was asked for.
    pub asked: Option<String>,
    /// Where the record stands.
    pub state: Option<String>,
    /// States in which what was asked for would be a step.
    pub in_states: Vec<String>,
    /// What the acting post may do now.
    pub steps: Vec<String>,
    /// What others may do now: step and kinds of post.
    pub others: Vec<(String, Vec<String>)>,
}

impl Bar {
    pub(crate) fn new(id: RuleId, rule: impl Into<String>) -> Self {
        Self {
            id,
            rule: rule.into(),
            who_may: Vec::new(),
            asked: None,
            state: None,
            in_states: Vec::new(),
            steps: Vec::new(),
            others: Vec::new(),
        }
    }

    pub(crate) fn refusal(self) -> CaptureError {
        CaptureError::Barred(Box::new(self))
    }
}

impl CaptureError {
    /// A rule that is about no kind of post: `id` says what to do.
    pub(crate) fn barred(id: RuleId, rule: impl Into<String>) -> Self {
        Bar::new(id, rule).refusal()
    }

    /// A rule that others do not break: who they are, by kind of post or in words.
    pub(crate) fn for_others<W: ToString>(
        id: RuleId,
        rule: impl Into<String>,
        who_may: impl IntoIterator<Item = W>,
    ) -> Self {
        Bar { who_may: who_may.into_iter().map(|who| who.to_string()).collect(), ..Bar::new(id, rule) }.refusal()
    }

    /// The same for a record in this state.
    pub(crate) fn not_in(id: RuleId, state: &str, rule: impl Into<String>) -> Self {
        Bar { state: Some(state.to_owned()), ..Bar::new(id, rule) }.refusal()
    }

    pub(crate) fn invalid(field: &str, reason: impl Into<String>) -> Self {
        Self::Invalid { field: field.to_owned(), reason: reason.into() }
    }
}

struct WhoMay<'a>(&'a [String]);

impl std::fmt::Display for WhoMay<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            [] => Ok(()),
            who => write!(f, " (may: {})", who.join(", ")),
        }
    }
}
