//! What an act on a mediation counts for, and the rule when it counts for nothing. Nothing is ever hidden.

use etong_protocol::{DeviceId, EntryId, PostId, PostKind};

use super::act::{ActWord, MediationAct};
use super::state::MediationState;
use super::words::Side;
use crate::domain::rule_id::RuleId;

/// One act and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoldedMediationAct {
    pub id: EntryId,
    pub seq: Option<u64>,
    pub device: DeviceId,
    pub post: PostId,
    pub post_kind: PostKind,
    /// Milliseconds since 1970, phone clock.
    pub captured_at: i64,
    pub act: MediationAct,
    pub standing: Standing,
    /// It counts, and somebody should look at it.
    pub flag: Option<Flag>,
}

/// What an act counts for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    Effective,
    /// Somebody else's act came first.
    Superseded {
        by: EntryId,
    },
    /// Against a rule.
    NotAllowed {
        rule: Rule,
    },
    /// An act or a mode this program does not know.
    Unknown,
}

/// Odd, and kept as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Flag {
    /// A mode before the one that should have been tried first, and no reason given.
    OutOfOrder,
    /// Mediated without telling the parties their rights.
    RightsNotTold,
    /// The court was asked more than 30 days after the agreement took effect.
    ConfirmationLate,
}

impl Flag {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OutOfOrder => "out_of_order",
            Self::RightsNotTold => "rights_not_told",
            Self::ConfirmationLate => "confirmation_late",
        }
    }
}

/// The rule an act is against.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Rule {
    #[error("a {post} may not {right} a mediation")]
    Post { post: PostKind, right: &'static str },
    #[error("a mediation that is {} does not take {act}", .from.map_or("not open", MediationState::as_str))]
    Step { from: Option<MediationState>, act: ActWord },
    #[error("this mediator stepped aside: nobody mediates for his own people")]
    Recused { mediator: PostId },
    #[error("it was handed over to the {to}: they receipt it, then mediate or hand it back")]
    HandedOver { to: Side },
    #[error("an agreement needs an attempt that ended in one")]
    NoAgreedAttempt,
    #[error("the {to} has it already")]
    AlreadyThere { to: Side },
    #[error("nothing was handed over under this entry")]
    NoHandover,
    #[error("the {to} receipts what it takes; without its signed paper nobody else can")]
    Receiver { to: Side },
    #[error("all parties must consent to more time; mediation is voluntary")]
    Consent,
    #[error("the time of a mediation is extended once, by 1 to 30 days")]
    TooLong,
    #[error("{mode} comes after {before} was tried or handed up; or say why not")]
    Order { mode: String, before: String },
}

impl Rule {
    #[must_use]
    pub const fn id(&self) -> RuleId {
        match self {
            Self::Post { .. } => RuleId::Post,
            Self::Step { .. } => RuleId::MediationOver,
            Self::Recused { .. } => RuleId::Recused,
            Self::HandedOver { .. } => RuleId::HandedOver,
            Self::NoAgreedAttempt => RuleId::NoAgreedAttempt,
            Self::AlreadyThere { .. } => RuleId::AlreadyThere,
            Self::NoHandover => RuleId::NoHandover,
            Self::Receiver { .. } => RuleId::NotTheReceiver,
            Self::Consent => RuleId::Consent,
            Self::TooLong => RuleId::TooLong,
            Self::Order { .. } => RuleId::Order,
        }
    }
}
