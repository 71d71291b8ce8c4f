//! The fold of one answer to a call, with what the desk has told its author. Told once that he is wanted, he is not un-told;
//! who withdraws and accepts again stands at the end of the queue.

use etong_protocol::{DeviceId, EntryId, Hlc, OrgPath, PostId, PostKind, RecordId, RecordKind};

use super::muster_payload::MusterEntry;
use crate::domain::case::CaseReply;
use crate::domain::event::{Event, in_order};

/// Where somebody stands to a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MusterState {
    Accepted,
    Declined,
    Withdrawn,
    /// On task: the only time somebody's presence is known.
    Present,
    Left,
}

impl MusterState {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Declined => "declined",
            Self::Withdrawn => "withdrawn",
            Self::Present => "present",
            Self::Left => "left",
        }
    }

    /// Does he take one of the wanted places?
    #[must_use]
    pub const fn counts(self) -> bool {
        matches!(self, Self::Accepted | Self::Present | Self::Left)
    }
}

/// What the desk has said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DeskAnswer {
    /// 候补.
    Waiting,
    /// Wanted.
    Confirmed,
}

impl DeskAnswer {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Confirmed => "confirmed",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        [Self::Waiting, Self::Confirmed].into_iter().find(|answer| answer.as_str() == word)
    }
}

/// One answer as far as its events tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MusterFold {
    pub call: RecordId,
    pub post: PostId,
    pub post_kind: PostKind,
    pub device: DeviceId,
    pub scope: OrgPath,
    pub state: MusterState,
    /// Place in the queue: the relay's number of the acceptance that holds, `None` while it is not acknowledged.
    pub accepted_seq: Option<u64>,
    pub accepted_hlc: Hlc,
    pub accepted: EntryId,
    pub skills: Vec<String>,
    pub note: Option<String>,
    /// Milliseconds since 1970.
    pub arrived_at: Option<i64>,
    pub left_at: Option<i64>,
    /// Arriving or leaving was noted afterwards.
    pub noted_later: bool,
    pub result: Option<String>,
    pub answer: Option<DeskAnswer>,
    /// All that the desk said, oldest first: when and what.
    pub words: Vec<(i64, String)>,
    pub provisional: bool,
    /// Events this program does not know.
    pub unknown: u32,
}

impl MusterFold {
    /// Milliseconds served, once he has left.
    #[must_use]
    pub fn served_ms(&self) -> Option<i64> {
        Some(self.left_at?.saturating_sub(self.arrived_at?).max(0))
    }
}

/// Folds the events of one answer and the replies to it; `None` while nobody who may has answered.
#[must_use]
pub fn fold(events: &[Event<MusterEntry>], replies: &[Event<CaseReply>]) -> Option<MusterFold> {
    let mut folded: Option<MusterFold> = None;
    for event in in_order(events) {
        let known = !matches!(event.entry, MusterEntry::Unknown(_));
        // An acceptance that needs the relay is shown at once, without a place in the queue.
        if known
            && etong_protocol::authority::may_act(&event.post_kind, &RecordKind::Muster, event.entry.as_str()).is_none()
        {
            continue;
        }
        match &mut folded {
            None => folded = founded(event),
            Some(muster) if event.post == muster.post || event.device == muster.device => muster.take(event),
            Some(_) => {}
        }
    }
    let mut muster = folded?;
    for reply in in_order(replies).into_iter().filter(|reply| reply.may(&RecordKind::Call, "confirm")) {
        if muster.answer != Some(DeskAnswer::Confirmed) {
            muster.answer = DeskAnswer::from_word(&reply.entry.state).or(muster.answer);
        }
        muster.words.push((reply.captured_at, reply.entry.words.clone()));
    }
    Some(muster)
}

fn founded(event: &Event<MusterEntry>) -> Option<MusterFold> {
    let (call, state) = match &event.entry {
        MusterEntry::Accept(answer) => (answer.call, MusterState::Accepted),
        MusterEntry::Decline { call } => (*call, MusterState::Declined),
        _ => return None,
    };
    let mut muster = MusterFold {
        call,
        post: event.post,
        post_kind: event.post_kind.clone(),
        device: event.device,
        scope: event.scope.clone(),
        state,
        accepted_seq: event.seq,
        accepted_hlc: event.hlc,
        accepted: event.id,
        skills: Vec::new(),
        note: None,
        arrived_at: None,
        left_at: None,
        noted_later: false,
        result: None,
        answer: None,
        words: Vec::new(),
        provisional: false,
        unknown: 0,
    };
    muster.take(event);
    Some(muster)
}

impl MusterFold {
    fn take(&mut self, event: &Event<MusterEntry>) {
        self.provisional |= event.seq.is_none();
        match (&event.entry, self.state) {
            (MusterEntry::Accept(answer), MusterState::Accepted | MusterState::Declined | MusterState::Withdrawn) => {
                if self.state != MusterState::Accepted {
                    (self.accepted_seq, self.accepted_hlc, self.accepted) = (event.seq, event.hlc, event.id);
                }
                self.state = MusterState::Accepted;
                (self.skills, self.note) = (answer.skills.clone(), answer.note.clone());
            }
            (MusterEntry::Decline { .. }, MusterState::Accepted) => self.state = MusterState::Declined,
            (MusterEntry::Withdraw, MusterState::Accepted) => self.state = MusterState::Withdrawn,
            (MusterEntry::Arrive { at, .. }, MusterState::Accepted) => {
                self.state = MusterState::Present;
                self.arrived_at = Some(at.unwrap_or(event.captured_at));
                self.noted_later |= at.is_some();
            }
            (MusterEntry::Leave { at, result }, MusterState::Present) => {
                self.state = MusterState::Left;
                self.left_at = Some(at.unwrap_or(event.captured_at));
                self.noted_later |= at.is_some();
                self.result.clone_from(result);
            }
            (MusterEntry::Unknown(_), _) => self.unknown = self.unknown.saturating_add(1),
            _ => {}
        }
    }
}

#[cfg(test)]
#[path = "muster_tests.rs"]
mod tests;
