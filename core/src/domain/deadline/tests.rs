//! The rules of time, as tables and sentences. 2 March 2026 is a Monday; nothing is free until the Qingming holiday of 4 to 6 April.

use etong_protocol::OrgPath;
use proptest::prelude::*;

use super::extension::asked;
use super::*;
use crate::domain::calendar::{Calendar, end_of, start_of};
use crate::domain::dictionary::{DictionaryError, Edition, built_in};

fn calendar() -> Calendar {
    Calendar::of(&[built_in(Calendar::DICTIONARY).unwrap().clone()], &OrgPath::centre())
}

fn rules() -> DeadlineRules {
    DeadlineRules::read(built_in(DeadlineRules::DICTIONARY).unwrap()).unwrap()
}

/// `03-02 10:30` of 2026, UTC+8.
fn at(text: &str) -> i64 {
    let (day, time) = text.split_once(' ').unwrap();
    let (hour, minute) = time.split_once(':').unwrap();
    let day = start_of(format!("2026-{day}").parse().unwrap());
    day + (hour.parse::<i64>().unwrap() * 60 + minute.parse::<i64>().unwrap()) * 60_000
}

fn end(day: &str) -> i64 {
    end_of(format!("2026-{day}").parse().unwrap())
}

fn story(class: &str, level: Option<&str>, from: &str, moments: &[(&str, Step)]) -> Timeline {
    let moments = moments.iter().map(|(when, step)| Moment { at: at(when), step: *step }).collect();
    let from = at(from);
    Timeline { class: class.into(), level: level.map(str::to_owned), reported_at: from, from, moments }
}

fn law_of<T>(work: impl FnOnce(&Law<'_>) -> T) -> T {
    let (rules, calendar) = (rules(), calendar());
    work(&Law { rules: &rules, version: 0, calendar: &calendar })
}

fn clocks(timeline: &Timeline, now: &str) -> Vec<Deadline> {
    law_of(|law| reckon(timeline, law, at(now)))
}

fn one(timeline: &Timeline, what: What, now: &str) -> Deadline {
    clocks(timeline, now).into_iter().find(|deadline| deadline.what == what).unwrap()
}

#[test]
fn each_class_and_level_is_due_as_the_defaults_say() {
    let by = |minutes: i64| at("03-02 10:00") + minutes * 60_000;
    type Row<'a> = (&'a str, Option<&'a str>, &'a [(What, i64)]);
    let table: &[Row<'_>] = &[
        ("emergency", None, &[(What::Accept, by(15)), (What::FirstFeedback, by(120)), (What::Finish, by(1440))]),
        ("consultation", None, &[(What::Accept, end("03-02")), (What::Finish, end("03-04"))]),
        ("request", None, &[(What::Accept, end("03-02")), (What::Finish, end("03-04"))]),
        ("complaint", None, &[(What::Accept, end("03-03")), (What::Finish, end("03-09"))]),
        (
            "dispute",
            None,
            &[(What::Accept, end("03-02")), (What::FirstFeedback, end("03-05")), (What::Finish, end("04-01"))],
        ),
        (
            "hazard",
            Some("04"),
            &[(What::Accept, end("03-02")), (What::FirstFeedback, end("03-03")), (What::Finish, end("03-23"))],
        ),
        (
            "hazard",
            Some("03"),
            &[(What::Accept, by(240)), (What::FirstFeedback, by(1440)), (What::Finish, end("03-11"))],
        ),
        ("hazard", Some("01"), &[(What::Accept, by(60)), (What::FirstFeedback, by(240)), (What::Finish, end("03-05"))]),
        ("subject_rights", None, &[(What::Accept, end("03-04")), (What::Finish, end("04-01"))]),
        ("urban_management", None, &[(What::Accept, end("03-03")), (What::Finish, end("03-09"))]),
        ("drone_flight", Some("99"), &[(What::Accept, end("03-03")), (What::Finish, end("03-09"))]),
    ];
    for (class, level, due) in table {
        let timeline = story(class, *level, "03-02 10:00", &[]);
        let found: Vec<(What, i64)> =
            clocks(&timeline, "03-02 10:01").iter().map(|deadline| (deadline.what, deadline.due_at)).collect();
        assert_eq!(found, *due, "{class} {level:?}");
    }
}

