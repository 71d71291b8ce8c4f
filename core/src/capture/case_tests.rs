//! Reporting and acting, told with the people who do it.

use etong_protocol::{DeviceId, EntryId, Hlc};

use etong_protocol::{PostId, PostKind};

use super::*;
use crate::capture::Content;
use crate::capture::case_act::{CaseActRequest, act_on_case};
use crate::domain::case::{CaseEvent, CaseFold, CaseReply, CaseState, fold};

fn author(kind: PostKind, unit: &str) -> Author {
    let nth = u8::try_from(kind.as_str().len()).unwrap();
    let (post, device) = (PostId::from_bytes([nth; 16]), DeviceId::from_bytes([nth; 16]));
    Author { device, post, post_kind: kind, unit: unit.parse().unwrap(), shared: false }
}

fn volunteer() -> Author {
    author(PostKind::Volunteer, "/1/2/3")
}

fn worker() -> Author {
    author(PostKind::GridWorker, "/1/2/3/4")
}

fn desk() -> Author {
    author(PostKind::CommunityDesk, "/1/2/3")
}

fn request(json: &str) -> CaseRequest {
    serde_json::from_str(json).unwrap()
}

fn act(json: &str) -> CaseActRequest {
    serde_json::from_str(json).unwrap()
}

fn snap() -> CaseRequest {
    request(
        r#"{"class": "hazard", "title": "楼道堆物", "scope": "/1/2/3/4", "place": {"lat": 24.513, "lon": 117.655}}"#,
    )
}

/// A case as the phones see it after these drafts, each by its author.
struct Told {
    events: Vec<CaseEvent>,
}

impl Told {
    fn by(author: &Author, drafts: &Drafts) -> Self {
        let mut told = Self { events: Vec::new() };
        told.add(author, drafts);
        told
    }

    fn add(&mut self, author: &Author, drafts: &Drafts) {
        for draft in drafts.drafts.iter().filter(|draft| draft.kind == RecordKind::Case) {
            let Content::Event(payload) = &draft.content else { panic!("a case is events") };
            self.events.push(CaseEvent {
                id: EntryId::of(payload),
                seq: Some(u64::try_from(self.events.len()).unwrap() + 1),
                hlc: Hlc(1),
                device: author.device,
                post: author.post,
                unit: None,
                post_kind: author.post_kind.clone(),
                scope: draft.scope.clone(),
                captured_at: 0,
                entry: CaseEntry::from_payload(payload).unwrap(),
            });
        }
    }

    fn fold(&self) -> CaseFold {
        fold(&self.events).unwrap()
    }
}

fn reply_of(drafts: &Drafts) -> Option<CaseReply> {
    let draft = drafts.drafts.iter().find(|draft| draft.kind == RecordKind::Reply)?;
    let Content::Event(payload) = &draft.content else { panic!("a reply is an event") };
    Some(CaseReply::from_payload(payload).unwrap())
}

fn refusal<T: std::fmt::Debug>(result: Result<T, CaptureError>) -> String {
    result.unwrap_err().to_string()
}

