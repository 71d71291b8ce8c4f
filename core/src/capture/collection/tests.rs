//! Places, visits and merges: what is written, and what is refused with which rule.

use etong_merge::Scalar;
use etong_protocol::{DeviceId, EntryId, PostId, PostKind};

use super::super::drafts::{Author, Content};
use super::*;
use crate::domain::codes::Codes;
use crate::domain::collection::{MergeFold, MergeStanding, Merging, Visit, VisitAct};

const NOW: i64 = 1_767_268_800_000;

fn author(kind: PostKind) -> Author {
    Author {
        device: DeviceId::NIL,
        post: PostId::NIL,
        post_kind: kind,
        unit: "/1/2/3/4".parse().unwrap(),
        shared: false,
    }
}

fn worker() -> Author {
    author(PostKind::GridWorker)
}

fn known(kind: RecordKind, name: u8, fields: &[(&str, &str)]) -> KnownRecord {
    let field = |value: &str| Field { value: value.into(), others: Vec::new() };
    KnownRecord {
        record: RecordId::from_bytes([name; 16]),
        kind,
        scope: "/1/2/3/4".parse().unwrap(),
        fields: fields.iter().map(|(key, value)| ((*key).to_owned(), field(value))).collect(),
    }
}

fn request<T: serde::de::DeserializeOwned>(json: &str) -> T {
    serde_json::from_str(json).unwrap()
}

fn edits(draft: &Draft) -> Vec<String> {
    let Content::Edits(edits) = &draft.content else { return vec![format!("{}!", draft.kind)] };
    edits
        .iter()
        .map(|edit| format!("{}={}", edit.key, edit.value.as_ref().and_then(Scalar::as_text).unwrap_or("-")))
        .collect()
}

fn written(drafts: &Drafts) -> Vec<Vec<String>> {
    drafts.drafts.iter().map(edits).collect()
}

#[test]
fn a_dwelling_takes_its_address_from_the_building() {
    let building =
        known(RecordKind::Building, 7, &[("street", "新华西路"), ("door", "12"), ("building", "3"), ("note", "x")]);
    let asked = request(
        r#"{"kind": "dwelling", "set": {"unit": "2", "room": "502", "rented": "是", "door": "14", "area_m2": "86.5平方米"}}"#,
    );
    let drafts = place(&worker(), &asked, RecordId::NIL, Some(&building), &Codes::default()).unwrap();
    assert_eq!(
        written(&drafts),
        [["area_m2=86.5", "building=3", "door=14", "rented=1", "room=502", "street=新华西路", "unit=2"]]
    );
}

