//! What is left to do when an act was refused: where the case stands, which steps this post may take now, and who may take the
//! others. Asked of the same tables that judge an act, never of a copy.

use etong_protocol::{PostKind, RecordKind};

use super::act_word::{ActGroup, ActWord};
use super::fold::CaseFold;
use super::judge::{Actor, offers, open_to};
use super::rights::who_may;
use super::standing::Rule;
use super::state::CaseState;
use super::steps::step;
use crate::domain::rule_id::RuleId;

/// The way on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instead {
    pub state: CaseState,
    /// States in which the refused act would be a step.
    pub in_states: Vec<CaseState>,
    /// What the post may do now, moves first.
    pub steps: Vec<ActWord>,
    /// Moves that are open to other kinds of post.
    pub others: Vec<(ActWord, Vec<PostKind>)>,
}

/// What a post may do instead of `word`, and who may do the rest.
#[must_use]
pub fn instead(case: &CaseFold, actor: Actor<'_>, word: ActWord) -> Instead {
    let open = offers(case, actor).into_iter().filter(|(_, rule)| rule.is_none());
    let steps: Vec<ActWord> = open.map(|(step, _)| step).collect();
    let moves = ActWord::ALL.into_iter().filter(|one| one.group() == ActGroup::Move && !steps.contains(one));
    let others = moves.map(|one| (one, open_to(case, one))).filter(|(_, kinds)| !kinds.is_empty()).collect();
    let in_states = CaseState::ALL.into_iter().filter(|state| step(Some(*state), word).is_some()).collect();
    Instead { state: case.state, in_states, steps, others }
}

impl Rule {
    #[must_use]
    pub const fn id(&self) -> RuleId {
        match self {
            Self::Post { .. } => RuleId::Post,
            Self::Step { .. } => RuleId::Step,
            Self::Receiver { .. } => RuleId::Receiver,
            Self::Ahead => RuleId::Ahead,
            Self::Upwards { .. } => RuleId::Upwards,
            Self::NotAbove { .. } => RuleId::NotAbove,
            Self::Returned { .. } => RuleId::Returned,
            Self::HandedUp { .. } => RuleId::HandedUp,
            Self::NotSender => RuleId::NotSender,
            Self::OwnRating => RuleId::OwnRating,
            Self::NoGoodLook { .. } => RuleId::NoGoodLook,
            Self::ExtendedOnce => RuleId::ExtendedOnce,
            Self::NotReporter { .. } => RuleId::NotReporter,
            Self::OwnWork => RuleId::OwnWork,
            Self::OwnReport => RuleId::OwnReport,
            Self::NotOffered => RuleId::NotOffered,
            Self::HazardOnly => RuleId::HazardOnly,
            Self::NotLinked => RuleId::NotLinked,
            Self::Stars => RuleId::Stars,
            Self::Waits { .. } => RuleId::Waits,
        }
    }

    /// Who may do what this rule forbids: kinds of post, or a person in words.
    #[must_use]
    pub fn who_may(&self, word: ActWord) -> Vec<String> {
        let names = |kinds: &[PostKind]| kinds.iter().map(ToString::to_string).collect::<Vec<_>>();
        match self {
            Self::HandedUp { desk } | Self::Returned { desk, .. } => names(std::slice::from_ref(desk)),
            Self::Step { .. } | Self::Post { .. } | Self::OwnWork | Self::OwnReport => names(&who_may(word)),
            Self::OwnRating => vec!["the reporter, when somebody else worked on it".into(), "callback_clerk".into()],
            Self::NoGoodLook { .. } => names(&etong_protocol::authority::who_may(&RecordKind::Inspection, "inspect")),
            Self::NotOffered => names(&who_may(ActWord::Dispatch)),
            Self::Upwards { .. } => names(&who_may(ActWord::Escalate)),
            Self::ExtendedOnce => names(&who_may(ActWord::Suspend)),
            Self::HazardOnly => names(&who_may(ActWord::Classify)),
            Self::NotLinked => names(&who_may(ActWord::LinkDuplicate)),
            Self::NotSender => vec!["whoever sent it on".into()],
            Self::NotReporter { .. } => vec!["the reporter".into()],
            Self::Receiver { .. } | Self::Ahead | Self::NotAbove { .. } | Self::Stars | Self::Waits { .. } => {
                Vec::new()
            }
        }
    }
}
