//! The fold of a campaign. Later amendments win; the first finish or call-off closes it for good.

use etong_protocol::{OrgPath, PostId, RecordKind};

use super::payload::{Campaign, CampaignEntry};
use crate::domain::event::{Event, in_order};
use crate::domain::patrol::Plan;

/// A campaign as far as its events tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CampaignFold {
    pub name: String,
    pub scope: OrgPath,
    pub publisher: PostId,
    /// Milliseconds since 1970, phone clock of the publisher.
    pub published_at: i64,
    pub from: i64,
    pub until: i64,
    pub tasks: Vec<String>,
    pub teams: Vec<OrgPath>,
    pub guidance: String,
    pub plan: Plan,
    /// `finished` with what came of it, or `called_off` with the reason.
    pub closed: Option<(CampaignState, String)>,
    pub provisional: bool,
    /// Events this program does not know.
    pub unknown: u32,
}

/// Where a campaign stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CampaignState {
    Planned,
    Running,
    /// Its time is up and nobody has finished it.
    Over,
    Finished,
    CalledOff,
}

impl CampaignState {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Running => "running",
            Self::Over => "over",
            Self::Finished => "finished",
            Self::CalledOff => "called_off",
        }
    }
}

impl CampaignFold {
    /// `now`: milliseconds since 1970.
    #[must_use]
    pub fn state(&self, now: i64) -> CampaignState {
        match &self.closed {
            Some((state, _)) => *state,
            None if now < self.from => CampaignState::Planned,
            None if now <= self.until => CampaignState::Running,
            None => CampaignState::Over,
        }
    }
}

/// Folds the events of one campaign; `None` while nobody who may has published it.
#[must_use]
pub fn fold(events: &[Event<CampaignEntry>]) -> Option<CampaignFold> {
    let mut campaign: Option<CampaignFold> = None;
    for event in in_order(events) {
        if !matches!(event.entry, CampaignEntry::Unknown(_)) && !event.may(&RecordKind::Campaign, event.entry.as_str())
        {
            // A post whose word needs the relay sees its own pending publication as what it is: not yet in force.
            continue;
        }
        match (&mut campaign, &event.entry) {
            (None, CampaignEntry::Publish(published)) => campaign = Some(founded(event, published)),
            (Some(campaign), entry) => campaign.take(event, entry),
            (None, _) => {}
        }
    }
    campaign
}

fn founded(event: &Event<CampaignEntry>, published: &Campaign) -> CampaignFold {
    CampaignFold {
        name: published.name.clone(),
        scope: event.scope.clone(),
        publisher: event.post,
        published_at: event.captured_at,
        from: published.from,
        until: published.until,
        tasks: published.tasks.clone(),
        teams: published.teams.clone(),
        guidance: published.guidance.clone(),
        plan: published.plan.clone(),
        closed: None,
        provisional: event.seq.is_none(),
        unknown: 0,
    }
}

impl CampaignFold {
    fn take(&mut self, event: &Event<CampaignEntry>, entry: &CampaignEntry) {
        match entry {
            CampaignEntry::Publish(_) => return,
            CampaignEntry::Unknown(_) => self.unknown = self.unknown.saturating_add(1),
            _ if self.closed.is_some() => return,
            CampaignEntry::Amend(change) => {
                self.until = change.until.unwrap_or(self.until);
                if !change.tasks.is_empty() {
                    self.tasks.clone_from(&change.tasks);
                }
                if let Some(guidance) = &change.guidance {
                    self.guidance.clone_from(guidance);
                }
            }
            CampaignEntry::Finish { summary } => self.closed = Some((CampaignState::Finished, summary.clone())),
            CampaignEntry::CallOff { reason } => self.closed = Some((CampaignState::CalledOff, reason.clone())),
        }
        self.provisional |= event.seq.is_none();
    }
}

#[cfg(test)]
#[path = "fold_tests.rs"]
mod tests;
