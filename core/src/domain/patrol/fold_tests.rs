//! A patrol told as a walk, and the laws of its fold.

use etong_protocol::Hlc;
use proptest::prelude::*;

use super::*;
use crate::domain::event::tests::told_again;
use crate::domain::patrol::distance::SILENCE_MS;
use crate::domain::patrol::{Checkpoint, GapCause, PatrolKind, Start, fast_legs, pair, reached, silences};

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
        unit: None,
        post_kind: PostKind::GridWorker,
        scope: "/1/2/3/4".parse().unwrap(),
        captured_at: minute * MINUTE,
        entry,
    }
}

fn folded(events: &[PatrolEvent]) -> Option<PatrolFold> {
    fold(RecordId::NIL, events)
}

fn start() -> PatrolEvent {
    event("start", 0, PatrolEntry::Start(Start::of(PatrolKind::SelfStarted)))
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
    let patrol = folded(&patrol()).unwrap();
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
    let distance = folded(&events).unwrap().distance_m;
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
    assert_eq!(folded(&events).unwrap().distance_m, 0);
}

#[test]
fn silence_without_a_gap_record_is_no_way_either() {
    let far = |at_ms, lat_e6| TrackPoint { at_ms, lat_e6, lon_e6: 117_600_000, accuracy_m: 5 };
    let points = vec![far(0, 24_500_000), far(SILENCE_MS + 1, 24_600_000)];
    assert_eq!(folded(&[start(), event("jump", 3, PatrolEntry::Segment(points))]).unwrap().distance_m, 0);
}

#[test]
fn a_patrol_under_way_lasts_until_it_was_last_seen() {
    let patrol = folded(&[start(), event("walk", 8, walk(0, 10))]).unwrap();
    assert_eq!((patrol.state, patrol.duration_ms), (PatrolState::Underway, 10 * MINUTE));
    let paused = folded(&[start(), event("pause", 4, PatrolEntry::Pause)]).unwrap();
    assert_eq!((paused.state, paused.duration_ms), (PatrolState::Paused, 4 * MINUTE));
}

#[test]
fn a_track_written_down_later_was_still_walked() {
    let at_once = [start(), event("walk", 0, walk(0, 10)), event("end", 0, PatrolEntry::End { place: None })];
    assert_eq!(folded(&at_once).unwrap().duration_ms, 10 * MINUTE);
}

#[test]
fn a_flood_of_points_is_cut() {
    let point = |at_ms| TrackPoint { at_ms, lat_e6: 24_500_000, lon_e6: 117_600_000, accuracy_m: 5 };
    let segment = |nth: i64| PatrolEntry::Segment((nth * 20_000..(nth + 1) * 20_000).map(point).collect());
    let flood = (0..20).map(|nth| event(&format!("flood {nth}"), nth, segment(nth)));
    let events: Vec<PatrolEvent> = std::iter::once(start()).chain(flood).collect();
    assert_eq!(folded(&events).unwrap().track.len(), 140_000);
}

#[test]
fn a_clock_set_back_never_makes_a_patrol_shorter_than_nothing() {
    let mut end = event("end", 5, PatrolEntry::End { place: None });
    end.captured_at = -90 * MINUTE;
    assert_eq!(folded(&[start(), end]).unwrap().duration_ms, 0);
}

#[test]
fn what_another_post_writes_does_not_count() {
    let mut stranger = event("end", 5, PatrolEntry::End { place: None });
    stranger.post = PostId::NIL;
    stranger.device = DeviceId::from_bytes([9; 16]);
    let patrol = folded(&[start(), stranger]).unwrap();
    assert_eq!((patrol.state, patrol.ended_at), (PatrolState::Underway, None));
    assert_eq!(folded(&patrol_without_start()), None);
}

fn patrol_without_start() -> Vec<PatrolEvent> {
    patrol().into_iter().skip(1).collect()
}

#[test]
fn what_a_newer_program_wrote_is_counted_and_what_repeats_is_not() {
    let unknown = event("handover", 3, PatrolEntry::Unknown("handover".into()));
    let mut again = event("start again", 4, PatrolEntry::Start(Start::of(PatrolKind::Assigned)));
    again.seq = None;
    let events =
        [start(), unknown, event("pause", 5, PatrolEntry::Pause), event("pause 2", 6, PatrolEntry::Pause), again];
    let patrol = folded(&events).unwrap();
    assert_eq!((patrol.unknown, patrol.kind), (1, PatrolKind::SelfStarted));
    assert_eq!((patrol.state, patrol.duration_ms), (PatrolState::Paused, 5 * MINUTE));
    assert!(patrol.provisional);
}

