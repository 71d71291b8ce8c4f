//! 上报: the words that found a case, and what else people write down about it.

use etong_protocol::{EntryId, OrgPath, PostId, PostKind, RecordId};
use serde::{Deserialize, Serialize};

use super::class::{CaseClass, CaseLevel, CaseSource, Wish};
use crate::domain::place::Fix;

/// The founding words. The five elements (五要素): who (`caller`, `parties`), when (`happened_at`), where (`place`, `address`), why
/// (`cause`), how it went (`what`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    pub class: CaseClass,
    /// The second level of the class, a word of the unit's own dictionary; any word is kept.
    pub kind: Option<String>,
    pub level: Option<CaseLevel>,
    /// 紧急: somebody near has to go now.
    pub urgent: bool,
    /// 警务: for the police; when nobody takes it on it is the officer's, not the grid worker's.
    pub police_matter: bool,
    /// 专属网格: it arose in a dedicated grid whose host has staff of its own: they answer first, then the community.
    pub hosted: bool,
    pub title: String,
    pub what: String,
    pub cause: Option<String>,
    /// When it happened, as told; milliseconds since 1970.
    pub happened_at: Option<i64>,
    pub place: Option<Fix>,
    pub address: Option<String>,
    pub source: CaseSource,
    /// The number it has where it came from: 12345, 110, a property office.
    pub external_no: Option<String>,
    /// The number on the paper form, when it was first written on paper.
    pub paper_no: Option<String>,
    /// Who came, rang or wrote, when that is not the person who typed it in.
    pub caller: Option<Party>,
    pub parties: Vec<Party>,
}

impl Report {
    /// A report that says what a snap report must say, and nothing else.
    #[must_use]
    pub fn new(class: CaseClass, title: impl Into<String>, source: CaseSource) -> Self {
        Self {
            class,
            kind: None,
            level: None,
            urgent: false,
            police_matter: false,
            hosted: false,
            title: title.into(),
            what: String::new(),
            cause: None,
            happened_at: None,
            place: None,
            address: None,
            source,
            external_no: None,
            paper_no: None,
            caller: None,
            parties: Vec::new(),
        }
    }

    /// Is there somebody outside the staff who waits for an answer through the source the report came by?
    #[must_use]
    pub const fn is_from_outside(&self) -> bool {
        self.caller.is_some() || self.external_no.is_some()
    }
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

/// Where a case is sent: to a post, or to whoever holds a post of `to_kind` at `unit`. One of `to` and `unit` is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dispatch {
    pub to: Option<PostId>,
    pub to_kind: PostKind,
    /// The unit of the receiver; needed for a department or team that sits outside the case's own line of units.
    pub unit: Option<OrgPath>,
    pub note: Option<String>,
}

/// One helper of a joint task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Helper {
    pub post: PostId,
    pub kind: PostKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<OrgPath>,
}

/// 限期整改: who has to do what about a hazard, and by when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rectification {
    /// Milliseconds since 1970.
    pub by: i64,
    pub who: String,
    pub measure: String,
}

/// 改类, 定级: what is corrected about a case; `None` leaves it as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Classification {
    pub class: Option<CaseClass>,
    pub kind: Option<String>,
    pub level: Option<CaseLevel>,
    pub urgent: Option<bool>,
    pub police_matter: Option<bool>,
    pub reason: Option<String>,
}

/// 回访: what the reporter says when called back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Callback {
    /// Did anybody answer? The rest is empty when not.
    pub reached: bool,
    /// 按所述办理: was it done as the record says?
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handled_as_told: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub satisfied: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// The draw (抽查) that chose this case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draw: Option<RecordId>,
}

impl Callback {
    /// Reached, and not content with what was done.
    #[must_use]
    pub fn is_against(&self) -> bool {
        self.reached && (self.satisfied == Some(false) || self.handled_as_told == Some(false))
    }
}

/// 申请: what a handler asks of the desk, which answers by an act of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    pub wish: Wish,
    pub reason: String,
    /// For an extension: until when, milliseconds since 1970.
    pub until: Option<i64>,
}

/// Which entry of the log said something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said {
    pub by: EntryId,
    pub post: PostId,
    /// Milliseconds since 1970, phone clock.
    pub at: i64,
}
