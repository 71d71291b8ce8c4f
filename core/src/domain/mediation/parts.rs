//! What the acts of a mediation say. Names, phones and addresses in here are personal data: a screen shows them masked, only a
//! printed paper holds them whole. No citizen number is kept: the papers of the file do not ask for one.

use etong_protocol::{EntryId, OrgPath, PostId, RecordId};
use serde::{Deserialize, Serialize};

use super::papers::PaperWord;
use super::words::{ConfirmationResult, Done, MethodTag, Mode, Outcome, PartyRole, RecusalReason, Satisfaction, Side};
use crate::domain::place::Fix;

/// 当事人, with the fields of the register and of the agreement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Litigant {
    pub role: PartyRole,
    pub name: String,
    /// GB/T 2261.1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sex: Option<String>,
    /// 民族, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nation: Option<String>,
    /// Years.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub age: Option<u8>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occupation: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// The resident of the register, if this is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resident: Option<RecordId>,
    /// 委托代理人.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<String>,
}

/// 指派调解员, 定时定点: who will mediate, when and where, and how the parties were told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appointment {
    pub mediators: Vec<PostId>,
    /// Milliseconds since 1970.
    pub at: i64,
    pub place: String,
    /// How the parties were told, as in 电话 or 上门.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told_by: Option<String>,
}

/// 调解记录: one sitting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    pub mode: Mode,
    /// Who mediated; the author is always one of them.
    pub mediators: Vec<PostId>,
    /// When it was, milliseconds since 1970.
    pub at: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fix: Option<Fix>,
    /// 参加人, parties and others, in words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub present: Vec<String>,
    /// 已告知权利义务.
    pub told_rights: bool,
    /// 陈述: what each side says.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub statements: String,
    /// 核实的事实.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub facts: String,
    pub outcome: Outcome,
    /// What came of it, in words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub result: String,
    /// Why a mode comes before the one that should have been tried first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub out_of_order: Option<String>,
    /// 激化苗头: signs that it may turn violent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub risk: Option<String>,
}

/// A vote, in counts: who voted how is nobody's business.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vote {
    pub in_favour: u32,
    pub against: u32,
    pub abstained: u32,
}

impl Vote {
    #[must_use]
    pub fn total(&self) -> u32 {
        self.in_favour.saturating_add(self.against).saturating_add(self.abstained)
    }

    /// More for than against; abstentions count for neither.
    #[must_use]
    pub fn carried(&self) -> bool {
        self.in_favour > self.against
    }
}

/// 土规定、土方法: what local rules and local people added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Methods {
    pub tags: Vec<MethodTag>,
    /// 邀请人士, in words (人民调解法, article 20).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub invited: Vec<String>,
    /// What was put to the vote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vote: Option<Vote>,
    /// Entry of the dictionary of local rules.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule_text: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// 回避.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recusal {
    /// The post that steps aside.
    pub mediator: PostId,
    pub reason: RecusalReason,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// 法律政策意见, given from afar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opinion {
    pub words: String,
    /// The rules it rests on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<String>,
}

/// 移送: the mediation goes to another authority, in writing. Both sides keep a copy: the event is on both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handover {
    pub to: Side,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<OrgPath>,
    pub reason: String,
    /// What goes with it, in words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub papers: Vec<String>,
    /// 警情编号 or another number of the other side's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
}

/// 回执 of a hand-over, by the side that takes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    pub handover: EntryId,
    pub accepted: bool,
    /// When, milliseconds since 1970.
    pub at: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// SHA-256 of the signed paper, when the other side is not on this system and the sender records its receipt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper: Option<String>,
}

/// 调解协议 (人民调解法, articles 28 and 29).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreement {
    /// 纠纷的主要事实、争议事项以及各方的责任.
    pub facts: String,
    /// 协议内容, one term an item.
    pub terms: Vec<String>,
    /// 履行的方式.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub how: Option<String>,
    /// 履行的地点.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// 履行的期限, milliseconds since 1970; `None` when it was fulfilled on the spot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<i64>,
    /// 份数.
    pub copies: u8,
    /// 口头协议: recorded by the mediator instead of signed by the parties.
    pub oral: bool,
    /// 简单纠纷: the full record may be left out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub simple: bool,
    /// When it was signed or, for an oral one, reached; milliseconds since 1970.
    pub signed_at: i64,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub witnesses: Vec<String>,
}

/// 履行.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fulfilment {
    pub done: Done,
    /// When, milliseconds since 1970.
    pub at: i64,
    /// By whom, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// 履行凭证 in words, as in 收条.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<String>,
    /// SHA-256 of it, 64 hex digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hash: Option<String>,
}

/// 回访.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowUp {
    pub at: i64,
    pub done: Done,
    pub satisfaction: Satisfaction,
    /// 激化迹象.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub risk: Option<String>,
    /// 采取的措施.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measures: Option<String>,
}

/// 司法确认 (人民调解法, article 33).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmation {
    pub court: String,
    /// When it was asked for or decided, milliseconds since 1970.
    pub at: i64,
    pub result: ConfirmationResult,
}

/// 调解不成: the parties are told of the other ways (人民调解法, article 26).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    pub reason: String,
    /// 告知的途径: court, arbitration, administrative …
    pub told_of: Vec<String>,
}

/// A paper put into the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    pub item: PaperWord,
    pub title: String,
    /// SHA-256 of the scan, 64 hex digits; `None` for a paper that is only in the folder on the shelf.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hash: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pages: Option<u16>,
}
