//! 拆分与合并: who takes over from a grid that is no more. The rule for open cases: a case keeps its record and its path for
//! ever, for unit numbers are never given out twice and the community above still reads it; what moves is who
//! answers, and this says to whom: the one successor; of several, the one on whose ground the case lies; else, and
//! whenever nobody knows, the unit above, so that no case is ever without an owner.

use std::collections::{BTreeMap, BTreeSet};

use super::day::holds_on;
use super::ground::Ground;

/// What of a unit the rule looks at.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LineageUnit {
    pub parent: Option<u32>,
    pub valid_from: Option<String>,
    pub valid_to: Option<String>,
    /// Units whose place it took.
    pub replaces: Vec<u32>,
    pub ground: Ground,
}

/// Who answers from `day` on, and by which part of the rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heir {
    pub unit: u32,
    pub rule: HeirRule,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum HeirRule {
    /// The unit is still there.
    Itself,
    /// One unit took its place.
    Merged,
    /// Several did; the place lies on this one's ground.
    Ground,
    /// Several did and the place does not tell, or none did: the unit above.
    Above,
}

impl HeirRule {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Itself => "itself",
            Self::Merged => "merged",
            Self::Ground => "ground",
            Self::Above => "above",
        }
    }
}

/// Who answers for what belonged to `unit`, on `day`. `place`: where it is, if anybody knows. `None` only when neither the
/// unit nor anything above it is known.
#[must_use]
pub fn heir(unit: u32, day: &str, place: Option<(i32, i32)>, units: &BTreeMap<u32, LineageUnit>) -> Option<Heir> {
    let is_there = |unit: u32| {
        units.get(&unit).is_some_and(|row| holds_on(row.valid_from.as_deref(), row.valid_to.as_deref(), day))
    };
    if is_there(unit) {
        return Some(Heir { unit, rule: HeirRule::Itself });
    }
    let living: Vec<u32> = successors(unit, units).into_iter().filter(|successor| is_there(*successor)).collect();
    if let [only] = living.as_slice() {
        return Some(Heir { unit: *only, rule: HeirRule::Merged });
    }
    let on_ground = place.and_then(|place| {
        living.iter().find(|successor| units.get(successor).is_some_and(|row| row.ground.contains(place)))
    });
    if let Some(successor) = on_ground {
        return Some(Heir { unit: *successor, rule: HeirRule::Ground });
    }
    above(unit, units, is_there).map(|unit| Heir { unit, rule: HeirRule::Above })
}

/// Everything that took the unit's place, at once or later on; a line that leads back to itself ends.
fn successors(unit: u32, units: &BTreeMap<u32, LineageUnit>) -> BTreeSet<u32> {
    let mut found = BTreeSet::new();
    let mut ask = vec![unit];
    while let Some(before) = ask.pop() {
        for (successor, row) in units {
            if row.replaces.contains(&before) && *successor != unit && found.insert(*successor) {
                ask.push(*successor);
            }
        }
    }
    found
}

fn above(unit: u32, units: &BTreeMap<u32, LineageUnit>, is_there: impl Fn(u32) -> bool) -> Option<u32> {
    let mut seen = BTreeSet::from([unit]);
    let mut next = units.get(&unit)?.parent;
    while let Some(parent) = next {
        if is_there(parent) {
            return Some(parent);
        }
        if !seen.insert(parent) {
            return None;
        }
        next = units.get(&parent).and_then(|row| row.parent);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(parent: Option<u32>, to: Option<&str>, replaces: &[u32], south: i32) -> LineageUnit {
        let ring = vec![(south, 0), (south, 100), (south + 10, 100), (south + 10, 0)];
        LineageUnit {
            parent,
            valid_from: replaces.first().map(|_| "2026-07-01".to_owned()),
            valid_to: to.map(str::to_owned),
            replaces: replaces.to_vec(),
            ground: Ground::new(vec![ring]),
        }
    }

    /// Grid 1 is split into 3 and 4, grid 2 becomes 5, 5 becomes 6; 7 ends without a successor. All in community 9.
    fn units() -> BTreeMap<u32, LineageUnit> {
        let ended = Some("2026-06-30");
        BTreeMap::from([
            (9, unit(None, None, &[], 0)),
            (1, unit(Some(9), ended, &[], 0)),
            (2, unit(Some(9), ended, &[], 20)),
            (3, unit(Some(9), None, &[1], 0)),
            (4, unit(Some(9), None, &[1], 10)),
            (5, unit(Some(9), Some("2026-08-31"), &[2], 20)),
            (6, LineageUnit { valid_from: Some("2026-09-01".into()), ..unit(Some(9), None, &[5], 20) }),
            (7, unit(Some(9), ended, &[], 50)),
        ])
    }

    #[test]
    fn whoever_took_the_place_answers_and_else_the_unit_above() {
        use HeirRule::{Above, Ground, Itself, Merged};
        let table = [
            (1, "2026-06-30", None, Some((1, Itself))),
            (1, "2026-07-01", Some((5, 50)), Some((3, Ground))),
            (1, "2026-07-01", Some((15, 50)), Some((4, Ground))),
            (1, "2026-07-01", Some((15, 500)), Some((9, Above))),
            (1, "2026-07-01", None, Some((9, Above))),
            (2, "2026-07-01", None, Some((5, Merged))),
            (2, "2026-09-01", None, Some((6, Merged))),
            (7, "2026-07-01", Some((55, 50)), Some((9, Above))),
            (8, "2026-07-01", None, None),
        ];
        for (unit, day, place, wanted) in table {
            let heir = heir(unit, day, place, &units()).map(|heir| (heir.unit, heir.rule));
            assert_eq!(heir, wanted, "{unit} on {day} at {place:?}");
        }
    }

    #[test]
    fn a_lineage_in_a_circle_ends_at_the_unit_above() {
        let mut units = units();
        units.insert(3, unit(Some(9), Some("2026-07-02"), &[1, 4], 0));
        units.insert(4, unit(Some(9), Some("2026-07-02"), &[1, 3], 10));
        let heir = heir(1, "2027-01-01", Some((5, 5)), &units).unwrap();
        assert_eq!((heir.unit, heir.rule), (9, HeirRule::Above));
    }
}
