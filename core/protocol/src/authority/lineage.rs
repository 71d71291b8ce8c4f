//! 拆分与合并 for rights: whoever serves a unit goes on with what a unit left behind that this one took the place of. Reckoned by the relay
//! from its directory and told in the standing it signs; a phone never reckons it for itself.

use std::collections::BTreeSet;

use crate::org_path::OrgPath;

/// One unit took the place of another, as the directory has it. Days as in `2026-07-01`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Succession {
    pub heir: OrgPath,
    /// First and last day of the heir.
    pub from: String,
    pub to: Option<String>,
    pub before: OrgPath,
    /// Last day of the unit it replaced.
    pub ended: Option<String>,
}

impl Succession {
    fn heir_is_there(&self, day: &str) -> bool {
        self.from.as_str() <= day && self.to.as_deref().is_none_or(|to| to >= day)
    }

    fn is_over(&self, day: &str) -> bool {
        self.ended.as_deref().is_some_and(|ended| ended < day)
    }
}

/// The units that have ended by `day` whose place `unit`, or a unit below it that is there, took: directly or by way of others.
/// Without what lies below `unit` anyway.
#[must_use]
pub fn took_over(unit: &OrgPath, day: &str, lines: &[Succession]) -> Vec<OrgPath> {
    let below = |line: &&Succession| unit.covers(&line.heir) && line.heir_is_there(day);
    let mut ask: Vec<&OrgPath> = lines.iter().filter(below).map(|line| &line.heir).collect();
    let (mut seen, mut taken) = (BTreeSet::new(), BTreeSet::new());
    while let Some(heir) = ask.pop() {
        if !seen.insert(heir) {
            continue;
        }
        for line in lines.iter().filter(|line| line.heir == *heir && line.is_over(day)) {
            ask.push(&line.before);
            if !unit.covers(&line.before) {
                taken.insert(line.before.clone());
            }
        }
    }
    taken.into_iter().collect()
}

/// Who else took the places in `taken`: whoever shares an inheritance knows of the others, to tell whose a thing is by its ground.
#[must_use]
pub fn co_heirs(unit: &OrgPath, taken: &[OrgPath], lines: &[Succession]) -> Vec<OrgPath> {
    let (mut ask, mut found): (Vec<&OrgPath>, BTreeSet<&OrgPath>) = (taken.iter().collect(), BTreeSet::new());
    while let Some(before) = ask.pop() {
        let heirs = lines.iter().filter(|line| line.before == *before).map(|line| &line.heir);
        ask.extend(heirs.filter(|heir| found.insert(heir)));
    }
    found.into_iter().filter(|heir| !unit.covers(heir) && !taken.contains(heir)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(heir: &str, before: &str) -> Succession {
        Succession {
            heir: heir.parse().unwrap(),
            from: "2026-07-01".into(),
            to: None,
            before: before.parse().unwrap(),
            ended: Some("2026-06-30".into()),
        }
    }

    #[test]
    fn a_unit_takes_over_what_it_replaced_and_nobody_else_does() {
        // 4 is split into 5 and 6; 5 and 7 are merged into 8 of another community, later on.
        let later = |before: &str| Succession {
            from: "2026-09-01".into(),
            ended: Some("2026-08-31".into()),
            ..line("/1/2/9/8", before)
        };
        let lines = [
            Succession { to: Some("2026-08-31".into()), ..line("/1/2/3/5", "/1/2/3/4") },
            line("/1/2/3/6", "/1/2/3/4"),
            later("/1/2/3/5"),
            later("/1/2/3/7"),
        ];
        let table = [
            ("/1/2/3/5", "2026-06-30", ""),
            ("/1/2/3/5", "2026-07-01", "/1/2/3/4"),
            ("/1/2/3/6", "2026-07-01", "/1/2/3/4"),
            ("/1/2/3/7", "2026-07-01", ""),
            ("/1/2/3/4", "2026-07-01", ""),
            ("/1/2/9/8", "2026-08-31", ""),
            ("/1/2/9/8", "2026-09-01", "/1/2/3/4 /1/2/3/5 /1/2/3/7"),
            ("/1/2/3/5", "2026-09-01", ""),
            ("/1/2/9", "2026-09-01", "/1/2/3/4 /1/2/3/5 /1/2/3/7"),
            ("/1/2/3", "2026-09-01", ""),
            ("/1/2", "2026-09-01", ""),
        ];
        for (unit, day, wanted) in table {
            let taken = took_over(&unit.parse().unwrap(), day, &lines);
            let taken: Vec<String> = taken.iter().map(ToString::to_string).collect();
            assert_eq!(taken.join(" "), wanted, "{unit} on {day}");
        }
    }

    #[test]
    fn whoever_shares_an_inheritance_knows_of_the_others() {
        let lines = [line("/1/2/3/5", "/1/2/3/4"), line("/1/2/3/6", "/1/2/3/4"), line("/1/2/9/8", "/1/2/3/6")];
        let unit: OrgPath = "/1/2/3/5".parse().unwrap();
        let others = co_heirs(&unit, &took_over(&unit, "2026-07-01", &lines), &lines);
        let others: Vec<String> = others.iter().map(ToString::to_string).collect();
        assert_eq!(others, ["/1/2/3/6", "/1/2/9/8"]);
        assert!(co_heirs(&unit, &[], &lines).is_empty());
    }

    #[test]
    fn a_unit_that_still_is_there_is_taken_over_by_nobody_and_a_circle_ends() {
        let unit = "/1/2/3/5".parse().unwrap();
        let living = Succession { ended: None, ..line("/1/2/3/5", "/1/2/3/4") };
        assert!(took_over(&unit, "2027-01-01", &[living]).is_empty());
        let circle = [line("/1/2/3/5", "/1/2/3/4"), line("/1/2/3/4", "/1/2/3/5")];
        assert_eq!(took_over(&unit, "2027-01-01", &circle), ["/1/2/3/4".parse().unwrap()]);
    }
}
