//! The payload of an act: one flat CBOR map with the act's word under `a` and the entry it builds on under `base`. An act
//! word this program does not know is kept, shown as such, and never fails to decode.

use std::borrow::Cow;

use etong_protocol::{EntryId, OrgPath, PostId, PostKind, RecordId, WireError, wire};
use serde::{Deserialize, Serialize};

use super::act::{CaseAct, CaseEntry};
use super::act_word::ActWord;
use super::class::{CaseClass, CaseLevel, CaseSource, FirstStep, Wish};
use super::report::{Callback, Classification, Dispatch, Evidence, Helper, Party, Rectification, Report, Request};
use crate::domain::place::Fix;

impl CaseEntry {
    /// # Errors
    /// `Malformed` when CBOR cannot carry it, which no value of this type runs into.
    pub fn to_payload(&self) -> Result<Vec<u8>, WireError> {
        let mut flat = Flat { a: self.act.as_str().into(), base: self.base, ..Flat::default() };
        flat.put(self.act.clone());
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
    kind: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    level: Option<CaseLevel>,
    #[serde(skip_serializing_if = "Option::is_none")]
    urgent: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    police: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hosted: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    what: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    happened_at: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<Fix>,
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<CaseSource>,
    #[serde(skip_serializing_if = "Option::is_none")]
    external_no: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    paper_no: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    caller: Option<Party>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parties: Vec<Party>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<PostId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to_kind: Option<PostKind>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<OrgPath>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    receipt: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stars: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    main: Option<RecordId>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    helpers: Vec<Helper>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rectify: Option<Rectification>,
    #[serde(skip_serializing_if = "Option::is_none")]
    callback: Option<Callback>,
    #[serde(skip_serializing_if = "Option::is_none")]
    step: Option<FirstStep>,
    #[serde(skip_serializing_if = "Option::is_none")]
    wish: Option<Wish>,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<Evidence>,
}

impl Flat<'_> {
    fn put(&mut self, act: CaseAct) {
        match act {
            CaseAct::Report(report) => self.put_report(*report),
            CaseAct::SelfHandle { report, result } => {
                self.put_report(*report);
                self.text = Some(result);
            }
            CaseAct::Dispatch(Dispatch { to, to_kind, unit, note }) => {
                (self.to, self.to_kind, self.unit, self.note) = (to, Some(to_kind), unit, note);
            }
            CaseAct::Escalate { to_kind, reason } => (self.to_kind, self.text) = (Some(to_kind), Some(reason)),
            CaseAct::Accept { note }
            | CaseAct::File { note }
            | CaseAct::Check { note }
            | CaseAct::Resume { note }
            | CaseAct::Evaluate { note }
            | CaseAct::Archive { note } => self.note = note,
            CaseAct::Handle { note, place } | CaseAct::Visit { note, place } => (self.note, self.place) = (note, place),
            CaseAct::ReportBack { result, note } => (self.text, self.note) = (Some(result), note),
            CaseAct::ToCollector { reason: text }
            | CaseAct::Rework { reason: text }
            | CaseAct::Return { reason: text }
            | CaseAct::Decline { reason: text }
            | CaseAct::Void { reason: text }
            | CaseAct::Recall { reason: text }
            | CaseAct::Reopen { reason: text }
            | CaseAct::Supervise { text }
            | CaseAct::Urge { text }
            | CaseAct::UnlinkDuplicate { reason: text }
            | CaseAct::Dispute { text }
            | CaseAct::Comment { text } => self.text = Some(text),
            CaseAct::Transfer { to_name, reason, receipt } => {
                (self.to_name, self.text, self.receipt) = (Some(to_name), Some(reason), receipt);
            }
            CaseAct::Suspend { reason, until } => (self.text, self.until) = (Some(reason), until),
            CaseAct::Extend { until, reason } => (self.until, self.text) = (Some(until), Some(reason)),
            CaseAct::Joint { helpers, note } => (self.helpers, self.note) = (helpers, note),
            CaseAct::Close { note, main } => (self.note, self.main) = (note, main),
            CaseAct::LinkDuplicate { main, note } => (self.main, self.note) = (Some(main), note),
            CaseAct::Classify(change) => {
                (self.class, self.kind, self.level) = (change.class, change.kind, change.level);
                (self.urgent, self.police, self.text) = (change.urgent, change.police_matter, change.reason);
            }
            CaseAct::Rectify(rectification) => self.rectify = Some(rectification),
            CaseAct::Rate { stars, text } => (self.stars, self.text) = (Some(stars), text),
            CaseAct::Confirm { text } => self.text = text,
            CaseAct::Callback(callback) => self.callback = Some(callback),
            CaseAct::Ask(Request { wish, reason, until }) => {
                (self.wish, self.text, self.until) = (Some(wish), Some(reason), until);
            }
            CaseAct::FirstResponse { step, note, place } => {
                (self.step, self.note, self.place) = (Some(step), note, place);
            }
            CaseAct::HandOver { to_name, receipt, note } => {
                (self.to_name, self.receipt, self.note) = (Some(to_name), receipt, note);
            }
            CaseAct::Evidence(evidence) => self.file = Some(evidence),
            CaseAct::Unknown(_) => {}
        }
    }

