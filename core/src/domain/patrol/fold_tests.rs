//! A patrol told as a walk, and the laws of its fold.

use proptest::prelude::*;

use super::*;
use crate::domain::patrol::{GapCause, PatrolKind};

const MINUTE: i64 = 60_000;
/// Micro-degrees of latitude in about ten metres.
const TEN_METRES: i32 = 90;

fn event(name: &str, minute: i64, entry: PatrolEntry) -> PatrolEvent {
    PatrolEvent {
        id: EntryId::of(name.as_bytes()),
        seq: Some(1),
        hlc: Hlc::from_ms(minute * MINUTE),
        device: DeviceId::NIL,
        post: PostId::from_bytes([7; 16]),
        scope: "/1/2/3/4".parse().unwrap(),
        captured_at: minute * MINUTE,
        entry,
    }
}

fn start() -> PatrolEvent {
    event("start", 0, PatrolEntry::Start { kind: PatrolKind::SelfStarted, place: None })
}

/// Walks north, ten metres every ten seconds, `from` and `to` in minutes.
fn walk(from: i64, to: i64) -> PatrolEntry {
    let point = |tick: i64| TrackPoint {
        at_ms: tick * 10_000,
        lat_e6: 24_500_000 + i32::try_from(tick).unwrap() * TEN_METRES,
        lon_e6: 117_600_000,
        accuracy_m: 5,
    };
    PatrolEntry::Segment((from * 6..=to * 6).map(point).collect())
}

fn patrol() -> Vec<PatrolEvent> {
    let finding = Finding { text: "井盖缺失".into(), place: None, case: None };
    vec![
        start(),
        event("walk 1", 10, walk(0, 10)),
        event("pause", 10, PatrolEntry::Pause),
        event("resume", 40, PatrolEntry::Resume),
        event("walk 2", 50, walk(40, 50)),
        event("finding", 51, PatrolEntry::Finding(finding)),
        event("gap", 55, PatrolEntry::Gap(Gap { from: 50 * MINUTE, to: 55 * MINUTE, cause: GapCause::Killed })),
        event("walk 3", 60, walk(55, 60)),
        event("end", 60, PatrolEntry::End { place: None }),
    ]
}

#[test]
fn pauses_and_gaps_count_neither_time_nor_way() {
    let patrol = fold(&patrol()).unwrap();
    assert_eq!(patrol.state, PatrolState::Ended);
    assert_eq!(patrol.duration_ms, 30 * MINUTE);
    // 25 minutes of walking at 60 m a minute, by 90 micro-degrees of 0.111195 m.
    assert!((1_495..=1_505).contains(&patrol.distance_m), "{}", patrol.distance_m);
    assert_eq!((patrol.findings.len(), patrol.gaps.len()), (1, 1));
    assert_eq!(patrol.ended_at, Some(60 * MINUTE));
    assert_eq!(patrol.track.len(), 61 + 61 + 31);
}

#[test]
fn segments_of_one_point_still_make_a_way() {
    let PatrolEntry::Segment(points) = walk(0, 10) else { unreachable!() };
    let mut events = vec![start()];
    for (number, point) in points.into_iter().enumerate() {
        events.push(event(&format!("part {number}"), 1, PatrolEntry::Segment(vec![point])));
    }
    let distance = fold(&events).unwrap().distance_m;
    assert!((598..=602).contains(&distance), "{distance}");
}

#[test]
fn standing_still_is_no_way() {
    let jitter = |tick: i64| TrackPoint {
        at_ms: tick * 5_000,
        lat_e6: 24_500_000 + i32::try_from(tick % 3).unwrap() * 30,
        lon_e6: 117_600_000 - i32::try_from(tick % 5).unwrap() * 20,
        accuracy_m: 12,
    };
    let events = [start(), event("hour", 60, PatrolEntry::Segment((0..720).map(jitter).collect()))];
    assert_eq!(fold(&events).unwrap().distance_m, 0);
}

