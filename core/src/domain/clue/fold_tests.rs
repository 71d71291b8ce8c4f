//! The rights and steps of a clue cell by cell, and the laws of its fold.

use proptest::prelude::*;

use super::*;
use crate::domain::clue::{ClueKind, may_read};
use crate::domain::event::tests::{event, post_of, stirred};

fn report() -> ClueAct {
    ClueAct::Report(ClueReport {
        kind: ClueKind::Theft,
        what: "有人撬锁".into(),
        place: None,
        address: None,
        seen_at: None,
        evidence: Vec::new(),
        anonymous: true,
        team: false,
        code_hash: None,
    })
}

fn close() -> ClueAct {
    ClueAct::Close { outcome: "已查处".into() }
}

fn decide() -> ClueAct {
    ClueAct::Decide { decision: ClueDecision::Investigate, words: None }
}

fn on(base: u8, act: ClueAct) -> ClueEntry {
    let base = (base > 0).then(|| EntryId::of(&[base]));
    ClueEntry { base, act }
}

#[test]
fn every_cell_of_the_rights_is_as_the_domain_says() {
    // Columns: ClueWord::ALL — report, add, take, note, decide, hand over, close; then: may read.
    let table = [
        (PostKind::GridWorker, "xx.....", false),
        (PostKind::PoliceOfficer, "xxxx.rr", true),
        (PostKind::AuxiliaryOfficer, "xx.....", false),
        (PostKind::TeamMember, "xx.....", false),
        (PostKind::Volunteer, "xx.....", false),
        (PostKind::CommunityDesk, "xx.....", false),
        (PostKind::TownshipDesk, "xx.....", false),
        (PostKind::CountyDesk, "xx.....", false),
        (PostKind::GridLeader, "xx.....", false),
        (PostKind::Resident, "xx.....", false),
        (PostKind::PoliceChief, "xxxxrrr", true),
        (PostKind::Department, "xx.....", false),
        (PostKind::CallbackClerk, "xx.....", false),
        (PostKind::Auditor, "xx.....", false),
        (PostKind::Administrator, "xx.....", false),
        (PostKind::HostStaff, "xx.....", false),
    ];
    use etong_protocol::authority::When;
    for (post, row, reads) in table {
        for (word, cell) in ClueWord::ALL.iter().zip(row.chars()) {
            let expected = match cell {
                'x' => Some(When::Offline),
                'r' => Some(When::Relay),
                _ => None,
            };
            assert_eq!(may_act(&post, &RecordKind::Clue, word.as_str()), expected, "{post} {word}");
        }
        assert_eq!(may_read(&post), reads, "{post}");
    }
}

#[test]
fn every_cell_of_the_steps_is_as_written() {
    // Columns: ClueState::ALL.
    let table = [
        (ClueWord::Report, ".....", None),
        (ClueWord::Add, ".....", None),
        (ClueWord::Take, "x.x..", Some(ClueState::Taken)),
        (ClueWord::Note, ".....", None),
        (ClueWord::Decide, ".x.x.", Some(ClueState::Decided)),
        (ClueWord::HandOver, "xx.x.", Some(ClueState::HandedOver)),
        (ClueWord::Close, ".x.x.", Some(ClueState::Closed)),
    ];
    assert_eq!(table.map(|row| row.0), ClueWord::ALL);
    for (word, row, to) in table {
        for (from, cell) in ClueState::ALL.into_iter().zip(row.chars()) {
            assert_eq!(step(from, word), to.filter(|_| cell == 'x'), "{word} from {}", from.as_str());
        }
    }
}

#[test]
fn of_two_officers_who_take_it_offline_the_first_at_the_relay_has_it() {
    let mut second = event(3, PostKind::PoliceChief, 9, on(1, ClueAct::Take));
    let events = [
        event(1, PostKind::Volunteer, 1, on(0, report())),
        event(2, PostKind::PoliceOfficer, 5, on(1, ClueAct::Take)),
        second.clone(),
    ];
    let clue = fold(&events).unwrap();
    assert_eq!(clue.with.unwrap().1, PostKind::PoliceOfficer);
    assert_eq!(clue.acts[2].standing, Standing::Superseded);
    second.seq = Some(2);
    let clue = fold(&[events[0].clone(), events[1].clone(), second]).unwrap();
    assert_eq!(clue.with.unwrap().1, PostKind::PoliceChief);
}

