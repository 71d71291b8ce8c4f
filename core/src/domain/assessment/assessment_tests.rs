//! An assessment from cases to figures, told as one unit's month: published, exported, counted again.

use etong_protocol::{OrgPath, RecordId};

use super::super::*;
use super::*;

const DAY: i64 = 86_400_000;

fn path(text: &str) -> OrgPath {
    text.parse().unwrap()
}

/// Twelve cases of two communities; every third was finished too late, those of community 4 are few.
fn cases() -> Vec<AssessedCase> {
    let from = Period::read("2026-03").unwrap().from;
    (0..12_u8)
        .map(|nth| AssessedCase {
            record: RecordId::from_bytes([nth; 16]),
            class: "hazard".into(),
            scope: path(if nth < 9 { "/1/2/3/31" } else { "/1/2/4/41" }),
            reported_at: from,
            clocks: vec![Clock {
                what: "finish".into(),
                due_at: from + 5 * DAY,
                met_at: Some(from + if nth % 3 == 0 { 6 } else { 4 } * DAY),
            }],
            moments: vec![AssessedMoment { word: "report".into(), at: from }],
            replies: Vec::new(),
            drawn: Vec::new(),
            ratings: Vec::new(),
            handled: None,
            counting: Counting::RunsOn,
        })
        .collect()
}

fn published() -> Published {
    let indicators = [Indicator::HandledInTime, Indicator::Satisfied];
    Published {
        period: "2026-03".into(),
        as_of: AsOf { epoch: 1, seq: 40 },
        rules: 0,
        indicators: indicators.iter().map(|indicator| (indicator.to_string(), 50)).collect(),
        units: assess(&indicators, &path("/1"), &Period::read("2026-03").unwrap(), &cases(), Counting::RunsOn),
        unsynced: Some(Unsynced { phones: 2, of: 40 }),
        alarms: Vec::new(),
        corrects: None,
        note: None,
        counting: 0,
    }
}

#[test]
fn figures_are_of_units_down_to_the_community_in_the_order_of_their_paths() {
    let counts: Vec<(String, u32, u32)> =
        published().units.iter().map(|row| (row.unit.to_string(), row.figures[0].0, row.figures[0].1)).collect();
    let expected = [("/1", 8, 12), ("/1/2", 8, 12), ("/1/2/3", 6, 9), ("/1/2/4", 2, 3)];
    assert_eq!(counts, expected.map(|(unit, num, den)| (unit.to_owned(), num, den)), "no grid, no order by figures");
}

#[test]
fn the_csv_is_the_same_bytes_and_few_cases_have_no_rate() {
    let csv = report_csv(&published());
    assert_eq!(csv, report_csv(&published()));
    let line = |start: &str| csv.lines().find(|line| line.starts_with(start)).unwrap().to_owned();
    assert!(line("/1/2/3,handled").starts_with("/1/2/3,handled_in_time,50,6,9,known,667,354,879,"), "{csv}");
    assert!(line("/1/2/4,handled").starts_with("/1/2/4,handled_in_time,50,2,3,too_few_to_say,,,,"), "{csv}");
    assert!(line("/1/2/4,satisfied").contains(",0,0,no_case,,,,"), "{csv}");
}

#[test]
fn who_reads_the_same_log_counts_the_same_and_a_changed_case_is_named() {
    let (published, period) = (published(), Period::read("2026-03").unwrap());
    let all = recheck(&published, &period, Counting::RunsOn, &[path("/1")], &cases());
    assert_eq!((all.checked, all.differences.len()), (8, 0));
    let below = recheck(&published, &period, Counting::RunsOn, &[path("/1/2/3")], &cases()[..9]);
    assert_eq!((below.checked, below.differences.len(), below.out_of_reach.len()), (2, 0, 3));
    // The same counts with another case behind them.
    let mut swapped = cases();
    swapped[0].clocks[0].met_at = swapped[1].clocks[0].met_at;
    swapped[1].clocks[0].met_at = cases()[0].clocks[0].met_at;
    let told = recheck(&published, &period, Counting::RunsOn, &[path("/1")], &swapped);
    let units: Vec<String> = told.differences.iter().map(|difference| difference.unit.to_string()).collect();
    assert_eq!(units, ["/1", "/1/2", "/1/2/3"]);
    assert_eq!((told.differences[0].published.0, told.differences[0].here.0), (8, 8));
}

