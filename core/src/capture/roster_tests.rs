//! A plan for a unit becomes a draft, or a refusal with who may.

use super::*;
use etong_protocol::DeviceId;

fn post(number: u8) -> PostId {
    PostId::new(1_767_225_600_000, [number; 10])
}

fn author(kind: PostKind, unit: &str) -> Author {
    Author { device: DeviceId::NIL, post: post(1), post_kind: kind, unit: unit.parse().unwrap(), shared: false }
}

fn desk() -> Author {
    author(PostKind::CommunityDesk, "/1/12/121")
}

fn slot(number: u8, from: &str, to: &str, with: Option<u8>) -> SlotRequest {
    let with = with.map(|number| post(number).to_string());
    SlotRequest { post: post(number).to_string(), from: from.into(), to: to.into(), with }
}

fn request(sheet: &str, slots: Vec<SlotRequest>) -> RosterRequest {
    RosterRequest { sheet: sheet.into(), days: vec!["2026-03-31".into()], slots, ..RosterRequest::default() }
}

fn known() -> BTreeMap<PostId, KnownPost> {
    let held = |kind, to: Option<&str>| KnownPost { kind, from: Some("2026-01-01".into()), to: to.map(str::to_owned) };
    BTreeMap::from([
        (post(2), held(PostKind::GridWorker, None)),
        (post(3), held(PostKind::AuxiliaryOfficer, None)),
        (post(4), held(PostKind::GridWorker, Some("2026-03-30"))),
    ])
}

fn plans(drafts: &Drafts) -> Vec<RosterPlan> {
    let read = |draft: &Draft| match &draft.content {
        Content::Event(payload) => match RosterEntry::from_payload(payload).unwrap() {
            RosterEntry::Plan(plan) | RosterEntry::Own(plan) => plan,
            RosterEntry::Unknown(word) => panic!("{word}"),
        },
        Content::Edits(_) => panic!("edits"),
    };
    drafts.drafts.iter().map(read).collect()
}

#[test]
fn days_of_two_months_go_onto_two_records() {
    let mut wanted = request("duty", vec![slot(2, "08:00", "08:00", None)]);
    wanted.days.push("2026-04-01".into());
    let drafts = plan_roster(&desk(), &wanted, &known()).unwrap();
    assert!(drafts.remarks.is_empty(), "{:?}", drafts.remarks);
    let records: Vec<_> = drafts.drafts.iter().map(|draft| draft.record).collect();
    assert_ne!(records[0], records[1]);
    let plans = plans(&drafts);
    assert_eq!((plans[0].slots[0].from, plans[0].slots[0].to), (480, 1_920), "08:00 to 08:00 is a day and a night");
    assert_eq!(plans[1].day, "2026-04-01");
}

#[test]
fn what_is_odd_is_taken_and_flagged() {
    let table = [
        (request("duty", vec![slot(2, "08:00", "20:00", None)]), "nobody is on duty at 00:00-08:00, 20:00-24:00"),
        (request("shift", vec![slot(9, "08:00", "20:00", None)]), "slot 1: this phone's directory has no such post"),
        (request("shift", vec![slot(4, "08:00", "20:00", None)]), "slot 1: the post is not held on 2026-03-31"),
        (request("pair", vec![slot(2, "19:00", "21:00", Some(4))]), "meant to be a grid worker and an officer"),
        (
            request("shift", vec![slot(2, "08:00", "12:00", None), slot(2, "11:00", "13:00", None)]),
            "one post has two slots at the same time",
        ),
    ];
    for (request, about) in table {
        let drafts = plan_roster(&desk(), &request, &known()).unwrap();
        assert!(drafts.remarks.iter().any(|remark| remark.about.contains(about)), "{about}: {:?}", drafts.remarks);
        assert_eq!(drafts.drafts.len(), 1);
    }
    let pair = plan_roster(&desk(), &request("pair", vec![slot(3, "19:00", "21:00", Some(2))]), &known()).unwrap();
    assert!(pair.remarks.is_empty(), "{:?}", pair.remarks);
}

#[test]
fn what_cannot_be_read_is_refused_by_its_field() {
    let on = |days: &[&str]| RosterRequest {
        days: days.iter().map(ToString::to_string).collect(),
        ..request("duty", Vec::new())
    };
    let table = [
        (request("party", Vec::new()), "sheet"),
        (on(&[]), "days"),
        (on(&["31.3.2026"]), "days"),
        (request("duty", vec![slot(2, "8", "20:00", None)]), "from"),
        (request("duty", vec![slot(2, "24:00", "20:00", None)]), "from"),
        (request("duty", vec![slot(2, "08:00", "noon", None)]), "to"),
        (request("duty", vec![slot(2, "08:00", "20:00", Some(3))]), "with"),
        (request("pair", vec![slot(2, "08:00", "20:00", None)]), "with"),
        (request("pair", vec![slot(2, "08:00", "20:00", Some(2))]), "with"),
        (request("duty", vec![SlotRequest { post: "王芳".into(), ..slot(2, "08:00", "20:00", None) }]), "post"),
        (request("duty", vec![slot(2, "08:00", "20:00", None); 61]), "slots"),
        (RosterRequest { unit: Some("here".into()), ..request("duty", Vec::new()) }, "scope"),
    ];
    for (request, wanted) in table {
        match plan_roster(&desk(), &request, &known()).unwrap_err() {
            CaptureError::Invalid { field, .. } => assert_eq!(field, wanted),
            other => panic!("{other}"),
        }
    }
}

#[test]
fn desks_plan_below_themselves_and_the_two_of_a_grid_put_down_their_own_hours() {
    let refused = |outcome: Result<Drafts, CaptureError>| match outcome.unwrap_err() {
        CaptureError::NotAllowed { who_may, .. } => who_may,
        other => panic!("{other}"),
    };
    let empty = request("duty", Vec::new());
    let worker = author(PostKind::GridWorker, "/1/12/121/1211");
    let desks = ["community_desk", "township_desk", "county_desk"];
    assert_eq!(refused(plan_roster(&worker, &empty, &known())), desks);
    let next_door = RosterRequest { unit: Some("/1/12/122".into()), ..empty };
    assert_eq!(refused(plan_roster(&desk(), &next_door, &known())), ["a post of /1/12/122 or above"]);

    let hours = HoursRequest { from: "14:00".into(), to: "22:00".into() };
    let own =
        OwnHoursRequest { days: vec!["2026-03-07".into()], hours: vec![hours], note: Some("周六走访".into()) };
    let drafts = own_hours(&worker, &own).unwrap();
    assert_eq!(drafts.drafts[0].scope, worker.unit);
    assert_eq!(plans(&drafts)[0].slots[0].post, worker.post);
    assert_eq!(refused(own_hours(&desk(), &own)), ["grid_worker", "police_officer", "auxiliary_officer"]);
}
