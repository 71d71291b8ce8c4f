//! A patrol while its events are gone through: what each of them adds, by who wrote it.

use std::collections::BTreeMap;

use etong_protocol::authority::may_act;
use etong_protocol::{EntryId, PostId, RecordId, RecordKind};

use super::act::{Assignment, PatrolEntry, PatrolKind, Plan, Start};
use super::distance::{distance, tracked_ms};
use super::fold::{Partner, PatrolEvent, PatrolFold, TimelineEvent};
use super::pair;
use super::state::PatrolState;
use super::track::TrackPoint;
use crate::domain::place::Fix;

/// A week of fixes every five seconds; what a phone writes beyond that is not drawn.
const TRACK_MAX: usize = 120_960;
/// Events shown one by one; findings and gaps beyond that are still counted.
const TIMELINE_MAX: usize = 500;

/// A patrol so far.
pub(super) struct Walk<'e> {
    patrol: PatrolFold,
    record: RecordId,
    founder: EntryId,
    start: Option<&'e PatrolEvent>,
    pair: Option<String>,
    /// Since when the patrol has been under way, if it is.
    walking_since: Option<i64>,
    paused_since: Option<i64>,
    track: BTreeMap<i64, TrackPoint>,
    partners: BTreeMap<PostId, Partner>,
    /// Tracks and ends of posts that have not joined (yet, in this order of events).
    others: BTreeMap<PostId, (u32, Option<i64>)>,
}

impl<'e> Walk<'e> {
    pub(super) fn new(
        record: RecordId,
        founder: &PatrolEvent,
        asked: Option<&Assignment>,
        start: Option<&'e PatrolEvent>,
    ) -> Self {
        let walker = start.unwrap_or(founder);
        let started = match start.map(|event| &event.entry) {
            Some(PatrolEntry::Start(started)) => Some(started),
            _ => None,
        };
        let plan = started.map(|started| &started.plan).filter(|plan| **plan != Plan::default());
        let asked_first = || asked.and_then(|asked| asked.to.first().copied());
        let patrol = PatrolFold {
            state: if start.is_some() { PatrolState::Underway } else { PatrolState::Assigned },
            kind: started.map_or(PatrolKind::Assigned, |started| started.kind.clone()),
            post: start.map(|event| event.post).or_else(asked_first).unwrap_or(walker.post),
            post_kind: walker.post_kind.clone(),
            device: walker.device,
            scope: founder.scope.clone(),
            assignment: asked.cloned(),
            called_off: None,
            plan: plan.or(asked.map(|asked| &asked.plan)).cloned().unwrap_or_default(),
            campaign: started.and_then(|started| started.campaign).or(asked.and_then(|asked| asked.campaign)),
            call: started.and_then(|started| started.call),
            start_place: started.and_then(|started| started.place.clone()),
            started_at: match (start, asked) {
                (None, Some(asked)) => asked.from,
                _ => walker.captured_at,
            },
            ended_at: None,
            last_seen_at: walker.captured_at,
            duration_ms: 0,
            distance_m: 0,
            track: Vec::new(),
            kept: None,
            findings: Vec::new(),
            gaps: Vec::new(),
            pauses: Vec::new(),
            marks: Vec::new(),
            partners: Vec::new(),
            mocked: 0,
            timeline: Vec::new(),
            provisional: false,
            unknown: 0,
        };
        Self {
            patrol,
            record,
            founder: founder.id,
            start,
            pair: started.and_then(|started| started.pair.clone()),
            walking_since: start.map(|event| event.captured_at),
            paused_since: None,
            track: BTreeMap::new(),
            partners: BTreeMap::new(),
            others: BTreeMap::new(),
        }
    }

    pub(super) fn take(&mut self, event: &PatrolEvent) {
        let walker = self.start.is_some_and(|start| start.post == event.post);
        // The same phone under another post of its owner: what it measured is still the track of this walk.
        let track = walker || self.start.is_some_and(|start| start.device == event.device);
        let counted = match &event.entry {
            PatrolEntry::Segment(points) if track => self.segment(points),
            PatrolEntry::Mocked(mocked) if track => {
                self.patrol.mocked = self.patrol.mocked.saturating_add(mocked.count);
                true
            }
            _ if event.id == self.founder || self.start.is_some_and(|start| start.id == event.id) => true,
            PatrolEntry::CallOff { reason } => self.call_off(event, reason),
            _ if walker => self.walked(event),
            _ => self.walked_along(event),
        };
        self.patrol.provisional |= event.seq.is_none() && (counted || walker);
        if !counted {
            return;
        }
        if !matches!(event.entry, PatrolEntry::Segment(_)) && self.patrol.timeline.len() < TIMELINE_MAX {
            self.patrol.timeline.push(TimelineEvent {
                id: event.id,
                word: event.entry.as_str().to_owned(),
                text: event.entry.text().map(str::to_owned),
                post: event.post,
                captured_at: event.captured_at,
                receipted: event.seq.is_some(),
            });
        }
        if walker {
            self.patrol.last_seen_at = self.patrol.last_seen_at.max(event.captured_at);
        }
    }

