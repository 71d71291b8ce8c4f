//! 复核: whoever reads the same log counts again and is told what differs, figure by figure.

use etong_protocol::OrgPath;

use super::act::{Counted, Counting, Published};
use super::{AssessedCase, Indicator, Period, figure_of};

/// The outcome of counting again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recheck {
    /// Figures that were counted again.
    pub checked: u32,
    pub differences: Vec<Difference>,
    /// Units whose cases are not all in reach here.
    pub out_of_reach: Vec<OrgPath>,
    /// Indicators of a newer program.
    pub unknown: Vec<String>,
}

/// A figure that comes out otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    pub unit: OrgPath,
    pub indicator: String,
    pub published: Counted,
    /// The same counts with another digest: as many cases, but not the same ones.
    pub here: Counted,
}

/// Counts `published` again from `cases`, which hold what is known below `reach` up to the same entry of the log.
#[must_use]
pub fn recheck(
    published: &Published,
    period: &Period,
    counting: Counting,
    reach: &[OrgPath],
    cases: &[AssessedCase],
) -> Recheck {
    let mut outcome = Recheck { checked: 0, differences: Vec::new(), out_of_reach: Vec::new(), unknown: Vec::new() };
    for (word, _) in &published.indicators {
        if Indicator::from_word(word).is_none() {
            outcome.unknown.push(word.clone());
        }
    }
    for row in &published.units {
        if !reach.iter().any(|unit| unit.covers(&row.unit)) {
            outcome.out_of_reach.push(row.unit.clone());
            continue;
        }
        for ((word, _), told) in published.indicators.iter().zip(&row.figures) {
            let Some(indicator) = Indicator::from_word(word) else { continue };
            let here = figure_of(indicator, &row.unit, period, cases).counted(counting);
            outcome.checked = outcome.checked.saturating_add(1);
            if here != *told {
                outcome.differences.push(Difference {
                    unit: row.unit.clone(),
                    indicator: word.clone(),
                    published: *told,
                    here,
                });
            }
        }
    }
    outcome
}
