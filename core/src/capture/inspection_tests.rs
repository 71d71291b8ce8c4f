//! Refusals and drafts of inspections, as tables.

use etong_protocol::{DeviceId, PostId};

use super::*;
use crate::capture::Content;
use crate::domain::case::{CaseAct, CaseEntry};

fn author(kind: PostKind) -> Author {
    let unit = "/1/2/3/4".parse().unwrap();
    Author { device: DeviceId::NIL, post: PostId::from_bytes([1; 16]), post_kind: kind, unit, shared: false }
}

fn answer(item: &str, answer: &str) -> AnswerRequest {
    AnswerRequest { item: item.into(), answer: answer.into(), ..AnswerRequest::default() }
}

fn request(answers: Vec<AnswerRequest>) -> InspectionRequest {
    InspectionRequest {
        kind: Some("fire".into()),
        address: Some("3 栋".into()),
        answers,
        ..InspectionRequest::default()
    }
}

fn ask(request: &InspectionRequest, before: &InspectedBefore<'_>) -> Result<Drafts, CaptureError> {
    let cases = [RecordId::from_bytes([2; 16]), RecordId::from_bytes([3; 16])];
    let checklist = Checklist::built_in(&PlaceKind::Fire).unwrap();
    inspect(&author(PostKind::GridWorker), request, RecordId::from_bytes([1; 16]), &cases, &checklist, before)
}

fn inspected(drafts: &Drafts) -> Inspected {
    let Content::Event(payload) = &drafts.drafts[0].content else { panic!("an event") };
    match InspectionAct::from_payload(payload).unwrap() {
        InspectionAct::Inspect(inspected) => inspected,
        other => panic!("{other:?}"),
    }
}

fn bad_with_hazard() -> AnswerRequest {
    AnswerRequest { hazard: Some(HazardRequest::default()), ..answer("exit_clear", "bad") }
}

#[test]
fn a_bad_item_founds_a_hazard_in_the_same_drafts() {
    let drafts =
        ask(&request(vec![bad_with_hazard(), answer("signs_lights", "ok")]), &InspectedBefore::default()).unwrap();
    let kinds: Vec<&str> = drafts.drafts.iter().map(|draft| draft.kind.as_str()).collect();
    assert_eq!(kinds[..2], ["inspection", "case"]);
    let case = inspected(&drafts).answers[0].case.unwrap();
    assert_eq!(case, drafts.drafts[1].record);
    let Content::Event(payload) = &drafts.drafts[1].content else { panic!("an event") };
    let CaseAct::Report(report) = CaseEntry::from_payload(payload).unwrap().act else { panic!("a report") };
    assert_eq!((report.title.as_str(), report.class.as_str()), ("不合格：安全出口、疏散通道畅通", "hazard"));
    assert_eq!((report.source.as_str(), report.address.as_deref()), ("patrol", Some("3 栋")));
    assert!(drafts.remarks[0].about.starts_with("not looked at: equipment"), "{:?}", drafts.remarks);
}

#[test]
fn a_hazard_with_a_time_limit_says_who_has_to_do_what_by_when() {
    let hazard = HazardRequest {
        by: Some(1_800_000_000_000),
        who: Some("物业".into()),
        measure: Some("清空楼道".into()),
        ..HazardRequest::default()
    };
    let asked = request(vec![AnswerRequest { hazard: Some(hazard), ..answer("exit_clear", "bad") }]);
    let drafts = ask(&asked, &InspectedBefore::default()).unwrap();
    assert_eq!(drafts.drafts[2].record, drafts.drafts[1].record);
    let Content::Event(payload) = &drafts.drafts[2].content else { panic!("an event") };
    let CaseAct::Rectify(rectification) = CaseEntry::from_payload(payload).unwrap().act else { panic!("a time limit") };
    assert_eq!((rectification.by, rectification.who.as_str()), (1_800_000_000_000, "物业"));
}

#[test]
fn an_item_with_an_open_hazard_here_is_linked_to_it() {
    let known = RecordId::from_bytes([9; 16]);
    let open = BTreeMap::from([("exit_clear".to_owned(), known)]);
    let before = InspectedBefore { open, ..InspectedBefore::default() };
    let drafts = ask(&request(vec![bad_with_hazard()]), &before).unwrap();
    assert_eq!(drafts.drafts.len(), 1);
    assert_eq!(inspected(&drafts).answers[0].case, Some(known));
    assert!(drafts.remarks[0].about.contains("was linked"));
}