#[test]
fn a_place_that_cannot_be_kept_is_refused_with_its_field() {
    let refused = |author: &Author, json: &str| {
        place(author, &request(json), RecordId::NIL, None, &Codes::default()).unwrap_err().to_string()
    };
    let table = [
        (
            PostKind::GridWorker,
            r#"{"kind": "castle", "set": {}}"#,
            "kind: must be one of building, dwelling, household",
        ),
        (
            PostKind::GridWorker,
            r#"{"kind": "building", "set": {"floors": "9"}}"#,
            "street: missing: an address needs at least a street, door, building or room",
        ),
        (
            PostKind::GridWorker,
            r#"{"kind": "building", "set": {"street": "路", "floors": "many"}}"#,
            "floors: not a number",
        ),
        (
            PostKind::GridWorker,
            r#"{"kind": "household", "set": {"note": "x"}}"#,
            "head_name: missing: name the head, the number or the dwelling",
        ),
        (PostKind::GridWorker, r#"{"kind": "household", "set": {"room": "1"}}"#, "room: no such field"),
        (
            PostKind::Volunteer,
            r#"{"kind": "household", "set": {"head_name": "邓秀英"}}"#,
            "not allowed: a volunteer keeps no places (may: grid_worker, police_officer, auxiliary_officer, community_desk, township_desk)",
        ),
    ];
    for (kind, json, words) in table {
        assert_eq!(refused(&author(kind), json), words, "{json}");
    }
}

#[test]
fn a_visit_without_change_is_one_event_and_one_with_change_carries_the_edits() {
    let resident = known(RecordKind::Resident, 1, &[("phone", "13800001234"), ("name", "邓秀英")]);
    let made = |json: &str| visit(&worker(), &resident, &[], &request(json), NOW, &Codes::default()).unwrap();
    assert_eq!(written(&made("{}")), [["visit!"]]);
    let same = made(r#"{"set": {"phone": "138 0000 1234"}}"#);
    assert_eq!(written(&same), [["visit!"]], "what is known already is no change");
    let drafts =
        made(r#"{"set": {"phone": "13900004321", "note": "搬来儿子"}, "note": "儿子同住", "next_on": "2026年3月1日"}"#);
    assert_eq!(written(&drafts), [vec!["note=搬来儿子".to_owned(), "phone=13900004321".into()], vec!["visit!".into()]]);
    let Content::Event(payload) = &drafts.drafts[1].content else { panic!("an event") };
    let VisitAct::Visit(visit) = VisitAct::from_payload(payload).unwrap() else { panic!("a visit") };
    assert_eq!(
        (visit.changed, visit.next_on.as_deref(), visit.at),
        (vec!["note".into(), "phone".into()], Some("2026-03-01"), NOW)
    );
}

#[test]
fn everybody_present_has_been_visited_and_the_note_is_written_once() {
    let home = known(RecordKind::Household, 1, &[]);
    let people = [
        (RecordId::from_bytes([2; 16]), "/1/2/3/4".parse().unwrap()),
        (RecordId::from_bytes([3; 16]), "/1/2/3/4".parse().unwrap()),
    ];
    let drafts = visit(&worker(), &home, &people, &request(r#"{"note": "一切如常"}"#), NOW, &Codes::default()).unwrap();
    let visits: Vec<(RecordId, Visit)> = drafts
        .drafts
        .iter()
        .map(|draft| match (&draft.content, draft.record) {
            (Content::Event(payload), record) => match VisitAct::from_payload(payload).unwrap() {
                VisitAct::Visit(visit) => (record, visit),
                other => panic!("{other:?}"),
            },
            _ => panic!("an event"),
        })
        .collect();
    assert_eq!(visits.len(), 3);
    let notes: Vec<bool> = visits.iter().map(|(_, visit)| visit.note.is_some()).collect();
    assert_eq!(notes, [false, false, true]);
    assert!(visits[..2].iter().all(|(_, visit)| visit.during == Some(home.record)));
    assert_eq!(visits[2].1.present, [people[0].0, people[1].0]);
}

#[test]
fn a_visit_that_cannot_be_is_refused_or_flagged() {
    let resident = known(RecordKind::Resident, 1, &[]);
    let made = |author: &Author, json: &str| visit(author, &resident, &[], &request(json), NOW, &Codes::default());
    let later = made(&worker(), &format!(r#"{{"at": {}}}"#, NOW + 1)).unwrap();
    assert_eq!(later.remarks[0].field, "at");
    let evening = made(&worker(), &format!(r#"{{"at": {}}}"#, NOW - 100_000_000)).unwrap();
    assert!(evening.remarks.is_empty(), "written down a day later is as good");
    let long = "长".repeat(2_001);
    let table = [
        (
            PostKind::GridWorker,
            r#"{"purpose": "spy"}"#.to_owned(),
            "purpose: must be one of collect, care, renewal, explain, check",
        ),
        (
            PostKind::GridWorker,
            r#"{"set": {"name": ""}}"#.into(),
            "name: a resident keeps a name; erasing a record is another act",
        ),
        (PostKind::GridWorker, format!(r#"{{"note": "{long}"}}"#), "note is 2001 long; at most 2000 fit"),
        (PostKind::GridWorker, r#"{"next_on": "soon"}"#.into(), "next_on: not a date as in 1990-01-31"),
        (
            PostKind::GridLeader,
            "{}".into(),
            "not allowed: a grid_leader makes no visits (may: grid_worker, police_officer, auxiliary_officer, community_desk, township_desk)",
        ),
    ];
    for (kind, json, words) in table {
        assert_eq!(made(&author(kind), &json).unwrap_err().to_string(), words);
    }
}

#[test]
fn a_merge_needs_two_people_and_takes_fields_as_ordinary_edits() {
    let kept = known(RecordKind::Resident, 1, &[("name", "邓秀英"), ("phone", "1")]);
    let other = known(RecordKind::Resident, 2, &[("name", "邓秀英"), ("phone", "2"), ("workplace", "茶厂")]);
    let ask = |fold: &MergeFold, own: &[PostId], json: &str| {
        merge(&worker(), fold, &kept, &other, own, &request(json))
            .map(|drafts| written(&drafts))
            .map_err(|error| error.to_string())
    };
    let act = |act: &str, more: &str| format!(r#"{{"act": "{act}", "other": "x"{more}}}"#);
    let none = MergeFold::default();
    assert_eq!(ask(&none, &[], &act("propose", "")).unwrap(), [["merge!"]]);
    assert_eq!(
        ask(&none, &[], &act("confirm", "")).unwrap_err(),
        "not allowed: no proposal waits for an answer (may: a second post, of the grid or a desk)"
    );
    assert!(ask(&none, &[], &act("split", "")).unwrap_err().starts_with("act: must be one of"));
    assert!(ask(&none, &[], &act("propose", r#", "take": ["phone"]"#)).unwrap_err().starts_with("take:"));

    let by = PostId::from_bytes([9; 16]);
    let standing = MergeStanding {
        state: Merging::Proposed,
        by_act: EntryId::of(b"proposal"),
        by,
        by_kind: PostKind::GridWorker,
        reason: None,
        proposed_by: by,
        waiting: None,
    };
    let proposed = MergeFold { others: BTreeMap::from([(other.record, standing)]) };
    assert_eq!(
        ask(&proposed, &[], &act("confirm", r#", "take": ["phone", "workplace", "name"]"#)).unwrap(),
        [vec!["merge!".to_owned()], vec!["phone=2".into(), "workplace=茶厂".into()]]
    );
    assert!(ask(&proposed, &[by], &act("confirm", "")).unwrap_err().contains("by a second person"));
}

#[test]
fn special_populations_are_refused_with_the_rule() {
    let refused = |json: &str| {
        special(&author(PostKind::PoliceOfficer), &request(json), RecordId::NIL, &[], &Codes::default())
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        refused(r#"{"kind": "drug", "set": {}}"#),
        "not allowed: records of drug persons are kept by named responsible posts only, and none is named"
    );
    assert!(refused(r#"{"kind": "poor", "set": {}}"#).starts_with("kind: must be one of released"));
}
