//! Looks that were asked for, told in hours of a Monday (2 March 2026) and the days after; a hazard has to be taken on the same day.

use etong_protocol::{DeviceId, EntryId, Hlc, OrgPath, PostId, PostKind};

use super::*;
use crate::domain::calendar::{Calendar, start_of};
use crate::domain::case::{CaseAct, CaseClass, CaseEntry, CaseEvent, CaseSource, Dispatch, Report, fold};
use crate::domain::deadline::DeadlineRules;
use crate::domain::dictionary::built_in;

const HOUR: i64 = 3_600_000;

fn monday() -> i64 {
    start_of("2026-03-02".parse().unwrap())
}

fn case(steps: &[(i64, u8, PostKind, CaseAct)]) -> CaseFold {
    let mut base = None;
    let mut events = Vec::new();
    for (nth, (hour, who, kind, act)) in steps.iter().enumerate() {
        let id = EntryId::of(&[u8::try_from(nth).unwrap()]);
        let moves = act.word().is_some_and(|word| !word.is_remark());
        events.push(CaseEvent {
            id,
            seq: Some(nth as u64 + 1),
            hlc: Hlc(nth as u64),
            device: DeviceId::from_bytes([*who; 16]),
            post: PostId::from_bytes([*who; 16]),
            unit: None,
            post_kind: kind.clone(),
            scope: "/1/2/3/4".parse().unwrap(),
            captured_at: monday() + hour * HOUR,
            entry: CaseEntry { base, act: act.clone() },
        });
        base = if moves { Some(id) } else { base };
    }
    fold(&events).unwrap()
}

fn looks(steps: &[(i64, u8, PostKind, CaseAct)], rules: &DeadlineRules) -> Vec<(&'static str, i64, Option<i64>)> {
    let case = case(steps);
    assert!(case.acts.iter().all(|act| counts(&act)), "every step of the story counts: {:?}", case.acts);
    let calendar = Calendar::of(&[built_in(Calendar::DICTIONARY).unwrap().clone()], &OrgPath::centre());
    let law = Law { rules, version: 0, calendar: &calendar };
    let hours = |at: i64| (at - monday() + 1) / HOUR;
    asked_again(&case, &law, monday() + 200 * HOUR)
        .iter()
        .map(|look| (look.look.as_str(), hours(look.due_at), look.met_at.map(hours)))
        .collect()
}

fn built_in_rules() -> DeadlineRules {
    DeadlineRules::read(built_in(DeadlineRules::DICTIONARY).unwrap()).unwrap()
}

/// Wang found it (post 1), the community's desk is post 4, the police officer who handles it post 3.
fn step(hour: i64, act: CaseAct) -> (i64, u8, PostKind, CaseAct) {
    let (who, kind) = match &act {
        CaseAct::Report(_) | CaseAct::Visit { .. } => (1, PostKind::GridWorker),
        CaseAct::Handle { .. } | CaseAct::ReportBack { .. } => (3, PostKind::PoliceOfficer),
        _ => (4, PostKind::CommunityDesk),
    };
    (hour, who, kind, act)
}

fn report() -> CaseAct {
    CaseAct::Report(Box::new(Report::new(CaseClass::Hazard, "楼道堆物", CaseSource::Patrol)))
}

fn dispatch() -> CaseAct {
    let to = Some(PostId::from_bytes([3; 16]));
    CaseAct::Dispatch(Dispatch { to, to_kind: PostKind::PoliceOfficer, unit: None, note: None })
}

fn to_collector() -> CaseAct {
    CaseAct::ToCollector { reason: "请核实".into() }
}

fn visit() -> CaseAct {
    CaseAct::Visit { note: None, place: None }
}

fn handle() -> CaseAct {
    CaseAct::Handle { note: None, place: None }
}

fn done() -> CaseAct {
    CaseAct::ReportBack { result: "已清".into(), note: None }
}

#[test]
fn whoever_found_it_verifies_by_going_there_and_the_time_is_that_of_taking_on() {
    let rules = built_in_rules();
    let asked = [step(9, report()), step(10, to_collector()), step(15, visit())];
    assert_eq!(looks(&asked, &rules), [("verify", 24, Some(15))]);
    let late = [step(9, report()), step(10, to_collector()), step(30, visit())];
    assert_eq!(looks(&late, &rules), [("verify", 24, Some(30))]);
    assert_eq!(looks(&asked[..2], &rules), [("verify", 24, None)]);
}

#[test]
fn what_the_desk_takes_back_before_its_time_was_not_owed_and_after_it_was_late() {
    let rules = built_in_rules();
    let soon = [step(9, report()), step(10, to_collector()), step(11, dispatch())];
    assert_eq!(looks(&soon, &rules), []);
    let late = [step(9, report()), step(10, to_collector()), step(30, dispatch())];
    assert_eq!(looks(&late, &rules), [("verify", 24, None)]);
}

#[test]
fn a_desk_checks_each_report_back_once_until_it_has_said_whether_it_was_done() {
    let rules = built_in_rules();
    let all = [
        step(9, report()),
        step(10, dispatch()),
        step(11, handle()),
        step(12, done()),
        step(13, CaseAct::Check { note: None }),
        step(20, CaseAct::Rework { reason: "没清完".into() }),
        step(30, done()),
        step(60, CaseAct::Close { note: None, main: None }),
    ];
    assert_eq!(looks(&all, &rules), [("check", 24, Some(20)), ("check", 48, Some(60))]);
    assert_eq!(looks(&all[..4], &rules), [("check", 24, None)]);
}

#[test]
fn a_unit_sets_its_own_time_and_the_clock_stands_still_while_the_case_waits() {
    let mut rules = built_in_rules();
    for rule in &mut rules.entries {
        (rule.verify, rule.check) = (Some(Span::Minutes(120)), Some(Span::WorkingDays(1)));
    }
    let asked = [
        step(9, report()),
        step(10, to_collector()),
        step(11, CaseAct::Suspend { reason: "停电".into(), until: None }),
        step(14, CaseAct::Resume { note: None }),
        step(15, visit()),
        step(16, done()),
    ];
    assert_eq!(looks(&asked, &rules), [("verify", 15, Some(15)), ("check", 48, None)]);
}
