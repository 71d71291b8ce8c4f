//! The events of an answer to a call: one flat CBOR map with the event's word under `a`.

use etong_protocol::{RecordId, WireError, wire};
use serde::{Deserialize, Serialize};

use crate::domain::event::word_of;
use crate::domain::place::Fix;

/// One event of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MusterEntry {
    /// 应征.
    Accept(Answer),
    /// 谢绝: no reason is asked.
    Decline { call: RecordId },
    /// On the spot. `at` is when, where it was noted later.
    Arrive { at: Option<i64>, place: Option<Fix> },
    /// Done. `at` as for `Arrive`; `result` is what was done.
    Leave { at: Option<i64>, result: Option<String> },
    /// Cannot come after all.
    Withdraw,
    /// An event of a newer program; holds its word.
    Unknown(String),
}

/// What somebody offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub call: RecordId,
    /// Own skills, in plain words.
    pub skills: Vec<String>,
    pub note: Option<String>,
}

const KNOWN: &[&str] = &["accept", "decline", "arrive", "leave", "withdraw"];

#[derive(Serialize, Deserialize, Default)]
#[serde(default)]
struct Flat<'a> {
    a: std::borrow::Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    call: Option<RecordId>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    skills: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<Fix>,
}

impl MusterEntry {
    /// The word as it travels.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Accept(_) => "accept",
            Self::Decline { .. } => "decline",
            Self::Arrive { .. } => "arrive",
            Self::Leave { .. } => "leave",
            Self::Withdraw => "withdraw",
            Self::Unknown(word) => word,
        }
    }

    /// # Errors
    /// `Malformed` when CBOR cannot carry it, which no value of this type runs into.
    pub fn to_payload(&self) -> Result<Vec<u8>, WireError> {
        let mut flat = Flat { a: self.as_str().into(), ..Flat::default() };
        match self.clone() {
            Self::Accept(answer) => {
                (flat.call, flat.skills, flat.text) = (Some(answer.call), answer.skills, answer.note);
            }
            Self::Decline { call } => flat.call = Some(call),
            Self::Arrive { at, place } => (flat.at, flat.place) = (at, place),
            Self::Leave { at, result } => (flat.at, flat.text) = (at, result),
            Self::Withdraw | Self::Unknown(_) => {}
        }
        wire::encode_payload(&flat)
    }

    /// Reads a payload; fields and words from a newer program are no error.
    ///
    /// # Errors
    /// `Malformed` when it is no event of an answer, or a known one without what it needs.
    pub fn from_payload(bytes: &[u8]) -> Result<Self, WireError> {
        let word = word_of(bytes)?;
        if !KNOWN.contains(&word.as_str()) {
            return Ok(Self::Unknown(word));
        }
        entry_of(wire::decode_payload(bytes)?).ok_or(WireError::Malformed { what: "muster event" })
    }
}

fn entry_of(flat: Flat<'_>) -> Option<MusterEntry> {
    Some(match &*flat.a {
        "accept" => MusterEntry::Accept(Answer { call: flat.call?, skills: flat.skills, note: flat.text }),
        "decline" => MusterEntry::Decline { call: flat.call? },
        "arrive" => MusterEntry::Arrive { at: flat.at, place: flat.place },
        "leave" => MusterEntry::Leave { at: flat.at, result: flat.text },
        "withdraw" => MusterEntry::Withdraw,
        _ => MusterEntry::Unknown(flat.a.into_owned()),
    })
}
