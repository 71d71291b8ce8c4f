//! The fold: from the events of a clue, in any order and repetition, to where it stands. An act is effective iff the post may
//! make it, it is legal in the state, and it builds on the last effective one; whatever else stays visible to police.

use etong_protocol::authority::{When, may_act};
use etong_protocol::{DeviceId, EntryId, OrgPath, PostId, PostKind, RecordKind};

use super::act::{ClueAct, ClueDecision, ClueEntry, ClueReport, ClueWord};
use crate::domain::event::{Event, in_order};
use crate::domain::shown_time::Received;

pub type ClueEvent = Event<ClueEntry>;

/// Where a clue stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ClueState {
    Reported,
    /// 受理.
    Taken,
    /// 移交: given to another police post that has not taken it yet.
    HandedOver,
    /// 研判: decided what becomes of it.
    Decided,
    Closed,
}

impl ClueState {
    pub const ALL: [Self; 5] = [Self::Reported, Self::Taken, Self::HandedOver, Self::Decided, Self::Closed];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reported => "reported",
            Self::Taken => "taken",
            Self::HandedOver => "handed_over",
            Self::Decided => "decided",
            Self::Closed => "closed",
        }
    }
}

/// One clue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClueFold {
    pub state: ClueState,
    pub report: ClueReport,
    /// Who reported. Screens show it only when the report is not anonymous.
    pub reporter_post: PostId,
    pub reporter_kind: PostKind,
    pub reporter_device: DeviceId,
    pub scope: OrgPath,
    /// Milliseconds since 1970, phone clock.
    pub captured_at: i64,
    /// The same as it counts: what the clocks of deadlines begin with.
    pub reported_at: i64,
    /// The police post that has it; `None`: any in reach.
    pub with: Option<(PostId, PostKind)>,
    pub decision: Option<ClueDecision>,
    pub outcome: Option<String>,
    pub last_effective: EntryId,
    pub provisional: bool,
    /// Every event, in fold order.
    pub acts: Vec<FoldedClueAct>,
}

/// One event and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoldedClueAct {
    pub id: EntryId,
    pub seq: Option<u64>,
    pub post: PostId,
    pub post_kind: PostKind,
    pub captured_at: i64,
    /// The same as it counts.
    pub counts_at: i64,
    pub act: ClueAct,
    pub standing: Standing,
}

/// What an event counts for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    Effective,
    Remark,
    /// It counts once the relay has it.
    Waiting,
    /// Another act came first.
    Superseded,
    /// The post may not, or not in this state.
    NotAllowed,
    Unknown,
}

impl Standing {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Effective => "effective",
            Self::Remark => "remark",
            Self::Waiting => "waiting",
            Self::Superseded => "superseded",
            Self::NotAllowed => "not_allowed",
            Self::Unknown => "unknown",
        }
    }
}

/// The state after `word` in state `from`, or `None` when it is no legal step.
#[must_use]
pub fn step(from: ClueState, word: ClueWord) -> Option<ClueState> {
    use ClueState::{Closed, Decided, HandedOver, Reported, Taken};
    match (word, from) {
        (ClueWord::Take, Reported | HandedOver) => Some(Taken),
        (ClueWord::Decide, Taken | Decided) => Some(Decided),
        (ClueWord::HandOver, Reported | Taken | Decided) => Some(HandedOver),
        (ClueWord::Close, Taken | Decided) => Some(Closed),
        _ => None,
    }
}

/// Folds the events of one clue; `None` while no report has founded it.
#[must_use]
pub fn fold(events: &[ClueEvent]) -> Option<ClueFold> {
    fold_received(events, &Received::default())
}

/// The same with the times that the relay can bear out.
#[must_use]
pub fn fold_received(events: &[ClueEvent], received: &Received) -> Option<ClueFold> {
    let mut clue: Option<ClueFold> = None;
    let mut acts = Vec::new();
    for event in in_order(events) {
        let standing = judge(clue.as_ref(), event);
        let at = received.shown(event.id, event.captured_at, None).at;
        if standing == Standing::Effective {
            match (&mut clue, &event.entry.act) {
                (None, ClueAct::Report(report)) => clue = Some(founded(event, at, report)),
                (Some(clue), act) => clue.advance(event, act),
                (None, _) => {}
            }
        }
        acts.push(FoldedClueAct {
            id: event.id,
            seq: event.seq,
            post: event.post,
            post_kind: event.post_kind.clone(),
            captured_at: event.captured_at,
            counts_at: at,
            act: event.entry.act.clone(),
            standing,
        });
    }
    let mut clue = clue?;
    clue.acts = acts;
    Some(clue)
}