fn by(post: u8, kind: PostKind, mut event: PatrolEvent) -> PatrolEvent {
    (event.post, event.post_kind, event.device) =
        (PostId::from_bytes([post; 16]), kind, DeviceId::from_bytes([post; 16]));
    event
}

fn asked() -> PatrolEvent {
    let assignment = Assignment {
        to: vec![PostId::from_bytes([7; 16]), PostId::from_bytes([8; 16])],
        from: 30 * MINUTE,
        until: 90 * MINUTE,
        what: "夜间巡逻".into(),
        plan: Plan::default(),
        campaign: None,
    };
    by(1, PostKind::CommunityDesk, event("assign", -60, PatrolEntry::Assign(assignment)))
}

fn pair() -> [PatrolEvent; 4] {
    let mark = Some(pair::mark_of(RecordId::NIL, "123456"));
    let start = PatrolEntry::Start(Start { pair: mark, ..Start::of(PatrolKind::SelfStarted) });
    let join = PatrolEntry::Join { code: Some("123456".into()), place: None };
    [
        event("start", 0, start),
        by(8, PostKind::PoliceOfficer, event("join", 1, join)),
        event("end", 60, PatrolEntry::End { place: None }),
        by(8, PostKind::PoliceOfficer, event("end of the partner", 61, PatrolEntry::End { place: None })),
    ]
}

#[test]
fn a_pair_confirms_start_and_end_on_one_record() {
    let all = pair();
    for (number, start, end) in [
        (1, Confirmed::One, Confirmed::Nobody),
        (2, Confirmed::Both, Confirmed::Nobody),
        (3, Confirmed::Both, Confirmed::One),
        (4, Confirmed::Both, Confirmed::Both),
    ] {
        let patrol = folded(&all[..number]).unwrap();
        assert_eq!((patrol.start_confirmed(), patrol.end_confirmed()), (start, end), "{number} events");
    }
    let patrol = folded(&all).unwrap();
    assert!(patrol.partners[0].by_code);
    assert_eq!(patrol.ended_at, Some(60 * MINUTE), "the partner confirms the end and does not move it");
}

#[test]
fn a_partner_without_the_code_is_shown_as_such_and_a_volunteer_is_none() {
    let mut all = pair();
    all[1].entry = PatrolEntry::Join { code: Some("000000".into()), place: None };
    assert!(!folded(&all).unwrap().partners[0].by_code);
    all[1].post_kind = PostKind::Volunteer;
    all[3].post_kind = PostKind::Volunteer;
    let alone = folded(&all).unwrap();
    assert_eq!((alone.start_confirmed(), alone.end_confirmed()), (Confirmed::One, Confirmed::One));
}

#[test]
fn an_end_by_the_partner_alone_ends_nothing() {
    let [start, join, _, end] = pair();
    let patrol = folded(&[start, join, end]).unwrap();
    assert_eq!((patrol.state, patrol.end_confirmed()), (PatrolState::Underway, Confirmed::One));
}

#[test]
fn an_assignment_waits_until_one_of_the_asked_starts() {
    let waiting = folded(&[asked()]).unwrap();
    assert_eq!((waiting.state, waiting.started_at), (PatrolState::Assigned, 30 * MINUTE));
    let stranger = by(9, PostKind::GridWorker, event("start", 0, PatrolEntry::Start(Start::of(PatrolKind::Assigned))));
    assert_eq!(folded(&[asked(), stranger]).unwrap().state, PatrolState::Assigned);
    let walked = folded(&[asked(), start(), event("walk", 10, walk(0, 10))]).unwrap();
    assert_eq!((walked.state, walked.post), (PatrolState::Underway, PostId::from_bytes([7; 16])));
    assert_eq!(walked.duration_ms, 10 * MINUTE);
}

#[test]
fn two_who_start_one_assignment_offline_are_a_pair() {
    let mut first = start();
    first.seq = Some(9);
    let mut second =
        by(8, PostKind::PoliceOfficer, event("start 2", -5, PatrolEntry::Start(Start::of(PatrolKind::Assigned))));
    second.seq = Some(12);
    let track = by(8, PostKind::PoliceOfficer, event("track 2", 2, walk(0, 2)));
    let patrol = folded(&[asked(), first, second, track]).unwrap();
    assert_eq!((patrol.post, patrol.start_confirmed()), (PostId::from_bytes([7; 16]), Confirmed::Both));
    assert_eq!((patrol.partners[0].points, patrol.track.len()), (13, 0), "a partner's track is kept apart");
}

