//! The fold of a patrol: from its events, in any order and repetition, to how long, how far and what was found. A patrol has
//! one walker, so its events are taken in the order they were captured, not in which the relay got them.

use std::collections::BTreeMap;

use etong_protocol::{DeviceId, EntryId, Hlc, OrgPath, PostId};

use super::act::{Finding, Gap, PatrolEntry, PatrolKind};
use super::track::TrackPoint;
use crate::domain::place::{Fix, metres_between};

/// Two points further apart in time than this have an unseen way between them.
const SILENCE_MS: i64 = 120_000;
/// A point is a step once it is as far from the last one as its accuracy, but at least this and at most `COARSE_M`:
/// otherwise standing still adds up to kilometres.
const STEP_M: f64 = 5.0;
/// Points less accurate than this say nothing about the way.
const COARSE_M: u16 = 100;

/// One event with the parts of its envelope that the fold looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatrolEvent {
    pub id: EntryId,
    /// The relay's number; `None` while not acknowledged.
    pub seq: Option<u64>,
    pub hlc: Hlc,
    pub device: DeviceId,
    pub post: PostId,
    pub scope: OrgPath,
    /// Milliseconds since 1970, phone clock.
    pub captured_at: i64,
    pub entry: PatrolEntry,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PatrolState {
    Underway,
    Paused,
    Ended,
}

impl PatrolState {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Underway => "underway",
            Self::Paused => "paused",
            Self::Ended => "ended",
        }
    }
}

/// A patrol as far as its events tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatrolFold {
    pub state: PatrolState,
    pub kind: PatrolKind,
    pub post: PostId,
    pub device: DeviceId,
    pub scope: OrgPath,
    pub start_place: Option<Fix>,
    /// Milliseconds since 1970, phone clock.
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
    pub findings: Vec<Finding>,
    pub gaps: Vec<Gap>,
    /// Some event of it is not acknowledged by the relay yet.
    pub provisional: bool,
    /// Events this program does not know.
    pub unknown: u32,
}

/// Folds the events of one patrol; `None` while nothing has started it. Only the post that started it counts.
#[must_use]
pub fn fold(events: &[PatrolEvent]) -> Option<PatrolFold> {
    let mut by_id: BTreeMap<EntryId, &PatrolEvent> = BTreeMap::new();
    for event in events {
        let kept = by_id.entry(event.id).or_insert(event);
        if kept.seq.is_none() {
            *kept = event;
        }
    }
    let mut ordered: Vec<&PatrolEvent> = by_id.into_values().collect();
    ordered.sort_by_key(|event| (event.hlc, event.device, event.id));
    let is_start = |event: &&&PatrolEvent| matches!(event.entry, PatrolEntry::Start { .. });
    let founder =
        ordered.iter().filter(is_start).min_by_key(|event| (event.seq.is_none(), event.seq, event.hlc, event.id))?;
    let mut walk = Walk::start(founder)?;
    let later = |event: &&&PatrolEvent| event.id != founder.id && event.post == founder.post;
    ordered.iter().filter(later).for_each(|event| walk.take(event));
    Some(walk.finish())
}

/// A week of fixes every five seconds; what a phone writes beyond that is not drawn.
const TRACK_MAX: usize = 120_960;

struct Walk {
    patrol: PatrolFold,
    /// Since when the patrol has been under way, if it is.
    walking_since: Option<i64>,
    paused_since: Option<i64>,
    pauses: Vec<(i64, i64)>,
    track: BTreeMap<i64, TrackPoint>,
}

impl Walk {
    fn start(event: &PatrolEvent) -> Option<Self> {
        let PatrolEntry::Start { kind, place } = &event.entry else { return None };
        let patrol = PatrolFold {
            state: PatrolState::Underway,
            kind: kind.clone(),
            post: event.post,
            device: event.device,
            scope: event.scope.clone(),
            start_place: place.clone(),
            started_at: event.captured_at,
            ended_at: None,
            last_seen_at: event.captured_at,
            duration_ms: 0,
            distance_m: 0,
            track: Vec::new(),
            findings: Vec::new(),
            gaps: Vec::new(),
            provisional: event.seq.is_none(),
            unknown: 0,
        };
        Some(Self {
            patrol,
            walking_since: Some(event.captured_at),
            paused_since: None,
            pauses: Vec::new(),
            track: BTreeMap::new(),
        })
    }