    fn put_report(&mut self, report: Report) {
        self.class = Some(report.class);
        (self.kind, self.level) = (report.kind, report.level);
        self.urgent = Some(true).filter(|_| report.urgent);
        self.police = Some(true).filter(|_| report.police_matter);
        self.hosted = Some(true).filter(|_| report.hosted);
        self.title = Some(report.title);
        self.what = Some(report.what).filter(|what| !what.is_empty());
        (self.cause, self.happened_at) = (report.cause, report.happened_at);
        (self.place, self.address) = (report.place, report.address);
        self.source = Some(report.source);
        (self.external_no, self.paper_no) = (report.external_no, report.paper_no);
        (self.caller, self.parties) = (report.caller, report.parties);
    }
}

fn act_of(word: ActWord, flat: Flat<'_>) -> Option<CaseAct> {
    Some(match word {
        ActWord::Report => CaseAct::Report(Box::new(report_of(flat)?)),
        ActWord::SelfHandle => {
            let result = flat.text.clone()?;
            CaseAct::SelfHandle { report: Box::new(report_of(flat)?), result }
        }
        ActWord::Accept => CaseAct::Accept { note: flat.note },
        ActWord::File => CaseAct::File { note: flat.note },
        ActWord::Dispatch => {
            let to_somebody = flat.to.is_some() || flat.unit.is_some();
            let (to_kind, unit, note) = (flat.to_kind?, flat.unit, flat.note);
            let dispatch = Dispatch { to: flat.to, to_kind, unit, note };
            return to_somebody.then_some(CaseAct::Dispatch(dispatch));
        }
        ActWord::ToCollector => CaseAct::ToCollector { reason: flat.text? },
        ActWord::Escalate => CaseAct::Escalate { to_kind: flat.to_kind?, reason: flat.text? },
        ActWord::Handle => CaseAct::Handle { note: flat.note, place: flat.place },
        ActWord::ReportBack => CaseAct::ReportBack { result: flat.text?, note: flat.note },
        ActWord::Check => CaseAct::Check { note: flat.note },
        ActWord::Rework => CaseAct::Rework { reason: flat.text? },
        ActWord::Close => CaseAct::Close { note: flat.note, main: flat.main },
        ActWord::Return => CaseAct::Return { reason: flat.text? },
        ActWord::Decline => CaseAct::Decline { reason: flat.text? },
        ActWord::Void => CaseAct::Void { reason: flat.text? },
        ActWord::Recall => CaseAct::Recall { reason: flat.text? },
        ActWord::Transfer => CaseAct::Transfer { to_name: flat.to_name?, reason: flat.text?, receipt: flat.receipt },
        ActWord::Suspend => CaseAct::Suspend { reason: flat.text?, until: flat.until },
        ActWord::Resume => CaseAct::Resume { note: flat.note },
        ActWord::Evaluate => CaseAct::Evaluate { note: flat.note },
        ActWord::Archive => CaseAct::Archive { note: flat.note },
        ActWord::Reopen => CaseAct::Reopen { reason: flat.text? },
        ActWord::Extend => CaseAct::Extend { until: flat.until?, reason: flat.text? },
        ActWord::Supervise => CaseAct::Supervise { text: flat.text? },
        ActWord::Urge => CaseAct::Urge { text: flat.text? },
        ActWord::Joint => CaseAct::Joint { helpers: flat.helpers, note: flat.note },
        ActWord::LinkDuplicate => CaseAct::LinkDuplicate { main: flat.main?, note: flat.note },
        ActWord::UnlinkDuplicate => CaseAct::UnlinkDuplicate { reason: flat.text? },
        ActWord::Classify => CaseAct::Classify(Classification {
            class: flat.class,
            kind: flat.kind,
            level: flat.level,
            urgent: flat.urgent,
            police_matter: flat.police,
            reason: flat.text,
        }),
        ActWord::Rectify => CaseAct::Rectify(flat.rectify?),
        ActWord::Rate => CaseAct::Rate { stars: flat.stars?, text: flat.text },
        ActWord::Confirm => CaseAct::Confirm { text: flat.text },
        ActWord::Dispute => CaseAct::Dispute { text: flat.text? },
        ActWord::Callback => CaseAct::Callback(flat.callback?),
        ActWord::Ask => CaseAct::Ask(Request { wish: flat.wish?, reason: flat.text?, until: flat.until }),
        ActWord::FirstResponse => CaseAct::FirstResponse { step: flat.step?, note: flat.note, place: flat.place },
        ActWord::HandOver => CaseAct::HandOver { to_name: flat.to_name?, receipt: flat.receipt, note: flat.note },
        ActWord::Comment => CaseAct::Comment { text: flat.text? },
        ActWord::Visit => CaseAct::Visit { note: flat.note, place: flat.place },
        ActWord::Evidence => CaseAct::Evidence(flat.file?),
    })
}

fn report_of(flat: Flat<'_>) -> Option<Report> {
    Some(Report {
        class: flat.class?,
        kind: flat.kind,
        level: flat.level,
        urgent: flat.urgent.unwrap_or_default(),
        police_matter: flat.police.unwrap_or_default(),
        hosted: flat.hosted.unwrap_or_default(),
        title: flat.title?,
        what: flat.what.unwrap_or_default(),
        cause: flat.cause,
        happened_at: flat.happened_at,
        place: flat.place,
        address: flat.address,
        source: flat.source?,
        external_no: flat.external_no,
        paper_no: flat.paper_no,
        caller: flat.caller,
        parties: flat.parties,
    })
}

#[cfg(test)]
#[path = "payload_tests.rs"]
pub(super) mod tests;
