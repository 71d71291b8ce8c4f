//! How a case ends, who checks it, and who is asked afterwards.

use super::*;

#[test]
fn a_case_is_closed_only_after_somebody_said_what_was_done() {
    let mut told = Told::hazard();
    told.ok(&GridWorker, give_back());
    assert_eq!(told.rule(&CommunityDesk, close()), "a case that is returned cannot go through close");
}

#[test]
fn after_a_return_somebody_says_anew_what_was_done() {
    let mut told = Told::hazard();
    told.ok(&GridWorker, handle()).ok(&GridWorker, done()).ok(&CommunityDesk, give_back());
    assert_eq!((told.fold().state, told.fold().result), (CaseState::Returned, None));
    assert_eq!(told.rule(&CommunityDesk, close()), "a case that is returned cannot go through close");
    told.ok(&GridWorker, handle()).ok(&GridWorker, done()).ok(&CommunityDesk, close());
    assert_eq!(told.fold().state, CaseState::Closed);
}

#[test]
fn whoever_said_what_was_done_does_not_check_it() {
    let check = || CaseAct::Check { note: None };
    let mut told = Told::hazard();
    told.ok(&CommunityDesk, handle()).ok(&CommunityDesk, done());
    for own in [check(), close()] {
        assert!(told.rule(&CommunityDesk, own).starts_with("whoever said what was done does not check it"));
    }
    told.ok(&TownshipDesk, check()).ok(&CommunityDesk, close());
    assert_eq!(told.fold().state, CaseState::Closed);
    let mut told = Told::hazard();
    told.ok(&CommunityDesk, handle()).ok(&CommunityDesk, done()).ok(&TownshipDesk, close());
    assert_eq!(told.fold().state, CaseState::Closed, "who closes at once has checked it");
}

#[test]
fn a_second_report_is_closed_with_the_first_without_a_result_of_its_own() {
    let mut told = Told::hazard();
    assert!(told.rule(&CommunityDesk, close()).contains("cannot go through close"));
    let main = etong_protocol::RecordId::from_bytes([7; 16]);
    told.ok(&GridWorker, CaseAct::LinkDuplicate { main, note: None }).ok(&CommunityDesk, close());
    assert_eq!((told.fold().state, told.fold().marks.duplicate_of), (CaseState::Closed, Some(main)));
}

#[test]
fn an_act_for_the_relay_waits_on_the_own_phone_and_moves_nothing_before() {
    let mut told = Told::hazard();
    let base = Some(told.fold().last_effective);
    told.push(&GridWorker, base, escalate(CommunityDesk), false);
    let case = told.fold();
    assert_eq!(case.acts[1].standing, ActStanding::Waiting);
    assert_eq!(told.stands(), "reported: any grid_worker at /1/2/3/4");
    assert!(!case.provisional, "nothing rests on it yet");
    let worker = PostId::from_bytes([who(&GridWorker); 16]);
    let phone = DeviceId::from_bytes([who(&GridWorker); 16]);
    assert_eq!(
        refusal(&case, Actor { post: worker, kind: &GridWorker, unit: None, device: phone }, &accept())
            .unwrap()
            .to_string(),
        "escalate waits for the centre: sync first"
    );
    told.events[1].seq = Some(2);
    assert_eq!(told.stands(), "reported: any community_desk at /1/2/3");
}

#[test]
fn marks_count_whoever_moves_the_case_meanwhile() {
    let mut told = Told::hazard();
    let old = Some(told.fold().last_effective);
    told.ok(&GridWorker, handle());
    told.push(&TownshipDesk, old, CaseAct::Extend { until: 99, reason: text() }, true);
    told.push(&CountyDesk, old, CaseAct::Supervise { text: text() }, true);
    told.push(&CommunityDesk, old, CaseAct::Urge { text: text() }, true);
    let case = told.fold();
    assert!(case.acts.iter().skip(2).all(|act| act.standing == ActStanding::Marked));
    assert_eq!((case.state, case.marks.extended.unwrap().1, case.marks.urged.len()), (CaseState::Handling, 99, 1));
    assert_eq!(
        told.rule(&TownshipDesk, CaseAct::Extend { until: 199, reason: text() }),
        "a case is extended once; it was extended already"
    );
    let closed =
        told.ok(&GridWorker, done()).ok(&CommunityDesk, close()).rule(&CommunityDesk, CaseAct::Urge { text: text() });
    assert_eq!(closed, "a case that is closed cannot go through urge");
}