    fn take(&mut self, event: &PatrolEvent) {
        let at = event.captured_at;
        self.patrol.provisional |= event.seq.is_none();
        match (&event.entry, self.patrol.state) {
            (PatrolEntry::Segment(_), _) if self.track.len() >= TRACK_MAX => {}
            (PatrolEntry::Segment(points), _) => self.track.extend(points.iter().map(|point| (point.at_ms, *point))),
            (PatrolEntry::Gap(gap), _) => self.patrol.gaps.push(gap.clone()),
            (PatrolEntry::Finding(finding), _) => self.patrol.findings.push(finding.clone()),
            (PatrolEntry::Unknown(_), _) => self.patrol.unknown = self.patrol.unknown.saturating_add(1),
            (PatrolEntry::Pause, PatrolState::Underway) => {
                self.stand_still(at);
                (self.patrol.state, self.paused_since) = (PatrolState::Paused, Some(at));
            }
            (PatrolEntry::Resume, PatrolState::Paused) => {
                self.pauses.extend(self.paused_since.take().map(|since| (since, at)));
                (self.patrol.state, self.walking_since) = (PatrolState::Underway, Some(at));
            }
            (PatrolEntry::End { .. }, PatrolState::Underway | PatrolState::Paused) => {
                self.stand_still(at);
                self.pauses.extend(self.paused_since.take().map(|since| (since, at)));
                (self.patrol.state, self.patrol.ended_at) = (PatrolState::Ended, Some(at));
            }
            (PatrolEntry::Start { .. } | PatrolEntry::Pause | PatrolEntry::Resume | PatrolEntry::End { .. }, _) => {
                return;
            }
        }
        self.patrol.last_seen_at = self.patrol.last_seen_at.max(at);
    }

    /// Closes the stretch under way; a clock that was set back makes it nothing, never less.
    fn stand_still(&mut self, at: i64) {
        if let Some(since) = self.walking_since.take() {
            let walked = at.saturating_sub(since).max(0);
            self.patrol.duration_ms = self.patrol.duration_ms.saturating_add(walked);
        }
    }

    fn finish(mut self) -> PatrolFold {
        if let Some((last, _)) = self.track.last_key_value()
            && self.patrol.ended_at.is_none()
        {
            self.patrol.last_seen_at = self.patrol.last_seen_at.max(*last);
        }
        self.stand_still(self.patrol.last_seen_at);
        let still: Vec<(i64, i64)> =
            self.pauses.into_iter().chain(self.patrol.gaps.iter().map(|gap| (gap.from, gap.to))).collect();
        self.patrol.track = self.track.into_values().collect();
        self.patrol.distance_m = distance(&self.patrol.track, &still);
        self.patrol.duration_ms = self.patrol.duration_ms.max(tracked_ms(&self.patrol.track, &still));
        self.patrol
    }
}

/// Time between points that follow each other, without pauses, gaps and silence.
fn tracked_ms(track: &[TrackPoint], still: &[(i64, i64)]) -> i64 {
    let legs = track.iter().zip(track.iter().skip(1)).map(|(from, to)| (from.at_ms, to.at_ms));
    legs.filter(|(from, to)| to.saturating_sub(*from) <= SILENCE_MS && !is_cut(still, *from, *to))
        .fold(0_i64, |sum, (from, to)| sum.saturating_add(to.saturating_sub(from)))
}

fn is_cut(still: &[(i64, i64)], from: i64, to: i64) -> bool {
    still.iter().any(|(since, until)| *since < to && from < *until)
}

fn distance(track: &[TrackPoint], still: &[(i64, i64)]) -> u64 {
    let mut metres = 0.0;
    let mut before: Option<(&TrackPoint, i64)> = None;
    for point in track.iter().filter(|point| point.accuracy_m <= COARSE_M) {
        let Some((anchor, seen_at)) = before else {
            before = Some((point, point.at_ms));
            continue;
        };
        if is_cut(still, seen_at, point.at_ms) || point.at_ms.saturating_sub(seen_at) > SILENCE_MS {
            before = Some((point, point.at_ms));
            continue;
        }
        let leg = metres_between((anchor.lat_e6, anchor.lon_e6), (point.lat_e6, point.lon_e6));
        let sure = f64::from(point.accuracy_m.max(anchor.accuracy_m)).max(STEP_M);
        if leg >= sure {
            metres += leg;
            before = Some((point, point.at_ms));
        } else {
            before = Some((anchor, point.at_ms));
        }
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a sum of distances: finite, not negative"
    )]
    let metres = metres.round() as u64;
    metres
}

#[cfg(test)]
#[path = "fold_tests.rs"]
mod tests;
