//! The acts on a case: what each of them says. How they are written down is in `payload`; what they lead to is in `steps`.

use etong_protocol::{EntryId, PostKind, RecordId};

use super::act_word::ActWord;
use super::class::FirstStep;
use super::report::{Callback, Classification, Dispatch, Evidence, Helper, Rectification, Report, Request};
use crate::domain::place::Fix;

/// One event of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseEntry {
    /// The effective act the author saw last; `None` for the founding report, and free for marks and remarks.
    pub base: Option<EntryId>,
    pub act: CaseAct,
}

/// What was done; see `ActWord` for the Chinese terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CaseAct {
    Report(Box<Report>),
    SelfHandle {
        report: Box<Report>,
        result: String,
    },
    Accept {
        note: Option<String>,
    },
    File {
        note: Option<String>,
    },
    Dispatch(Dispatch),
    ToCollector {
        reason: String,
    },
    /// To the desk `to_kind` above the case; skipping a level is a matter of the reason, not of the word.
    Escalate {
        to_kind: PostKind,
        reason: String,
    },
    Handle {
        note: Option<String>,
        /// Where the handler was, for "nearest on duty".
        place: Option<Fix>,
    },
    ReportBack {
        result: String,
        note: Option<String>,
    },
    Check {
        note: Option<String>,
    },
    Rework {
        reason: String,
    },
    Close {
        note: Option<String>,
        /// 随主案结案: closed along with this case, of which it is a second report.
        main: Option<RecordId>,
    },
    Return {
        reason: String,
    },
    Decline {
        reason: String,
    },
    Void {
        reason: String,
    },
    Recall {
        reason: String,
    },
    Transfer {
        /// Who has it now, outside this system.
        to_name: String,
        reason: String,
        /// 回执: the number of the paper they signed.
        receipt: Option<String>,
    },
    Suspend {
        reason: String,
        /// When to look at it again, milliseconds since 1970.
        until: Option<i64>,
    },
    Resume {
        note: Option<String>,
    },
    Evaluate {
        note: Option<String>,
    },
    Archive {
        note: Option<String>,
    },
    Reopen {
        reason: String,
    },
    Extend {
        /// The new day it is due, milliseconds since 1970.
        until: i64,
        reason: String,
    },
    Supervise {
        text: String,
    },
    Urge {
        text: String,
    },
    Joint {
        helpers: Vec<Helper>,
        note: Option<String>,
    },
    LinkDuplicate {
        main: RecordId,
        note: Option<String>,
    },
    UnlinkDuplicate {
        reason: String,
    },
    Classify(Classification),
    Rectify(Rectification),
    Rate {
        /// 1 to 5.
        stars: u8,
        text: Option<String>,
    },
    Confirm {
        text: Option<String>,
    },
    Dispute {
        text: String,
    },
    Callback(Callback),
    Ask(Request),
    FirstResponse {
        step: FirstStep,
        note: Option<String>,
        place: Option<Fix>,
    },
    HandOver {
        /// Who took over, as in 芗城派出所 李军.
        to_name: String,
        receipt: Option<String>,
        note: Option<String>,
    },
    Comment {
        text: String,
    },
    Visit {
        note: Option<String>,
        place: Option<Fix>,
    },
    Evidence(Evidence),
    /// An act of a newer program; holds its word.
    Unknown(String),
}