#[test]
fn a_clock_runs_is_met_or_is_late() {
    type Row<'a> = (&'a [(&'a str, Step)], &'a str, DeadlineState, DeadlineState);
    let table: &[Row<'_>] = &[
        (&[], "03-02 11:00", DeadlineState::Running, DeadlineState::Running),
        (&[], "03-03 00:00", DeadlineState::Late, DeadlineState::Running),
        (&[("03-02 12:00", Step::TakenOn)], "03-20 00:00", DeadlineState::Met, DeadlineState::Late),
        (&[("03-03 09:00", Step::TakenOn)], "03-04 00:00", DeadlineState::Late, DeadlineState::Running),
        (
            &[("03-02 12:00", Step::TakenOn), ("03-04 18:00", Step::Done)],
            "03-20 00:00",
            DeadlineState::Met,
            DeadlineState::Met,
        ),
        // Reworked: the result does not stand, and the clock was never stopped.
        (
            &[("03-02 12:00", Step::TakenOn), ("03-03 18:00", Step::Done), ("03-04 09:00", Step::Undone)],
            "03-05 00:00",
            DeadlineState::Met,
            DeadlineState::Late,
        ),
        (
            &[("03-02 12:00", Step::TakenOn), ("03-04 18:00", Step::Done), ("03-12 09:00", Step::Ended)],
            "03-20 00:00",
            DeadlineState::Met,
            DeadlineState::Met,
        ),
        (&[("03-02 12:00", Step::Ended)], "03-20 00:00", DeadlineState::Met, DeadlineState::Met),
    ];
    for (moments, now, accept, finish) in table {
        let timeline = story("consultation", None, "03-02 10:00", moments);
        let states = (one(&timeline, What::Accept, now).state, one(&timeline, What::Finish, now).state);
        assert_eq!(states, (*accept, *finish), "{moments:?} at {now}");
    }
}

#[test]
fn days_on_which_a_case_was_suspended_do_not_count() {
    let paused = [("03-03 15:00", Step::Suspended), ("03-05 09:00", Step::Resumed)];
    let timeline = story("complaint", None, "03-02 10:00", &paused);
    let finish = one(&timeline, What::Finish, "03-06 00:00");
    assert_eq!(finish.due_at, end("03-12"), "3, 4 and 5 March do not count");
    assert_eq!(finish.paused_ms, at("03-05 09:00") - at("03-03 15:00"));
    assert_eq!(finish.state, DeadlineState::Running);

    let still = story("complaint", None, "03-02 10:00", &paused[..1]);
    let finish = one(&still, What::Finish, "03-20 12:00");
    assert_eq!(finish.state, DeadlineState::Paused, "it never runs out while it stands still");
    assert!(finish.due_at > at("03-20 12:00"));

    let minutes = [("03-02 10:05", Step::Suspended), ("03-02 10:35", Step::Resumed)];
    let emergency = story("emergency", None, "03-02 10:00", &minutes);
    assert_eq!(one(&emergency, What::Accept, "03-02 10:36").due_at, at("03-02 10:45"));
}

#[test]
fn a_case_is_extended_once_in_time_and_not_too_far() {
    let until = |day: &str| end(day);
    let ask = |timeline: &Timeline, now: &str, day: &str| law_of(|law| asked(timeline, law, at(now), until(day)));
    let complaint = story("complaint", None, "03-02 10:00", &[]);
    assert_eq!(ask(&complaint, "03-09 20:00", "03-16"), Ok(end("03-16")));
    let table = [
        (
            ask(&complaint, "03-10 08:00", "03-16"),
            "it ran out on 2026-03-09; an extension has to be asked for before that",
        ),
        (ask(&complaint, "03-05 08:00", "03-17"), "the rule complaint extends a case to 2026-03-16 at most"),
        (ask(&complaint, "03-05 08:00", "03-06"), "it is due on 2026-03-09 already; an extension goes further"),
        (
            ask(&story("emergency", None, "03-02 10:00", &[]), "03-02 11:00", "03-04"),
            "the rule emergency knows no extension",
        ),
        (
            ask(
                &story("complaint", None, "03-02 10:00", &[("03-05 08:00", Step::Extended { until: until("03-12") })]),
                "03-06 08:00",
                "03-16",
            ),
            "the rule complaint extends a case once; it was extended already",
        ),
    ];
    for (answer, words) in table {
        assert_eq!(answer.unwrap_err().to_string(), words);
    }

    let extended =
        story("complaint", None, "03-02 10:00", &[("03-06 08:00", Step::Extended { until: until("03-13") })]);
    let finish = one(&extended, What::Finish, "03-10 00:00");
    assert_eq!((finish.due_at, finish.extended, finish.state), (end("03-13"), true, DeadlineState::Running));
    let late = story("complaint", None, "03-02 10:00", &[("03-10 08:00", Step::Extended { until: until("03-13") })]);
    let finish = one(&late, What::Finish, "03-10 09:00");
    assert_eq!(
        (finish.due_at, finish.extended),
        (end("03-09"), false),
        "given too late: it stays visible and does not count"
    );
    assert!(matches!(finish.extension_fault, Some(ExtensionFault::TooLate { .. })));
}

#[test]
fn urging_is_proposed_the_day_after_and_supervising_after_five_more_working_days() {
    let none = story("complaint", None, "03-02 10:00", &[("03-02 11:00", Step::TakenOn)]);
    let urged =
        story("complaint", None, "03-02 10:00", &[("03-02 11:00", Step::TakenOn), ("03-10 09:00", Step::Urged)]);
    let supervised =
        story("complaint", None, "03-02 10:00", &[("03-02 11:00", Step::TakenOn), ("03-17 09:00", Step::Supervised)]);
    let table = [
        (&none, "03-09 23:00", None),
        (&none, "03-10 00:00", Some(Proposed::Urge)),
        (&urged, "03-10 10:00", None),
        (&none, "03-16 23:00", Some(Proposed::Urge)),
        (&none, "03-17 00:00", Some(Proposed::Supervise)),
        (&urged, "03-17 00:00", Some(Proposed::Supervise)),
        (&supervised, "03-18 00:00", None),
    ];
    for (timeline, now, expected) in table {
        let proposed: Vec<Proposed> = proposals(&clocks(timeline, now), at(now)).iter().map(|one| one.act).collect();
        assert_eq!(proposed, expected.into_iter().collect::<Vec<_>>(), "{now}");
    }
    let emergency = story("emergency", None, "03-07 10:00", &[]);
    let acts: Vec<(Proposed, What)> = proposals(&clocks(&emergency, "03-07 10:20"), at("03-07 10:20"))
        .iter()
        .map(|one| (one.act, one.what))
        .collect();
    assert_eq!(acts, [(Proposed::Urge, What::Accept)], "minutes run on a Saturday, and urging does not wait a day");
}

#[test]
fn a_hazard_is_due_when_whoever_set_the_time_limit_said() {
    let by = at("03-12 18:00");
    let set = ("03-04 10:00", Step::Rectify { by });
    let open = story("hazard", None, "03-02 10:00", &[("03-02 11:00", Step::TakenOn), set]);
    let rectify = one(&open, What::Rectify, "03-12 19:00");
    assert_eq!((rectify.due_at, rectify.state), (by, DeadlineState::Late));
    let done =
        story("hazard", None, "03-02 10:00", &[("03-02 11:00", Step::TakenOn), set, ("03-11 08:00", Step::Done)]);
    assert_eq!(one(&done, What::Rectify, "03-20 19:00").state, DeadlineState::Met);
}

#[test]
fn past_the_calendar_every_deadline_says_so() {
    let from = start_of("2027-03-01".parse().unwrap());
    let timeline = Timeline { class: "complaint".into(), level: None, reported_at: from, from, moments: Vec::new() };
    let all = law_of(|law| reckon(&timeline, law, from));
    assert!(all.iter().all(|deadline| !deadline.certain));
}

#[test]
fn rules_without_a_last_resort_or_with_one_id_twice_are_refused_by_name() {
    let base = built_in(DeadlineRules::DICTIONARY).unwrap();
    let edition = |body: &str| Edition { version: 3, body: body.into(), ..base.clone() };
    let row = |id: &str, class: &str| format!(r#"{{"id":"{id}","class":"{class}","accept":"same_day"}}"#);
    let set = |rows: &[String]| format!(r#"{{"supervise_after":{{"days":1}},"entries":[{}]}}"#, rows.join(","));
    let fault = |body: &str| match DeadlineRules::read(&edition(body)) {
        Err(fault @ DictionaryError::Body { .. }) => fault.to_string(),
        other => panic!("{other:?}"),
    };
    assert!(fault(&set(&[row("a", "dispute")])).contains("no rule for the class *"));
    assert!(fault(&set(&[row("a", "*"), row("a", "dispute")])).contains("two rules have the id a"));
    assert!(fault(r#"{"entries":[]}"#).contains("missing field `supervise_after`"));
    assert!(DeadlineRules::read(&edition(&set(&[row("a", "*")]))).is_ok());
}

#[test]
fn the_reply_a_rule_asks_for_is_told_at_its_step() {
    let rules = rules();
    let rule = rules.rule_for("complaint", None).unwrap();
    let replies: Vec<&str> = rule.replies_at("finish").map(|reply| reply.channel.as_str()).collect();
    assert_eq!(replies, ["app, phone or in writing"]);
    assert!(rules.entries.iter().all(|rule| rule.replies_at("finish").next().is_some() || rule.class == "clue"));
}

fn any_pauses() -> impl Strategy<Value = Vec<(i64, i64)>> {
    let hour = 3_600_000;
    proptest::collection::vec((0..700_i64, 1..200_i64), 0..4).prop_map(move |list| {
        let base = at("03-02 10:00");
        list.into_iter().map(|(from, long)| (base + from * hour, base + (from + long) * hour)).collect()
    })
}

/// Pauses one after another, as the acts of a case tell them, among other acts.
fn with_pauses(pauses: &[(i64, i64)], others: &[Moment]) -> Timeline {
    let mut moments: Vec<Moment> = others.to_vec();
    let mut free = i64::MIN;
    let mut sorted = pauses.to_vec();
    sorted.sort_unstable();
    for (from, to) in sorted {
        if from > free {
            moments.push(Moment { at: from, step: Step::Suspended });
            moments.push(Moment { at: to, step: Step::Resumed });
            free = to;
        }
    }
    moments.sort();
    let from = at("03-02 10:00");
    Timeline { class: "complaint".into(), level: None, reported_at: from, from, moments }
}

proptest! {
    #[test]
    fn a_longer_pause_never_brings_a_deadline_nearer(
        pauses in any_pauses(), longer in 0..100_i64, extend in proptest::option::of((0..200_i64, 1..20_i64)),
    ) {
        let hour = 3_600_000;
        let others: Vec<Moment> = extend
            .map(|(when, days)| {
                let at = at("03-02 10:00") + when * hour;
                Moment { at, step: Step::Extended { until: at + days * 24 * hour } }
            })
            .into_iter()
            .collect();
        let short = with_pauses(&pauses, &others);
        let mut long = short.clone();
        // The last pause ends later.
        if let Some(last) = long.moments.iter().rposition(|moment| moment.step == Step::Resumed) {
            long.moments[last].at += longer * hour;
        }
        let (short, long) = (clocks(&short, "12-01 00:00"), clocks(&long, "12-01 00:00"));
        for (one, other) in short.iter().zip(&long) {
            prop_assert!(other.due_at >= one.due_at, "{one:?} {other:?}");
        }
    }

    #[test]
    fn a_deadline_that_was_met_stays_as_it_was_met(later in 0..5_000_i64) {
        let timeline = story(
            "complaint", None, "03-02 10:00", &[("03-02 12:00", Step::TakenOn), ("03-06 12:00", Step::Done)],
        );
        let early = clocks(&timeline, "03-06 12:00");
        let late = law_of(|law| reckon(&timeline, law, at("03-06 12:00") + later * 3_600_000));
        prop_assert_eq!(early, late);
    }
}

mod arrival {
    //! Whatever order the acts of a case arrive in, its deadlines are the same.

    use etong_protocol::{DeviceId, EntryId, Hlc, PostId, PostKind};

    use super::*;
    use crate::domain::case::{CaseAct, CaseClass, CaseEntry, CaseEvent, CaseSource, Report, fold};

    fn history() -> Vec<CaseEvent> {
        let worker = PostKind::GridWorker;
        let township = PostKind::TownshipDesk;
        let report = Report::new(CaseClass::Complaint, "夜市噪声", CaseSource::Phone);
        let acts = [
            (worker.clone(), "03-02 10:00", CaseAct::Report(Box::new(report))),
            (worker.clone(), "03-02 11:00", CaseAct::Accept { note: None }),
            (township.clone(), "03-03 09:00", CaseAct::Suspend { reason: "等待检测".into(), until: None }),
            (worker.clone(), "03-05 09:00", CaseAct::Resume { note: None }),
            (township, "03-06 09:00", CaseAct::Extend { until: end("03-16"), reason: "报告未出".into() }),
            (worker, "03-17 09:00", CaseAct::ReportBack { result: "已整改".into(), note: None }),
        ];
        let mut events: Vec<CaseEvent> = Vec::new();
        let mut base = None;
        for (nth, (post_kind, when, act)) in (1_u8..).zip(acts) {
            let moves = act.word().is_some_and(|word| word != crate::domain::case::ActWord::Extend);
            let id = EntryId::of(&[nth]);
            events.push(CaseEvent {
                id,
                seq: Some(u64::from(nth)),
                hlc: Hlc(u64::from(nth)),
                device: DeviceId::from_bytes([nth; 16]),
                post: PostId::from_bytes([nth; 16]),
                unit: None,
                post_kind,
                scope: "/1/12/121/1211".parse().unwrap(),
                captured_at: at(when),
                entry: CaseEntry { base, act },
            });
            if moves {
                base = Some(id);
            }
        }
        events
    }

    fn of(events: &[CaseEvent]) -> Vec<Deadline> {
        law_of(|law| deadlines(&fold(events).unwrap(), law, at("03-20 00:00")))
    }

    #[test]
    fn the_acts_of_a_case_move_its_clocks() {
        let all = of(&history());
        let finish = all.iter().find(|deadline| deadline.what == What::Finish).unwrap();
        assert_eq!((finish.due_at, finish.extended, finish.state), (end("03-16"), true, DeadlineState::Late));
        assert_eq!(finish.paused_ms, at("03-05 09:00") - at("03-03 09:00"));
        assert_eq!(all[0].state, DeadlineState::Met);
    }

    proptest! {
        #[test]
        fn any_order_of_arrival_and_repetition_gives_the_same_deadlines(
            order in Just(vec![0_usize, 1, 2, 3, 4, 5, 2, 4]).prop_shuffle(),
        ) {
            let history = history();
            let events: Vec<CaseEvent> = order.iter().map(|nth| history[*nth].clone()).collect();
            prop_assert_eq!(of(&events), of(&history));
        }
    }
}
