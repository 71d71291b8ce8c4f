//! The acts on an inspection and how they are written down: one flat CBOR map, the act's word under `a`.

use etong_protocol::{RecordId, WireError};
use serde::{Deserialize, Serialize};

use super::checklist::PlaceKind;
use super::place::WhereAt;
use crate::domain::event::{body, flat, word_of};
use crate::domain::place::Fix;
use crate::domain::word::open_word;

open_word!(
    /// What was found of one item.
    AnswerWord {
        /// 合格.
        Ok = "ok",
        /// 不合格.
        Bad = "bad",
        /// 不涉及.
        NotApplicable = "not_applicable",
    }
);

/// One item of the checklist and what was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// Id of the item in the checklist, as in `exit_clear`.
    pub item: String,
    pub answer: AnswerWord,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// SHA-256 of photos, 64 hex digits each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<String>,
    /// The hazard this answer founded, or the open one it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<RecordId>,
}

/// One walk through a checklist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inspected {
    pub kind: PlaceKind,
    /// Version of the checklist; 0 for the one built in.
    pub version: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Fix>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// The dwelling or building, if it is on record. A weak reference: it may arrive later, or never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub premises: Option<RecordId>,
    pub answers: Vec<Answer>,
    /// 复查: the inspection this one looks at again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recheck_of: Option<RecordId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Inspected {
    #[must_use]
    pub fn where_at(&self) -> WhereAt {
        WhereAt::new(self.premises, self.address.as_deref(), self.place.as_ref())
    }
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InspectionAct {
    Inspect(Inspected),
    /// Something to add.
    Note {
        text: String,
    },
    /// 作废: it was made by mistake and counts for nothing.
    Void {
        reason: String,
    },
    /// An act of a newer program; holds its word.
    Unknown(String),
}

/// The known words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum InspectionWord {
    Inspect,
    Note,
    Void,
}

impl InspectionWord {
    pub const ALL: [Self; 3] = [Self::Inspect, Self::Note, Self::Void];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Inspect => "inspect",
            Self::Note => "note",
            Self::Void => "void",
        }
    }
}

#[derive(Serialize, Deserialize)]
struct Words {
    text: String,
}

impl InspectionAct {
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Inspect(_) => "inspect",
            Self::Note { .. } => "note",
            Self::Void { .. } => "void",
            Self::Unknown(word) => word,
        }
    }

    /// # Errors
    /// `Malformed` when CBOR cannot carry it, which no value of this type runs into.
    pub fn to_payload(&self) -> Result<Vec<u8>, WireError> {
        match self {
            Self::Inspect(inspected) => flat("inspect", inspected),
            Self::Note { text } | Self::Void { reason: text } => flat(self.as_str(), &Words { text: text.clone() }),
            Self::Unknown(word) => flat(word, &crate::domain::event::Empty {}),
        }
    }

    /// # Errors
    /// `Malformed` when it is no act at all, or a known act without what it needs.
    pub fn from_payload(bytes: &[u8]) -> Result<Self, WireError> {
        let word = word_of(bytes)?;
        Ok(match word.as_str() {
            "inspect" => Self::Inspect(body(bytes)?),
            "note" => Self::Note { text: body::<Words>(bytes)?.text },
            "void" => Self::Void { reason: body::<Words>(bytes)?.text },
            _ => Self::Unknown(word),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_act_comes_back_as_it_went() {
        let answer =
            |item: &str, answer, case| Answer { item: item.into(), answer, note: None, evidence: Vec::new(), case };
        let inspected = Inspected {
            kind: PlaceKind::Fire,
            version: 0,
            place: Some(Fix::new(24_513_000, 117_655_000, 8).unwrap()),
            address: Some("3 栋".into()),
            premises: Some(RecordId::from_bytes([9; 16])),
            answers: vec![
                answer("exit_clear", AnswerWord::Bad, Some(RecordId::from_bytes([1; 16]))),
                answer("signs", AnswerWord::Ok, None),
                answer("new_item", AnswerWord::Unknown("half".into()), None),
            ],
            recheck_of: Some(RecordId::from_bytes([2; 16])),
            note: Some("雨天".into()),
        };
        for act in [
            InspectionAct::Inspect(inspected),
            InspectionAct::Note { text: "补充".into() },
            InspectionAct::Void { reason: "误录".into() },
            InspectionAct::Unknown("weigh".into()),
        ] {
            assert_eq!(InspectionAct::from_payload(&act.to_payload().unwrap()).unwrap(), act);
        }
    }

    #[test]
    fn a_known_act_without_what_it_needs_is_malformed() {
        for word in InspectionWord::ALL {
            let bytes = flat(word.as_str(), &crate::domain::event::Empty {}).unwrap();
            assert!(InspectionAct::from_payload(&bytes).is_err(), "{}", word.as_str());
        }
    }
}