#[test]
fn only_the_reporter_adds_and_only_police_receive_it() {
    let add = |text: &str| ClueAct::Add { text: text.into(), evidence: Vec::new() };
    let to = |kind: PostKind| ClueAct::HandOver { to: post_of(&kind), to_kind: kind, reason: "辖区外".into() };
    let events = [
        event(1, PostKind::Volunteer, 1, on(0, report())),
        event(2, PostKind::Volunteer, 2, on(0, add("又来了"))),
        event(3, PostKind::GridWorker, 3, on(0, add("我也见过"))),
        event(4, PostKind::PoliceOfficer, 4, on(1, to(PostKind::GridWorker))),
        event(5, PostKind::PoliceOfficer, 5, on(1, to(PostKind::PoliceChief))),
    ];
    let clue = fold(&events).unwrap();
    let standings: Vec<Standing> = clue.acts.iter().map(|act| act.standing).collect();
    use Standing::{Effective, NotAllowed, Remark};
    assert_eq!(standings, [Effective, Remark, NotAllowed, NotAllowed, Effective]);
    assert_eq!(clue.state, ClueState::HandedOver);
}

#[test]
fn the_chief_decides_and_the_officer_does_not() {
    let told = |who| {
        let events = [
            event(1, PostKind::Volunteer, 1, on(0, report())),
            event(2, PostKind::PoliceOfficer, 2, on(1, ClueAct::Take)),
            event(3, who, 3, on(2, decide())),
        ];
        fold(&events).unwrap().decision
    };
    assert_eq!(told(PostKind::PoliceOfficer), None);
    assert_eq!(told(PostKind::PoliceChief), Some(ClueDecision::Investigate));
}

#[test]
fn to_a_teams_clue_every_member_adds_and_to_another_only_the_reporter() {
    let told = |team: bool, founder: PostKind, adder: PostKind| {
        let ClueAct::Report(report) = report() else { panic!("a report") };
        let report = ClueAct::Report(ClueReport { team, ..report });
        let add = ClueAct::Add { text: "车牌尾号 7".into(), evidence: Vec::new() };
        let mut added = event(2, adder, 2, on(0, add));
        // Another member than the reporter.
        added.post = PostId::from_bytes([99; 16]);
        fold(&[event(1, founder, 1, on(0, report)), added]).map(|clue| clue.acts[1].standing)
    };
    assert_eq!(told(true, PostKind::TeamMember, PostKind::TeamMember), Some(Standing::Remark));
    assert_eq!(told(true, PostKind::TeamMember, PostKind::Volunteer), Some(Standing::NotAllowed));
    assert_eq!(told(false, PostKind::TeamMember, PostKind::TeamMember), Some(Standing::NotAllowed));
    assert_eq!(told(true, PostKind::GridWorker, PostKind::TeamMember), None, "only a member speaks for a team");
}

#[test]
fn what_moves_responsibility_waits_for_the_relay() {
    let mut events = vec![
        event(1, PostKind::Volunteer, 1, on(0, report())),
        event(2, PostKind::PoliceOfficer, 2, on(1, ClueAct::Take)),
        event(3, PostKind::PoliceOfficer, 0, on(2, close())),
    ];
    let clue = fold(&events).unwrap();
    assert!(clue.waits() && clue.state == ClueState::Taken && !clue.provisional);
    events[2].seq = Some(3);
    assert_eq!(fold(&events).unwrap().state, ClueState::Closed);
}

proptest! {
    #[test]
    fn the_fold_does_not_depend_on_order_or_repetition(
        acts in prop::collection::vec((0..7_usize, 0..4_usize, 0..9_u8, any::<bool>()), 0..9), order: u64, twice in 0..9_usize,
    ) {
        let who = [PostKind::Volunteer, PostKind::PoliceOfficer, PostKind::PoliceChief, PostKind::GridWorker];
        let mut events = vec![event(1, PostKind::Volunteer, 1, on(0, report()))];
        for ((act, by, base, pending), nth) in acts.into_iter().zip(2..) {
            let hand_over = ClueAct::HandOver { to: PostId::NIL, to_kind: PostKind::PoliceChief, reason: "x".into() };
            let act = [report(), ClueAct::Take, decide(), close(), hand_over, ClueAct::Note { text: "n".into() }, ClueAct::Unknown("x".into())][act].clone();
            events.push(event(nth, who[by].clone(), if pending { 0 } else { u64::from(nth) }, on(base, act)));
        }
        prop_assert_eq!(fold(&stirred(&events, order, twice)), fold(&events));
    }
}
