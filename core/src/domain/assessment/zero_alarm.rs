//! 零报警小区: a grid whose disputes were settled inside and which nobody called 110 from. The calls are counted by police, outside;
//! where nobody told their number the outcome is unknown, never good.

use std::collections::BTreeMap;

use etong_protocol::OrgPath;

use super::act::AlarmCount;
use super::{AssessedCase, Counting, Period};

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
    pub disputes: u32,
    pub settled_inside: u32,
    pub calls: Option<u32>,
    pub outcome: ZeroAlarm,
}

const SETTLED: [&str; 2] = ["close", "self_handle"];

/// Was this dispute, closed in the period or settled on the spot, settled inside? `None`: it is none, or neither happened then.
#[must_use]
pub fn settled_inside(case: &AssessedCase, period: &Period) -> Option<bool> {
    if case.class != "dispute" {
        return None;
    }
    case.first_done(&SETTLED, period)?;
    Some(!case.moments.iter().any(|moment| matches!(moment.word.as_str(), "transfer" | "hand_over")))
}

/// Its bit among those of the indicators: in the place behind them, in the lower half or the upper one as theirs.
#[must_use]
pub const fn dispute_bit(counting: Counting) -> i64 {
    match counting {
        Counting::RunsOn => 1 << 31,
        _ => 1 << 58,
    }
}

/// The grids with a dispute closed in the period or a count of calls, in the order of their paths. `disputes`: of each grid, how many
/// were closed and how many of them settled inside.
#[must_use]
pub fn zero_alarm(disputes: BTreeMap<OrgPath, (u32, u32)>, alarms: &[AlarmCount]) -> Vec<ZeroAlarmOf> {
    let mut units = disputes;
    let mut calls: BTreeMap<&OrgPath, u32> = BTreeMap::new();
    for alarm in alarms {
        units.entry(alarm.unit.clone()).or_default();
        calls.entry(&alarm.unit).or_insert(alarm.calls);
    }
    let outcome = |(unit, (disputes, settled_inside)): (OrgPath, (u32, u32))| {
        let calls = calls.get(&unit).copied();
        let outcome = match calls {
            None => ZeroAlarm::Unknown,
            Some(0) if disputes == settled_inside => ZeroAlarm::Yes,
            Some(_) => ZeroAlarm::No,
        };
        ZeroAlarmOf { unit, disputes, settled_inside, calls, outcome }
    };
    units.into_iter().map(outcome).collect()
}

#[cfg(test)]
mod tests {
    use etong_protocol::RecordId;

    use super::super::{AssessedMoment, Counting, Indicator};
    use super::*;

    #[test]
    fn no_indicator_has_the_bit_of_disputes() {
        for counting in [Counting::RunsOn, Counting::EndsWithPeriod, Counting::AsOwed] {
            let theirs = Indicator::ALL.iter().fold(0, |bits, one| bits | one.bit(counting));
            let all = [Counting::RunsOn, Counting::EndsWithPeriod, Counting::AsOwed].map(dispute_bit);
            assert!(all.iter().all(|bit| bit & theirs == 0 && *bit > 0), "{counting:?}");
        }
    }

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
            drawn: Vec::new(),
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
        let mut disputes: BTreeMap<OrgPath, (u32, u32)> = BTreeMap::new();
        for case in &cases {
            if let Some(inside) = settled_inside(case, &period) {
                let counts = disputes.entry(case.scope.clone()).or_default();
                *counts = (counts.0 + 1, counts.1 + u32::from(inside));
            }
        }
        let on_the_spot = zero_alarm(disputes.clone(), &alarms).pop().unwrap();
        assert_eq!((on_the_spot.disputes, on_the_spot.settled_inside), (1, 1));
        let told: Vec<(String, &str)> =
            zero_alarm(disputes, &alarms).iter().map(|grid| (grid.unit.to_string(), grid.outcome.as_str())).collect();
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
