//! The fold of a roster: of each sheet of each day the version that holds, and all the others. The later in the log wins; a plan
//! of a desk counts once the relay has it, the own hours of a person at once.

use std::collections::BTreeMap;

use etong_protocol::authority::{When, may_act};
use etong_protocol::{EntryId, PostId, PostKind, RecordKind};

use super::roster::{RosterEntry, RosterPlan, Sheet};
use crate::domain::event::{Event, in_order};

pub type RosterEvent = Event<RosterEntry>;

/// A month of a unit.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RosterFold {
    /// By day, sheet, and for own hours whose they are: every version, in the order that counts.
    pub sheets: BTreeMap<(String, Sheet, Option<PostId>), Vec<RosterVersion>>,
    /// Events this program does not know.
    pub unknown: u32,
}

/// One version of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RosterVersion {
    pub id: EntryId,
    pub by: PostId,
    pub by_kind: PostKind,
    pub captured_at: i64,
    pub plan: RosterPlan,
    pub standing: RosterStanding,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RosterStanding {
    InForce,
    /// A later version took its place.
    Replaced,
    /// Made here, and not at the relay yet: nobody else can go by it.
    Waiting,
    /// The post that wrote it may not.
    NotAllowed,
}

impl RosterStanding {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InForce => "in_force",
            Self::Replaced => "replaced",
            Self::Waiting => "waiting",
            Self::NotAllowed => "not_allowed",
        }
    }
}

#[must_use]
pub fn fold_roster(events: &[RosterEvent]) -> RosterFold {
    let mut fold = RosterFold::default();
    for event in in_order(events) {
        let (plan, whose) = match &event.entry {
            RosterEntry::Plan(plan) => (plan, None),
            RosterEntry::Own(plan) => (plan, Some(event.post)),
            RosterEntry::Unknown(_) => {
                fold.unknown = fold.unknown.saturating_add(1);
                continue;
            }
        };
        let versions = fold.sheets.entry((plan.day.clone(), plan.sheet.clone(), whose)).or_default();
        let standing = standing(event, plan);
        if standing == RosterStanding::InForce {
            let held = versions.iter_mut().filter(|version| version.standing == RosterStanding::InForce);
            held.for_each(|version| version.standing = RosterStanding::Replaced);
        }
        versions.push(RosterVersion {
            id: event.id,
            by: event.post,
            by_kind: event.post_kind.clone(),
            captured_at: event.captured_at,
            plan: plan.clone(),
            standing,
        });
    }
    fold
}

fn standing(event: &RosterEvent, plan: &RosterPlan) -> RosterStanding {
    let only_own = plan.slots.iter().all(|slot| slot.post == event.post);
    match may_act(&event.post_kind, &RecordKind::Roster, event.entry.word()) {
        None => RosterStanding::NotAllowed,
        Some(_) if matches!(event.entry, RosterEntry::Own(_)) && !only_own => RosterStanding::NotAllowed,
        Some(When::Relay) if event.seq.is_none() => RosterStanding::Waiting,
        Some(_) => RosterStanding::InForce,
    }
}

#[cfg(test)]
#[path = "roster_fold_tests.rs"]
mod tests;
