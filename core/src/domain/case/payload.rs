//! The payload of an act: one flat CBOR map with the act's word under `a` and the entry it builds on under `base`. An act
//! word this program does not know is kept, shown as such, and never fails to decode.

use std::borrow::Cow;

use etong_protocol::{EntryId, PostId, PostKind, WireError, wire};
use serde::{Deserialize, Serialize};

use super::act::{ActWord, CaseAct, CaseEntry, Evidence, Party, Report};
use super::class::{CaseClass, CaseSource};
use crate::domain::place::Fix;

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

#[derive(Deserialize)]
struct Head {
    a: String,
    base: Option<EntryId>,
}

#[derive(Serialize, Deserialize, Default)]
#[serde(default)]
struct Flat<'a> {
    a: Cow<'a, str>,
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
