//! Visits come back as they went, and say what changed.

use super::*;
use etong_protocol::{DeviceId, Hlc, OrgPath};
use proptest::prelude::*;

fn visit(at: i64, next_on: Option<&str>) -> VisitAct {
    VisitAct::Visit(Visit {
        at,
        purpose: VisitPurpose::Collect,
        place: None,
        present: Vec::new(),
        changed: Vec::new(),
        note: None,
        next_on: next_on.map(str::to_owned),
        during: None,
    })
}

fn event(name: u8, seq: Option<u64>, post: u8, kind: PostKind, entry: VisitAct) -> VisitEvent {
    Event {
        id: EntryId::of(&[name]),
        seq,
        hlc: Hlc(u64::from(name)),
        device: DeviceId::from_bytes([post; 16]),
        post: PostId::from_bytes([post; 16]),
        unit: None,
        post_kind: kind,
        scope: OrgPath::centre(),
        captured_at: i64::from(name),
        entry,
    }
}

const EVENING: i64 = 1_767_268_800_000;

#[test]
fn the_latest_visit_is_the_one_that_was_last_in_the_field() {
    let events = [
        event(1, Some(1), 1, PostKind::GridWorker, visit(EVENING + 5, Some("2026-03-01"))),
        event(2, Some(2), 2, PostKind::PoliceOfficer, visit(EVENING, Some("2026-09-01"))),
    ];
    let fold = fold_visits(&events);
    assert_eq!(fold.last().unwrap().visit.at, EVENING + 5);
    assert_eq!(fold.next_on().unwrap().to_string(), "2026-03-01");
    assert_eq!(fold_visits(&[]).next_on(), None);
}

#[test]
fn a_visit_is_confirmed_by_another_post_that_may_and_by_each_once() {
    let of = EntryId::of(&[1]);
    let confirm = || VisitAct::Confirm { visit: of };
    let events = [
        event(1, Some(1), 1, PostKind::GridWorker, visit(EVENING, None)),
        event(2, Some(2), 1, PostKind::GridLeader, confirm()),
        event(3, Some(3), 9, PostKind::GridLeader, confirm()),
        event(4, None, 9, PostKind::GridLeader, confirm()),
        event(5, Some(5), 8, PostKind::Volunteer, confirm()),
    ];
    let confirmed: Vec<PostId> = fold_visits(&events).visits[0].confirmed.iter().map(|by| by.by).collect();
    assert_eq!(confirmed, [PostId::from_bytes([9; 16])], "the visitor's own post and a volunteer do not count");
}

#[test]
fn who_may_not_visit_leaves_no_visit() {
    let fold = fold_visits(&[event(1, Some(1), 1, PostKind::Volunteer, visit(EVENING, None))]);
    assert_eq!(fold, VisitFold::default());
}

#[test]
fn a_visit_comes_back_as_it_went_and_a_newer_act_is_kept() {
    let full = VisitAct::Visit(Visit {
        at: EVENING,
        purpose: "drone".into(),
        place: "24513000,117655000,8".parse().ok(),
        present: vec![RecordId::NIL],
        changed: vec!["phone".into()],
        note: Some("搬来两人".into()),
        next_on: Some("2026-03-01".into()),
        during: Some(RecordId::NIL),
    });
    for act in [full, visit(0, None), VisitAct::Confirm { visit: EntryId::of(b"x") }, VisitAct::Unknown("photo".into())]
    {
        assert_eq!(VisitAct::from_payload(&act.to_payload().unwrap()).unwrap(), act);
    }
}

fn any_event() -> impl Strategy<Value = VisitEvent> {
    let kinds = [PostKind::GridWorker, PostKind::GridLeader, PostKind::Volunteer];
    (0_u8..6, 0_u8..3, prop::option::of(0_u64..6), prop::option::of(0_u8..6), 0_i64..3).prop_map(
        move |(name, post, seq, of, at)| {
            let entry = match of {
                Some(of) => VisitAct::Confirm { visit: EntryId::of(&[of]) },
                None => visit(EVENING + at, None),
            };
            event(name, seq, post, kinds[usize::from(post)].clone(), entry)
        },
    )
}

proptest! {
    #[test]
    fn any_order_and_repetition_of_arrival_give_the_same_visits(
        events in prop::collection::btree_map(0_u8..6, any_event(), 0..8), seed: u64,
    ) {
        let events: Vec<VisitEvent> = events.into_iter().map(|(name, event)| VisitEvent { id: EntryId::of(&[name]), ..event }).collect();
        let mut shuffled: Vec<VisitEvent> = events.iter().chain(&events).cloned().collect();
        let length = shuffled.len().max(1);
        let by = usize::try_from(seed % length as u64).unwrap();
        let by = by.min(shuffled.len());
        shuffled.rotate_left(by);
        shuffled.reverse();
        prop_assert_eq!(fold_visits(&events), fold_visits(&shuffled));
    }
}
