//! The fold told as stories, and its laws over random histories.

use etong_protocol::{Hlc, Stamp};
use proptest::prelude::*;

use super::*;
use crate::domain::case::{CaseClass, CaseSource, Dispatch, may_receive};
use crate::domain::event::tests::told_again;

/// People of the stories; each has a post and a phone.
const REPORTER: u8 = 1;
const WANG: u8 = 2;
const CHEN: u8 = 3;
const DESK: u8 = 4;

fn kind_of(who: u8) -> PostKind {
    match who {
        REPORTER => PostKind::Volunteer,
        WANG => PostKind::GridWorker,
        CHEN => PostKind::PoliceOfficer,
        DESK => PostKind::CommunityDesk,
        _ => PostKind::CountyDesk,
    }
}

fn post_of(who: u8) -> PostId {
    PostId::from_bytes([who; 16])
}

fn report() -> CaseAct {
    CaseAct::Report(Box::new(Report::new(CaseClass::Hazard, "楼道堆物", CaseSource::Snap)))
}

/// An event with the relay's number `seq`; 0 for one that is still pending.
fn event(name: &str, who: u8, seq: u64, base: Option<&str>, act: CaseAct) -> CaseEvent {
    CaseEvent {
        id: id(name),
        seq: (seq > 0).then_some(seq),
        hlc: Hlc(1_000 + u64::from(who)),
        device: DeviceId::from_bytes([who; 16]),
        post: post_of(who),
        unit: None,
        post_kind: kind_of(who),
        scope: "/1/2/3/4".parse().unwrap(),
        captured_at: 5,
        entry: CaseEntry { base: base.map(id), act },
    }
}

fn id(name: &str) -> EntryId {
    EntryId::of(name.as_bytes())
}

fn accept() -> CaseAct {
    CaseAct::Accept { note: None }
}

fn handle() -> CaseAct {
    CaseAct::Handle { note: None, place: None }
}

fn dispatch(to: u8) -> CaseAct {
    CaseAct::Dispatch(Dispatch { to: Some(post_of(to)), to_kind: kind_of(to), unit: None, note: None })
}

fn standing(case: &CaseFold, name: &str) -> ActStanding {
    case.acts.iter().find(|act| act.id == id(name)).unwrap().standing.clone()
}

fn holder(case: &CaseFold) -> (Option<PostId>, PostKind, String) {
    (case.responsible.post, case.responsible.kind.clone(), case.responsible.scope.to_string())
}

#[test]
fn a_case_goes_from_report_to_close() {
    let mut events = vec![event("report", REPORTER, 1, None, report())];
    let case = fold(&events).unwrap();
    assert_eq!((case.state, case.report.title.as_str()), (CaseState::Reported, "楼道堆物"));
    assert_eq!(holder(&case), (None, PostKind::GridWorker, "/1/2/3/4".into()));
    let steps = [
        ("accept", WANG, accept(), CaseState::Accepted, Some(WANG)),
        ("handle", WANG, handle(), CaseState::Handling, Some(WANG)),
        (
            "back",
            WANG,
            CaseAct::ReportBack { result: "已清理".into(), note: None },
            CaseState::ReportedBack,
            Some(WANG),
        ),
        ("return", DESK, CaseAct::Return { reason: "照片不清".into() }, CaseState::Returned, None),
        ("dispatch", DESK, dispatch(CHEN), CaseState::Dispatched, Some(CHEN)),
        ("handle 2", CHEN, handle(), CaseState::Handling, Some(CHEN)),
        (
            "back 2",
            CHEN,
            CaseAct::ReportBack { result: "已搬走".into(), note: None },
            CaseState::ReportedBack,
            Some(CHEN),
        ),
        ("close", DESK, CaseAct::Close { note: None, main: None }, CaseState::Closed, Some(CHEN)),
    ];
    let mut base = "report";
    for (seq, (name, who, act, state, post)) in (2..).zip(steps) {
        events.push(event(name, who, seq, Some(base), act));
        base = name;
        let case = fold(&events).unwrap();
        assert_eq!((case.state, case.last_effective), (state, id(name)), "{name}");
        assert_eq!(case.responsible.post, post.map(post_of), "{name}");
        assert!(!case.provisional);
    }
    let case = fold(&events).unwrap();
    assert_eq!(case.result.as_deref(), Some("已搬走"));
    assert!(case.acts.iter().all(|act| act.standing == ActStanding::Effective));
}

