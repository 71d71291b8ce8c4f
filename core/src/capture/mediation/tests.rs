//! What a request becomes, and what it is refused with.

use etong_protocol::{DeviceId, EntryId, Hlc, PostId};

use super::*;
use crate::domain::mediation::{MediationEvent, fold};

const NOW: i64 = 1_772_674_200_000;

fn author(who: u8, kind: PostKind, unit: &str) -> Author {
    Author {
        device: DeviceId::from_bytes([who; 16]),
        post: PostId::from_bytes([who; 16]),
        post_kind: kind,
        unit: unit.parse().unwrap(),
        shared: false,
    }
}

fn wang() -> Author {
    author(1, PostKind::GridWorker, "/1/2/3/4")
}

fn huang() -> Author {
    author(2, PostKind::CommunityDesk, "/1/2/3")
}

fn qian() -> Author {
    author(3, PostKind::TeamMember, "/1/2/3/9")
}

fn asking<'a>(author: &'a Author, name: &'a str) -> Asking<'a> {
    Asking { author, name, now_ms: NOW }
}

fn opening() -> MediationRequest {
    let party = |role: &str, name: &str| LitigantRequest {
        role: role.into(),
        name: name.into(),
        phone: Some("138 0000 1234".into()),
        ..LitigantRequest::default()
    };
    MediationRequest {
        case: RecordId::NIL.to_string(),
        dispute: "neighbours".into(),
        source: "party_asks".into(),
        parties: vec![party("applicant", "张三"), party("respondent", "李四")],
        brief: "空调滴水".into(),
    }
}

fn open(author: &Author, request: &MediationRequest) -> Result<Drafts, CaptureError> {
    open_mediation(author, request, RecordId::NIL, &"/1/2/3/4".parse().unwrap(), RecordId::NIL)
}

/// What stands after `acts`, each by who wrote it.
fn after(acts: &[(&Author, MediationActRequest)]) -> MediationFold {
    let founding = MediationAct::from_payload(payload(&open(&wang(), &opening()).unwrap())).unwrap();
    let mut events = vec![event(0, &wang(), founding)];
    for (nth, (author, request)) in (1..).zip(acts) {
        let act = request.read(author.post, NOW).unwrap();
        events.push(event(nth, author, act));
    }
    fold(&events).unwrap()
}

fn event(nth: u64, author: &Author, act: MediationAct) -> MediationEvent {
    MediationEvent {
        id: id(nth),
        seq: Some(nth + 1),
        hlc: Hlc(nth),
        device: author.device,
        post: author.post,
        unit: None,
        post_kind: author.post_kind.clone(),
        scope: "/1/2/3/4".parse().unwrap(),
        captured_at: NOW,
        entry: act,
    }
}

fn id(nth: u64) -> EntryId {
    EntryId::of(&nth.to_be_bytes())
}

fn payload(drafts: &Drafts) -> &[u8] {
    match &drafts.drafts[0].content {
        Content::Event(payload) => payload,
        Content::Edits(_) => panic!("a mediation is a log of events"),
    }
}

fn tries(mode: &str, outcome: &str) -> MediationActRequest {
    MediationActRequest::Attempt(AttemptRequest {
        mode: mode.into(),
        outcome: outcome.into(),
        told_rights: true,
        ..AttemptRequest::default()
    })
}

fn request(json: &str) -> MediationActRequest {
    serde_json::from_str(json).unwrap()
}

#[test]
fn a_party_s_phone_is_kept_in_one_form_and_an_odd_one_flagged() {
    let drafts = open(&wang(), &opening()).unwrap();
    let MediationAct::Open(opened) = MediationAct::from_payload(payload(&drafts)).unwrap() else { panic!() };
    assert_eq!(opened.parties[0].phone.as_deref(), Some("13800001234"));
    assert!(drafts.remarks.is_empty());
    let mut odd = opening();
    odd.parties[0].phone = Some("问邻居".into());
    assert_eq!(open(&wang(), &odd).unwrap().remarks[0].field, "parties.phone");
}