#[test]
fn silence_without_a_gap_record_is_no_way_either() {
    let far = |at_ms, lat_e6| TrackPoint { at_ms, lat_e6, lon_e6: 117_600_000, accuracy_m: 5 };
    let points = vec![far(0, 24_500_000), far(SILENCE_MS + 1, 24_600_000)];
    assert_eq!(fold(&[start(), event("jump", 3, PatrolEntry::Segment(points))]).unwrap().distance_m, 0);
}

#[test]
fn a_patrol_under_way_lasts_until_it_was_last_seen() {
    let patrol = fold(&[start(), event("walk", 8, walk(0, 10))]).unwrap();
    assert_eq!((patrol.state, patrol.duration_ms), (PatrolState::Underway, 10 * MINUTE));
    let paused = fold(&[start(), event("pause", 4, PatrolEntry::Pause)]).unwrap();
    assert_eq!((paused.state, paused.duration_ms), (PatrolState::Paused, 4 * MINUTE));
}

#[test]
fn a_track_written_down_later_was_still_walked() {
    let at_once = [start(), event("walk", 0, walk(0, 10)), event("end", 0, PatrolEntry::End { place: None })];
    assert_eq!(fold(&at_once).unwrap().duration_ms, 10 * MINUTE);
}

#[test]
fn a_flood_of_points_is_cut() {
    let point = |at_ms| TrackPoint { at_ms, lat_e6: 24_500_000, lon_e6: 117_600_000, accuracy_m: 5 };
    let segment = |nth: i64| PatrolEntry::Segment((nth * 20_000..(nth + 1) * 20_000).map(point).collect());
    let flood = (0..20).map(|nth| event(&format!("flood {nth}"), nth, segment(nth)));
    let events: Vec<PatrolEvent> = std::iter::once(start()).chain(flood).collect();
    assert_eq!(fold(&events).unwrap().track.len(), 140_000);
}

#[test]
fn a_clock_set_back_never_makes_a_patrol_shorter_than_nothing() {
    let mut end = event("end", 5, PatrolEntry::End { place: None });
    end.captured_at = -90 * MINUTE;
    assert_eq!(fold(&[start(), end]).unwrap().duration_ms, 0);
}

#[test]
fn what_another_post_writes_does_not_count() {
    let mut stranger = event("end", 5, PatrolEntry::End { place: None });
    stranger.post = PostId::NIL;
    let patrol = fold(&[start(), stranger]).unwrap();
    assert_eq!((patrol.state, patrol.ended_at), (PatrolState::Underway, None));
    assert_eq!(fold(&patrol_without_start()), None);
}

fn patrol_without_start() -> Vec<PatrolEvent> {
    patrol().into_iter().skip(1).collect()
}

#[test]
fn what_a_newer_program_wrote_is_counted_and_what_repeats_is_not() {
    let unknown = event("handover", 3, PatrolEntry::Unknown("handover".into()));
    let mut again = event("start again", 4, PatrolEntry::Start { kind: PatrolKind::Assigned, place: None });
    again.seq = None;
    let events =
        [start(), unknown, event("pause", 5, PatrolEntry::Pause), event("pause 2", 6, PatrolEntry::Pause), again];
    let patrol = fold(&events).unwrap();
    assert_eq!((patrol.unknown, patrol.kind), (1, PatrolKind::SelfStarted));
    assert_eq!((patrol.state, patrol.duration_ms), (PatrolState::Paused, 5 * MINUTE));
    assert!(patrol.provisional);
}

proptest! {
    #[test]
    fn the_fold_does_not_depend_on_order_repetition_or_acknowledgement(
        order in any::<u64>(), repeated in prop::collection::vec(0..9_usize, 0..9), pending in 1..9_usize,
    ) {
        let straight = fold(&patrol()).unwrap();
        let mut events = patrol();
        events.extend(repeated.iter().map(|index| patrol()[*index].clone()));
        for event in events.iter_mut().skip(pending) {
            event.seq = None;
        }
        events.sort_by_key(|event| EntryId::of(&[event.id.as_bytes().as_slice(), &order.to_be_bytes()].concat()));
        let shuffled = fold(&events).unwrap();
        prop_assert_eq!(PatrolFold { provisional: false, ..shuffled }, straight);
    }
}
