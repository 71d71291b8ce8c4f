//! The acts on a case and their payload: one flat CBOR map with the act's word under `a` and the entry it builds on
//! under `base`. An act word this program does not know is kept, shown as such, and never fails to decode.

use etong_protocol::{EntryId, PostId, PostKind, WireError, wire};
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

#[derive(Deserialize)]
struct Head {
    a: String,
    base: Option<EntryId>,
}

#[derive(Serialize, Deserialize, Default)]
#[serde(default)]
struct Flat<'a> {
    a: std::borrow::Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    base: Option<EntryId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    class: Option<CaseClass>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    what: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<Fix>,
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<CaseSource>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parties: Vec<Party>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<PostId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to_kind: Option<PostKind>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<Evidence>,
}

impl CaseEntry {
    /// # Errors
    /// `Malformed` when CBOR cannot carry it, which no value of this type runs into.
    pub fn to_payload(&self) -> Result<Vec<u8>, WireError> {
        let mut flat = Flat { a: self.act.as_str().into(), base: self.base, ..Flat::default() };
        match self.act.clone() {
            CaseAct::Report(report) => {
                flat.class = Some(report.class);
                flat.title = Some(report.title);
                flat.what = Some(report.what).filter(|what| !what.is_empty());
                flat.place = report.place;
                flat.address = report.address;
                flat.source = Some(report.source);
                flat.parties = report.parties;
            }
            CaseAct::Dispatch { to, to_kind, note } => {
                (flat.to, flat.to_kind, flat.note) = (Some(to), Some(to_kind), note);
            }
            CaseAct::Accept { note } | CaseAct::Handle { note } | CaseAct::Close { note } => flat.note = note,
            CaseAct::ReportBack { result, note } => (flat.text, flat.note) = (Some(result), note),
            CaseAct::Return { reason: text } | CaseAct::Comment { text } => flat.text = Some(text),
            CaseAct::Visit { note, place } => (flat.note, flat.place) = (note, place),
            CaseAct::Evidence(evidence) => flat.file = Some(evidence),
            CaseAct::Unknown(_) => {}
        }
        wire::encode_payload(&flat)
    }

    /// Reads a payload; fields and act words from a newer program are no error.
    ///
    /// # Errors
    /// `Malformed` when it is no act at all, or a known act without what it needs.
    pub fn from_payload(bytes: &[u8]) -> Result<Self, WireError> {
        let head: Head = wire::decode_payload(bytes)?;
        let Some(word) = ActWord::from_word(&head.a) else {
            return Ok(Self { base: head.base, act: CaseAct::Unknown(head.a) });
        };
        let flat: Flat<'_> = wire::decode_payload(bytes)?;
        let base = flat.base;
        let act = act_of(word, flat).ok_or(WireError::Malformed { what: "case act" })?;
        Ok(Self { base, act })
    }
}

fn act_of(word: ActWord, flat: Flat<'_>) -> Option<CaseAct> {
    let note = flat.note;
    Some(match word {
        ActWord::Report => CaseAct::Report(Report {
            class: flat.class?,
            title: flat.title?,
            what: flat.what.unwrap_or_default(),
            place: flat.place,
            address: flat.address,
            source: flat.source?,
            parties: flat.parties,
        }),
        ActWord::Accept => CaseAct::Accept { note },
        ActWord::Dispatch => CaseAct::Dispatch { to: flat.to?, to_kind: flat.to_kind?, note },
        ActWord::Handle => CaseAct::Handle { note },
        ActWord::ReportBack => CaseAct::ReportBack { result: flat.text?, note },
        ActWord::Close => CaseAct::Close { note },
        ActWord::Return => CaseAct::Return { reason: flat.text? },
        ActWord::Comment => CaseAct::Comment { text: flat.text? },
        ActWord::Visit => CaseAct::Visit { note, place: flat.place },
        ActWord::Evidence => CaseAct::Evidence(flat.file?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report() -> CaseAct {
        CaseAct::Report(Report {
            class: CaseClass::Hazard,
            title: "楼道堆物".into(),
            what: "三楼楼道堆放纸箱".into(),
            place: Some(Fix::new(24_513_000, 117_655_000, 8).unwrap()),
            address: Some("3 栋 2 单元".into()),
            source: CaseSource::Snap,
            parties: vec![Party { name: "王芳".into(), phone: Some("13800001234".into()), role: None }],
        })
    }

    #[test]
    fn every_act_comes_back_as_it_went() {
        let evidence = Evidence {
            hash: "00".repeat(32),
            media: "image/jpeg".into(),
            size: 300_000,
            taken_at: 1_767_225_600_000,
            in_app: true,
            place: None,
            note: None,
        };
        let note = Some("好".to_owned());
        let acts = [
            report(),
            CaseAct::Accept { note: None },
            CaseAct::Dispatch { to: PostId::NIL, to_kind: PostKind::GridWorker, note: note.clone() },
            CaseAct::Handle { note: note.clone() },
            CaseAct::ReportBack { result: "已清理".into(), note: None },
            CaseAct::Close { note },
            CaseAct::Return { reason: "不属本网格".into() },
            CaseAct::Comment { text: "已电话联系".into() },
            CaseAct::Visit { note: None, place: Some(Fix::new(1, 2, 3).unwrap()) },
            CaseAct::Evidence(evidence),
            CaseAct::Unknown("supervise".into()),
        ];
        for act in acts {
            let entry = CaseEntry { base: Some(EntryId::of(b"base")), act };
            assert_eq!(CaseEntry::from_payload(&entry.to_payload().unwrap()).unwrap(), entry);
        }
    }

    #[test]
    fn an_act_without_words_costs_little_more_than_its_base() {
        let accept = CaseEntry { base: Some(EntryId::of(b"base")), act: CaseAct::Accept { note: None } };
        assert_eq!(accept.to_payload().unwrap().len(), 49);
    }

    #[test]
    fn an_act_from_a_newer_program_is_kept_whatever_its_fields_hold() {
        #[derive(Serialize)]
        struct Newer {
            a: &'static str,
            base: Option<EntryId>,
            title: u8,
            place: [u8; 2],
        }
        let base = Some(EntryId::of(b"x"));
        let bytes = wire::encode_payload(&Newer { a: "supervise", base, title: 7, place: [1, 2] }).unwrap();
        let entry = CaseEntry::from_payload(&bytes).unwrap();
        assert_eq!(entry, CaseEntry { base, act: CaseAct::Unknown("supervise".into()) });
    }

    #[test]
    fn a_field_from_a_newer_program_is_skipped() {
        #[derive(Serialize)]
        struct Newer {
            a: &'static str,
            text: &'static str,
            mood: Vec<u8>,
        }
        let bytes = wire::encode_payload(&Newer { a: "comment", text: "好", mood: vec![1] }).unwrap();
        let entry = CaseEntry::from_payload(&bytes).unwrap();
        assert_eq!(entry, CaseEntry { base: None, act: CaseAct::Comment { text: "好".into() } });
    }

    #[test]
    fn a_known_act_without_what_it_needs_is_malformed() {
        for word in ["report", "dispatch", "report_back", "return", "comment", "evidence"] {
            let bytes = wire::encode_payload(&Flat { a: word.into(), ..Flat::default() }).unwrap();
            assert!(CaseEntry::from_payload(&bytes).is_err(), "{word}");
        }
        assert!(CaseEntry::from_payload(b"").is_err());
    }
}