#[test]
fn what_cannot_be_opened_says_which_field() {
    type Change = fn(&mut MediationRequest);
    let table: [(&str, Change); 5] = [
        ("type", |request| request.dispute = "tea".into()),
        ("source", |request| request.source = "dream".into()),
        ("parties", |request| request.parties.truncate(1)),
        ("parties.name", |request| request.parties[1].name = " ".into()),
        ("brief", |request| request.brief = String::new()),
    ];
    for (expected, change) in table {
        let mut request = opening();
        change(&mut request);
        assert!(matches!(open(&wang(), &request), Err(CaptureError::Invalid { field, .. }) if field == expected));
    }
    let volunteer = author(7, PostKind::Volunteer, "/1/2/3/4");
    let CaptureError::NotAllowed { rule, who_may } = open(&volunteer, &opening()).unwrap_err() else { panic!() };
    assert_eq!(rule, "a volunteer may not open a mediation");
    assert!(who_may.contains(&"grid_worker".to_owned()), "{who_may:?}");
    let elsewhere = author(8, PostKind::GridWorker, "/1/2/3/5");
    assert!(matches!(open(&elsewhere, &opening()), Err(CaptureError::NotAllowed { .. })));
}

/// The words of a refusal, with who may instead.
fn refusal(by: Asking<'_>, mediation: &MediationFold, request: &MediationActRequest) -> String {
    act_on_mediation(by, mediation, RecordId::NIL, request).unwrap_err().to_string()
}

#[test]
fn the_modes_come_in_order_or_with_a_reason() {
    let (wang, huang) = (wang(), huang());
    let fresh = after(&[]);
    let second = tries("community", "agreed");
    let words = "not allowed: community comes after grid was tried or handed up; or say why not (may: grid_worker, \
                 police_officer, auxiliary_officer)";
    assert_eq!(refusal(asking(&huang, "黄志国"), &fresh, &second), words);
    let mut reasoned = second.clone();
    if let MediationActRequest::Attempt(attempt) = &mut reasoned {
        attempt.out_of_order = Some("双方直接到社区".into());
    }
    assert!(act_on_mediation(asking(&huang, "黄志国"), &fresh, RecordId::NIL, &reasoned).is_ok());
    let handed_up = after(&[(&wang, tries("grid", "hand_up"))]);
    assert!(act_on_mediation(asking(&huang, "黄志国"), &handed_up, RecordId::NIL, &second).is_ok());
    let wrong = refusal(asking(&wang, "王芳"), &handed_up, &second);
    assert_eq!(wrong, "not allowed: a grid_worker may not attempt_community a mediation (may: community_desk)");
}

