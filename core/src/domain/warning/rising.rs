//! 上升类别: a class of case that a community or a unit above it has more of than before: with the program's
//! numbers at least five in four weeks, and at least half as many again as in the four weeks before. Below five nothing is said.

use std::collections::BTreeMap;

use etong_protocol::OrgPath;

use super::{DAY_MS, Fact, RisingRule, Spot, Warning, WarningRule};

/// How many units a path to one of them holds.
const TOWNSHIP: usize = 2;
const COMMUNITY: usize = 3;

/// By unit and class: the facts of the recent weeks, and how many cases there were in those before.
type Counts<'a> = BTreeMap<(&'a [u32], &'a str), (Vec<Fact>, u32)>;

/// Units are communities and townships; a grid has too few cases to say anything of.
#[must_use]
pub fn rising_classes(spots: &[Spot], now: i64, rule: RisingRule) -> Vec<Warning> {
    let weeks_ms = i64::from(rule.weeks) * 7 * DAY_MS;
    let (recent, before) = (now.saturating_sub(weeks_ms), now.saturating_sub(2 * weeks_ms));
    let mut counts = Counts::new();
    for spot in spots.iter().filter(|spot| spot.at > before && spot.at <= now) {
        for unit in [TOWNSHIP, COMMUNITY].into_iter().filter_map(|depth| spot.scope.units().get(..depth)) {
            let count = counts.entry((unit, &spot.class)).or_default();
            if spot.at > recent {
                count.0.push(Fact { at: spot.at, record: spot.record });
            } else {
                count.1 = count.1.saturating_add(1);
            }
        }
    }
    let mut warnings = Vec::new();
    for ((unit, class), (mut facts, before)) in counts {
        let count = u64::try_from(facts.len()).unwrap_or(u64::MAX);
        let enough = u64::from(before).saturating_mul(rule.percent.into());
        if count < rule.cases.into() || count.saturating_mul(100) < enough {
            continue;
        }
        facts.sort_by_key(|fact| std::cmp::Reverse(*fact));
        let (class, unit, before) = (Some(class.to_owned()), OrgPath::new(unit.to_vec()).ok(), Some(before));
        warnings.push(Warning { rule: WarningRule::RisingClass, class, unit, facts, before });
    }
    warnings
}

#[cfg(test)]
mod tests {
    use super::*;
    use etong_protocol::RecordId;

    fn told(now_count: u8, before_count: u8) -> Vec<(String, usize, u32)> {
        let now = 1_000 * DAY_MS;
        let spot = |nth: u8, days_ago: i64| Spot {
            record: RecordId::from_bytes([nth; 16]),
            at: now - days_ago * DAY_MS,
            class: "dispute".into(),
            scope: "/1/2/3/4".parse().unwrap(),
            position: None,
            address: None,
        };
        let spots: Vec<Spot> =
            (0..now_count).map(|nth| spot(nth, 1)).chain((0..before_count).map(|nth| spot(100 + nth, 30))).collect();
        rising_classes(&spots, now, RisingRule::default())
            .iter()
            .map(|warning| (warning.unit.clone().unwrap().to_string(), warning.facts.len(), warning.before.unwrap()))
            .collect()
    }

    #[test]
    fn a_class_rises_when_it_is_half_as_many_again_and_not_few() {
        for (now, before, rises) in
            [(4, 0, false), (5, 0, true), (5, 3, true), (5, 4, false), (6, 4, true), (30, 21, false)]
        {
            let expected: Vec<(String, usize, u32)> = ["/1/2", "/1/2/3"]
                .into_iter()
                .filter(|_| rises)
                .map(|unit| (unit.to_owned(), usize::from(now), u32::from(before)))
                .collect();
            assert_eq!(told(now, before), expected, "{now} after {before}");
        }
    }
}