#[test]
fn what_was_walked_stays_walked_when_the_desk_calls_it_off() {
    let off = by(1, PostKind::CommunityDesk, event("off", -1, PatrolEntry::CallOff { reason: "台风".into() }));
    assert_eq!(folded(&[asked(), off.clone()]).unwrap().state, PatrolState::CalledOff);
    let walked = folded(&[asked(), off.clone(), start()]).unwrap();
    assert_eq!((walked.state, walked.called_off.as_deref()), (PatrolState::Underway, Some("台风")));
    let not_a_desk = by(1, PostKind::GridWorker, off);
    assert_eq!(folded(&[asked(), not_a_desk]).unwrap().state, PatrolState::Assigned);
}

#[test]
fn a_place_is_reached_by_a_position_or_a_mark() {
    let place = |name: &str, lat_e6| Checkpoint { name: name.into(), lat_e6, lon_e6: 117_600_000, radius_m: 30 };
    let places =
        vec![place("北门", 24_500_000 + 30 * TEN_METRES), place("学校", 24_600_000), place("泵房", 24_700_000)];
    let plan = Plan { area: Vec::new(), places };
    let mark = Mark { nth: 1, reason: "楼内无信号".into(), place: None };
    let patrol = folded(&[
        event("start", 0, PatrolEntry::Start(Start { plan, ..Start::of(PatrolKind::SelfStarted) })),
        event("walk", 10, walk(0, 10)),
        event("mark", 11, PatrolEntry::Mark(mark)),
    ]);
    let answers = reached(&patrol.unwrap());
    assert!(answers[0].at.is_some() && answers[0].marked.is_none());
    assert_eq!((answers[1].at, answers[1].marked.as_deref()), (None, Some("楼内无信号")));
    assert!(!answers[2].is_reached());
}

#[test]
fn silence_is_proposed_as_a_gap_until_it_is_explained() {
    let mut events = patrol();
    events.retain(|event| !matches!(event.entry, PatrolEntry::Gap(_)));
    assert_eq!(silences(&folded(&events).unwrap()), [(50 * MINUTE, 55 * MINUTE)]);
    assert!(silences(&folded(&patrol()).unwrap()).is_empty(), "the gap record explains it");
    assert!(silences(&folded(&[start()]).unwrap()).is_empty(), "no track, nothing to explain");
}

#[test]
fn a_leg_faster_than_people_move_is_flagged() {
    let point = |at_ms, lat_e6| TrackPoint { at_ms, lat_e6, lon_e6: 117_600_000, accuracy_m: 5 };
    let jump =
        vec![point(0, 24_500_000), point(5_000, 24_500_500), point(10_000, 24_510_000), point(15_000, 24_510_300)];
    let patrol = folded(&[start(), event("jump", 1, PatrolEntry::Segment(jump))]).unwrap();
    assert_eq!(fast_legs(&patrol), 1);
}

#[test]
fn made_up_positions_are_counted_and_nothing_else_happens() {
    let mocked = crate::domain::patrol::Mocked { from: 0, to: 1, count: 3 };
    let patrol = folded(&[start(), event("walk", 8, walk(0, 10)), event("m", 9, PatrolEntry::Mocked(mocked))]).unwrap();
    assert_eq!((patrol.mocked, patrol.track.len()), (3, 61));
}

#[test]
fn track_of_the_same_phone_under_another_post_still_counts() {
    let mut late = event("late", 70, walk(0, 10));
    late.post = PostId::from_bytes([3; 16]);
    assert_eq!(folded(&[start(), late]).unwrap().track.len(), 61);
}

proptest! {
    #[test]
    fn the_fold_does_not_depend_on_order_repetition_or_acknowledgement(
        order in any::<u64>(), repeated in prop::collection::vec(0..9_usize, 0..9), pending in 1..9_usize,
    ) {
        let straight = folded(&patrol()).unwrap();
        let mut events = patrol();
        events.extend(repeated.iter().map(|index| patrol()[*index].clone()));
        for event in events.iter_mut().skip(pending) {
            event.seq = None;
        }
        let shuffled = folded(&told_again(&events, order, &[])).unwrap();
        let acknowledged = |mut patrol: PatrolFold| {
            patrol.timeline.iter_mut().for_each(|row| row.receipted = true);
            PatrolFold { provisional: false, ..patrol }
        };
        prop_assert_eq!(acknowledged(shuffled), acknowledged(straight));
    }

    #[test]
    fn a_pair_on_an_assignment_folds_the_same_in_any_order(order in any::<u64>(), repeated in prop::collection::vec(0..6_usize, 0..6)) {
        let mut all: Vec<PatrolEvent> = std::iter::once(asked()).chain(pair()).collect();
        all.push(by(8, PostKind::PoliceOfficer, event("track 2", 2, walk(0, 2))));
        for (event, seq) in all.iter_mut().zip(1..) {
            event.seq = Some(seq);
        }
        let straight = folded(&all).unwrap();
        prop_assert_eq!(folded(&told_again(&all, order, &repeated)).unwrap(), straight);
    }
}
