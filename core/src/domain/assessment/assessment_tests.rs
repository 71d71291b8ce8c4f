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
            ratings: Vec::new(),
            handled: None,
            until: None,
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
