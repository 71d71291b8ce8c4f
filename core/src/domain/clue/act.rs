//! The acts on a clue and how they are written down: one flat CBOR map, the act's word under `a`, what it builds on under `base`.

use etong_protocol::{EntryId, PostId, PostKind, RecordKind, WireError};
use serde::{Deserialize, Serialize};

use crate::domain::event::{Empty, body, flat, word_of};
use crate::domain::place::Fix;
use crate::domain::word::{closed_word, open_word};

open_word!(
    /// What a clue is about.
    ClueKind {
        /// 盗窃.
        Theft = "theft",
        /// 诈骗.
        Fraud = "fraud",
        /// 赌博.
        Gambling = "gambling",
        /// 涉毒.
        Drugs = "drugs",
        /// 传销.
        PyramidSelling = "pyramid_selling",
        /// 涉枪涉爆.
        Arms = "arms",
        /// 窝点.
        Den = "den",
        /// 在逃人员.
        Fugitive = "fugitive",
        /// 其他.
        Other = "other",
    }
);

open_word!(
    /// What police decided to do with it.
    ClueDecision {
        /// 核实: look into it first.
        Verify = "verify",
        /// 立案查处.
        Investigate = "investigate",
        /// 查无实据.
        Unfounded = "unfounded",
        /// 并入其他线索或案件.
        Joined = "joined",
    }
);

/// One event of a clue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClueEntry {
    /// The effective act the author saw last; `None` for the report and for remarks.
    pub base: Option<EntryId>,
    pub act: ClueAct,
}

/// What was done. `Add` and `Note` move nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClueAct {
    Report(ClueReport),
    /// 补充: more from the reporter.
    Add {
        text: String,
        evidence: Vec<String>,
    },
    Take,
    Note {
        text: String,
    },
    Decide {
        decision: ClueDecision,
        words: Option<String>,
    },
    HandOver {
        to: PostId,
        to_kind: PostKind,
        reason: String,
    },
    Close {
        outcome: String,
    },
    /// An act of a newer program; holds its word.
    Unknown(String),
}

/// The words that found a clue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClueReport {
    pub kind: ClueKind,
    pub what: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Fix>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// When it was seen, milliseconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen_at: Option<i64>,
    /// SHA-256 of photos or sounds, 64 hex digits each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<String>,
    /// 匿名: no screen shows the reporter.
    #[serde(default)]
    pub anonymous: bool,
    /// 队伍线索: reported in the name of the team it is filed under, whose members read it and add to it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub team: bool,
    /// Hash of the receipt code, 64 hex digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code_hash: Option<String>,
}

impl ClueReport {
    /// The kind of record it founds.
    #[must_use]
    pub const fn record_kind(&self) -> RecordKind {
        if self.team { RecordKind::TeamClue } else { RecordKind::Clue }
    }
}

closed_word!(
    /// The name of an act, without its content.
    ClueWord {
        Report = "report",
        Add = "add",
        Take = "take",
        Note = "note",
        Decide = "decide",
        HandOver = "hand_over",
        Close = "close",
    }
);

impl ClueWord {
    #[must_use]
    pub const fn is_remark(self) -> bool {
        matches!(self, Self::Add | Self::Note)
    }
}

#[derive(Serialize, Deserialize)]
struct Based<T> {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    base: Option<EntryId>,
    #[serde(flatten)]
    body: T,
}

#[derive(Deserialize)]
struct Base {
    #[serde(default)]
    base: Option<EntryId>,
}

#[derive(Serialize, Deserialize)]
struct Words {
    text: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    evidence: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct Decided {
    decision: ClueDecision,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    text: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct HandedOver {
    to: PostId,
    to_kind: PostKind,
    text: String,
}

impl ClueAct {
    /// `None` for an act this program does not know.
    #[must_use]
    pub const fn word(&self) -> Option<ClueWord> {
        Some(match self {
            Self::Report(_) => ClueWord::Report,
            Self::Add { .. } => ClueWord::Add,
            Self::Take => ClueWord::Take,
            Self::Note { .. } => ClueWord::Note,
            Self::Decide { .. } => ClueWord::Decide,
            Self::HandOver { .. } => ClueWord::HandOver,
            Self::Close { .. } => ClueWord::Close,
            Self::Unknown(_) => return None,
        })
    }

    /// The word as it travels.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Unknown(word) => word,
            known => known.word().map_or("", ClueWord::as_str),
        }
    }

    /// The one text the act has, if it has one.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Report(ClueReport { what: text, .. })
            | Self::Add { text, .. }
            | Self::Note { text }
            | Self::HandOver { reason: text, .. }
            | Self::Close { outcome: text } => Some(text),
            Self::Decide { words, .. } => words.as_deref(),
            Self::Take | Self::Unknown(_) => None,
        }
    }
}

impl ClueEntry {
    /// # Errors
    /// `Malformed` when CBOR cannot carry it, which no value of this type runs into.
    pub fn to_payload(&self) -> Result<Vec<u8>, WireError> {
        let word = self.act.as_str();
        let words = |text: &String, evidence: &[String]| Words { text: text.clone(), evidence: evidence.to_vec() };
        match &self.act {
            ClueAct::Report(report) => self.flat(word, report),
            ClueAct::Add { text, evidence } => self.flat(word, words(text, evidence)),
            ClueAct::Note { text } | ClueAct::Close { outcome: text } => self.flat(word, words(text, &[])),
            ClueAct::Decide { decision, words } => {
                self.flat(word, Decided { decision: decision.clone(), text: words.clone() })
            }
            ClueAct::HandOver { to, to_kind, reason } => {
                self.flat(word, HandedOver { to: *to, to_kind: to_kind.clone(), text: reason.clone() })
            }
            ClueAct::Take | ClueAct::Unknown(_) => self.flat(word, Empty {}),
        }
    }

    fn flat<T: Serialize>(&self, word: &str, body: T) -> Result<Vec<u8>, WireError> {
        flat(word, &Based { base: self.base, body })
    }

    /// # Errors
    /// `Malformed` when it is no act at all, or a known act without what it needs.
    pub fn from_payload(bytes: &[u8]) -> Result<Self, WireError> {
        let word = word_of(bytes)?;
        let act = match ClueWord::from_word(&word) {
            Some(ClueWord::Report) => ClueAct::Report(body(bytes)?),
            Some(ClueWord::Add) => {
                let Words { text, evidence } = body(bytes)?;
                ClueAct::Add { text, evidence }
            }
            Some(ClueWord::Take) => ClueAct::Take,
            Some(ClueWord::Note) => ClueAct::Note { text: body::<Words>(bytes)?.text },
            Some(ClueWord::Decide) => {
                let Decided { decision, text } = body(bytes)?;
                ClueAct::Decide { decision, words: text }
            }
            Some(ClueWord::HandOver) => {
                let HandedOver { to, to_kind, text } = body(bytes)?;
                ClueAct::HandOver { to, to_kind, reason: text }
            }
            Some(ClueWord::Close) => ClueAct::Close { outcome: body::<Words>(bytes)?.text },
            None => ClueAct::Unknown(word),
        };
        Ok(Self { base: body::<Base>(bytes)?.base, act })
    }
}

#[cfg(test)]
#[path = "act_tests.rs"]
mod tests;
