//! Merges fold alike in any order, and undo shows both again.

use super::*;
use etong_protocol::{DeviceId, Hlc, OrgPath};
use proptest::prelude::*;
use std::convert::Infallible;

fn id(name: u8) -> RecordId {
    RecordId::new(i64::from(name), [name; 10])
}

fn event(name: u8, seq: Option<u64>, post: u8, kind: PostKind, act: MergeAct, base: Option<u8>) -> MergeEvent {
    Event {
        id: EntryId::of(&[name]),
        seq,
        hlc: Hlc(u64::from(name)),
        device: DeviceId::from_bytes([post; 16]),
        post: PostId::from_bytes([post; 16]),
        unit: None,
        post_kind: kind,
        scope: OrgPath::centre(),
        captured_at: 0,
        entry: MergeEntry { act, other: id(2), base: base.map(|base| EntryId::of(&[base])), reason: None },
    }
}

use MergeAct::{Confirm, Decline, Propose, Undo};
use PostKind::{CommunityDesk, GridWorker, PoliceOfficer, Volunteer};

fn state(events: &[MergeEvent]) -> Option<(Merging, Option<MergeAct>)> {
    fold_merges(id(1), events).others.get(&id(2)).map(|standing| (standing.state, standing.waiting.clone()))
}

#[test]
fn a_merge_counts_when_a_second_post_confirms_it_at_the_centre() {
    let proposed = event(1, None, 1, GridWorker, Propose, None);
    assert_eq!(state(std::slice::from_ref(&proposed)), Some((Merging::Proposed, None)), "a proposal is made offline");
    let confirm = |seq, post, kind, base| event(2, seq, post, kind, Confirm, base);
    let table = [
        (confirm(Some(2), 2, PoliceOfficer, Some(1)), Merging::Confirmed, None),
        (confirm(Some(2), 3, CommunityDesk, Some(1)), Merging::Confirmed, None),
        (confirm(None, 2, PoliceOfficer, Some(1)), Merging::Proposed, Some(Confirm)),
        (confirm(Some(2), 1, GridWorker, Some(1)), Merging::Proposed, None),
        (confirm(Some(2), 4, Volunteer, Some(1)), Merging::Proposed, None),
        (confirm(Some(2), 2, PoliceOfficer, Some(9)), Merging::Proposed, None),
        (event(2, Some(2), 2, PoliceOfficer, Decline, Some(1)), Merging::Declined, None),
    ];
    for (nth, (answer, standing, waiting)) in table.into_iter().enumerate() {
        let founded = MergeEvent { seq: Some(1), ..proposed.clone() };
        assert_eq!(state(&[founded, answer]), Some((standing, waiting)), "row {nth}");
    }
}

#[test]
fn an_undo_takes_a_merge_back_and_it_can_be_proposed_again() {
    let mut events = vec![
        event(1, Some(1), 1, GridWorker, Propose, None),
        event(2, Some(2), 2, PoliceOfficer, Confirm, Some(1)),
        event(3, Some(3), 1, GridWorker, Undo, Some(2)),
    ];
    assert_eq!(state(&events), Some((Merging::Undone, None)));
    events.push(event(4, Some(4), 2, PoliceOfficer, Confirm, Some(1)));
    assert_eq!(state(&events), Some((Merging::Undone, None)), "a late answer to the old proposal revives nothing");
    events.push(event(5, Some(5), 2, PoliceOfficer, Propose, None));
    events.push(event(6, Some(6), 1, GridWorker, Confirm, Some(5)));
    assert_eq!(state(&events), Some((Merging::Confirmed, None)));
}

#[test]
fn no_record_is_merged_into_itself() {
    let itself = MergeEvent {
        entry: MergeEntry { act: Propose, other: id(1), base: None, reason: None },
        ..event(1, Some(1), 1, GridWorker, Propose, None)
    };
    assert_eq!(fold_merges(id(1), &[itself]), MergeFold::default());
}

#[test]
fn of_a_circle_of_merges_the_oldest_record_stays() {
    let shown = |edges: &[(u8, u8)], record: u8| {
        let into =
            |at| Ok::<_, Infallible>(edges.iter().filter(|edge| id(edge.0) == at).map(|edge| id(edge.1)).collect());
        shown_instead(id(record), into).unwrap()
    };
    assert_eq!(shown(&[], 1), None);
    assert_eq!(shown(&[(2, 1)], 2), Some(id(1)));
    assert_eq!(shown(&[(3, 2), (2, 1)], 3), Some(id(1)), "over two steps");
    for (record, instead) in [(1, None), (2, Some(id(1))), (3, Some(id(1)))] {
        assert_eq!(shown(&[(1, 2), (2, 3), (3, 1)], record), instead, "circle of three, {record}");
    }
    assert_eq!(shown(&[(9, 4), (4, 5), (5, 4)], 9), Some(id(4)), "into a circle");
}

#[test]
fn an_act_comes_back_as_it_went_and_a_newer_act_is_kept() {
    for act in [Propose, Confirm, Decline, Undo, MergeAct::Unknown("split".into())] {
        let entry = MergeEntry { act, other: id(2), base: Some(EntryId::of(b"x")), reason: Some("同一人".into()) };
        assert_eq!(MergeEntry::from_payload(&entry.to_payload().unwrap()).unwrap(), entry);
    }
    let newer = event(1, Some(1), 1, GridWorker, MergeAct::Unknown("split".into()), None);
    assert_eq!(state(&[newer]), None);
}

fn any_event() -> impl Strategy<Value = (Option<u64>, u8, MergeAct, Option<u8>)> {
    let acts = prop::sample::select(vec![Propose, Confirm, Decline, Undo]);
    (prop::option::of(0_u64..9), 0_u8..3, acts, prop::option::of(0_u8..8))
}

proptest! {
    #[test]
    fn any_order_and_repetition_of_arrival_give_the_same_merge(
        events in prop::collection::vec(any_event(), 0..8), by in 0_usize..16,
    ) {
        let kinds = [GridWorker, PoliceOfficer, Volunteer];
        let events: Vec<MergeEvent> = (0_u8..).zip(events)
            .map(|(name, (seq, post, act, base))| event(name, seq, post, kinds[usize::from(post)].clone(), act, base))
            .collect();
        let mut shuffled: Vec<MergeEvent> = events.iter().chain(&events).cloned().collect();
        let by = by.min(shuffled.len());
        shuffled.rotate_left(by);
        shuffled.reverse();
        prop_assert_eq!(fold_merges(id(1), &events), fold_merges(id(1), &shuffled));
    }

    #[test]
    fn some_record_of_every_chain_of_merges_is_shown(edges in prop::collection::vec((0_u8..6, 0_u8..6), 0..12), record in 0_u8..6) {
        let into = |at| Ok::<_, Infallible>(edges.iter().filter(|edge| id(edge.0) == at && edge.0 != edge.1).map(|edge| id(edge.1)).collect());
        if let Some(stays) = shown_instead(id(record), into).unwrap() {
            prop_assert_eq!(shown_instead(stays, into).unwrap(), None);
        }
    }
}
