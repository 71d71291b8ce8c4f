//! What a shell or a script sends about a mediation: one shape for each act. Times are milliseconds since 1970; a time that is
//! left out is now. Ids are those of posts and records as the views give them.

use super::super::place::FixRequest;

/// Opens a mediation.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct MediationRequest {
    /// Id of the case it is about.
    pub case: String,
    /// 纠纷类型: `family`, `neighbours`, `homestead`, `contract` …
    #[serde(rename = "type")]
    pub dispute: String,
    /// `party_asks`, `active`, `police`, `court` or `department`.
    pub source: String,
    /// Two at least.
    pub parties: Vec<LitigantRequest>,
    /// 简要情况, up to 2,000 characters.
    pub brief: String,
}

/// A party. No citizen number is asked for: the papers of a mediation do not hold one.
#[derive(Debug, Clone, PartialEq, Default, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields, default)]
pub struct LitigantRequest {
    /// `applicant`, `respondent` or `third_party`.
    pub role: String,
    pub name: String,
    /// GB/T 2261.1.
    pub sex: Option<String>,
    pub nation: Option<String>,
    /// Years.
    pub age: Option<u8>,
    pub occupation: Option<String>,
    pub phone: Option<String>,
    pub address: Option<String>,
    /// Id of the resident, if this is one of the register.
    pub resident: Option<String>,
    /// 委托代理人.
    pub agent: Option<String>,
}

/// One act on a mediation; `act` names it.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum MediationActRequest {
    Appoint(AppointmentRequest),
    Attempt(AttemptRequest),
    Methods(MethodsRequest),
    Recuse(RecusalRequest),
    LiftRecusal(LiftRequest),
    Ask(SupportRequest),
    Opinion(OpinionRequest),
    Handover(HandoverRequest),
    Receipt(ReceiptRequest),
    Agree(AgreementRequest),
    Fulfil(FulfilmentRequest),
    FollowUp(FollowUpRequest),
    Confirm(ConfirmationRequest),
    Extend(ExtensionRequest),
    Fail(FailureRequest),
    Withdraw(WithdrawalRequest),
    Paper(PaperRequest),
    Notified(NotifiedRequest),
    Note { words: String },
}

/// 指派调解员.
#[derive(Debug, Clone, PartialEq, Default, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields, default)]
pub struct AppointmentRequest {
    /// Ids of posts.
    pub mediators: Vec<String>,
    pub at: Option<i64>,
    pub place: String,
    /// How the parties were told.
    pub told_by: Option<String>,
}

/// 调解记录.
#[derive(Debug, Clone, PartialEq, Default, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields, default)]
pub struct AttemptRequest {
    /// `grid`, `community`, `team` or `police`.
    pub mode: String,
    /// Ids of the other posts that mediated; the acting post is one of them anyway.
    pub mediators: Vec<String>,
    pub at: Option<i64>,
    pub place: Option<String>,
    pub fix: Option<FixRequest>,
    /// 参加人.
    pub present: Vec<String>,
    pub told_rights: bool,
    /// 陈述, up to 10,000 characters.
    pub statements: Option<String>,
    /// 核实的事实, up to 10,000 characters.
    pub facts: Option<String>,
    /// `agreed`, `not_agreed`, `adjourned`, `refused` or `hand_up`.
    pub outcome: String,
    pub result: Option<String>,
    /// Why this mode comes before its turn.
    pub out_of_order: Option<String>,
    /// 激化苗头.
    pub risk: Option<String>,
    /// A party bears the mediator's name and is somebody else.
    pub only_same_name: bool,
}

/// 土规定、土方法.
#[derive(Debug, Clone, PartialEq, Default, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields, default)]
pub struct MethodsRequest {
    /// `village_rules`, `family_rules`, `elders_vote`, `respected_person`, `old_neighbours` or `custom_and_law`.
    pub tags: Vec<String>,
    /// 邀请人士.
    pub invited: Vec<String>,
    /// What was voted on; needed with a vote.
    pub question: Option<String>,
    pub vote: Option<VoteRequest>,
    /// Entry of the dictionary of local rules.
    pub rule_text: Option<String>,
    pub note: Option<String>,
}

/// Counts only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct VoteRequest {
    pub in_favour: u32,
    pub against: u32,
    pub abstained: u32,
}

/// 回避.
#[derive(Debug, Clone, PartialEq, Default, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields, default)]
pub struct RecusalRequest {
    /// Id of the post that steps aside; the acting post when left out.
    pub mediator: Option<String>,
    /// `party`, `kin`, `interest` or `asked_by_party`.
    pub reason: String,
    pub note: Option<String>,
}

/// 撤销回避.
#[derive(Debug, Clone, PartialEq, Default, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields, default)]
pub struct LiftRequest {
    pub mediator: String,
    pub reason: String,
}

