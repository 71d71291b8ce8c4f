//! The four levels told as stories: up, down, across and back.

use super::*;

#[test]
fn a_case_goes_up_two_levels_across_to_a_department_and_back_down() {
    let mut told = Told::hazard();
    let to_department = CaseAct::Dispatch(Dispatch {
        to: None,
        to_kind: Department,
        unit: Some("/1/15".parse().unwrap()),
        note: Some("请鉴定".into()),
    });
    let course = [
        (GridWorker, accept(), "accepted: grid_worker at /1/2/3/4"),
        (GridWorker, escalate(CommunityDesk), "reported: any community_desk at /1/2/3"),
        (CommunityDesk, accept(), "accepted: community_desk at /1/2/3"),
        (CommunityDesk, escalate(TownshipDesk), "reported: any township_desk at /1/2"),
        (TownshipDesk, accept(), "accepted: township_desk at /1/2"),
        (TownshipDesk, CaseAct::File { note: None }, "filed: township_desk at /1/2"),
        (TownshipDesk, to_department, "dispatched: any department at /1/15"),
        (Department, give_back(), "returned: township_desk at /1/2"),
        (TownshipDesk, down(CommunityDesk), "dispatched: community_desk at /1/2/3"),
        (CommunityDesk, down(GridWorker), "dispatched: grid_worker at /1/2/3/4"),
        (GridWorker, handle(), "handling: grid_worker at /1/2/3/4"),
        (GridWorker, done(), "reported_back: grid_worker at /1/2/3/4"),
        (CommunityDesk, CaseAct::Check { note: None }, "checking: community_desk at /1/2/3"),
        (CommunityDesk, CaseAct::Rework { reason: text() }, "handling: grid_worker at /1/2/3/4"),
        (GridWorker, done(), "reported_back: grid_worker at /1/2/3/4"),
        (CommunityDesk, close(), "closed: grid_worker at /1/2/3/4"),
        (CommunityDesk, CaseAct::Evaluate { note: None }, "evaluated: grid_worker at /1/2/3/4"),
        (CommunityDesk, CaseAct::Archive { note: None }, "archived: grid_worker at /1/2/3/4"),
        (CallbackClerk, CaseAct::Reopen { reason: text() }, "returned: community_desk at /1/2/3"),
    ];
    for (who, act, stands) in course {
        let word = act.as_str().to_owned();
        told.ok(&who, act);
        assert_eq!(told.stands(), stands, "{word}");
    }
    let case = told.fold();
    assert_eq!((case.marks.reworks, case.marks.reopened, case.route.returns()), (1, 1, 0));
    assert!(
        case.hops.iter().filter(|hop| hop.word == ActWord::Escalate).all(|hop| hop.reason.as_deref() == Some("有理由"))
    );
    assert!(case.hops.windows(2).all(|pair| pair[0].to == pair[1].from), "one chain of hands");
}

#[test]
fn a_level_may_be_skipped_with_a_reason_but_never_downwards() {
    let mut told = Told::hazard();
    told.ok(&GridWorker, escalate(CountyDesk));
    assert_eq!(told.stands(), "reported: any county_desk at /1");
    assert_eq!(
        told.rule(&CommunityDesk, accept()),
        "the case was handed up: the county_desk moves it next, unless whoever handed it up recalls it"
    );
    told.ok(&GridWorker, CaseAct::Recall { reason: text() });
    assert_eq!(told.stands(), "recalled: grid_worker at /1/2/3/4");
    assert_eq!(
        told.rule(&GridWorker, escalate(GridWorker)),
        "a grid_worker is not above a grid_worker: escalate goes up"
    );
    assert_eq!(
        told.rule(&CommunityDesk, down(TownshipDesk)),
        "a community_desk hands a case up by escalate, not by dispatch to a township_desk"
    );
}

#[test]
fn after_two_returns_the_desk_above_decides_and_its_word_is_not_returned() {
    let mut told = Told::hazard();
    told.ok(&GridWorker, give_back());
    assert_eq!(told.stands(), "returned: any community_desk at /1/2/3");
    told.ok(&CommunityDesk, down(PoliceOfficer)).ok(&PoliceOfficer, give_back());
    assert_eq!(told.stands(), "returned: any township_desk at /1/2");
    let rule =
        "the case was returned 2 times: the township_desk decides now, and what it decides is not returned again";
    for (who, act) in [(CommunityDesk, down(GridWorker)), (GridWorker, accept()), (CommunityDesk, accept())] {
        assert_eq!(told.rule(&who, act), rule);
    }
    told.ok(&TownshipDesk, down(GridWorker));
    assert_eq!(told.stands(), "dispatched: grid_worker at /1/2/3/4");
    assert!(told.rule(&GridWorker, give_back()).starts_with("the case was returned 2 times"));
    told.ok(&GridWorker, handle());
}

