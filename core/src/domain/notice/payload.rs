//! The events of a notice and of reading one: flat CBOR maps with the event's word under `a`.

use etong_protocol::{EntryId, PostKind, RecordId, WireError, wire};
use serde::{Deserialize, Serialize};

use crate::domain::event::word_of;
use crate::domain::word::open_word;

open_word!(
    /// How urgent a notice is. Only the order of lists and the sound of the phone depend on it.
    NoticePriority {
        Routine = "routine",
        Important = "important",
        Urgent = "urgent",
    }
);

/// One event of a notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoticeEntry {
    /// Founds it.
    Publish(Notice),
    /// Takes it back; `replaced_by` is the notice that stands in its place.
    Withdraw { reason: String, replaced_by: Option<RecordId> },
    /// An event of a newer program; holds its word.
    Unknown(String),
}

/// What is made known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub title: String,
    pub text: String,
    pub priority: NoticePriority,
    /// Milliseconds since 1970; open when left out.
    pub valid_until: Option<i64>,
    /// Kinds of post it is meant for; all when empty.
    pub audience: Vec<PostKind>,
    /// Staff have to act on it, so the publisher is told who has read it. Means nothing on a public notice.
    pub operational: bool,
    pub replaces: Option<RecordId>,
}

/// 已读: lives under the notice's id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Read {
    /// `read`, or a word of a newer program.
    pub a: String,
    /// The entry that was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<EntryId>,
}

impl Read {
    #[must_use]
    pub fn of(base: EntryId) -> Self {
        Self { a: "read".into(), base: Some(base) }
    }

    /// # Errors
    /// `Malformed` when CBOR cannot carry it, which no value of this type runs into.
    pub fn to_payload(&self) -> Result<Vec<u8>, WireError> {
        wire::encode_payload(self)
    }

    /// # Errors
    /// `Malformed` when it is no such event.
    pub fn from_payload(bytes: &[u8]) -> Result<Self, WireError> {
        wire::decode_payload(bytes)
    }
}

const KNOWN: &[&str] = &["publish", "withdraw"];

#[derive(Serialize, Deserialize, Default)]
#[serde(default)]
struct Flat<'a> {
    a: std::borrow::Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    priority: Option<NoticePriority>,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<i64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    audience: Vec<PostKind>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    operational: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    replaces: Option<RecordId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    replaced_by: Option<RecordId>,
}

impl NoticeEntry {
    /// The word as it travels.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Publish(_) => "publish",
            Self::Withdraw { .. } => "withdraw",
            Self::Unknown(word) => word,
        }
    }

    /// # Errors
    /// `Malformed` when CBOR cannot carry it, which no value of this type runs into.
    pub fn to_payload(&self) -> Result<Vec<u8>, WireError> {
        let mut flat = Flat { a: self.as_str().into(), ..Flat::default() };
        match self.clone() {
            Self::Publish(notice) => {
                (flat.title, flat.text) = (Some(notice.title), Some(notice.text));
                (flat.priority, flat.until) = (Some(notice.priority), notice.valid_until);
                (flat.audience, flat.operational) = (notice.audience, notice.operational);
                flat.replaces = notice.replaces;
            }
            Self::Withdraw { reason, replaced_by } => (flat.text, flat.replaced_by) = (Some(reason), replaced_by),
            Self::Unknown(_) => {}
        }
        wire::encode_payload(&flat)
    }

    /// Reads a payload; fields and words from a newer program are no error.
    ///
    /// # Errors
    /// `Malformed` when it is no event of a notice, or a known one without what it needs.
    pub fn from_payload(bytes: &[u8]) -> Result<Self, WireError> {
        let word = word_of(bytes)?;
        if !KNOWN.contains(&word.as_str()) {
            return Ok(Self::Unknown(word));
        }
        entry_of(wire::decode_payload(bytes)?).ok_or(WireError::Malformed { what: "notice event" })
    }
}

fn entry_of(flat: Flat<'_>) -> Option<NoticeEntry> {
    Some(match &*flat.a {
        "publish" => NoticeEntry::Publish(Notice {
            title: flat.title?,
            text: flat.text?,
            priority: flat.priority.unwrap_or(NoticePriority::Routine),
            valid_until: flat.until,
            audience: flat.audience,
            operational: flat.operational,
            replaces: flat.replaces,
        }),
        "withdraw" => NoticeEntry::Withdraw { reason: flat.text?, replaced_by: flat.replaced_by },
        _ => NoticeEntry::Unknown(flat.a.into_owned()),
    })
}
