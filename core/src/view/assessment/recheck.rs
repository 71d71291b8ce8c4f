//! What counting again says.

use etong_protocol::OrgPath;

use crate::domain::assessment::Recheck;

/// What counting again says.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct RecheckView {
    /// Figures that were counted again here, of which these differ.
    pub checked: u32,
    pub differences: Vec<DifferenceView>,
    /// Units that are not all in reach of this phone.
    pub out_of_reach: Vec<String>,
    /// Why it could not be counted again: this phone has read less of the log, or of another feed.
    pub cannot: Option<String>,
}

/// One figure that differs.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct DifferenceView {
    pub unit: String,
    pub indicator: String,
    pub published_numerator: u32,
    pub published_denominator: u32,
    /// Equal counts mean: as many cases, but not the same ones.
    pub here_numerator: u32,
    pub here_denominator: u32,
}

#[must_use]
pub fn recheck_view(outcome: Recheck) -> RecheckView {
    let differences = outcome.differences.into_iter().map(|difference| DifferenceView {
        unit: difference.unit.to_string(),
        indicator: difference.indicator,
        published_numerator: difference.published.0,
        published_denominator: difference.published.1,
        here_numerator: difference.here.0,
        here_denominator: difference.here.1,
    });
    RecheckView {
        checked: outcome.checked,
        differences: differences.collect(),
        out_of_reach: outcome.out_of_reach.iter().map(OrgPath::to_string).collect(),
        cannot: (!outcome.unknown.is_empty())
            .then(|| format!("this program does not know {}; update it", outcome.unknown.join(", "))),
    }
}