#[test]
fn a_publication_comes_back_as_it_went_and_a_county_s_fits_into_one_entry() {
    let act = AssessmentAct::Publish(published());
    assert_eq!(AssessmentAct::from_payload(&act.to_payload().unwrap()).unwrap(), act);
    // 255 cases of each community, which is three hundred times what a month has.
    let figures = vec![Counted(250, 255, u64::from(u32::MAX)); Indicator::ALL.len()];
    let unit = |nth: u32| UnitFigures { unit: OrgPath::new(vec![1, 12, 121 + nth]).unwrap(), figures: figures.clone() };
    let county = Published { units: (0..200).map(unit).collect(), ..published() };
    let bytes = AssessmentAct::Publish(county).to_payload().unwrap().len();
    assert!(bytes < etong_protocol::limits::MAX_PAYLOAD_BYTES, "{bytes}");
}

mod laws {
    //! What holds of any history of a case, whoever did what when.

    use etong_protocol::{DeviceId, EntryId, Hlc, PostId, PostKind};
    use proptest::prelude::*;

    use super::*;
    use crate::domain::calendar::Calendar;
    use crate::domain::case::{Callback, CaseAct, CaseClass, CaseEntry, CaseEvent, CaseSource, Dispatch, Report, fold};
    use crate::domain::deadline::{DeadlineRules, Law, asked_again, close_due, deadlines};
    use crate::domain::dictionary::built_in;

    fn period() -> Period {
        Period::read("2026-03").unwrap()
    }

    fn act(nth: u8) -> CaseAct {
        let (reason, note) = ("理由".to_owned(), None);
        match nth {
            0 => CaseAct::Accept { note },
            1 => CaseAct::Dispatch(Dispatch { to: None, to_kind: PostKind::GridWorker, unit: None, note }),
            2 => CaseAct::ToCollector { reason },
            3 => CaseAct::Handle { note, place: None },
            4 | 5 => CaseAct::ReportBack { result: reason, note },
            6 => CaseAct::Rework { reason },
            7 | 8 => CaseAct::Close { note, main: None },
            9 => CaseAct::Return { reason },
            10 => CaseAct::Reopen { reason },
            11 => CaseAct::Suspend { reason, until: None },
            12 => CaseAct::Resume { note },
            13 => CaseAct::Decline { reason },
            14 => CaseAct::Rate { stars: 5, text: None },
            15 => CaseAct::Extend { until: period().to + 9 * DAY, reason },
            _ => CaseAct::Callback(Callback {
                reached: true,
                handled_as_told: None,
                satisfied: Some(nth.is_multiple_of(2)),
                comment: None,
                draw: None,
            }),
        }
    }

    /// So many steps (what, by a desk or the grid, how many hours after the one before), each built on the last that moved the case.
    fn history(first_hour: i64, steps: &[(u8, bool, i64)], scope: &str) -> Vec<CaseEvent> {
        let mut events: Vec<CaseEvent> = Vec::new();
        let mut at = period().from + first_hour * 3_600_000;
        let report = CaseAct::Report(Box::new(Report::new(CaseClass::Hazard, "堆物", CaseSource::Patrol)));
        let all = std::iter::once((report, false, 0))
            .chain(steps.iter().map(|(nth, desk, hours)| (act(*nth), *desk, *hours)));
        for (nth, (act, desk, hours)) in all.enumerate() {
            at += hours * 3_600_000;
            let who = if desk { 4 } else { 1 };
            events.push(CaseEvent {
                id: EntryId::of(format!("{scope} {nth}").as_bytes()),
                seq: Some(nth as u64 + 1),
                hlc: Hlc(nth as u64),
                device: DeviceId::from_bytes([who; 16]),
                post: PostId::from_bytes([who; 16]),
                unit: None,
                post_kind: if desk { PostKind::CommunityDesk } else { PostKind::GridWorker },
                scope: path(scope),
                captured_at: at,
                entry: CaseEntry { base: fold(&events).map(|case| case.last_effective), act },
            });
        }
        events
    }