#[test]
fn a_volunteers_report_is_handled_and_the_volunteer_hears_of_it() {
    let record = RecordId::NIL;
    let mut told = Told::by(&volunteer(), &report_case(&volunteer(), &snap(), record, &[]).unwrap());
    assert_eq!(told.fold().report.source, CaseSource::Snap);

    let steps = [
        (worker(), r#"{"act": "accept", "note": "张三家的，别告诉他"}"#, CaseState::Accepted, Some("accepted")),
        (worker(), r#"{"act": "handle"}"#, CaseState::Handling, None),
        (
            worker(),
            r#"{"act": "report_back", "text": "已清理", "reply": "纸箱已搬走"}"#,
            CaseState::ReportedBack,
            Some("reported_back"),
        ),
        (desk(), r#"{"act": "close"}"#, CaseState::Closed, Some("closed")),
    ];
    for (who, json, state, heard) in steps {
        let base = told.fold().last_effective;
        let drafts = act_on_case(&who, &told.fold(), record, &act(json)).unwrap();
        told.add(&who, &drafts);
        assert_eq!(told.fold().state, state, "{json}");
        let reply = reply_of(&drafts);
        assert_eq!(reply.as_ref().map(|reply| reply.state.as_str()), heard, "{json}");
        if let Some(reply) = reply {
            assert!(!reply.words.contains("张三"), "a note of staff is not for the reporter");
            assert_eq!(reply.base, Some(base));
        }
    }
    assert!(told.fold().acts.iter().all(|act| act.standing == crate::domain::case::ActStanding::Effective));
}

#[test]
fn handling_at_once_also_tells_the_reporter_that_it_was_accepted() {
    let told = Told::by(&volunteer(), &report_case(&volunteer(), &snap(), RecordId::NIL, &[]).unwrap());
    let drafts = act_on_case(&worker(), &told.fold(), RecordId::NIL, &act(r#"{"act": "handle"}"#)).unwrap();
    assert_eq!(reply_of(&drafts).unwrap().state, "handling");
}

#[test]
fn staff_who_report_get_no_reply_as_they_read_the_case() {
    let told = Told::by(&worker(), &report_case(&worker(), &snap(), RecordId::NIL, &[]).unwrap());
    let drafts = act_on_case(&desk(), &told.fold(), RecordId::NIL, &act(r#"{"act": "accept"}"#)).unwrap();
    assert_eq!(drafts.drafts.len(), 1);
    let talk = act_on_case(&desk(), &told.fold(), RecordId::NIL, &act(r#"{"act": "accept", "reply": "好"}"#));
    assert_eq!(refusal(talk), "reply: there is nobody to answer: the reporter reads the case, or has heard");
}

#[test]
fn a_refusal_names_the_rule_and_who_may_do_it_instead() {
    let told = Told::by(&volunteer(), &report_case(&volunteer(), &snap(), RecordId::NIL, &[]).unwrap());
    let case = told.fold();
    let refused = |who: &Author, json: &str| refusal(act_on_case(who, &case, RecordId::NIL, &act(json)));
    let elsewhere = author(PostKind::GridWorker, "/1/2/3/5");
    insta::assert_debug_snapshot!([
        refused(&volunteer(), r#"{"act": "accept"}"#),
        refused(&worker(), r#"{"act": "close"}"#),
        refused(&worker(), r#"{"act": "report_back", "text": "好"}"#),
        refused(&elsewhere, r#"{"act": "comment", "text": "好"}"#),
        refused(&desk(), r#"{"act": "celebrate"}"#),
        refused(&desk(), r#"{"act": "dispatch", "to": "x", "to_kind": "grid_worker"}"#),
        refused(&desk(), r#"{"act": "dispatch", "to": "00000000-0000-0000-0000-000000000000", "to_kind": "volunteer"}"#),
        refused(&desk(), r#"{"act": "return"}"#),
        refused(&desk(), r#"{"act": "accept", "text": "好"}"#),
        refused(&desk(), r#"{"act": "accept", "to": "x"}"#),
        refused(&desk(), r#"{"act": "evidence"}"#),
    ], @r#"
    [
        "not allowed: a volunteer may not accept a case (may: grid_worker, police_officer, auxiliary_officer, team_member, community_desk, township_desk, county_desk, police_chief, department, host_staff)",
        "not allowed: a grid_worker may not close a case (may: community_desk, township_desk)",
        "not allowed: a case that is reported cannot go through report_back (may: grid_worker, police_officer, auxiliary_officer, team_member, community_desk, township_desk, police_chief, department, host_staff)",
        "not allowed: this post belongs to /1/2/3/5, the record to /1/2/3/4 (may: a post of /1/2/3/4 or above)",
        "act: must be one of accept, file, dispatch, to_collector, escalate, handle, report_back, check, rework, close, return, decline, void, recall, transfer, suspend, resume, evaluate, archive, reopen, extend, supervise, urge, joint, link_duplicate, unlink_duplicate, classify, rectify, rate, confirm, dispute, callback, ask, first_response, hand_over, comment, visit, evidence",
        "to: not the id of a post",
        "to_kind: a case cannot be dispatched to a volunteer",
        "text: missing",
        "text: accept has no such field",
        "to: accept has no such field",
        "file: missing",
    ]
    "#);
}

#[test]
fn a_report_that_cannot_be_stored_is_refused_field_by_field() {
    let refused = |who: &Author, json: &str| refusal(report_case(who, &request(json), RecordId::NIL, &[]));
    insta::assert_debug_snapshot!([
        refused(&worker(), r#"{"class": "weather", "title": "雨"}"#),
        refused(&worker(), r#"{"class": "hazard", "title": "  "}"#),
        refused(&worker(), r#"{"class": "hazard", "title": "雨", "scope": "/1/2/3/5"}"#),
        refused(&desk(), r#"{"class": "hazard", "title": "雨", "scope": "grid 4"}"#),
        refused(&author(PostKind::CountyDesk, "/1"), r#"{"class": "hazard", "title": "雨"}"#),
        refused(&worker(), r#"{"class": "hazard", "title": "雨", "place": {"lat": 124, "lon": 24}}"#),
        refused(&worker(), r#"{"class": "hazard", "title": "雨", "source": "rumour"}"#),
        refused(&worker(), &format!(r#"{{"class": "hazard", "title": "{}"}}"#, "雨".repeat(101))),
        refused(&author(PostKind::Unknown("robot".into()), "/1/2/3"), r#"{"class": "hazard", "title": "雨"}"#),
    ], @r#"
    [
        "class: must be one of dispute, hazard, request, consultation, complaint, emergency, urban_management, subject_rights, other",
        "title: missing",
        "not allowed: this post belongs to /1/2/3/4, the record to /1/2/3/5 (may: a post of /1/2/3/5 or above)",
        "scope: not a path of unit numbers as in /1/12/345/6789",
        "scope: /1 is too wide: name the community or grid",
        "place: not a place: write latitude,longitude[,accuracy in metres] in degrees, as in 24.513,117.655,8",
        "source: must be one of patrol, snap, walk_in, phone, hotline_12345, police_110, assigned, property, sensor, team, online",
        "title is 101 long; at most 100 fit",
        "not allowed: a robot may not report a case (may: grid_worker, police_officer, auxiliary_officer, team_member, volunteer, community_desk, township_desk, county_desk, grid_leader, resident, host_staff)",
    ]
    "#);
    let typo = serde_json::from_str::<CaseRequest>(r#"{"class": "hazard", "titel": "雨"}"#).unwrap_err().to_string();
    assert!(typo.starts_with("unknown field `titel`"), "{typo}");
}

#[test]
fn a_crowd_of_parties_does_not_fit_in_one_case() {
    let crowd = vec![r#"{"name": "李四"}"#; 51].join(",");
    let json = format!(r#"{{"class": "dispute", "title": "噪音", "parties": [{crowd}]}}"#);
    let error = report_case(&worker(), &request(&json), RecordId::NIL, &[]).unwrap_err();
    assert_eq!(error.to_string(), "parties: at most 50 people fit in one case");
}

#[test]
fn an_odd_phone_of_a_party_is_flagged_and_kept() {
    let odd = request(
        r#"{"class": "dispute", "title": "噪音", "parties": [{"name": "李四", "phone": "问他女儿"}, {"name": "王五", "phone": "138 0000 1234"}]}"#,
    );
    let drafts = report_case(&worker(), &odd, RecordId::NIL, &[]).unwrap();
    assert_eq!(drafts.remarks.len(), 1);
    assert!(!drafts.remarks[0].about.contains("女儿"));
    let parties = Told::by(&worker(), &drafts).fold().report.parties;
    let phones: Vec<Option<&str>> = parties.iter().map(|party| party.phone.as_deref()).collect();
    assert_eq!(phones, [Some("问他女儿"), Some("13800001234")]);
}

#[test]
fn evidence_and_a_visit_may_be_added_to_a_closed_case() {
    let mut told = Told::by(&worker(), &report_case(&worker(), &snap(), RecordId::NIL, &[]).unwrap());
    let steps = [
        (worker(), r#"{"act": "handle"}"#),
        (worker(), r#"{"act": "report_back", "text": "好了"}"#),
        (desk(), r#"{"act": "close"}"#),
    ];
    for (who, json) in steps {
        let drafts = act_on_case(&who, &told.fold(), RecordId::NIL, &act(json)).unwrap();
        told.add(&who, &drafts);
    }
    assert_eq!(told.fold().state, CaseState::Closed);
    let hash = "AB".repeat(32);
    let photo = format!(
        r#"{{"act": "evidence", "file": {{"hash": "{hash}", "media": "image/jpeg", "size": 9, "taken_at": 1, "in_app": true}}}}"#
    );
    let drafts = act_on_case(&worker(), &told.fold(), RecordId::NIL, &act(&photo)).unwrap();
    told.add(&worker(), &drafts);
    let visit =
        act(r#"{"act": "visit", "place": {"lat": 24.5, "lon": 117.6, "accuracy_m": 7.5, "at": 5, "provider": "gps"}}"#);
    told.add(&worker(), &act_on_case(&worker(), &told.fold(), RecordId::NIL, &visit).unwrap());
    let acts = told.fold().acts;
    let CaseAct::Evidence(evidence) = &acts[4].act else { panic!("{acts:?}") };
    assert_eq!(evidence.hash, hash.to_lowercase());
    let CaseAct::Visit { place: Some(place), .. } = &acts[5].act else { panic!("{acts:?}") };
    assert_eq!(place.to_string(), "24500000,117600000,8,5,gps,0");
}
