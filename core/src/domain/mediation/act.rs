//! The acts on a mediation. How they are written down is in `payload`; what they lead to is in `fold`.

use etong_protocol::{PostId, RecordId};
use serde::{Deserialize, Serialize};

use super::parts::{
    Agreement, Appointment, Attempt, Confirmation, Failure, FollowUp, Fulfilment, Handover, Litigant, Methods, Opinion,
    Paper, Receipt, Recusal,
};
use super::words::{DisputeType, MediationSource};
use crate::domain::word::closed_word;

/// 受理登记: what founds a mediation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    /// The case it is about.
    pub case: RecordId,
    #[serde(rename = "type")]
    pub dispute: DisputeType,
    pub source: MediationSource,
    pub parties: Vec<Litigant>,
    /// 简要情况.
    pub brief: String,
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MediationAct {
    Open(Opening),
    Appoint(Appointment),
    Attempt(Box<Attempt>),
    Methods(Methods),
    Recuse(Recusal),
    /// 撤销回避: it was a mistake, or whoever asked for it asks no more.
    LiftRecusal {
        mediator: PostId,
        reason: String,
    },
    /// 请求支援: a lawyer or team is asked for, by skill.
    Ask {
        skill: String,
        words: String,
    },
    Opinion(Opinion),
    Handover(Handover),
    Receipt(Receipt),
    Agree(Box<Agreement>),
    Fulfil(Fulfilment),
    FollowUp(FollowUp),
    Confirm(Confirmation),
    /// 延长调解期限, with the consent of all parties.
    Extend {
        days: u16,
        consent_of: Vec<String>,
    },
    Fail(Failure),
    /// 当事人撤回: mediation is voluntary.
    Withdraw {
        party: String,
        words: String,
    },
    Paper(Paper),
    /// 已报告: the authorities were told of signs that it may turn violent.
    Notified {
        whom: String,
        words: String,
    },
    /// 已打印: a paper with whole names left the system.
    Printed {
        paper: String,
        reason: String,
    },
    Note {
        words: String,
    },
    /// An act of a newer program; holds its word.
    Unknown(String),
}

closed_word!(
    /// The name of an act, without its content.
    ActWord {
        Open = "open",
        Appoint = "appoint",
        Attempt = "attempt",
        Methods = "methods",
        Recuse = "recuse",
        LiftRecusal = "lift_recusal",
        Ask = "ask",
        Opinion = "opinion",
        Handover = "handover",
        Receipt = "receipt",
        Agree = "agree",
        Fulfil = "fulfil",
        FollowUp = "follow_up",
        Confirm = "confirm",
        Extend = "extend",
        Fail = "fail",
        Withdraw = "withdraw",
        Paper = "paper",
        Notified = "notified",
        Printed = "printed",
        Note = "note",
    }
);

impl MediationAct {
    /// `None` for an act this program does not know.
    #[must_use]
    pub const fn word(&self) -> Option<ActWord> {
        Some(match self {
            Self::Open(_) => ActWord::Open,
            Self::Appoint(_) => ActWord::Appoint,
            Self::Attempt(_) => ActWord::Attempt,
            Self::Methods(_) => ActWord::Methods,
            Self::Recuse(_) => ActWord::Recuse,
            Self::LiftRecusal { .. } => ActWord::LiftRecusal,
            Self::Ask { .. } => ActWord::Ask,
            Self::Opinion(_) => ActWord::Opinion,
            Self::Handover(_) => ActWord::Handover,
            Self::Receipt(_) => ActWord::Receipt,
            Self::Agree(_) => ActWord::Agree,
            Self::Fulfil(_) => ActWord::Fulfil,
            Self::FollowUp(_) => ActWord::FollowUp,
            Self::Confirm(_) => ActWord::Confirm,
            Self::Extend { .. } => ActWord::Extend,
            Self::Fail(_) => ActWord::Fail,
            Self::Withdraw { .. } => ActWord::Withdraw,
            Self::Paper(_) => ActWord::Paper,
            Self::Notified { .. } => ActWord::Notified,
            Self::Printed { .. } => ActWord::Printed,
            Self::Note { .. } => ActWord::Note,
            Self::Unknown(_) => return None,
        })
    }

    /// The word as it travels.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Unknown(word) => word,
            known => known.word().map_or("", ActWord::as_str),
        }
    }
}
