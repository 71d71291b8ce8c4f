//! Answers to a call: who stands where, who is wanted, and the laws of fold and queue.

use proptest::prelude::*;

use super::*;
use crate::domain::event::tests::told_again;
use crate::domain::mobilisation::{Answer, Standing, queue};

fn event(nth: u64, entry: MusterEntry) -> Event<MusterEntry> {
    Event {
        id: EntryId::of(&nth.to_be_bytes()),
        seq: Some(nth),
        hlc: Hlc::from_ms(i64::try_from(nth).unwrap()),
        device: DeviceId::from_bytes([4; 16]),
        post: PostId::from_bytes([4; 16]),
        unit: None,
        post_kind: PostKind::Volunteer,
        scope: "/1/12/121/1211".parse().unwrap(),
        captured_at: i64::try_from(nth).unwrap() * 60_000,
        entry,
    }
}

fn reply(nth: u64, kind: PostKind, state: &str) -> Event<CaseReply> {
    let entry = CaseReply { state: state.into(), words: format!("第{nth}句"), base: None };
    let Event { id, seq, hlc, device, scope, captured_at, .. } = event(nth, MusterEntry::Withdraw);
    Event { id, seq, hlc, device, post: PostId::NIL, unit: None, post_kind: kind, scope, captured_at, entry }
}

fn accept() -> MusterEntry {
    MusterEntry::Accept(Answer { call: RecordId::NIL, skills: vec!["急救".into()], note: None })
}

fn told() -> Vec<Event<MusterEntry>> {
    vec![
        event(1, MusterEntry::Decline { call: RecordId::NIL }),
        event(2, accept()),
        event(3, MusterEntry::Withdraw),
        event(4, accept()),
        event(5, MusterEntry::Unknown("photo".into())),
        event(6, MusterEntry::Arrive { at: None, place: None }),
        event(96, MusterEntry::Leave { at: Some(90 * 60_000), result: Some("清了三处".into()) }),
    ]
}

#[test]
fn somebody_may_change_his_mind_until_he_is_there() {
    let all = told();
    let states: Vec<MusterState> = (1..=all.len()).map(|to| fold(&all[..to], &[]).unwrap().state).collect();
    use MusterState::*;
    assert_eq!(states, [Declined, Accepted, Withdrawn, Accepted, Accepted, Present, Left]);
    let muster = fold(&all, &[]).unwrap();
    assert_eq!(muster.accepted_seq, Some(4), "who withdrew stands at the end of the queue");
    assert_eq!((muster.served_ms(), muster.noted_later), (Some(84 * 60_000), true));
    let late = fold(&[all[1].clone(), all[5].clone(), event(9, MusterEntry::Withdraw)], &[]).unwrap();
    assert_eq!(late.state, Present, "who is there leaves, and does not withdraw");
}

#[test]
fn told_once_that_he_is_wanted_he_is_not_untold() {
    let desk = PostKind::CommunityDesk;
    let answer = |replies: &[Event<CaseReply>]| fold(&told()[1..2], replies).unwrap().answer;
    assert_eq!(answer(&[]), None);
    assert_eq!(answer(&[reply(11, desk.clone(), "waiting")]), Some(DeskAnswer::Waiting));
    let all = [reply(11, desk.clone(), "waiting"), reply(12, desk.clone(), "confirmed"), reply(13, desk, "waiting")];
    assert_eq!(answer(&all), Some(DeskAnswer::Confirmed));
    assert_eq!(answer(&[reply(11, PostKind::GridWorker, "confirmed")]), None, "a grid worker confirms nobody");
    assert_eq!(fold(&told(), &all).unwrap().words.len(), 3);
}

#[test]
fn only_the_answerer_writes_his_answer() {
    let mut stranger = event(9, MusterEntry::Withdraw);
    (stranger.post, stranger.device) = (PostId::NIL, DeviceId::NIL);
    assert_eq!(fold(&[event(2, accept()), stranger], &[]).unwrap().state, MusterState::Accepted);
    let mut resident = event(2, accept());
    resident.post_kind = PostKind::Resident;
    assert_eq!(fold(&[resident], &[]), None);
}

fn answered(post: u8, seq: Option<u64>, answer: Option<DeskAnswer>) -> (RecordId, MusterFold) {
    let mut event = event(seq.unwrap_or(99), accept());
    (event.post, event.seq) = (PostId::from_bytes([post; 16]), seq);
    let mut muster = fold(&[event], &[]).unwrap();
    muster.answer = answer;
    (RecordId::new(i64::from(post), [u8::try_from(seq.unwrap_or(0)).unwrap(); 10]), muster)
}

fn standings(quota: u32, musters: &[(RecordId, MusterFold)]) -> Vec<Standing> {
    queue(quota, musters).iter().map(|queued| queued.standing).collect()
}

#[test]
fn the_first_within_the_quota_are_wanted_by_the_order_of_the_relay() {
    use Standing::*;
    let mut out = answered(5, Some(2), None);
    out.1.state = MusterState::Declined;
    let all = [
        answered(3, Some(30), None),
        answered(1, Some(10), None),
        answered(2, Some(20), None),
        answered(4, None, None),
        out,
        answered(1, Some(40), None),
    ];
    assert_eq!(standings(2, &all), [Out, Wanted, Wanted, Waiting, Twice, NotYet]);
    let told =
        [answered(1, Some(10), None), answered(2, Some(20), None), answered(3, Some(30), Some(DeskAnswer::Confirmed))];
    assert_eq!(standings(2, &told), [Wanted, Waiting, Wanted], "who was told keeps the place");
    assert_eq!(standings(0, &told), [Waiting, Waiting, Wanted]);
}

#[test]
fn every_event_comes_back_as_it_went() {
    for event in told() {
        assert_eq!(MusterEntry::from_payload(&event.entry.to_payload().unwrap()), Ok(event.entry));
    }
}

proptest! {
    #[test]
    fn the_fold_does_not_depend_on_order_or_repetition(order in any::<u64>(), repeated in prop::collection::vec(any::<usize>(), 0..8)) {
        prop_assert_eq!(fold(&told_again(&told(), order, &repeated), &[]), fold(&told(), &[]));
    }

    #[test]
    fn the_queue_does_not_depend_on_order_and_never_exceeds_quota_and_promises(
        seqs in prop::collection::btree_set(1..200_u64, 0..20), quota in 0..12_u32, turn in 0..20_usize,
    ) {
        let mut musters: Vec<_> = seqs.iter().map(|seq| answered(u8::try_from(*seq).unwrap(), Some(*seq), None)).collect();
        let straight = queue(quota, &musters);
        let turn = turn % musters.len().max(1);
        musters.rotate_left(turn);
        musters.reverse();
        prop_assert_eq!(&queue(quota, &musters), &straight);
        let wanted = straight.iter().filter(|queued| queued.standing == Standing::Wanted).count();
        prop_assert_eq!(wanted, musters.len().min(usize::try_from(quota).unwrap()));
    }
}