#[test]
fn what_is_no_police_matter_falls_back_to_the_grid_worker() {
    let mut told = Told::report(Report::new(CaseClass::Request, "邻居狗叫", CaseSource::Police));
    told.ok(&PoliceOfficer, accept()).ok(&PoliceOfficer, give_back());
    assert_eq!(told.stands(), "returned: any grid_worker at /1/2/3/4");
    told.ok(&GridWorker, accept());

    let burglary = Report { police_matter: true, ..Report::new(CaseClass::Other, "入室盗窃", CaseSource::Police) };
    let mut told = Told::report(burglary);
    assert_eq!(told.stands(), "reported: any police_officer at /1/2/3/4");
    told.ok(&PoliceOfficer, give_back());
    assert_eq!(told.stands(), "returned: any community_desk at /1/2/3", "not the grid worker's");
}

#[test]
fn in_a_dedicated_grid_the_host_comes_first_and_then_the_community() {
    let on_campus =
        || Report { hosted: true, ..Report::new(CaseClass::Hazard, "宿舍楼通道堆物", CaseSource::Snap) };
    let mut told = Told::report(on_campus());
    assert_eq!(told.stands(), "reported: any host_staff at /1/2/3/4");
    told.ok(&HostStaff, accept()).ok(&HostStaff, give_back());
    assert_eq!(told.stands(), "returned: any community_desk at /1/2/3");

    let mut told = Told::report(on_campus());
    told.ok(&HostStaff, escalate(CommunityDesk));
    assert_eq!(told.stands(), "reported: any community_desk at /1/2/3");

    let mut told = Told::report(on_campus());
    told.ok(&PoliceOfficer, accept()).ok(&PoliceOfficer, give_back());
    assert_eq!(told.stands(), "returned: any host_staff at /1/2/3/4", "what the police have no part in is the host's");

    let told = Told::report(Report { police_matter: true, ..on_campus() });
    assert_eq!(told.stands(), "reported: any police_officer at /1/2/3/4");
}

#[test]
fn a_case_that_ends_otherwise_still_has_one_who_answers_for_it() {
    let transfer = || CaseAct::Transfer { to_name: "供电所".into(), reason: text(), receipt: Some("7".into()) };
    let mut told = Told::hazard();
    told.ok(&CommunityDesk, CaseAct::Decline { reason: text() });
    assert_eq!(told.stands(), "declined: community_desk at /1/2/3");
    let mut told = Told::hazard();
    told.ok(&TownshipDesk, transfer());
    assert_eq!(told.stands(), "transferred: township_desk at /1/2");
    told.ok(&TownshipDesk, done()).ok(&TownshipDesk, close());
    let mut told = Told::hazard();
    told.ok(&CommunityDesk, CaseAct::Void { reason: text() });
    assert_eq!(told.stands(), "void: community_desk at /1/2/3");
    let mut told = Told::hazard();
    told.ok(&Volunteer, CaseAct::Recall { reason: text() });
    assert_eq!(told.stands(), "recalled: any grid_worker at /1/2/3/4");
}

#[test]
fn a_unit_that_only_reads_a_case_moves_nothing_of_it() {
    use PostKind::TeamMember;
    let sent_to = |kind: PostKind, unit: &str| {
        let mut told = Told::hazard();
        let unit = Some(unit.parse().unwrap());
        told.ok(&CommunityDesk, CaseAct::Dispatch(Dispatch { to: None, to_kind: kind, unit, note: None }));
        told
    };
    let bars = |standing: ActStanding| matches!(standing, ActStanding::NotAllowed { rule: Rule::NotOffered });
    // Who, of which unit; may it take on what was sent to the legal team, to the bureau of justice, to the neighbouring grid's worker?
    let table: [(PostKind, u32, [bool; 3]); 9] = [
        (TeamMember, 39, [true, false, false]),
        (TeamMember, 38, [false, false, false]),
        (Department, 15, [false, true, false]),
        (Department, 16, [false, false, false]),
        // A department's post on the case's own way of units reads it by its place.
        (Department, 2, [true, false, true]),
        (GridWorker, 4, [true, true, true]),
        (GridWorker, 5, [false, false, true]),
        (GridWorker, 6, [false, false, false]),
        (CommunityDesk, 3, [true, true, true]),
    ];
    for (kind, unit, may) in table {
        for ((to, place), may) in
            [(TeamMember, "/1/2/3/39"), (Department, "/1/15"), (GridWorker, "/1/2/3/5")].into_iter().zip(may)
        {
            let standing = sent_to(to.clone(), place).at(&kind, unit, accept());
            assert_eq!(!bars(standing.clone()), may, "{kind} of {unit} on what is with {to} of {place}: {standing:?}");
            let comment = sent_to(to, place).at(&kind, unit, CaseAct::Comment { text: text() });
            assert_eq!(comment, ActStanding::Remark, "{kind} of {unit} may always say something");
        }
    }

    let mut told = sent_to(GridWorker, "/1/2/3/5");
    assert_eq!(told.at(&GridWorker, 5, accept()), ActStanding::Effective);
    assert_eq!(told.stands(), "accepted: grid_worker at /1/2/3/5", "where it was sent");
    let mut before = sent_to(TeamMember, "/1/2/3/39");
    before.ok(&TeamMember, accept());
    assert_eq!(before.stands(), "accepted: team_member at /1/2/3/39", "an act of an older program counts as it did");
}
