//! The acts on a case: what each of them says. How they are written down is in `payload`; what they lead to is in `steps`.

use etong_protocol::{EntryId, PostId, PostKind};
use serde::{Deserialize, Serialize};

use super::class::{CaseClass, CaseSource};
use crate::domain::place::Fix;

/// One event of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseEntry {
    /// The effective act the author saw last; `None` for the founding report.
    pub base: Option<EntryId>,
    pub act: CaseAct,
}

/// What was done. `Comment`, `Visit` and `Evidence` are remarks: they move nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CaseAct {
    Report(Report),
    Accept {
        note: Option<String>,
    },
    Dispatch {
        to: PostId,
        to_kind: PostKind,
        note: Option<String>,
    },
    Handle {
        note: Option<String>,
    },
    ReportBack {
        result: String,
        note: Option<String>,
    },
    Close {
        note: Option<String>,
    },
    Return {
        reason: String,
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

/// 上报: the words that found a case. The five elements: who said it, when, where, why, how it went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    pub class: CaseClass,
    pub title: String,
    pub what: String,
    pub place: Option<Fix>,
    pub address: Option<String>,
    pub source: CaseSource,
    pub parties: Vec<Party>,
}

/// 当事人. Personal data: shown to staff only, masked by default.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// What this person has to do with it, in plain words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
}

/// What is known of a photo, sound or paper; its bytes travel elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// SHA-256 of the file, 64 hex digits.
    pub hash: String,
    /// Media type, as in `image/jpeg`.
    pub media: String,
    /// Size of the file in bytes.
    pub size: u64,
    /// When it was taken, milliseconds since 1970, phone clock.
    pub taken_at: i64,
    /// Taken inside the app; `false` for a file from the gallery.
    pub in_app: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Fix>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

macro_rules! act_words {
    ($($variant:ident = $word:literal,)*) => {
        /// The name of an act, without its content.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum ActWord { $($variant,)* }

        impl ActWord {
            pub const ALL: [Self; [$($word),*].len()] = [$(Self::$variant,)*];

            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

act_words! {
    Report = "report",
    Accept = "accept",
    Dispatch = "dispatch",
    Handle = "handle",
    ReportBack = "report_back",
    Close = "close",
    Return = "return",
    Comment = "comment",
    Visit = "visit",
    Evidence = "evidence",
}

impl ActWord {
    /// Remarks skip the base test and move nothing.
    #[must_use]
    pub const fn is_remark(self) -> bool {
        matches!(self, Self::Comment | Self::Visit | Self::Evidence)
    }
}

impl std::fmt::Display for ActWord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl CaseAct {
    /// `None` for an act this program does not know.
    #[must_use]
    pub const fn word(&self) -> Option<ActWord> {
        Some(match self {
            Self::Report(_) => ActWord::Report,
            Self::Accept { .. } => ActWord::Accept,
            Self::Dispatch { .. } => ActWord::Dispatch,
            Self::Handle { .. } => ActWord::Handle,
            Self::ReportBack { .. } => ActWord::ReportBack,
            Self::Close { .. } => ActWord::Close,
            Self::Return { .. } => ActWord::Return,
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
            Self::ReportBack { result: text, .. } | Self::Return { reason: text } | Self::Comment { text } => {
                Some(text)
            }
            Self::Accept { note }
            | Self::Dispatch { note, .. }
            | Self::Handle { note }
            | Self::Close { note }
            | Self::Visit { note, .. } => note.as_deref(),
            Self::Evidence(evidence) => evidence.note.as_deref(),
            Self::Unknown(_) => None,
        }
    }
}