#[test]
fn nobody_mediates_his_own_dispute_nor_after_stepping_aside() {
    let (wang, huang) = (wang(), huang());
    let attempt = tries("grid", "agreed");
    let fresh = after(&[]);
    assert!(refusal(asking(&wang, "张三"), &fresh, &attempt).contains("only_same_name"));
    let mut somebody_else = attempt.clone();
    if let MediationActRequest::Attempt(attempt) = &mut somebody_else {
        attempt.only_same_name = true;
    }
    assert!(act_on_mediation(asking(&wang, "张三"), &fresh, RecordId::NIL, &somebody_else).is_ok());
    let aside = after(&[(&wang, request(r#"{"act":"recuse","reason":"kin"}"#))]);
    let words = "not allowed: this mediator stepped aside: nobody mediates for his own people (may: another mediator)";
    assert_eq!(refusal(asking(&wang, "王芳"), &aside, &attempt), words);
    let mut together = tries("community", "agreed");
    if let MediationActRequest::Attempt(attempt) = &mut together {
        attempt.mediators = vec![wang.post.to_string()];
        attempt.out_of_order = Some("回避".into());
    }
    assert_eq!(refusal(asking(&huang, "黄志国"), &aside, &together), words);
}

#[test]
fn a_team_member_writes_only_once_the_file_was_shared() {
    let qian = qian();
    let mediation = after(&[]);
    let opinion = request(r#"{"act":"opinion","words":"应移机","rules":["民法典 288"]}"#);
    assert!(refusal(asking(&qian, "钱文"), &mediation, &opinion).contains("the record to /1/2/3/4"));
    let shared = Author { shared: true, ..qian };
    assert!(act_on_mediation(asking(&shared, "钱文"), &mediation, RecordId::NIL, &opinion).is_ok());
}

#[test]
fn signs_of_violence_are_said_aloud_at_once() {
    let wang = wang();
    let mut risky = tries("grid", "not_agreed");
    if let MediationActRequest::Attempt(attempt) = &mut risky {
        attempt.risk = Some("持械".into());
        attempt.told_rights = false;
    }
    let drafts = act_on_mediation(asking(&wang, "王芳"), &after(&[]), RecordId::NIL, &risky).unwrap();
    let fields: Vec<&str> = drafts.remarks.iter().map(|remark| remark.field.as_str()).collect();
    assert_eq!(fields, ["risk", "told_rights"]);
    assert!(drafts.remarks[0].about.contains("tell the police station"));
}

#[test]
fn acts_are_refused_with_their_rule() {
    let (wang, huang) = (wang(), huang());
    let agreed = after(&[(&wang, tries("grid", "agreed")), (&wang, request(AGREE))]);
    let handed = after(&[(&wang, request(r#"{"act":"handover","to":"police_station","reason":"殴打"}"#))]);
    let receipt = format!(r#"{{"act":"receipt","handover":"{}","accepted":true}}"#, id(1));
    let table: [(&MediationFold, &str, &str); 6] = [
        (&after(&[]), AGREE, "an agreement needs an attempt that ended in one"),
        (&agreed, r#"{"act":"fail","reason":"x","told_of":["起诉"]}"#, "a mediation that is agreed does not take fail"),
        (&agreed, r#"{"act":"receipt","handover":"00","accepted":true}"#, "not the id of an entry"),
        (&handed, &receipt, "the police_station receipts what it takes"),
        (&after(&[]), r#"{"act":"extend","days":30,"consent_of":["张三"]}"#, "all parties must consent"),
        (
            &after(&[]),
            r#"{"act":"methods","tags":["elders_vote"],"vote":{"in_favour":1,"against":0,"abstained":0}}"#,
            "question",
        ),
    ];
    for (mediation, json, words) in table {
        let said = refusal(asking(&wang, "王芳"), mediation, &request(json));
        assert!(said.contains(words), "{json}: {said}");
    }
    let paper = format!(r#"{{"act":"receipt","handover":"{}","accepted":true,"paper":"{}"}}"#, id(1), "ab".repeat(32));
    assert!(act_on_mediation(asking(&wang, "王芳"), &handed, RecordId::NIL, &request(&paper)).is_ok());
    let li = author(4, PostKind::PoliceOfficer, "/1/2/3/4");
    assert!(act_on_mediation(asking(&li, "李军"), &handed, RecordId::NIL, &request(&receipt)).is_ok());
    assert!(refusal(asking(&huang, "黄志国"), &handed, &request(&receipt)).contains("police_officer"));
}

const AGREE: &str = r#"{"act":"agree","facts":"空调滴水","terms":["三日内移机"],"oral":true}"#;

#[test]
fn a_request_with_an_unknown_field_or_act_is_refused() {
    for json in [
        r#"{"act":"dance"}"#,
        r#"{"act":"fail","reason":"x","told_of":[],"mood":1}"#,
        r#"{"act":"attempt","mode":"grid","outcome":"agreed","told_right":true}"#,
    ] {
        assert!(serde_json::from_str::<MediationActRequest>(json).is_err(), "{json}");
    }
}

#[test]
fn a_paper_with_whole_names_needs_a_right_and_a_reason() {
    let (huang, qian) = (huang(), qian());
    let mediation = after(&[]);
    let print = |reason: &str| PrintRequest { paper: "agreement".into(), reason: reason.into() };
    assert!(print_mediation(asking(&huang, "黄志国"), &mediation, RecordId::NIL, &print("签字")).is_ok());
    assert!(print_mediation(asking(&huang, "黄志国"), &mediation, RecordId::NIL, &print(" ")).is_err());
    let shared = Author { shared: true, ..qian };
    assert!(print_mediation(asking(&shared, "钱文"), &mediation, RecordId::NIL, &print("签字")).is_err());
}
