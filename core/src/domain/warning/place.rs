//! 重复地点: cases that lie together. Each case stands in one warning at most, that of the newest case around which there are
//! enough.

use std::collections::BTreeSet;
#[expect(clippy::disallowed_types, reason = "see repeat_places")]
use std::collections::HashMap;

use etong_protocol::{OrgPath, RecordId};

use super::{DAY_MS, Fact, PlaceRule, Warning, WarningRule};
use crate::domain::place::metres_between;

/// A metre of longitude is no more than this up to 60 degrees north, in micro-degrees.
const METRE_EAST_E6: u32 = 20;

/// A metre of latitude is less than this, in micro-degrees.
const METRE_NORTH_E6: i32 = 9;

/// Where and when a case was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    pub record: RecordId,
    /// When it was reported, milliseconds since 1970.
    pub at: i64,
    pub class: String,
    pub scope: OrgPath,
    /// Micro-degrees north and east, if the position is known well enough.
    pub position: Option<(i32, i32)>,
    /// The address without blanks, and the community it is unique in.
    pub address: Option<(OrgPath, String)>,
}

/// The places with as many cases as the rule says in the days before `now`.
#[must_use]
#[expect(clippy::disallowed_types, reason = "only looked up in, never walked through; a fifth faster")]
pub fn repeat_places(spots: &[Spot], now: i64, rule: PlaceRule) -> Vec<Warning> {
    let since = now.saturating_sub(i64::from(rule.days) * DAY_MS);
    let mut recent: Vec<&Spot> = spots.iter().filter(|spot| spot.at > since && spot.at <= now).collect();
    recent.sort_by_key(|spot| std::cmp::Reverse((spot.at, spot.record)));
    let mut by_latitude = Vec::new();
    let mut addresses = HashMap::<_, Vec<usize>>::new();
    for (nth, spot) in recent.iter().enumerate() {
        by_latitude.extend(spot.position.map(|position| (position, nth)));
        if let Some(address) = &spot.address {
            addresses.entry(address).or_default().push(nth);
        }
    }
    by_latitude.sort_unstable();
    let mut told = BTreeSet::new();
    let mut warnings = Vec::new();
    for (nth, spot) in recent.iter().enumerate() {
        if told.contains(&nth) {
            continue;
        }
        let mut together = vec![nth];
        if let Some(address) = &spot.address {
            together.extend(addresses.get(address).into_iter().flatten());
        }
        if let Some(position) = spot.position {
            together.extend(near(&by_latitude, position, rule.metres));
        }
        together.sort_unstable();
        together.dedup();
        together.retain(|other| !told.contains(other));
        if together.len() >= usize::from(rule.cases) {
            let facts = together.iter().filter_map(|other| recent.get(*other));
            let facts = facts.map(|spot| Fact { at: spot.at, record: spot.record }).collect();
            warnings.push(Warning { rule: WarningRule::RepeatPlace, class: None, unit: None, facts, before: None });
            told.extend(together);
        }
    }
    warnings
}

