//! The fold of a patrol: from its events, in any order and repetition, to how long, how far and what was found. A patrol has
//! one walker, so its events are taken in the order they were captured, not in which the relay got them; only who founded it
//! and who walks it goes by the relay's order. A partner confirms start and end on the same record.

use etong_protocol::authority::may_act;
use etong_protocol::{DeviceId, EntryId, OrgPath, PostId, PostKind, RecordId, RecordKind};

use super::act::{Assignment, Finding, Gap, Mark, PatrolEntry, PatrolKind, Plan};
use super::state::{Confirmed, PatrolState};
use super::summary::TrackSummary;
use super::track::TrackPoint;
use super::walk::Walk;
use crate::domain::event::{Event, each_once};
use crate::domain::place::Fix;

pub type PatrolEvent = Event<PatrolEntry>;

/// Somebody who walks along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partner {
    pub post: PostId,
    pub post_kind: PostKind,
    /// Milliseconds since 1970, the partner's phone clock.
    pub joined_at: i64,
    pub place: Option<Fix>,
    /// Had the code of the first phone, so the two had met.
    pub by_code: bool,
    pub ended_at: Option<i64>,
    /// Positions of a track of the partner's own: kept, not part of the way.
    pub points: u32,
}

/// One event as a person reads it; segments of track are left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineEvent {
    pub id: EntryId,
    pub word: String,
    pub text: Option<String>,
    pub post: PostId,
    pub captured_at: i64,
    /// Durable at the relay.
    pub receipted: bool,
}

/// A patrol as far as its events tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatrolFold {
    pub state: PatrolState,
    pub kind: PatrolKind,
    /// Who walks it; of an assignment nobody has started, the first post that was asked.
    pub post: PostId,
    pub post_kind: PostKind,
    pub device: DeviceId,
    pub scope: OrgPath,
    pub assignment: Option<Assignment>,
    /// Why the desk took it back, also when somebody had started by then.
    pub called_off: Option<String>,
    pub plan: Plan,
    pub campaign: Option<RecordId>,
    pub call: Option<RecordId>,
    pub start_place: Option<Fix>,
    /// Milliseconds since 1970, phone clock; of an assignment nobody has started, when it should start.
    pub started_at: i64,
    pub ended_at: Option<i64>,
    /// When the last event or point of the patrol was captured.
    pub last_seen_at: i64,
    /// Without pauses; while under way, up to `last_seen_at`. Never less than the track itself shows: a patrol whose
    /// track was written down later was still walked.
    pub duration_ms: i64,
    /// Along the track, not across pauses, gaps or silence.
    pub distance_m: u64,
    /// Every point once, by time.
    pub track: Vec<TrackPoint>,
    /// What is left of points whose time is over.
    pub kept: Option<TrackSummary>,
    pub findings: Vec<Finding>,
    pub gaps: Vec<Gap>,
    /// From and to, without owned-up gaps.
    pub pauses: Vec<(i64, i64)>,
    pub marks: Vec<Mark>,
    /// By post.
    pub partners: Vec<Partner>,
    /// Positions that the phone called made up.
    pub mocked: u32,
    pub timeline: Vec<TimelineEvent>,
    /// Some event of it is not acknowledged by the relay yet.
    pub provisional: bool,
    /// Events this program does not know.
    pub unknown: u32,
}

impl PatrolFold {
    /// Does it go on, under one of these posts?
    pub fn is_walked_by(&self, mut posts: impl Iterator<Item = PostId>) -> bool {
        matches!(self.state, PatrolState::Underway | PatrolState::Paused) && posts.any(|post| post == self.post)
    }

    #[must_use]
    pub fn start_confirmed(&self) -> Confirmed {
        match self.state {
            PatrolState::Assigned | PatrolState::CalledOff => Confirmed::Nobody,
            _ if self.partners.is_empty() => Confirmed::One,
            _ => Confirmed::Both,
        }
    }

    #[must_use]
    pub fn end_confirmed(&self) -> Confirmed {
        match (self.ended_at, self.partners.iter().any(|partner| partner.ended_at.is_some())) {
            (None, false) => Confirmed::Nobody,
            (Some(_), true) => Confirmed::Both,
            _ => Confirmed::One,
        }
    }
}

/// Folds the events of the patrol `record`; `None` while nothing has founded it.
#[must_use]
pub fn fold(record: RecordId, events: &[PatrolEvent]) -> Option<PatrolFold> {
    let mut ordered = each_once(events);
    ordered.sort_by_key(|event| (event.hlc, event.device, event.id));
    let founder = first(&ordered, |event| match &event.entry {
        PatrolEntry::Start(_) => true,
        PatrolEntry::Assign(_) => may_act(&event.post_kind, &RecordKind::Patrol, "assign").is_some(),
        _ => false,
    })?;
    let asked = match &founder.entry {
        PatrolEntry::Assign(assignment) => Some(assignment),
        _ => None,
    };
    let start = first(&ordered, |event| {
        matches!(event.entry, PatrolEntry::Start(_)) && asked.is_none_or(|asked| asked.to.contains(&event.post))
    });
    let mut walk = Walk::new(record, founder, asked, start);
    ordered.iter().for_each(|event| walk.take(event));
    Some(walk.finish())
}

/// The first by the relay's order, own pending ones last.
fn first<'e>(events: &[&'e PatrolEvent], wanted: impl Fn(&PatrolEvent) -> bool) -> Option<&'e PatrolEvent> {
    let found = events.iter().filter(|event| wanted(event));
    found.min_by_key(|event| (event.seq.is_none(), event.seq, event.hlc, event.id)).copied()
}

#[cfg(test)]
#[path = "fold_tests.rs"]
mod tests;
