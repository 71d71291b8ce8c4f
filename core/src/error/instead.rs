//! What is left to do when a rule forbids something: the rule's id, who may do it, and which steps are open. Data for shells,
//! which choose their own words.

use crate::capture::Bar;

/// The way on after a refusal. Everything here is a word of the core, as in `report_back` or `grid_worker`.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Instead {
    /// Id of the rule, as in `step` or `post`.
    pub rule: String,
    /// What to do about it, in plain words.
    pub todo: String,
    /// Kinds of post that may do it, or a person in words.
    pub who_may: Vec<String>,
    /// The act that was asked for.
    pub asked: Option<String>,
    /// Where the record stands.
    pub state: Option<String>,
    /// States in which what was asked for would be a step.
    pub in_states: Vec<String>,
    /// What the acting post may do now.
    pub steps: Vec<String>,
    /// What others may do now.
    pub others: Vec<StepOfOthers>,
}

/// A step that is open to other posts.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct StepOfOthers {
    pub step: String,
    pub who_may: Vec<String>,
}

impl From<Bar> for Instead {
    fn from(bar: Bar) -> Self {
        let others = bar.others.into_iter().map(|(step, who_may)| StepOfOthers { step, who_may });
        Self {
            rule: bar.id.as_str().to_owned(),
            todo: bar.id.todo().to_owned(),
            who_may: bar.who_may,
            asked: bar.asked,
            state: bar.state,
            in_states: bar.in_states,
            steps: bar.steps,
            others: others.collect(),
        }
    }
}

impl Instead {
    /// Behind the rule and who may.
    pub(super) fn in_words(&self) -> String {
        let mut words = String::new();
        let here = self.state.as_ref().is_some_and(|state| self.in_states.contains(state));
        if !here && !self.in_states.is_empty() {
            words += &format!("; it is a step of a case that is {}", self.in_states.join(" or "));
        }
        if !self.todo.is_empty() {
            words += &format!("; {}", self.todo);
        }
        if !self.steps.is_empty() {
            words += &format!("; this post may now: {}", self.steps.join(", "));
        }
        let others: Vec<String> =
            self.others.iter().map(|other| format!("{} ({})", other.step, other.who_may.join(", "))).collect();
        if !others.is_empty() {
            words += &format!("; others may: {}", others.join(", "));
        }
        words
    }
}
