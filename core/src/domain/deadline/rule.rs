//! What the dictionary `deadline_rules` holds: for each class and level, how long each step may take and what must be answered
//! to whom. The defaults that come with the program are proposals; a unit publishes its own.

use serde::{Deserialize, Serialize};

use crate::domain::calendar::Span;
use crate::domain::dictionary::{DictionaryError, Edition};

/// One edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeadlineRules {
    /// 督办: how long after something ran out supervising is proposed.
    pub supervise_after: Span,
    pub entries: Vec<DeadlineRule>,
}

/// The rule of one class, or of some levels of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeadlineRule {
    pub id: String,
    /// A class of case as in `dispute`; `*` for every class without a rule of its own.
    pub class: String,
    /// Levels as in `03`; empty for all levels of the class.
    #[serde(default)]
    pub levels: Vec<String>,
    /// 受理: until somebody has taken it on.
    pub accept: Span,
    /// 核实: until whoever found it has looked again, from when that was asked. None: as long as `accept`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verify: Option<Span>,
    /// 核查: until a desk has said whether it was done, from when that was reported. None: as long as `accept`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<Span>,
    /// 首次反馈: until something was heard from whoever handles it.
    #[serde(default)]
    pub first_feedback: Option<Span>,
    /// 办结: until the result is reported back.
    #[serde(default)]
    pub finish: Option<Span>,
    /// 延期: once, asked for before the time runs out, with a reason. None: this class is not extended.
    #[serde(default)]
    pub extension: Option<Extension>,
    /// In place of the edition's.
    #[serde(default)]
    pub supervise_after: Option<Span>,
    /// 答复要求.
    #[serde(default)]
    pub reply: Vec<ReplyRule>,
}

/// How far a case can be extended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extension {
    /// At most so long after it was due.
    pub by: Span,
    /// The parties have to agree, and the reason has to say so.
    #[serde(default)]
    pub consent: bool,
}

/// Who tells the reporter what, how, and at which step. Plain words, shown to whoever makes the step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplyRule {
    /// `accept`, `first_feedback` or `finish`.
    pub at: String,
    pub who: String,
    pub channel: String,
    pub content: String,
}

impl DeadlineRules {
    /// The dictionary's name.
    pub const DICTIONARY: &str = "deadline_rules";

    /// # Errors
    /// `Body` when it is no such set of rules, two rules have one id, or no rule is left for a class without one.
    pub fn read(edition: &Edition) -> Result<Self, DictionaryError> {
        let rules: Self = edition.body()?;
        edition.refuse_twins(rules.entries.iter().map(|rule| rule.id.as_str()))?;
        if !rules.entries.iter().any(|rule| rule.class == "*" && rule.levels.is_empty()) {
            return Err(edition.unreadable("there is no rule for the class *, which all others fall back on".into()));
        }
        Ok(rules)
    }

    /// The rule for a case: of its class and level, else of its class, else of every class.
    #[must_use]
    pub fn rule_for(&self, class: &str, level: Option<&str>) -> Option<&DeadlineRule> {
        let of = |class: &str, level: Option<&str>| {
            self.entries.iter().find(|rule| {
                rule.class == class
                    && match level {
                        Some(level) => rule.levels.iter().any(|own| own == level),
                        None => rule.levels.is_empty(),
                    }
            })
        };
        level.and_then(|level| of(class, Some(level))).or_else(|| of(class, None)).or_else(|| of("*", None))
    }
}

impl DeadlineRule {
    /// What has to be told when this step is made.
    pub fn replies_at<'a>(&'a self, step: &'a str) -> impl Iterator<Item = &'a ReplyRule> {
        self.reply.iter().filter(move |reply| reply.at == step)
    }
}