#[test]
fn a_returned_case_belongs_to_the_community_desk() {
    let events = [
        event("report", WANG, 1, None, report()),
        event("return", WANG, 2, Some("report"), CaseAct::Return { reason: "不属本网格".into() }),
    ];
    assert_eq!(holder(&fold(&events).unwrap()), (None, PostKind::CommunityDesk, "/1/2/3".into()));
}

#[test]
fn a_case_outside_any_grid_belongs_to_the_desk_of_its_unit() {
    let table = [
        ("/1/2/3/4/5", PostKind::GridWorker, "/1/2/3/4"),
        ("/1/2/3", PostKind::CommunityDesk, "/1/2/3"),
        ("/1/2", PostKind::TownshipDesk, "/1/2"),
        ("/1", PostKind::CountyDesk, "/1"),
    ];
    for (scope, kind, at) in table {
        let mut founding = event("report", 9, 1, None, report());
        founding.scope = scope.parse().unwrap();
        assert_eq!(holder(&fold(&[founding]).unwrap()), (None, kind, at.into()), "{scope}");
    }
}

#[test]
fn of_two_posts_that_accept_offline_the_first_at_the_relay_has_the_case() {
    let report = event("report", REPORTER, 1, None, report());
    let wang = event("wang accepts", WANG, 3, Some("report"), accept());
    let chen = event("chen handles", CHEN, 2, Some("report"), handle());
    let case = fold(&[wang, report, chen]).unwrap();
    assert_eq!((case.state, case.responsible.post), (CaseState::Handling, Some(post_of(CHEN))));
    let superseded = ActStanding::Superseded { by: id("chen handles"), because: Because::AlreadyMoved };
    assert_eq!(standing(&case, "wang accepts"), superseded);
}

#[test]
fn what_builds_on_a_superseded_act_is_superseded_too() {
    let events = [
        event("report", REPORTER, 1, None, report()),
        event("chen", CHEN, 2, Some("report"), accept()),
        event("wang", WANG, 3, Some("report"), accept()),
        event("wang goes on", WANG, 4, Some("wang"), handle()),
    ];
    let case = fold(&events).unwrap();
    let superseded = ActStanding::Superseded { by: id("chen"), because: Because::BaseNotEffective };
    assert_eq!(standing(&case, "wang goes on"), superseded);
    assert_eq!(case.state, CaseState::Accepted);
}

#[test]
fn an_own_act_is_provisional_until_the_relay_has_it_and_may_lose() {
    let report = event("report", REPORTER, 1, None, report());
    let mine = event("mine", WANG, 0, Some("report"), accept());
    let offline = fold(&[report.clone(), mine.clone()]).unwrap();
    assert_eq!((offline.state, offline.provisional), (CaseState::Accepted, true));
    let theirs = event("theirs", CHEN, 2, Some("report"), handle());
    let synced = fold(&[report, mine, theirs]).unwrap();
    assert_eq!((synced.state, synced.provisional), (CaseState::Handling, false));
    assert!(matches!(standing(&synced, "mine"), ActStanding::Superseded { by, .. } if by == id("theirs")));
}

#[test]
fn a_case_is_reported_once() {
    let events = [event("report", REPORTER, 1, None, report()), event("again", WANG, 2, None, report())];
    let case = fold(&events).unwrap();
    let superseded = ActStanding::Superseded { by: id("report"), because: Because::AlreadyReported };
    assert_eq!(standing(&case, "again"), superseded);
    assert_eq!(case.reporter.post, post_of(REPORTER));
}

#[test]
fn an_act_of_its_own_in_between_hides_no_clock_that_is_before_what_others_had_told() {
    const DAY: i64 = 24 * 3_600_000;
    let done = || CaseAct::ReportBack { result: "已清".into(), note: None };
    let mut events = vec![
        event("report", DESK, 1, None, report()),
        event("dispatch", DESK, 2, Some("report"), dispatch(WANG)),
        event("handle", WANG, 3, Some("dispatch"), handle()),
        event("done", WANG, 4, Some("handle"), done()),
    ];
    let mut received = Received::default();
    for (event, (said, had)) in events.iter_mut().zip([(0, 0), (0, 3), (3, 3), (1, 3)]) {
        event.captured_at = said * DAY;
        let stamp = Stamp::new(Hlc::from_ms(event.captured_at), event.captured_at, Some(0));
        received.note(event.id, &stamp, Some(had * DAY));
    }
    let doubtful = |received: &Received| -> Vec<bool> {
        fold_received(&events, received).unwrap().acts.iter().map(|act| act.shown.doubtful).collect()
    };
    assert_eq!(doubtful(&received), [false, false, false, true], "day 1, on a dispatch the relay had on day 3");
}

