//! One figure: the cases an indicator looks at in one unit and period, and those of them that have it.

use std::collections::BTreeSet;

use etong_protocol::{OrgLevel, OrgPath, RecordId};
use sha2::{Digest, Sha256};

use super::act::{Counted, Counting, UnitFigures};
use super::{AssessedCase, Indicator, Period};

/// The cases behind a figure, by id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    pub unit: OrgPath,
    pub indicator: Indicator,
    pub numerator: BTreeSet<RecordId>,
    pub denominator: BTreeSet<RecordId>,
    /// What the cases add up to: as many as are in the numerator, or their minutes or times.
    pub sum: u32,
}

/// Counts one indicator of one unit.
#[must_use]
pub fn figure_of(indicator: Indicator, unit: &OrgPath, period: &Period, cases: &[AssessedCase]) -> Figure {
    let (mut numerator, mut denominator, mut sum) = (BTreeSet::new(), BTreeSet::new(), 0_u32);
    for case in cases.iter().filter(|case| unit.covers(&case.scope)) {
        if let Some(amount) = indicator.amount(case, period) {
            denominator.insert(case.record);
            sum = sum.saturating_add(amount);
            if amount > 0 {
                numerator.insert(case.record);
            }
        }
    }
    Figure { unit: unit.clone(), indicator, numerator, denominator, sum }
}

impl Figure {
    /// The figure as it is published: two counts and a digest of the ids, so that two who count the same number of other
    /// cases do not agree by chance.
    #[must_use]
    pub fn counted(&self, counting: Counting) -> Counted {
        let mut digest = Sha256::new();
        for (mark, ids) in [(b'n', &self.numerator), (b'd', &self.denominator)] {
            digest.update([mark]);
            ids.iter().for_each(|id| digest.update(id.as_bytes()));
        }
        let first = digest.finalize().iter().take(8).fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
        let digest = match counting {
            Counting::RunsOn => first,
            // Half of it tells two sets of cases apart as well, and leaves room in one entry for twice the indicators.
            Counting::EndsWithPeriod | Counting::AsOwed | Counting::AsShown => first >> 32,
        };
        Counted(self.sum, u32::try_from(self.denominator.len()).unwrap_or(u32::MAX), digest)
    }
}

/// The units that have cases, from `unit` down to the communities, in the order of their paths. Grids are not assessed: a
/// grid is one person's.
#[must_use]
pub fn assessed_units(unit: &OrgPath, cases: &[AssessedCase]) -> BTreeSet<OrgPath> {
    let mut units = BTreeSet::new();
    for case in cases.iter().filter(|case| unit.covers(&case.scope)) {
        let mut above = Some(case.scope.clone());
        while let Some(path) = above.filter(|path| unit.covers(path)) {
            above = path.parent();
            if path.level() <= OrgLevel::Community {
                units.insert(path);
            }
        }
    }
    units
}

/// Every indicator of every unit at and below `unit`; units without any case that an indicator looks at are left out.
#[must_use]
pub fn assess(
    indicators: &[Indicator],
    unit: &OrgPath,
    period: &Period,
    cases: &[AssessedCase],
    counting: Counting,
) -> Vec<UnitFigures> {
    let mut all = Vec::new();
    for unit in assessed_units(unit, cases) {
        let figures: Vec<Counted> =
            indicators.iter().map(|indicator| figure_of(*indicator, &unit, period, cases).counted(counting)).collect();
        if figures.iter().any(|figure| figure.1 > 0) {
            all.push(UnitFigures { unit, figures });
        }
    }
    all
}