    fn segment(&mut self, points: &[TrackPoint]) -> bool {
        if self.track.len() < TRACK_MAX {
            self.track.extend(points.iter().map(|point| (point.at_ms, *point)));
        }
        true
    }

    /// What the walker writes; false when it changes nothing.
    fn walked(&mut self, event: &PatrolEvent) -> bool {
        let at = event.captured_at;
        match (&event.entry, self.patrol.state) {
            (PatrolEntry::Gap(gap), _) => self.patrol.gaps.push(gap.clone()),
            (PatrolEntry::Finding(finding), _) => self.patrol.findings.push(finding.clone()),
            (PatrolEntry::Mark(mark), _) => self.patrol.marks.push(mark.clone()),
            (PatrolEntry::Unknown(_), _) => self.patrol.unknown = self.patrol.unknown.saturating_add(1),
            (PatrolEntry::Pause, PatrolState::Underway) => {
                self.stand_still(at);
                (self.patrol.state, self.paused_since) = (PatrolState::Paused, Some(at));
            }
            (PatrolEntry::Resume, PatrolState::Paused) => {
                self.patrol.pauses.extend(self.paused_since.take().map(|since| (since, at)));
                (self.patrol.state, self.walking_since) = (PatrolState::Underway, Some(at));
            }
            (PatrolEntry::End { .. }, PatrolState::Underway | PatrolState::Paused) => {
                self.stand_still(at);
                self.patrol.pauses.extend(self.paused_since.take().map(|since| (since, at)));
                (self.patrol.state, self.patrol.ended_at) = (PatrolState::Ended, Some(at));
            }
            _ => return false,
        }
        true
    }

    /// What somebody else writes: partners confirm and find, nobody else counts.
    fn walked_along(&mut self, event: &PatrolEvent) -> bool {
        if may_act(&event.post_kind, &RecordKind::Patrol, "join").is_none() {
            return false;
        }
        let asked = self.patrol.assignment.as_ref().is_some_and(|asked| asked.to.contains(&event.post));
        match &event.entry {
            PatrolEntry::Join { code, place } => {
                let by_code = match (&self.pair, code) {
                    (Some(mark), Some(code)) => pair::mark_of(self.record, code) == *mark,
                    _ => false,
                };
                self.join(event, by_code, place.clone());
            }
            PatrolEntry::Start(Start { place, .. }) if asked => self.join(event, false, place.clone()),
            PatrolEntry::End { .. } => {
                let other = self.others.entry(event.post).or_default();
                other.1 = other.1.or(Some(event.captured_at));
            }
            PatrolEntry::Segment(points) => {
                let other = self.others.entry(event.post).or_default();
                other.0 = other.0.saturating_add(u32::try_from(points.len()).unwrap_or(u32::MAX));
            }
            PatrolEntry::Finding(finding) if self.partners.contains_key(&event.post) => {
                self.patrol.findings.push(finding.clone());
            }
            _ => return false,
        }
        true
    }

    fn join(&mut self, event: &PatrolEvent, by_code: bool, place: Option<Fix>) {
        let partner = self.partners.entry(event.post).or_insert_with(|| Partner {
            post: event.post,
            post_kind: event.post_kind.clone(),
            joined_at: event.captured_at,
            place,
            by_code: false,
            ended_at: None,
            points: 0,
        });
        partner.by_code |= by_code;
    }

    fn call_off(&mut self, event: &PatrolEvent, reason: &str) -> bool {
        if may_act(&event.post_kind, &RecordKind::Patrol, "call_off").is_none() || self.patrol.assignment.is_none() {
            return false;
        }
        self.patrol.called_off.get_or_insert_with(|| reason.to_owned());
        if self.patrol.state == PatrolState::Assigned {
            self.patrol.state = PatrolState::CalledOff;
        }
        true
    }

    /// Closes the stretch under way; a clock that was set back makes it nothing, never less.
    fn stand_still(&mut self, at: i64) {
        if let Some(since) = self.walking_since.take() {
            let walked = at.saturating_sub(since).max(0);
            self.patrol.duration_ms = self.patrol.duration_ms.saturating_add(walked);
        }
    }

    pub(super) fn finish(mut self) -> PatrolFold {
        if let Some((last, _)) = self.track.last_key_value()
            && self.patrol.ended_at.is_none()
        {
            self.patrol.last_seen_at = self.patrol.last_seen_at.max(*last);
        }
        self.stand_still(self.patrol.last_seen_at);
        let gaps = self.patrol.gaps.iter().map(|gap| (gap.from, gap.to));
        let still: Vec<(i64, i64)> = self.patrol.pauses.iter().copied().chain(gaps).collect();
        self.patrol.track = self.track.into_values().collect();
        self.patrol.distance_m = distance(&self.patrol.track, &still);
        self.patrol.duration_ms = self.patrol.duration_ms.max(tracked_ms(&self.patrol.track, &still));
        for (post, partner) in &mut self.partners {
            if let Some((points, ended_at)) = self.others.get(post) {
                (partner.points, partner.ended_at) = (*points, *ended_at);
            }
        }
        self.patrol.partners = self.partners.into_values().collect();
        self.patrol
    }
}