#[test]
fn what_cannot_be_taken_is_refused_by_its_field() {
    let good = || answer("exit_clear", "ok");
    let hazard = |hazard| request(vec![AnswerRequest { hazard: Some(hazard), ..answer("exit_clear", "bad") }]);
    let who = Some("物业".to_owned());
    let cases: [(&str, InspectionRequest); 12] = [
        ("answers.hazard.by", hazard(HazardRequest { who: who.clone(), ..HazardRequest::default() })),
        ("answers.hazard.measure", hazard(HazardRequest { by: Some(9), who, ..HazardRequest::default() })),
        ("kind", InspectionRequest { kind: None, ..request(vec![good()]) }),
        ("kind", InspectionRequest { kind: Some("cave".into()), ..request(vec![good()]) }),
        ("place", InspectionRequest { address: None, ..request(vec![good()]) }),
        ("premises", InspectionRequest { premises: Some("x".into()), ..request(vec![good()]) }),
        ("answers", request(Vec::new())),
        ("answers.item", request(vec![answer("exits", "ok")])),
        ("answers.item", request(vec![good(), good()])),
        ("answers.answer", request(vec![answer("exit_clear", "good")])),
        ("answers.hazard", request(vec![AnswerRequest { hazard: Some(HazardRequest::default()), ..good() }])),
        ("answers.evidence", request(vec![AnswerRequest { evidence: vec!["ab".into()], ..good() }])),
    ];
    for (wrong, request) in cases {
        match ask(&request, &InspectedBefore::default()) {
            Err(CaptureError::Invalid { field, .. }) => assert_eq!(field, wrong),
            other => panic!("{wrong}: {other:?}"),
        }
    }
}

#[test]
fn every_cell_of_the_rights_is_as_the_domain_says() {
    // Columns: PostKind::KNOWN.
    for (act, row) in [("inspect", "xxx..x.........x"), ("note", "xxx..xx........x"), ("void", "xxx..xx.........")] {
        for (post, cell) in PostKind::KNOWN.iter().zip(row.chars()) {
            assert_eq!(allowed(post, act).is_ok(), cell == 'x', "{post} {act}");
        }
    }
    let Err(CaptureError::NotAllowed { rule, who_may }) = allowed(&PostKind::Volunteer, "inspect") else { panic!() };
    assert_eq!(rule, "a volunteer may not inspect places");
    assert_eq!(who_may, ["grid_worker", "police_officer", "auxiliary_officer", "community_desk", "host_staff"]);
}

#[test]
fn a_recheck_is_where_the_first_one_was() {
    let first = InspectionFold {
        inspected: inspected(&ask(&request(vec![answer("exit_clear", "bad")]), &InspectedBefore::default()).unwrap()),
        post: PostId::from_bytes([8; 16]),
        post_kind: PostKind::PoliceOfficer,
        scope: "/1/2/3/4".parse().unwrap(),
        captured_at: 5,
        notes: Vec::new(),
        voided: None,
        provisional: false,
    };
    let open = BTreeMap::from([("exit_clear".to_owned(), RecordId::from_bytes([9; 16]))]);
    let before = InspectedBefore { first: Some(&first), open, ..InspectedBefore::default() };
    let recheck = InspectionRequest {
        recheck_of: Some(RecordId::from_bytes([7; 16]).to_string()),
        answers: vec![answer("exit_clear", "ok")],
        ..InspectionRequest::default()
    };
    let drafts = ask(&recheck, &before).unwrap();
    let again = inspected(&drafts);
    assert_eq!((again.address.as_deref(), &again.kind), (Some("3 栋"), &PlaceKind::Fire));
    assert_eq!(again.answers[0].case, Some(RecordId::from_bytes([9; 16])), "good, and about that hazard");
    assert!(drafts.remarks.is_empty());
    let wrong = InspectionRequest { kind: Some("gas".into()), ..recheck };
    assert!(matches!(ask(&wrong, &before), Err(CaptureError::Invalid { field, .. }) if field == "kind"));
}
