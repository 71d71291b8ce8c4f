//! The one thing to do next, so that a list says it at a glance. The first that holds counts.

use super::act::MediationAct;
use super::fold::MediationFold;
use super::papers::missing;
use super::state::MediationState;
use super::words::{ConfirmationResult, Done, Outcome};

/// What somebody should do now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NextStep {
    /// 报告: it may turn violent and nobody was told.
    Notify,
    /// 回执: a hand-over waits for its answer.
    Receipt,
    /// 调解: try, or try again.
    Mediate,
    /// 签订: an attempt ended agreed and there is no agreement yet.
    Agree,
    /// 督促履行.
    Fulfil,
    /// 回访.
    FollowUp,
    /// 补齐卷宗.
    Papers,
    /// 归档: nothing is left.
    Done,
}

impl NextStep {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Notify => "notify",
            Self::Receipt => "receipt",
            Self::Mediate => "mediate",
            Self::Agree => "agree",
            Self::Fulfil => "fulfil",
            Self::FollowUp => "follow_up",
            Self::Papers => "papers",
            Self::Done => "done",
        }
    }

    #[must_use]
    pub fn of(mediation: &MediationFold) -> Self {
        let pending = mediation.handing.as_ref().is_some_and(|handing| handing.receipt.is_none());
        let state = mediation.state;
        let last_agreed = mediation.attempts().last().is_some_and(|(_, attempt)| attempt.outcome == Outcome::Agreed);
        let kept = mediation.done == Some(Done::Full) || confirmed(mediation);
        match state {
            _ if mediation.notify_at_once => Self::Notify,
            state if state.is_open() && pending => Self::Receipt,
            state if state.is_open() && last_agreed => Self::Agree,
            state if state.is_open() => Self::Mediate,
            MediationState::Agreed if !kept => Self::Fulfil,
            MediationState::Agreed | MediationState::Fulfilled if !mediation.visited => Self::FollowUp,
            _ if !missing(mediation).is_empty() => Self::Papers,
            _ => Self::Done,
        }
    }
}

/// A court's confirmation makes it enforceable: urging it is no more the mediators' duty.
fn confirmed(mediation: &MediationFold) -> bool {
    mediation
        .effective()
        .any(|act| matches!(&act.act, MediationAct::Confirm(asked) if asked.result == ConfirmationResult::Confirmed))
}
