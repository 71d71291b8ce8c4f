//! 互补搭档: what speaks for sending a grid worker and an officer out together. A proposal lists its reasons and nothing else: no score, no
//! order of merit, and nobody is paired before a desk plans it.

use etong_protocol::OrgPath;

/// One half of a pair, as the directory and the rosters of the day have it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Half {
    pub unit: OrgPath,
    /// Tags of what the person can do.
    pub skills: Vec<String>,
    /// GB/T 2261.1; nothing follows from what is not said.
    pub sex: Option<String>,
    /// Unit where the person lives.
    pub lives_in: Option<u32>,
    /// Hours of the day, milliseconds since 1970.
    pub hours: Vec<(i64, i64)>,
}

/// One thing that speaks for a pair.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum PairReason {
    /// 网格员+警员: one knows the households, one has the powers.
    WorkerAndOfficer,
    /// 同格: both serve exactly this grid.
    SameGrid,
    /// The officer serves the community the grid is in.
    SameCommunity,
    /// 男女搭配: a household with a woman alone is never visited by men only, nor the other way round.
    ManAndWoman,
    /// Only one of the two can do this.
    Skill(String),
    /// One of the two lives in the grid (就近).
    LivesHere,
    /// Both work at this time of the day: from, to.
    SameHours(i64, i64),
}

impl PairReason {
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::WorkerAndOfficer => "worker_and_officer",
            Self::SameGrid => "same_grid",
            Self::SameCommunity => "same_community",
            Self::ManAndWoman => "man_and_woman",
            Self::Skill(_) => "skill",
            Self::LivesHere => "lives_here",
            Self::SameHours(..) => "same_hours",
        }
    }
}

/// Everything that speaks for these two, in the order of the enum.
#[must_use]
pub fn pair_reasons(worker: &Half, officer: &Half) -> Vec<PairReason> {
    let mut reasons = vec![PairReason::WorkerAndOfficer];
    reasons.push(if worker.unit == officer.unit { PairReason::SameGrid } else { PairReason::SameCommunity });
    let sexes = (worker.sex.as_deref(), officer.sex.as_deref());
    if matches!(sexes, (Some("1"), Some("2")) | (Some("2"), Some("1"))) {
        reasons.push(PairReason::ManAndWoman);
    }
    let only = |one: &Half, other: &Half| {
        let lacked = one.skills.iter().filter(|skill| !other.skills.contains(skill));
        lacked.cloned().map(PairReason::Skill).collect::<Vec<_>>()
    };
    reasons.extend(only(worker, officer));
    reasons.extend(only(officer, worker));
    let grid = worker.unit.unit().map(|unit| unit.0);
    if grid.is_some() && (worker.lives_in == grid || officer.lives_in == grid) {
        reasons.push(PairReason::LivesHere);
    }
    for (from, to) in &worker.hours {
        for (other_from, other_to) in &officer.hours {
            let (from, to) = (*from.max(other_from), *to.min(other_to));
            if from < to {
                reasons.push(PairReason::SameHours(from, to));
            }
        }
    }
    reasons.sort();
    reasons.dedup();
    reasons
}

#[cfg(test)]
mod tests {
    use super::PairReason::*;
    use super::*;

    fn half(unit: &str, skills: &[&str], sex: Option<&str>) -> Half {
        Half {
            unit: unit.parse().unwrap(),
            skills: skills.iter().map(|skill| (*skill).to_owned()).collect(),
            sex: sex.map(str::to_owned),
            ..Half::default()
        }
    }

    #[test]
    fn each_reason_is_listed_when_it_holds_and_not_otherwise() {
        let worker = half("/1/2/3/4", &["mediator", "dialect"], Some("2"));
        let officer = half("/1/2/3/4", &["dialect", "first_aid"], Some("1"));
        let skills = [Skill("first_aid".into()), Skill("mediator".into())];
        let mut expected = vec![WorkerAndOfficer, SameGrid, ManAndWoman];
        expected.extend(skills);
        assert_eq!(pair_reasons(&worker, &officer), expected, "what both can do is no reason");

        let plain = half("/1/2/3/4", &[], None);
        let above = half("/1/2/3", &[], Some("1"));
        assert_eq!(
            pair_reasons(&plain, &above),
            [WorkerAndOfficer, SameCommunity],
            "of nobody known the sex says nothing"
        );
        let alike = half("/1/2/3", &[], Some("2"));
        assert!(!pair_reasons(&worker, &alike).contains(&ManAndWoman));
    }

    #[test]
    fn who_lives_there_and_hours_that_meet_are_told() {
        let worker = Half { hours: vec![(100, 200), (300, 400)], ..half("/1/2/3/4", &[], None) };
        let officer = Half { hours: vec![(150, 320)], lives_in: Some(4), ..half("/1/2/3", &[], None) };
        let told = pair_reasons(&worker, &officer);
        assert_eq!(told[2..], [LivesHere, SameHours(150, 200), SameHours(300, 320)]);
        let later = Half { hours: vec![(200, 300)], lives_in: Some(9), ..officer };
        assert_eq!(pair_reasons(&worker, &later), [WorkerAndOfficer, SameCommunity]);
    }
}
