//! What a unit may decide that a patrol must show, as a table.

use etong_protocol::{DeviceId, EntryId, Hlc, PostId, RecordId};

use super::*;
use crate::domain::patrol::{
    Checkpoint, Corner, Mark, PatrolEntry, PatrolEvent, PatrolKind, Plan, Start, TrackPoint, fold,
};

/// Half an hour, about 300 m to the north, one of two places marked.
fn walked(kind: &PostKind, area: Vec<Corner>) -> PatrolFold {
    let place = |name: &str| Checkpoint { name: name.into(), lat_e6: 0, lon_e6: 0, radius_m: 20 };
    let plan = Plan { area, places: vec![place("甲"), place("乙")] };
    let track = (0..31)
        .map(|tick: i32| TrackPoint {
            at_ms: i64::from(tick) * 60_000,
            lat_e6: 24_500_000 + tick * 90,
            lon_e6: 117_600_000,
            accuracy_m: 5,
        })
        .collect();
    let entries = [
        PatrolEntry::Start(Start { plan, ..Start::of(PatrolKind::SelfStarted) }),
        PatrolEntry::Segment(track),
        PatrolEntry::Mark(Mark { nth: 1, reason: "楼内".into(), place: None }),
        PatrolEntry::End { place: None },
    ];
    let event = |(minute, entry): (i64, PatrolEntry)| PatrolEvent {
        id: EntryId::of(&minute.to_be_bytes()),
        seq: Some(1),
        hlc: Hlc::from_ms(minute * 60_000),
        device: DeviceId::NIL,
        post: PostId::NIL,
        unit: None,
        post_kind: kind.clone(),
        scope: "/1".parse().unwrap(),
        captured_at: minute * 60_000,
        entry,
    };
    let events: Vec<PatrolEvent> = [0, 10, 20, 30].into_iter().zip(entries).map(event).collect();
    fold(RecordId::NIL, &events).unwrap()
}

fn rules(json: &str) -> PatrolRules {
    serde_json::from_str(json).unwrap()
}

#[test]
fn without_a_rule_every_patrol_is_valid() {
    let patrol = walked(&PostKind::GridWorker, Vec::new());
    let nothing = Validity { valid: true, clauses: Vec::new() };
    assert_eq!(judge(&patrol, &PatrolRules::default()), nothing);
    let volunteers = rules(r#"{"rules":[{"posts":["volunteer"],"min_minutes":600}]}"#);
    assert_eq!(judge(&patrol, &volunteers), nothing, "a rule for volunteers asks nothing of staff");
    assert!(!judge(&walked(&PostKind::Volunteer, Vec::new()), &volunteers).valid);
}

#[test]
fn each_clause_says_what_was_wanted_and_found() {
    let north = vec![
        Corner(24_501_350, 0),
        Corner(24_501_350, 118_000_000),
        Corner(25_000_000, 118_000_000),
        Corner(25_000_000, 0),
    ];
    let table = [
        (r#"{"rules":[{"min_minutes":30}]}"#, true),
        (r#"{"rules":[{"min_minutes":31}]}"#, false),
        (r#"{"rules":[{"min_metres":290}]}"#, true),
        (r#"{"rules":[{"min_metres":1000}]}"#, false),
        (r#"{"rules":[{"min_metres":1000,"min_places":1}]}"#, true),
        (r#"{"rules":[{"min_metres":1000,"min_places":2}]}"#, false),
        (r#"{"rules":[{"min_inside_permille":500}]}"#, true),
        (r#"{"rules":[{"min_inside_permille":600}]}"#, false),
        (r#"{"rules":[{"min_weather":"fine"}]}"#, true),
    ];
    for (json, valid) in table {
        let judged = judge(&walked(&PostKind::Volunteer, north.clone()), &rules(json));
        assert_eq!(judged.valid, valid, "{json} {judged:?}");
    }
    let judged = judge(&walked(&PostKind::Volunteer, north), &rules(r#"{"rules":[{"min_minutes":31}]}"#));
    assert_eq!(judged.clauses, [Clause { what: "minutes", wanted: 31, found: 30, met: false }]);
}