impl CaseAct {
    /// `None` for an act this program does not know.
    #[must_use]
    pub const fn word(&self) -> Option<ActWord> {
        Some(match self {
            Self::Report(_) => ActWord::Report,
            Self::SelfHandle { .. } => ActWord::SelfHandle,
            Self::Accept { .. } => ActWord::Accept,
            Self::File { .. } => ActWord::File,
            Self::Dispatch(_) => ActWord::Dispatch,
            Self::ToCollector { .. } => ActWord::ToCollector,
            Self::Escalate { .. } => ActWord::Escalate,
            Self::Handle { .. } => ActWord::Handle,
            Self::ReportBack { .. } => ActWord::ReportBack,
            Self::Check { .. } => ActWord::Check,
            Self::Rework { .. } => ActWord::Rework,
            Self::Close { .. } => ActWord::Close,
            Self::Return { .. } => ActWord::Return,
            Self::Decline { .. } => ActWord::Decline,
            Self::Void { .. } => ActWord::Void,
            Self::Recall { .. } => ActWord::Recall,
            Self::Transfer { .. } => ActWord::Transfer,
            Self::Suspend { .. } => ActWord::Suspend,
            Self::Resume { .. } => ActWord::Resume,
            Self::Evaluate { .. } => ActWord::Evaluate,
            Self::Archive { .. } => ActWord::Archive,
            Self::Reopen { .. } => ActWord::Reopen,
            Self::Extend { .. } => ActWord::Extend,
            Self::Supervise { .. } => ActWord::Supervise,
            Self::Urge { .. } => ActWord::Urge,
            Self::Joint { .. } => ActWord::Joint,
            Self::LinkDuplicate { .. } => ActWord::LinkDuplicate,
            Self::UnlinkDuplicate { .. } => ActWord::UnlinkDuplicate,
            Self::Classify(_) => ActWord::Classify,
            Self::Rectify(_) => ActWord::Rectify,
            Self::Rate { .. } => ActWord::Rate,
            Self::Confirm { .. } => ActWord::Confirm,
            Self::Dispute { .. } => ActWord::Dispute,
            Self::Callback(_) => ActWord::Callback,
            Self::Ask(_) => ActWord::Ask,
            Self::FirstResponse { .. } => ActWord::FirstResponse,
            Self::HandOver { .. } => ActWord::HandOver,
            Self::Comment { .. } => ActWord::Comment,
            Self::Visit { .. } => ActWord::Visit,
            Self::Evidence(_) => ActWord::Evidence,
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

    /// What the author wrote, for a timeline: the one text each act has, if it has one.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Report(report) => Some(&report.title),
            Self::SelfHandle { result: text, .. }
            | Self::ReportBack { result: text, .. }
            | Self::ToCollector { reason: text }
            | Self::Escalate { reason: text, .. }
            | Self::Rework { reason: text }
            | Self::Return { reason: text }
            | Self::Decline { reason: text }
            | Self::Void { reason: text }
            | Self::Recall { reason: text }
            | Self::Transfer { reason: text, .. }
            | Self::Suspend { reason: text, .. }
            | Self::Reopen { reason: text }
            | Self::Extend { reason: text, .. }
            | Self::Supervise { text }
            | Self::Urge { text }
            | Self::UnlinkDuplicate { reason: text }
            | Self::Rectify(Rectification { measure: text, .. })
            | Self::Dispute { text }
            | Self::Ask(Request { reason: text, .. })
            | Self::Comment { text } => Some(text),
            Self::Accept { note }
            | Self::File { note }
            | Self::Dispatch(Dispatch { note, .. })
            | Self::Handle { note, .. }
            | Self::Check { note }
            | Self::Close { note, .. }
            | Self::Resume { note }
            | Self::Evaluate { note }
            | Self::Archive { note }
            | Self::Joint { note, .. }
            | Self::LinkDuplicate { note, .. }
            | Self::Classify(Classification { reason: note, .. })
            | Self::Rate { text: note, .. }
            | Self::Confirm { text: note }
            | Self::Callback(Callback { comment: note, .. })
            | Self::FirstResponse { note, .. }
            | Self::HandOver { note, .. }
            | Self::Visit { note, .. }
            | Self::Evidence(Evidence { note, .. }) => note.as_deref(),
            Self::Unknown(_) => None,
        }
    }

    /// Where the author says to have been.
    #[must_use]
    pub const fn place(&self) -> Option<&Fix> {
        match self {
            Self::Report(report) | Self::SelfHandle { report, .. } => report.place.as_ref(),
            Self::Handle { place, .. } | Self::FirstResponse { place, .. } | Self::Visit { place, .. } => {
                place.as_ref()
            }
            Self::Evidence(evidence) => evidence.place.as_ref(),
            _ => None,
        }
    }
}
