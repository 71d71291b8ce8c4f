//! 拆分与合并: who takes over from a grid that is no more. The rule for open cases: a case keeps its record and its path for
//! ever, for unit numbers are never given out twice; what moves is who answers, and this says to whom: the one
//! successor; of several, the one on whose ground the case lies; when that does not tell, the first of them by number; when
//! nobody took the place, the unit above, so that no case is ever without an owner. Asked by whoever lists whose a case is
//! (`view/rehomed.rs`); what a phone may read and write of it is told by the relay (`etong_protocol::authority::took_over`).

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
    /// Several did and the place does not tell: the first of them by number.
    First,
    /// None did: the unit above.
    Above,
}

impl HeirRule {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Itself => "itself",
            Self::Merged => "merged",
            Self::Ground => "ground",
            Self::First => "first",
            Self::Above => "above",
        }
    }
}

/// Who answers for what belonged to `unit`, on `day`. `place`: where it is, if anybody knows. `None` only when neither the
/// unit nor anything above it is known.
#[must_use]
pub fn heir(unit: u32, day: &str, place: Option<(i32, i32)>, units: &BTreeMap<u32, LineageUnit>) -> Option<Heir> {
    let is_there = |unit: &u32| {
        units.get(unit).is_some_and(|row| holds_on(row.valid_from.as_deref(), row.valid_to.as_deref(), day))
    };
    let (mut seen, mut asked) = (BTreeSet::new(), Some(unit));
    while let Some(one) = asked.filter(|one| seen.insert(*one)) {
        let found = if is_there(&one) {
            Some((one, HeirRule::Itself))
        } else {
            let living: Vec<u32> = successors(one, units).into_iter().filter(is_there).collect();
            among(&living, place, units)
        };
        if let Some((heir, rule)) = found {
            return Some(Heir { unit: heir, rule: if one == unit { rule } else { HeirRule::Above } });
        }
        asked = units.get(&one)?.parent;
    }
    None
}

fn among(living: &[u32], place: Option<(i32, i32)>, units: &BTreeMap<u32, LineageUnit>) -> Option<(u32, HeirRule)> {
    let first = *living.first()?;
    if living.len() == 1 {
        return Some((first, HeirRule::Merged));
    }
    let lies_there =
        |heir: &&u32| place.is_some_and(|place| units.get(*heir).is_some_and(|row| row.ground.contains(place)));
    let on_ground = living.iter().find(lies_there);
    Some(on_ground.map_or((first, HeirRule::First), |heir| (*heir, HeirRule::Ground)))
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
    fn whoever_took_the_place_answers_and_where_nobody_did_the_unit_above() {
        use HeirRule::{Above, First, Ground, Itself, Merged};
        let table = [
            (1, "2026-06-30", None, Some((1, Itself))),
            (1, "2026-07-01", Some((5, 50)), Some((3, Ground))),
            (1, "2026-07-01", Some((15, 50)), Some((4, Ground))),
            (1, "2026-07-01", Some((15, 500)), Some((3, First))),
            (1, "2026-07-01", None, Some((3, First))),
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
    fn what_ended_with_the_unit_above_it_goes_to_the_heir_of_that() {
        let mut units = units();
        units.insert(10, LineageUnit { valid_to: Some("2026-06-30".into()), ..unit(Some(1), None, &[], 0) });
        let heir = |place| heir(10, "2026-07-01", place, &units).map(|heir| (heir.unit, heir.rule));
        assert_eq!(heir(Some((15, 50))), Some((4, HeirRule::Above)));
        assert_eq!(heir(None), Some((3, HeirRule::Above)));
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