/// Who lies no further from `here`, out of positions in the order of their latitude: the narrow band between two latitudes is
/// walked through, and longitude rules most of it out.
fn near(by_latitude: &[((i32, i32), usize)], here: (i32, i32), metres: u16) -> impl Iterator<Item = usize> {
    let (north, east) = (METRE_NORTH_E6 * i32::from(metres), METRE_EAST_E6 * u32::from(metres));
    let (first, last) = (here.0.saturating_sub(north), here.0.saturating_add(north));
    let start = by_latitude.partition_point(|(there, _)| there.0 < first);
    let band = by_latitude.iter().skip(start).take_while(move |(there, _)| there.0 <= last);
    let near = band.filter(move |(there, _)| {
        there.1.abs_diff(here.1) <= east && metres_between(here, *there) <= f64::from(metres)
    });
    near.map(|(_, nth)| *nth)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_000 * DAY_MS;

    fn spot(nth: u8, days_ago: i64, lat_e6: i32, address: &str) -> Spot {
        let scope: OrgPath = "/1/2/3/4".parse().unwrap();
        Spot {
            record: RecordId::from_bytes([nth; 16]),
            at: NOW - days_ago * DAY_MS,
            class: "hazard".into(),
            position: (lat_e6 > 0).then_some((lat_e6, 117_655_000)),
            address: (!address.is_empty()).then(|| ("/1/2/3".parse().unwrap(), address.to_owned())),
            scope,
        }
    }

    fn told(spots: &[Spot]) -> Vec<Vec<u8>> {
        let ids = |warning: &Warning| warning.facts.iter().map(|fact| fact.record.as_bytes()[0]).collect();
        repeat_places(spots, NOW, PlaceRule::default()).iter().map(ids).collect()
    }

    #[test]
    fn three_cases_in_ninety_days_at_one_place_are_a_warning_with_its_facts() {
        let here = 24_513_000;
        // 440 micro-degrees of latitude are 49 m, 460 are 51 m.
        assert_eq!(told(&[spot(1, 80, here, ""), spot(2, 10, here + 440, ""), spot(3, 1, here, "")]), [[3, 2, 1]]);
        assert!(told(&[spot(1, 80, here, ""), spot(2, 10, here + 460, ""), spot(3, 1, here, "")]).is_empty());
        assert!(told(&[spot(1, 91, here, ""), spot(2, 10, here, ""), spot(3, 1, here, "")]).is_empty());
        let at_home = [spot(1, 5, 0, "3栋"), spot(2, 4, here + 9_000, "3栋"), spot(3, 3, here, "3栋")];
        assert_eq!(told(&at_home), [[3, 2, 1]], "one address, wherever the phone thought it was");
        assert!(told(&[spot(1, 5, 0, ""), spot(2, 4, 0, ""), spot(3, 3, 0, "")]).is_empty(), "no place is no place");
    }

    #[test]
    fn a_case_stands_in_one_warning_and_two_places_are_two() {
        let (here, there) = (24_513_000, 24_600_000);
        let spots: Vec<Spot> =
            (1..=8).map(|nth| spot(nth, i64::from(nth), if nth % 2 == 0 { here } else { there }, "")).collect();
        assert_eq!(told(&spots), [[1, 3, 5, 7], [2, 4, 6, 8]]);
    }

    /// What the walk through narrow bands is held to: everybody is compared with everybody.
    fn compared_with_everybody(spots: &[Spot]) -> Vec<Vec<u8>> {
        let mut newest: Vec<&Spot> = spots.iter().collect();
        newest.sort_by_key(|spot| std::cmp::Reverse((spot.at, spot.record)));
        let (mut told, mut groups) = (BTreeSet::new(), Vec::new());
        for spot in &newest {
            let beside = |other: &&&Spot| {
                let near = spot.position.zip(other.position).is_some_and(|(one, two)| metres_between(one, two) <= 50.0);
                let same = spot.address.is_some() && spot.address == other.address;
                (near || same || other.record == spot.record) && !told.contains(&other.record)
            };
            let group: Vec<RecordId> = newest.iter().filter(beside).map(|other| other.record).collect();
            if group.len() >= 3 && !told.contains(&spot.record) {
                groups.push(group.iter().map(|record| record.as_bytes()[0]).collect());
                told.extend(group);
            }
        }
        groups
    }

    proptest::proptest! {
        #[test]
        fn the_walk_through_bands_finds_what_comparing_everybody_finds(
            places in proptest::collection::vec((0..1_500_i32, 0..1_500_i32, 0..4_usize, 0..80_i64), 0..60),
        ) {
            let spots: Vec<Spot> = places.iter().zip(1_u8..).map(|((lat, lon, address, days), nth)| {
                let mut spot = spot(nth, *days, 24_513_000 + lat, ["", "", "3栋", "5栋"][*address]);
                spot.position = (*address != 3).then_some((24_513_000 + lat, 117_655_000 + lon));
                spot
            }).collect();
            proptest::prop_assert_eq!(told(&spots), compared_with_everybody(&spots));
        }
    }
}
