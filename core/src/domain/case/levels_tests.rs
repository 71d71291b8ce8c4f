//! The four levels told as stories: up, down, across and back; and the laws of the whole fold over a thousand mixed histories.

use etong_protocol::{DeviceId, EntryId, Hlc, PostId, PostKind, UnitId};
use proptest::prelude::*;

use super::payload::tests::one_of_each;
use super::*;

/// A post and phone for each kind.
fn who(kind: &PostKind) -> u8 {
    1 + u8::try_from(PostKind::KNOWN.iter().position(|known| known == kind).unwrap()).unwrap()
}

fn id(name: &str) -> EntryId {
    EntryId::of(name.as_bytes())
}

/// A case told act by act; each builds on the last effective one.
struct Told {
    events: Vec<CaseEvent>,
}

impl Told {
    fn report(report: Report) -> Self {
        let mut told = Self { events: Vec::new() };
        told.push(&PostKind::Volunteer, None, CaseAct::Report(Box::new(report)), true);
        told
    }

    fn hazard() -> Self {
        Self::report(Report::new(CaseClass::Hazard, "围墙要倒", CaseSource::Snap))
    }

    fn push(&mut self, kind: &PostKind, base: Option<EntryId>, act: CaseAct, acknowledged: bool) {
        let nth = self.events.len() as u64;
        self.events.push(CaseEvent {
            id: id(&format!("{nth} {}", act.as_str())),
            seq: acknowledged.then_some(nth + 1),
            hlc: Hlc(nth + 1),
            device: DeviceId::from_bytes([who(kind); 16]),
            post: PostId::from_bytes([who(kind); 16]),
            unit: None,
            post_kind: kind.clone(),
            scope: "/1/2/3/4".parse().unwrap(),
            captured_at: i64::try_from(nth).unwrap(),
            entry: CaseEntry { base, act },
        });
    }

    fn fold(&self) -> CaseFold {
        fold(&self.events).unwrap()
    }

    /// The standing of the act.
    fn does(&mut self, kind: &PostKind, act: CaseAct) -> ActStanding {
        self.push(kind, Some(self.fold().last_effective), act, true);
        self.fold().acts.last().unwrap().standing.clone()
    }

    /// An act that must count.
    fn ok(&mut self, kind: &PostKind, act: CaseAct) -> &mut Self {
        let word = act.as_str().to_owned();
        let standing = self.does(kind, act);
        assert!(
            matches!(standing, ActStanding::Effective | ActStanding::Marked | ActStanding::Remark),
            "{word}: {standing:?}"
        );
        self
    }

    /// What becomes of the act of a post at this unit.
    fn at(&mut self, kind: &PostKind, unit: u32, act: CaseAct) -> ActStanding {
        self.push(kind, Some(self.fold().last_effective), act, true);
        self.events.last_mut().unwrap().unit = Some(UnitId(unit));
        self.fold().acts.last().unwrap().standing.clone()
    }

    /// The rule an act is against.
    fn rule(&mut self, kind: &PostKind, act: CaseAct) -> String {
        match self.does(kind, act) {
            ActStanding::NotAllowed { rule } => rule.to_string(),
            other => panic!("{other:?}"),
        }
    }

    /// State and owner, as in `reported: township_desk at /1/2`.
    fn stands(&self) -> String {
        let case = self.fold();
        let who = case.responsible;
        let held = if who.post.is_some() { "" } else { "any " };
        format!("{}: {held}{} at {}", case.state, who.kind, who.scope)
    }
}

fn text() -> String {
    "有理由".into()
}

fn escalate(to: PostKind) -> CaseAct {
    CaseAct::Escalate { to_kind: to, reason: text() }
}

fn down(to: PostKind) -> CaseAct {
    let post = PostId::from_bytes([who(&to); 16]);
    CaseAct::Dispatch(Dispatch { to: Some(post), to_kind: to, unit: None, note: None })
}

fn give_back() -> CaseAct {
    CaseAct::Return { reason: text() }
}

fn accept() -> CaseAct {
    CaseAct::Accept { note: None }
}

fn handle() -> CaseAct {
    CaseAct::Handle { note: None, place: None }
}

fn done() -> CaseAct {
    CaseAct::ReportBack { result: text(), note: None }
}

fn close() -> CaseAct {
    CaseAct::Close { note: None, main: None }
}

use PostKind::{
    AuxiliaryOfficer, CallbackClerk, CommunityDesk, CountyDesk, Department, GridWorker, HostStaff, PoliceOfficer,
    TownshipDesk, Volunteer,
};

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

/// Ten posts, each with a phone; which act, what it builds on.
type Deed = (prop::sample::Index, prop::sample::Index, prop::sample::Index, bool);

const TEN: [PostKind; 10] = [
    Volunteer,
    GridWorker,
    PoliceOfficer,
    AuxiliaryOfficer,
    CommunityDesk,
    TownshipDesk,
    CountyDesk,
    Department,
    PostKind::PoliceChief,
    CallbackClerk,
];

fn history(deeds: &[Deed]) -> Vec<CaseEvent> {
    let mut told = Told::hazard();
    let acts: Vec<CaseAct> = one_of_each().into_iter().chain([CaseAct::Unknown("drone".into())]).collect();
    for (post, act, on, latest) in deeds {
        let kind = &TEN[post.index(TEN.len())];
        // Half of the time something this post may do now, so that histories get far.
        let case = told.fold();
        let next: Vec<&CaseAct> =
            acts.iter().filter(|act| act.word().is_some_and(|word| next_acts(&case, kind).contains(&word))).collect();
        let act = if *latest && !next.is_empty() { next[act.index(next.len())] } else { &acts[act.index(acts.len())] };
        let base = if *latest { case.last_effective } else { told.events[on.index(told.events.len())].id };
        told.push(kind, Some(base), act.clone(), true);
    }
    told.events
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let index = any::<prop::sample::Index>;
    prop::collection::vec((index(), index(), index(), prop::bool::weighted(0.8)), 0..40)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn a_thousand_mixed_histories_of_ten_phones_converge_with_one_responsible_post_throughout(
        deeds in deeds(), order in any::<u64>(), pending in 0..8_usize,
    ) {
        let log = history(&deeds);
        for end in 1..=log.len() {
            let case = fold(&log[..end]).unwrap();
            prop_assert!(may_receive(&case.responsible.kind), "{}", case.responsible.kind);
            prop_assert!(!case.responsible.scope.units().is_empty());
            prop_assert!(case.hops.windows(2).all(|pair| pair[0].to == pair[1].from));
            if let Some(last) = case.hops.last() {
                prop_assert_eq!(&last.to, &case.responsible);
            }
            prop_assert!(case.route.returns() <= 2);
        }
        let mut events = log.clone();
        let acknowledged = events.len().saturating_sub(pending).max(1);
        events[acknowledged..].iter_mut().for_each(|event| event.seq = None);
        let straight = fold(&events);
        let mut shuffled: Vec<CaseEvent> = events.iter().chain(&events).cloned().collect();
        shuffled.sort_by_key(|event| EntryId::of(&[event.id.as_bytes().as_slice(), &order.to_be_bytes()].concat()));
        prop_assert_eq!(fold(&shuffled), straight);
        prop_assert_eq!(fold(&log.iter().rev().cloned().collect::<Vec<_>>()), fold(&log));
    }
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
