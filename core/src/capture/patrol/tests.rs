//! Walking a patrol through capture, and what is refused on the way.

use etong_protocol::{DeviceId, EntryId, Hlc, PostId, PostKind};

use super::super::drafts::Drafts;
use super::track::POINTS_PER_ENTRY;
use super::*;
use crate::domain::patrol::{PatrolEvent, TrackPoint, fold};

fn author(post: u8, kind: PostKind) -> Author {
    Author {
        device: DeviceId::NIL,
        post: PostId::from_bytes([post; 16]),
        post_kind: kind,
        unit: "/1/2/3".parse().unwrap(),
        shared: false,
    }
}

fn li() -> Author {
    author(1, PostKind::Volunteer)
}

/// Folds drafts as they would come back from the log, a minute apart.
fn folded(batches: &[&Drafts]) -> PatrolFold {
    let drafts = batches.iter().flat_map(|batch| &batch.drafts);
    let record = batches[0].drafts[0].record;
    let events: Vec<PatrolEvent> = drafts
        .zip(1_i64..)
        .map(|(draft, minute)| {
            let Content::Event(payload) = &draft.content else { panic!("a patrol is events") };
            PatrolEvent {
                id: EntryId::of(&[payload.as_slice(), &minute.to_be_bytes()].concat()),
                seq: None,
                hlc: Hlc::from_ms(minute * 60_000),
                device: DeviceId::NIL,
                post: li().post,
                unit: None,
                post_kind: li().post_kind,
                scope: draft.scope.clone(),
                captured_at: minute * 60_000,
                entry: PatrolEntry::from_payload(payload).unwrap(),
            }
        })
        .collect();
    fold(record, &events).unwrap()
}

fn refusal(result: Result<Drafts, CaptureError>) -> String {
    result.unwrap_err().to_string()
}

#[test]
fn a_patrol_is_walked_from_start_to_end() {
    let record = RecordId::NIL;
    let start = start_patrol(&li(), &PatrolRequest::default(), record, "", None).unwrap();
    let underway = folded(&[&start]);
    let points: Vec<TrackPoint> = (0..2 * POINTS_PER_ENTRY as i64 + 1)
        .map(|tick| TrackPoint { at_ms: tick * 5_000, lat_e6: 24_500_000, lon_e6: 117_600_000, accuracy_m: 5 })
        .collect();
    let track = segment(&li(), &underway, record, &points, &[]).unwrap();
    assert_eq!(track.drafts.len(), 3);
    let pause = pause_patrol(&li(), &underway, record).unwrap();
    let paused = folded(&[&start, &track, &pause]);
    assert_eq!((paused.state, paused.track.len()), (PatrolState::Paused, points.len()));
    let resume = resume_patrol(&li(), &paused, record).unwrap();
    let request = FindingRequest { text: "井盖缺失".into(), place: None, case: Some(RecordId::NIL.to_string()) };
    let found = finding(&li(), &paused, record, &request).unwrap();
    let lost = gap(&li(), &paused, record, &GapRequest { from: 5, to: 9, cause: "killed".into() }).unwrap();
    let end = end_patrol(&li(), &underway, record, None).unwrap();
    let ended = folded(&[&start, &track, &pause, &resume, &found, &lost, &end]);
    assert_eq!((ended.state, ended.findings.len(), ended.gaps.len()), (PatrolState::Ended, 1, 1));

    let late = finding(&li(), &ended, record, &request);
    assert!(late.is_ok(), "what was seen may be written down at home");
    insta::assert_debug_snapshot!([
        refusal(segment(&li(), &ended, record, &points, &[])),
        refusal(end_patrol(&li(), &ended, record, None)),
        refusal(pause_patrol(&li(), &paused, record)),
        refusal(resume_patrol(&li(), &underway, record)),
        refusal(segment(&li(), &underway, record, &[], &[])),
        refusal(segment(&li(), &underway, record, &[TrackPoint { at_ms: 0, lat_e6: 91_000_000, lon_e6: 0, accuracy_m: 0 }], &[])),
        refusal(gap(&li(), &underway, record, &GapRequest { from: 9, to: 5, cause: "killed".into() })),
        refusal(gap(&li(), &underway, record, &GapRequest { from: 5, to: 9, cause: "lazy".into() })),
        refusal(pause_patrol(&author(2, PostKind::GridWorker), &underway, record)),
    ], @r#"
    [
        "not allowed: a patrol that has ended takes no track",
        "not allowed: a patrol that has ended cannot end again",
        "not allowed: a patrol that is paused cannot be paused",
        "not allowed: a patrol that is underway cannot be resumed",
        "points: missing",
        "points: one is no place on earth",
        "to: is before from",
        "cause: must be one of no_signal, killed, power_off, no_permission, indoors, privacy",
        "not allowed: only who started a patrol goes on with it (may: post 01010101-0101-0101-0101-010101010101)",
    ]
    "#);
}

#[test]
fn the_worst_points_still_fit_into_an_entry() {
    let start = start_patrol(&li(), &PatrolRequest::default(), RecordId::NIL, "", None).unwrap();
    let points: Vec<TrackPoint> = (0..POINTS_PER_ENTRY as i64)
        .map(|tick| TrackPoint {
            at_ms: tick.wrapping_mul(0x4f6c_dd1d_2545_f491),
            lat_e6: if tick % 2 == 0 { 90_000_000 } else { -90_000_000 },
            lon_e6: if tick % 3 == 0 { 180_000_000 } else { -180_000_000 },
            accuracy_m: u16::try_from(tick * 40 % 65_536).unwrap(),
        })
        .collect();
    assert!(segment(&li(), &folded(&[&start]), RecordId::NIL, &points, &[]).is_ok());
}

#[test]
fn a_start_is_refused_where_it_makes_no_sense() {
    let start = |who: &Author, json: &str| {
        refusal(start_patrol(who, &serde_json::from_str(json).unwrap(), RecordId::NIL, "", None))
    };
    insta::assert_debug_snapshot!([
        start(&li(), r#"{"kind": "clock_in"}"#),
        start(&li(), r#"{"scope": "/1/2"}"#),
        start(&li(), r#"{"scope": "/1/2/9"}"#),
        start(&author(3, PostKind::Unknown("robot".into())), "{}"),
    ], @r#"
    [
        "kind: must be one of self_started, assigned, campaign",
        "scope: /1/2 is too wide: name the community or grid",
        "not allowed: this post belongs to /1/2/3, the record to /1/2/9 (may: a post of /1/2/9 or above)",
        "not allowed: a robot does not patrol (may: grid_worker, police_officer, auxiliary_officer, team_member, volunteer, community_desk, township_desk, county_desk, host_staff)",
    ]
    "#);
}