#[test]
fn remarks_need_no_base_and_move_nothing() {
    let comment = || CaseAct::Comment { text: "已电话联系".into() };
    let mut events = vec![
        event("early", REPORTER, 1, None, comment()),
        event("report", REPORTER, 2, None, report()),
        event("late", WANG, 3, Some("elsewhere"), comment()),
        event("visit", WANG, 4, None, CaseAct::Visit { note: None, place: None }),
        event("no right", REPORTER, 5, None, CaseAct::Visit { note: None, place: None }),
    ];
    let case = fold(&events).unwrap();
    assert_eq!((case.state, case.last_effective), (CaseState::Reported, id("report")));
    for name in ["early", "late", "visit"] {
        assert_eq!(standing(&case, name), ActStanding::Remark, "{name}");
    }
    assert!(matches!(standing(&case, "no right"), ActStanding::NotAllowed { rule: Rule::Post { .. } }));
    events.truncate(1);
    assert_eq!(fold(&events), None, "without a report there is no case");
}

#[test]
fn an_act_against_a_rule_stays_visible_with_the_rule() {
    let events = [
        event("report", REPORTER, 1, None, report()),
        event("snatch", REPORTER, 2, Some("report"), accept()),
        event("skip", DESK, 3, Some("report"), CaseAct::Close { note: None, main: None }),
        event("give away", DESK, 4, Some("report"), dispatch(REPORTER)),
    ];
    let case = fold(&events).unwrap();
    assert_eq!(case.state, CaseState::Reported);
    let rules = ["snatch", "skip", "give away"].map(|name| match standing(&case, name) {
        ActStanding::NotAllowed { rule } => rule.to_string(),
        other => panic!("{name}: {other:?}"),
    });
    insta::assert_debug_snapshot!(rules, @r#"
    [
        "a volunteer may not accept a case",
        "a case that is reported cannot go through close",
        "a case cannot be dispatched to a volunteer",
    ]
    "#);
}

#[test]
fn an_old_phone_follows_a_case_past_an_act_it_does_not_know() {
    let drone = || CaseAct::Unknown("drone".into());
    let mut events = vec![event("report", WANG, 1, None, report()), event("new act", DESK, 2, Some("report"), drone())];
    let case = fold(&events).unwrap();
    assert_eq!((case.state, case.ahead), (CaseState::Reported, true));
    assert_eq!(standing(&case, "new act"), ActStanding::Unknown);
    let next = next_acts(&case, &PostKind::GridWorker);
    assert!(next.contains(&ActWord::Comment) && next.iter().all(|word| word.group() != ActGroup::Move), "{next:?}");

    // Closing right after a report is no legal step, but its author knew what "supervise" had made of the case.
    events.push(event("close", DESK, 3, Some("new act"), CaseAct::Close { note: None, main: None }));
    let case = fold(&events).unwrap();
    assert_eq!((case.state, case.ahead), (CaseState::Closed, false));

    // Where the unknown act moved nothing, others went on from before it.
    events[2] = event("accept", WANG, 3, Some("report"), accept());
    let case = fold(&events).unwrap();
    assert_eq!((case.state, case.ahead), (CaseState::Accepted, false));

    // A volunteer cannot stop a case by an invented word.
    events.truncate(1);
    events.push(event("made up", REPORTER, 2, Some("report"), drone()));
    assert!(!fold(&events).unwrap().ahead);
}

#[test]
fn a_menu_offers_what_the_post_may_do_now() {
    let mut events = vec![event("report", REPORTER, 1, None, report())];
    let words = |events: &[CaseEvent], post: PostKind| {
        let next = next_acts(&fold(events).unwrap(), &post).into_iter();
        let words: Vec<&str> = next.filter(|word| word.group() == ActGroup::Move).map(ActWord::as_str).collect();
        words.join(" ")
    };
    assert_eq!(words(&events, PostKind::GridWorker), "accept escalate handle return recall");
    assert_eq!(
        words(&events, PostKind::CommunityDesk),
        "accept dispatch to_collector escalate handle return decline void recall transfer"
    );
    assert_eq!(words(&events, PostKind::Volunteer), "recall");
    events.push(event("handle", WANG, 2, Some("report"), handle()));
    assert_eq!(words(&events, PostKind::GridWorker), "escalate report_back return recall");
    assert_eq!(words(&events, PostKind::CallbackClerk), "");
    assert_eq!(next_acts(&fold(&events).unwrap(), &PostKind::Unknown("robot".into())), []);
}

/// One random step: who acts, which act, and on which of the events made so far it builds.
type Step = (u8, u8, prop::sample::Index, bool);

/// A history as the relay has it: every event numbered, many in conflict.
fn history(steps: &[Step]) -> Vec<CaseEvent> {
    let mut events = vec![event("report", REPORTER, 1, None, report())];
    for (number, (who, what, on, latest)) in steps.iter().enumerate() {
        let base = if *latest { fold(&events).unwrap().last_effective } else { events[on.index(events.len())].id };
        let act = match what % 10 {
            0 => accept(),
            1 => handle(),
            2 => dispatch(1 + what / 10 % 5),
            3 => CaseAct::ReportBack { result: "好".into(), note: None },
            4 => CaseAct::Close { note: None, main: None },
            5 => CaseAct::Return { reason: "远".into() },
            6 => CaseAct::Comment { text: "哦".into() },
            7 => report(),
            8 => CaseAct::Unknown("drone".into()),
            _ => CaseAct::Visit { note: None, place: None },
        };
        let seq = u64::try_from(number).unwrap() + 2;
        let mut event = event(&format!("act {number}"), 1 + who % 5, seq, None, act);
        event.entry.base = Some(base);
        events.push(event);
    }
    events
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec((any::<u8>(), any::<u8>(), any::<prop::sample::Index>(), prop::bool::weighted(0.7)), 0..14)
}

proptest! {
    #[test]
    fn the_fold_does_not_depend_on_order_or_repetition(
        steps in steps(), order in any::<u64>(), repeated in prop::collection::vec(any::<usize>(), 0..8),
        pending in 0..6_usize,
    ) {
        let mut events = history(&steps);
        let acknowledged = events.len().saturating_sub(pending).max(1);
        events[acknowledged..].iter_mut().for_each(|event| event.seq = None);
        prop_assert_eq!(fold(&told_again(&events, order, &repeated)), fold(&events));
    }

    #[test]
    fn pending_events_change_nothing_about_acknowledged_ones(steps in steps(), acknowledged in 1..15_usize) {
        let mut events = history(&steps);
        let acknowledged = acknowledged.min(events.len());
        let known = fold(&events[..acknowledged]).unwrap();
        events[acknowledged..].iter_mut().for_each(|event| event.seq = None);
        let with_pending = fold(&events).unwrap();
        prop_assert_eq!(&with_pending.acts[..acknowledged], &known.acts[..]);
    }

    #[test]
    fn acknowledging_pending_events_in_relay_order_ends_at_the_fold_of_the_whole_log(steps in steps(), first in 1..15_usize) {
        let log = history(&steps);
        let whole = fold(&log).unwrap();
        // The phone has the whole log, the later part pending, and a receipt comes for one event after another.
        let mut events = log.clone();
        events.iter_mut().skip(first).for_each(|event| event.seq = None);
        for index in first..log.len() {
            events[index].seq = log[index].seq;
        }
        prop_assert_eq!(fold(&events).unwrap(), whole);
    }

    #[test]
    fn a_stale_pending_copy_never_wins_over_the_acknowledged_event(steps in steps()) {
        let log = history(&steps);
        let mut both = log.clone();
        both.iter_mut().for_each(|event| event.seq = None);
        both.extend(log.clone());
        prop_assert_eq!(fold(&both), fold(&log));
        prop_assert!(!fold(&both).unwrap().provisional);
    }

    #[test]
    fn there_is_one_responsible_post_and_one_effective_act_for_each_base(steps in steps()) {
        let events = history(&steps);
        let mut bases = std::collections::BTreeSet::new();
        for end in 1..=events.len() {
            let case = fold(&events[..end]).unwrap();
            prop_assert!(may_receive(&case.responsible.kind) && case.scope.units().starts_with(case.responsible.scope.units()));
            prop_assert!(case.acts.iter().any(|act| act.id == case.last_effective && act.standing == ActStanding::Effective));
        }
        for (event, act) in events.iter().zip(fold(&events).unwrap().acts) {
            prop_assert_eq!(event.id, act.id);
            if act.standing == ActStanding::Effective {
                prop_assert!(bases.insert(event.entry.base), "two effective acts on one base");
            }
            if let ActStanding::Superseded { by, .. } = act.standing {
                prop_assert!(events.iter().any(|other| other.id == by) && by != act.id);
            }
        }
    }
}