/// The acts a police post can make now, in the order of a menu.
#[must_use]
pub fn next_acts(clue: &ClueFold, post: &PostKind) -> Vec<ClueWord> {
    let possible = |word: &ClueWord| *word == ClueWord::Note || step(clue.state, *word).is_some();
    let kind = clue.report.record_kind();
    ClueWord::ALL.into_iter().filter(|word| possible(word) && may(post, &kind, *word).is_some()).collect()
}

impl ClueFold {
    /// Has any police post taken it on?
    #[must_use]
    pub fn was_taken(&self) -> bool {
        self.acts.iter().any(|act| act.standing == Standing::Effective && act.act == ClueAct::Take)
    }

    /// Who reported it adds to it; to a team's, every member whom the relay lets write there.
    #[must_use]
    pub fn may_add(&self, post: PostId) -> bool {
        self.report.team || post == self.reporter_post
    }

    /// Does an act of this phone wait for the relay? Until it counts, nothing further can build on it.
    #[must_use]
    pub fn waits(&self) -> bool {
        self.acts.iter().any(|act| act.standing == Standing::Waiting)
    }

    fn advance(&mut self, event: &ClueEvent, act: &ClueAct) {
        let Some(state) = act.word().and_then(|word| step(self.state, word)) else { return };
        self.state = state;
        self.last_effective = event.id;
        self.provisional |= event.seq.is_none();
        match act {
            ClueAct::Take => self.with = Some((event.post, event.post_kind.clone())),
            ClueAct::HandOver { to, to_kind, .. } => self.with = Some((*to, to_kind.clone())),
            ClueAct::Decide { decision, .. } => self.decision = Some(decision.clone()),
            ClueAct::Close { outcome } => self.outcome = Some(outcome.clone()),
            _ => {}
        }
    }
}

fn judge(clue: Option<&ClueFold>, event: &ClueEvent) -> Standing {
    let Some(word) = event.entry.act.word() else { return Standing::Unknown };
    let kind = match (clue, &event.entry.act) {
        (None, ClueAct::Report(report)) => report.record_kind(),
        (None, _) => return Standing::NotAllowed,
        (Some(clue), _) => clue.report.record_kind(),
    };
    let Some(when) = may(&event.post_kind, &kind, word) else { return Standing::NotAllowed };
    match (clue, &event.entry.act) {
        (None, _) => Standing::Effective,
        (Some(_), ClueAct::Report(_)) => Standing::Superseded,
        (Some(clue), ClueAct::Add { .. }) if !clue.may_add(event.post) => Standing::NotAllowed,
        (Some(_), act) if act.word().is_some_and(ClueWord::is_remark) => Standing::Remark,
        (Some(clue), _) if event.entry.base != Some(clue.last_effective) => Standing::Superseded,
        (Some(_), ClueAct::HandOver { to_kind, .. }) if !super::may_read(to_kind) => Standing::NotAllowed,
        (Some(clue), _) if step(clue.state, word).is_none() => Standing::NotAllowed,
        (Some(_), _) if when == When::Relay && event.seq.is_none() => Standing::Waiting,
        (Some(_), _) => Standing::Effective,
    }
}

fn may(post: &PostKind, kind: &RecordKind, word: ClueWord) -> Option<When> {
    may_act(post, kind, word.as_str())
}

fn founded(event: &ClueEvent, at: i64, report: &ClueReport) -> ClueFold {
    ClueFold {
        state: ClueState::Reported,
        report: report.clone(),
        reporter_post: event.post,
        reporter_kind: event.post_kind.clone(),
        reporter_device: event.device,
        scope: event.scope.clone(),
        captured_at: event.captured_at,
        reported_at: at,
        with: None,
        decision: None,
        outcome: None,
        last_effective: event.id,
        provisional: event.seq.is_none(),
        acts: Vec::new(),
    }
}

#[cfg(test)]
#[path = "fold_tests.rs"]
mod tests;
