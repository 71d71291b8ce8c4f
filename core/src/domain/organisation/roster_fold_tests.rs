//! The later plan of a day counts, in any order of arrival.

use super::RosterStanding::{InForce, NotAllowed, Replaced, Waiting};
use super::*;
use crate::domain::organisation::PlannedSlot;
use etong_protocol::authority::{acts_of, who_may};
use etong_protocol::{DeviceId, Hlc, OrgPath};
use proptest::prelude::*;

fn post(number: u8) -> PostId {
    PostId::new(1_767_225_600_000, [number; 10])
}

fn plan(day: u8, of: PostId) -> RosterPlan {
    let slot = PlannedSlot { post: of, from: 480, to: 1_080, with: None };
    RosterPlan { day: format!("2026-03-{day:02}"), sheet: Sheet::Duty, slots: vec![slot], note: None }
}

/// `number` makes the event its own; even ones are plans of a desk, odd ones own hours of a grid worker.
fn event(number: u8, seq: Option<u64>, day: u8) -> RosterEvent {
    let (by, post_kind, entry) = if number.is_multiple_of(2) {
        (post(200), PostKind::CommunityDesk, RosterEntry::Plan(plan(day, post(number))))
    } else {
        (post(7), PostKind::GridWorker, RosterEntry::Own(plan(day, post(7))))
    };
    RosterEvent {
        id: EntryId::of(&[number]),
        seq,
        hlc: Hlc(u64::from(number)),
        device: DeviceId::NIL,
        post: by,
        unit: None,
        post_kind,
        scope: OrgPath::centre(),
        captured_at: i64::from(number),
        entry,
    }
}

fn standings(fold: &RosterFold) -> Vec<RosterStanding> {
    fold.sheets.values().flatten().map(|version| version.standing).collect()
}

#[test]
fn the_later_plan_of_a_day_wins_by_the_log_and_all_versions_stay() {
    let fold = fold_roster(&[event(4, Some(9), 2), event(6, Some(3), 2), event(2, Some(5), 3)]);
    let days: Vec<(&str, Vec<RosterStanding>)> = fold
        .sheets
        .iter()
        .map(|((day, _, _), versions)| (day.as_str(), versions.iter().map(|version| version.standing).collect()))
        .collect();
    assert_eq!(days, [("2026-03-02", vec![Replaced, InForce]), ("2026-03-03", vec![InForce])]);
    let in_force = fold.sheets.values().flatten().find(|version| version.standing == InForce).unwrap();
    assert_eq!(in_force.plan.slots[0].post, post(4), "seq 9 came after seq 3");
}

#[test]
fn a_desks_plan_waits_for_the_relay_and_own_hours_do_not() {
    assert_eq!(standings(&fold_roster(&[event(2, Some(1), 2), event(4, None, 2)])), [InForce, Waiting]);
    assert_eq!(standings(&fold_roster(&[event(1, Some(1), 2), event(3, None, 2)])), [Replaced, InForce]);
}

#[test]
fn nobody_plans_who_may_not_and_nobody_puts_down_the_hours_of_another() {
    let mut planned = event(2, Some(1), 2);
    planned.post_kind = PostKind::Volunteer;
    let mut own = event(1, Some(2), 2);
    own.entry = RosterEntry::Own(plan(2, post(8)));
    assert_eq!(standings(&fold_roster(&[planned, own])), [NotAllowed, NotAllowed]);
}

#[test]
fn the_table_of_rights_is_that_of_the_roles() {
    use PostKind::*;
    let table = [
        ("plan", vec![CommunityDesk, TownshipDesk, CountyDesk], When::Relay),
        ("own", vec![GridWorker, PoliceOfficer, AuxiliaryOfficer], When::Offline),
    ];
    assert_eq!(acts_of(&RecordKind::Roster).collect::<Vec<_>>(), table.iter().map(|row| row.0).collect::<Vec<_>>());
    for (act, who, when) in table {
        assert_eq!(who_may(&RecordKind::Roster, act), who, "{act}");
        for post in PostKind::KNOWN {
            let wanted = who.contains(post).then_some(when);
            assert_eq!(may_act(post, &RecordKind::Roster, act), wanted, "{post} {act}");
        }
    }
}

proptest! {
    #[test]
    fn any_order_and_repetition_gives_the_same_fold(
        numbers in proptest::collection::vec((any::<u8>(), 1..4_u8, any::<bool>()), 1..20), seed: u64,
    ) {
        let events: Vec<RosterEvent> = numbers
            .iter()
            .zip(1..)
            .map(|((number, day, placed), seq)| event(*number, placed.then_some(seq), *day))
            .collect::<Vec<_>>();
        // One number is one entry: the last of its events is the one that is told again.
        let unique: BTreeMap<EntryId, RosterEvent> = events.into_iter().map(|event| (event.id, event)).collect();
        let events: Vec<RosterEvent> = unique.into_values().collect();
        let fold = fold_roster(&events);
        let mut shuffled = events.clone();
        shuffled.extend(events.iter().cloned().map(|event| RosterEvent { seq: event.seq.filter(|_| seed % 2 == 0), ..event }));
        let turn = usize::try_from(seed % 17).unwrap() % shuffled.len();
        shuffled.rotate_left(turn);
        if seed % 3 == 0 {
            shuffled.reverse();
        }
        prop_assert_eq!(&fold_roster(&shuffled), &fold);
        for versions in fold.sheets.values() {
            let in_force = versions.iter().filter(|version| version.standing == InForce).count();
            prop_assert!(in_force <= 1);
        }
    }
}