/// 请求支援.
#[derive(Debug, Clone, PartialEq, Default, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields, default)]
pub struct SupportRequest {
    /// As in `lawyer`; the team is let in by sharing the mediation with it.
    pub skill: String,
    pub words: String,
}

/// 法律政策意见.
#[derive(Debug, Clone, PartialEq, Default, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields, default)]
pub struct OpinionRequest {
    pub words: String,
    /// The rules it rests on.
    pub rules: Vec<String>,
}

/// 移送.
#[derive(Debug, Clone, PartialEq, Default, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields, default)]
pub struct HandoverRequest {
    /// `police_station`, `judicial_office`, `court`; `community` gives it back.
    pub to: String,
    /// Path of the unit that takes it.
    pub unit: Option<String>,
    pub reason: String,
    /// What goes with it.
    pub papers: Vec<String>,
    /// 警情编号 or another number of the other side's.
    pub number: Option<String>,
}

/// 回执.
#[derive(Debug, Clone, PartialEq, Default, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields, default)]
pub struct ReceiptRequest {
    /// Id of the hand-over's entry.
    pub handover: String,
    pub accepted: bool,
    pub at: Option<i64>,
    pub note: Option<String>,
    /// SHA-256 of the other side's signed paper, when the sender records its receipt.
    pub paper: Option<String>,
}

/// 调解协议.
#[derive(Debug, Clone, PartialEq, Default, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields, default)]
pub struct AgreementRequest {
    /// 纠纷事实与责任, up to 10,000 characters.
    pub facts: String,
    /// One term an item.
    pub terms: Vec<String>,
    /// 履行方式.
    pub how: Option<String>,
    /// 履行地点.
    pub place: Option<String>,
    /// 履行期限.
    pub until: Option<i64>,
    /// 份数; one for each party and one for the committee when left out.
    pub copies: Option<u8>,
    /// 口头协议.
    pub oral: bool,
    /// 简单纠纷: the full record may be left out.
    pub simple: bool,
    pub signed_at: Option<i64>,
    pub witnesses: Vec<String>,
}

/// 履行.
#[derive(Debug, Clone, PartialEq, Default, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields, default)]
pub struct FulfilmentRequest {
    /// `full`, `part` or `none`.
    pub done: String,
    pub at: Option<i64>,
    pub by: Option<String>,
    /// 履行凭证.
    pub proof: Option<String>,
    /// SHA-256 of it.
    pub hash: Option<String>,
}

/// 回访.
#[derive(Debug, Clone, PartialEq, Default, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields, default)]
pub struct FollowUpRequest {
    pub at: Option<i64>,
    /// `full`, `part` or `none`.
    pub done: String,
    /// `satisfied`, `mostly` or `dissatisfied`.
    pub satisfaction: String,
    /// 激化迹象.
    pub risk: Option<String>,
    pub measures: Option<String>,
}

/// 司法确认.
#[derive(Debug, Clone, PartialEq, Default, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields, default)]
pub struct ConfirmationRequest {
    pub court: String,
    pub at: Option<i64>,
    /// `asked`, `confirmed` or `rejected`.
    pub result: String,
}

/// 延期.
#[derive(Debug, Clone, PartialEq, Default, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields, default)]
pub struct ExtensionRequest {
    /// 1 to 30.
    pub days: u16,
    /// Names of the parties that consent: all of them.
    pub consent_of: Vec<String>,
}

/// 调解不成.
#[derive(Debug, Clone, PartialEq, Default, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields, default)]
pub struct FailureRequest {
    pub reason: String,
    /// Which other ways the parties were told of; one at least.
    pub told_of: Vec<String>,
}

/// 当事人撤回.
#[derive(Debug, Clone, PartialEq, Default, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields, default)]
pub struct WithdrawalRequest {
    /// Name of the party.
    pub party: String,
    pub words: String,
}

/// A paper for the file.
#[derive(Debug, Clone, PartialEq, Default, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields, default)]
pub struct PaperRequest {
    /// `identity`, `evidence`, `agreement` …, as the contents page names them.
    pub item: String,
    pub title: String,
    /// SHA-256 of the scan.
    pub hash: Option<String>,
    pub pages: Option<u16>,
}

/// 已报告.
#[derive(Debug, Clone, PartialEq, Default, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields, default)]
pub struct NotifiedRequest {
    pub whom: String,
    pub words: String,
}

/// A paper to be printed with whole names.
#[derive(Debug, Clone, PartialEq, Default, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields, default)]
pub struct PrintRequest {
    /// `agreement` or `file`.
    pub paper: String,
    /// What it is for.
    pub reason: String,
}
