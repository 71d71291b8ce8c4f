//! 兜底: what is no police matter, was sent on and is taken on by nobody is the grid's again: the grid worker's, in a dedicated grid the
//! host's. Computed on read, like the minutes of an urgent case; nothing here moves a case, and whoever it was sent to may still take it on.

use etong_protocol::OrgLevel;
use serde::{Deserialize, Serialize};

use super::fold::CaseFold;
use super::routing::{Responsible, owner_at};
use super::state::CaseState;

const HOUR_MS: i64 = 3_600_000;

/// Published by a unit as the dictionary `fallback_rules`; a part that is left out keeps the program's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FallbackRules {
    /// After how many hours a case that was sent on and that nobody took on is the grid's again.
    pub untaken_hours: u16,
}

impl Default for FallbackRules {
    fn default() -> Self {
        Self { untaken_hours: 48 }
    }
}

impl FallbackRules {
    pub const DICTIONARY: &str = "fallback_rules";
    /// No unit lets a case fall back sooner.
    pub const SOONEST_MS: i64 = HOUR_MS;

    /// Has a case that was sent on then waited too long for somebody to take it on?
    #[must_use]
    pub fn is_untaken(self, moved_at: i64, now: i64) -> bool {
        now.saturating_sub(moved_at) >= i64::from(self.untaken_hours) * HOUR_MS
    }

    /// The body of a dictionary.
    ///
    /// # Errors
    /// The number is out of its bounds, an hour to thirty days.
    pub fn read(json: &str) -> Result<Self, String> {
        let rules: Self = serde_json::from_str(json).map_err(|error| error.to_string())?;
        match rules.untaken_hours {
            1..=720 => Ok(rules),
            hours => Err(format!("untaken_hours is {hours}; it must be 1 to 720")),
        }
    }
}

impl CaseFold {
    /// Whose it is again once nobody has taken it on for too long. `None` for a police matter, an urgent case (`UrgentRules`), one that lies
    /// in no grid, one that waits for nobody, and one that was sent to the grid itself.
    #[must_use]
    pub fn falls_back_to(&self) -> Option<Responsible> {
        let in_a_grid = matches!(self.scope.level(), OrgLevel::Grid | OrgLevel::SubGrid);
        let waits = self.state == CaseState::Dispatched && !self.report.urgent && !self.report.police_matter;
        let owner = owner_at(&self.scope, &self.report);
        let sent_away = (&owner.kind, &owner.scope) != (&self.responsible.kind, &self.responsible.scope);
        (in_a_grid && waits && sent_away).then_some(owner)
    }
}
