//! What an event counts for in the fold, and the reason when it counts for nothing. Nothing is ever hidden.

use etong_protocol::{DeviceId, EntryId, PostId, PostKind};

use super::act::CaseAct;
use super::act_word::ActWord;
use super::state::CaseState;
use crate::domain::shown_time::ShownTime;

/// One event and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoldedAct {
    pub id: EntryId,
    pub seq: Option<u64>,
    pub device: DeviceId,
    pub post: PostId,
    pub post_kind: PostKind,
    pub captured_at: i64,
    /// The time it counts by.
    pub shown: ShownTime,
    pub act: CaseAct,
    pub standing: ActStanding,
}

/// What an event counts for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ActStanding {
    /// It moved the case.
    Effective,
    /// It set a mark on the case, as in 延期 or 督办, and moved nothing.
    Marked,
    /// It will move or mark the case once the relay has it, unless somebody else is first.
    Waiting,
    /// A comment, visit or evidence.
    Remark,
    /// Somebody else's act came first: `by` is what moved the case instead.
    Superseded { by: EntryId, because: Because },
    /// Against a rule.
    NotAllowed { rule: Rule },
    /// An act this phone does not know.
    Unknown,
}

/// Why an act came too late.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Because {
    /// The case was founded already.
    AlreadyReported,
    /// Another act built on the same base and came first.
    AlreadyMoved,
    /// It builds on an act that did not take effect itself, or that nobody has seen.
    BaseNotEffective,
}

impl Because {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AlreadyReported => "already_reported",
            Self::AlreadyMoved => "already_moved",
            Self::BaseNotEffective => "base_not_effective",
        }
    }
}

/// The rule an act is against.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Rule {
    #[error("a {post} may not {act} a case")]
    Post { post: PostKind, act: ActWord },
    #[error("a case that is {} cannot go through {act}", .from.map_or("not reported", CaseState::as_str))]
    Step { from: Option<CaseState>, act: ActWord },
    #[error("a case cannot be dispatched to a {to}")]
    Receiver { to: PostKind },
    #[error("the case was moved by an act this program does not know: update it first")]
    Ahead,
    #[error("a {from} hands a case up by escalate, not by dispatch to a {to}")]
    Upwards { from: PostKind, to: PostKind },
    #[error("a {to} is not above a {from}: escalate goes up")]
    NotAbove { from: PostKind, to: PostKind },
    #[error("the case was returned {times} times: the {desk} decides now, and what it decides is not returned again")]
    Returned { times: u32, desk: PostKind },
    #[error("the case was handed up: the {desk} moves it next, unless whoever handed it up recalls it")]
    HandedUp { desk: PostKind },
    #[error("only who sent a case on, or reported it, may recall it")]
    NotSender,
    #[error(
        "whoever said what was done does not check it: another desk of the community, or the one above, checks or closes it"
    )]
    OwnReport,
    #[error("who worked on a case neither rates nor confirms it: somebody else says whether it is well done")]
    OwnRating,
    #[error("a hazard of an inspection is written off once a re-check found it good; the last look found it {answer}")]
    NoGoodLook { answer: String },
    #[error("a case is extended once; it was extended already")]
    ExtendedOnce,
    #[error("only the person who reported the case may {act} it")]
    NotReporter { act: ActWord },
    #[error("who worked on a case does not make the callback on it")]
    OwnWork,
    #[error("a unit that only reads a case works on it once it was dispatched to that unit")]
    NotOffered,
    #[error("only a hazard has a time limit for putting it right")]
    HazardOnly,
    #[error("the case is linked to no other")]
    NotLinked,
    #[error("a rating is 1 to 5")]
    Stars,
    #[error("{act} waits for the centre: sync first")]
    Waits { act: ActWord },
}
