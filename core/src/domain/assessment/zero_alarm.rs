//! 零报警小区: a grid whose disputes were settled inside and which nobody called 110 from. The calls are counted by police, outside;
//! where nobody told their number the outcome is unknown, never good.

use std::collections::BTreeMap;

use etong_protocol::{OrgPath, RecordId};

use super::act::AlarmCount;
use super::{AssessedCase, Period};

/// What can be said of a grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ZeroAlarm {
    Yes,
    No,
    /// Nobody told how often 110 was called.
    Unknown,
}

impl ZeroAlarm {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Yes => "zero_alarm",
            Self::No => "not",
            Self::Unknown => "unknown",
        }
    }
}

/// One grid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZeroAlarmOf {
    pub unit: OrgPath,
    /// Disputes closed in the period or settled on the spot (自处置), and those of them that were not handed to somebody outside.
    pub disputes: Vec<RecordId>,
    pub settled_inside: Vec<RecordId>,
    pub calls: Option<u32>,
    pub outcome: ZeroAlarm,
}

const SETTLED: [&str; 2] = ["close", "self_handle"];

/// The grids with a dispute closed in the period or a count of calls, in the order of their paths.
#[must_use]
pub fn zero_alarm(cases: &[AssessedCase], alarms: &[AlarmCount], period: &Period) -> Vec<ZeroAlarmOf> {
    let mut units: BTreeMap<OrgPath, (Vec<RecordId>, Vec<RecordId>)> = BTreeMap::new();
    for alarm in alarms {
        units.entry(alarm.unit.clone()).or_default();
    }
    for case in cases.iter().filter(|case| case.class == "dispute" && case.first_done(&SETTLED, period).is_some()) {
        let inside = !case.moments.iter().any(|moment| matches!(moment.word.as_str(), "transfer" | "hand_over"));
        let (disputes, settled) = units.entry(case.scope.clone()).or_default();
        disputes.push(case.record);
        settled.extend(inside.then_some(case.record));
    }
    let outcome = |(unit, (disputes, settled_inside)): (OrgPath, (Vec<RecordId>, Vec<RecordId>))| {
        let calls = alarms.iter().find(|alarm| alarm.unit == unit).map(|alarm| alarm.calls);
        let outcome = match calls {
            None => ZeroAlarm::Unknown,
            Some(0) if disputes.len() == settled_inside.len() => ZeroAlarm::Yes,
            Some(_) => ZeroAlarm::No,
        };
        ZeroAlarmOf { unit, disputes, settled_inside, calls, outcome }
    };
    units.into_iter().map(outcome).collect()
}

#[cfg(test)]
mod tests {
    use super::super::{AssessedMoment, Counting};
    use super::*;

    #[test]
    fn without_a_count_from_outside_it_is_unknown() {
        let period = Period::read("2026-03").unwrap();
        let case = |nth: u8, unit: &str, words: &[&str]| AssessedCase {
            record: RecordId::from_bytes([nth; 16]),
            class: "dispute".into(),
            scope: unit.parse().unwrap(),
            reported_at: period.from,
            clocks: Vec::new(),
            moments: words.iter().map(|word| AssessedMoment { word: (*word).into(), at: period.from }).collect(),
            replies: Vec::new(),
            ratings: Vec::new(),
            handled: None,
            counting: Counting::RunsOn,
        };
        let cases = [
            case(1, "/1/2/3/4", &["report", "close"]),
            case(2, "/1/2/3/5", &["report", "close"]),
            case(3, "/1/2/3/6", &["report", "transfer", "close"]),
            case(4, "/1/2/3/7", &["report", "close"]),
            case(5, "/1/2/3/9", &["report"]),
            case(6, "/1/2/3/10", &["self_handle"]),
        ];
        let alarm = |unit: &str, calls| AlarmCount { unit: unit.parse().unwrap(), calls, source: "派出所".into() };
        let alarms = [alarm("/1/2/3/4", 0), alarm("/1/2/3/6", 0), alarm("/1/2/3/7", 2), alarm("/1/2/3/8", 0)];
        let on_the_spot = zero_alarm(&cases, &alarms, &period).pop().unwrap();
        assert_eq!((on_the_spot.disputes.len(), on_the_spot.settled_inside.len()), (1, 1));
        let told: Vec<(String, &str)> = zero_alarm(&cases, &alarms, &period)
            .iter()
            .map(|grid| (grid.unit.to_string(), grid.outcome.as_str()))
            .collect();
        let expected = [
            ("/1/2/3/4", "zero_alarm"),
            ("/1/2/3/5", "unknown"),
            ("/1/2/3/6", "not"),
            ("/1/2/3/7", "not"),
            ("/1/2/3/8", "zero_alarm"),
            ("/1/2/3/10", "unknown"),
        ];
        assert_eq!(told, expected.map(|(unit, outcome)| (unit.to_owned(), outcome)));
    }
}