    fn assessed(nth: u8, mut events: Vec<CaseEvent>) -> Option<AssessedCase> {
        end_with(&mut events, &crate::domain::shown_time::Received::default(), &period());
        let case = fold(&events)?;
        let calendar = Calendar::of(&[built_in(Calendar::DICTIONARY).unwrap().clone()], &OrgPath::centre());
        let rules = DeadlineRules::read(built_in(DeadlineRules::DICTIONARY).unwrap()).unwrap();
        let law = Law { rules: &rules, version: 0, calendar: &calendar };
        let clock = |what: &str, due_at, met_at| Clock { what: what.into(), due_at, met_at };
        let mut clocks: Vec<Clock> = deadlines(&case, &law, period().to)
            .iter()
            .map(|one| clock(one.what.as_str(), one.due_at, one.met_at))
            .collect();
        let finish = clocks.iter().find(|clock| clock.what == "finish").map(|clock| clock.due_at);
        clocks.extend(finish.map(|due| clock("close", close_due(&case, &law, due, period().to), case.closed_at)));
        let looks = asked_again(&case, &law, period().to);
        clocks.extend(looks.iter().map(|one| clock(one.look.as_str(), one.due_at, one.met_at)));
        Some(AssessedCase {
            counting: Counting::AsOwed,
            ..AssessedCase::of(RecordId::from_bytes([nth; 16]), &case, clocks)
        })
    }

    fn steps() -> impl Strategy<Value = Vec<(u8, bool, i64)>> {
        prop::collection::vec((0_u8..19, any::<bool>(), 0_i64..200), 0..14)
    }

    proptest! {
        #[test]
        fn no_act_after_the_period_changes_a_figure(first in -300_i64..700, steps in steps(), later in steps()) {
            let before = history(first, &steps, "/1/2/3/31");
            let mut after: Vec<CaseEvent> = before.clone();
            let all: Vec<(u8, bool, i64)> = steps.iter().chain(&later).copied().collect();
            after.extend(history(first, &all, "/1/2/3/31").into_iter().skip(before.len()).map(|event| CaseEvent {
                captured_at: event.captured_at.max(period().to),
                ..event
            }));
            prop_assert_eq!(assessed(1, before), assessed(1, after));
        }

        #[test]
        fn the_parts_sum_up(histories in prop::collection::vec((-300_i64..700, steps(), 0_usize..4), 1..9)) {
            let scopes = ["/1/2/3/31", "/1/2/3/32", "/1/2/4/41", "/1/2"];
            let cases: Vec<AssessedCase> = histories
                .iter()
                .zip(1_u8..)
                .filter_map(|((first, steps, scope), nth)| assessed(nth, history(*first, steps, scopes[*scope])))
                .collect();
            let of = |indicator: Indicator, unit: &str| figure_of(indicator, &path(unit), &period(), &cases);
            for indicator in Indicator::ALL {
                let (whole, left, right) = (of(indicator, "/1/2"), of(indicator, "/1/2/3"), of(indicator, "/1/2/4"));
                let own: Vec<AssessedCase> = cases.iter().filter(|case| case.scope == path("/1/2")).cloned().collect();
                let own = figure_of(indicator, &path("/1/2"), &period(), &own);
                prop_assert_eq!(whole.sum, left.sum + right.sum + own.sum, "{}", indicator);
                prop_assert_eq!(
                    whole.denominator.len(),
                    left.denominator.len() + right.denominator.len() + own.denominator.len()
                );
                prop_assert!(whole.numerator.is_subset(&whole.denominator));
            }
            let (met, late) = (of(Indicator::HandledInTime, "/1"), of(Indicator::Overdue, "/1"));
            prop_assert_eq!(&met.denominator, &late.denominator);
            prop_assert!(met.numerator.is_disjoint(&late.numerator));
            prop_assert_eq!(met.sum + late.sum, u32::try_from(met.denominator.len()).unwrap());
            prop_assert!(met.numerator.is_subset(&of(Indicator::Handled, "/1").numerator));
            let (times, again) = (of(Indicator::ReworkTimes, "/1"), of(Indicator::Rework, "/1"));
            prop_assert!(times.denominator == again.denominator && times.numerator == again.numerator);
            prop_assert!(times.sum >= again.sum);
        }
    }
}