#[test]
fn who_worked_on_a_case_never_makes_the_callback() {
    let callback = |satisfied| {
        CaseAct::Callback(Callback {
            reached: true,
            handled_as_told: Some(true),
            satisfied: Some(satisfied),
            comment: None,
            draw: None,
        })
    };
    let mut told = Told::hazard();
    told.ok(&GridWorker, handle()).ok(&GridWorker, done()).ok(&CommunityDesk, close());
    told.ok(&CallbackClerk, callback(false));
    assert_eq!((told.fold().state, told.fold().marks.content), (CaseState::Evaluated, Some(false)));
    // The same phone, under its owner's other post.
    let event = told.events.last_mut().unwrap();
    event.device = DeviceId::from_bytes([who(&GridWorker); 16]);
    assert_eq!(told.fold().acts.last().unwrap().standing, ActStanding::NotAllowed { rule: Rule::OwnWork });
}

#[test]
fn the_reporter_alone_says_what_the_result_is_worth() {
    let mut told = Told::hazard();
    assert_eq!(told.does(&Volunteer, CaseAct::Confirm { text: None }), ActStanding::Remark, "said too early");
    told.ok(&GridWorker, handle()).ok(&GridWorker, done()).ok(&CommunityDesk, close());
    assert_eq!(
        told.rule(&GridWorker, CaseAct::Rate { stars: 5, text: None }),
        "only the person who reported the case may rate it"
    );
    assert_eq!(told.rule(&Volunteer, CaseAct::Rate { stars: 6, text: None }), "a rating is 1 to 5");
    told.ok(&Volunteer, CaseAct::Dispute { text: "没修好".into() });
    assert_eq!((told.fold().state, told.fold().marks.content), (CaseState::Evaluated, Some(false)));
    told.ok(&CommunityDesk, CaseAct::Reopen { reason: text() });
    assert_eq!((told.fold().result, told.fold().marks.content), (None, None));
}

#[test]
fn what_was_put_right_on_the_spot_is_one_act() {
    let mut told = Told { events: Vec::new() };
    let report = Box::new(Report::new(CaseClass::Hazard, "井盖移位", CaseSource::Patrol));
    told.push(&AuxiliaryOfficer, None, CaseAct::SelfHandle { report, result: "已复位".into() }, true);
    assert_eq!(told.stands(), "closed: auxiliary_officer at /1/2/3/4");
    assert!(told.fold().marks.self_handled);
    told.ok(&CallbackClerk, CaseAct::Reopen { reason: text() });
    assert_eq!(told.stands(), "returned: any community_desk at /1/2/3");
}

#[test]
fn an_urgent_case_is_anybodys_to_take_on_even_when_it_was_handed_up() {
    let mut told =
        Told::report(Report { urgent: true, ..Report::new(CaseClass::Emergency, "有人落水", CaseSource::Snap) });
    told.ok(&GridWorker, escalate(TownshipDesk)).ok(&PoliceOfficer, handle());
    assert_eq!(told.stands(), "handling: police_officer at /1/2/3/4");
}

#[test]
fn every_reporter_outside_the_staff_is_answered_also_when_the_answer_is_no() {
    let case = Told::hazard().fold();
    let answered: Vec<&str> = one_of_each()
        .iter()
        .filter(|act| reply_for(&case, act, None).is_some())
        .map(|act| act.word().unwrap().as_str())
        .collect();
    assert_eq!(
        answered,
        [
            "accept",
            "handle",
            "report_back",
            "close",
            "decline",
            "void",
            "transfer",
            "suspend",
            "reopen",
            "extend",
            "link_duplicate"
        ]
    );
    let mut staff = case.clone();
    staff.reporter.post_kind = GridWorker;
    assert_eq!(reply_for(&staff, &close(), None), None);
    staff.report.external_no = Some("12345-1".into());
    assert!(reply_for(&staff, &close(), None).is_some(), "the answer goes back to the source");
}
