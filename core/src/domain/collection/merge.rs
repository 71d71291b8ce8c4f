//! 归并: two records of one person (or place) become one. One post proposes, another confirms at the centre, anybody who may can undo it.
//! Written under the record that stays; nothing is deleted, the other record is hidden from lists and can be reached and shown again.

use std::collections::BTreeMap;

use etong_protocol::{EntryId, PostId, PostKind, RecordId, RecordKind, WireError, authority, wire};
use serde::{Deserialize, Serialize};

use crate::domain::event::{Event, in_order};
use crate::domain::word::open_word;

open_word!(
    /// What is done about a likely duplicate.
    MergeAct {
        Propose = "propose",
        Confirm = "confirm",
        /// They are two.
        Decline = "decline",
        Undo = "undo",
    }
);

/// One act on a merge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergeEntry {
    #[serde(rename = "a")]
    pub act: MergeAct,
    /// The record that is hidden once the merge counts.
    pub other: RecordId,
    /// The proposal a confirmation or refusal answers, the confirmation an undo takes back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<EntryId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// An act with its place in the log.
pub type MergeEvent = Event<MergeEntry>;

/// Where a merge stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Merging {
    Proposed,
    Confirmed,
    Declined,
    Undone,
}

impl Merging {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Confirmed => "confirmed",
            Self::Declined => "declined",
            Self::Undone => "undone",
        }
    }

    /// From which state the act leads here, and to which.
    fn step(act: &MergeAct) -> Option<(&'static [Option<Self>], Self)> {
        const FROM_NONE: &[Option<Merging>] = &[None, Some(Merging::Declined), Some(Merging::Undone)];
        Some(match act {
            MergeAct::Propose => (FROM_NONE, Self::Proposed),
            MergeAct::Confirm => (&[Some(Self::Proposed)], Self::Confirmed),
            MergeAct::Decline => (&[Some(Self::Proposed)], Self::Declined),
            MergeAct::Undo => (&[Some(Self::Confirmed)], Self::Undone),
            MergeAct::Unknown(_) => return None,
        })
    }
}

/// The merge of one other record into this one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergeStanding {
    pub state: Merging,
    /// The act that led here: the base of the next one.
    pub by_act: EntryId,
    pub by: PostId,
    pub by_kind: PostKind,
    pub reason: Option<String>,
    /// Who proposed it; nobody confirms a proposal of his own.
    pub proposed_by: PostId,
    /// An act of this phone that counts only once the centre has it.
    pub waiting: Option<MergeAct>,
}

/// All merges into one record, by the other record.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MergeFold {
    pub others: BTreeMap<RecordId, MergeStanding>,
}

impl MergeFold {
    /// May this post make the act now? The acts of a fold pass the same test.
    ///
    /// # Errors
    /// The rule.
    pub fn allows(&self, act: &MergeAct, other: RecordId, post: PostId, kind: &PostKind) -> Result<(), &'static str> {
        let (from, _) = Merging::step(act).ok_or("a newer app knows this act")?;
        if authority::may_act(kind, &RecordKind::Merge, act.as_str()).is_none() {
            return Err("this kind of post does not do that to a merge");
        }
        let standing = self.others.get(&other);
        if !from.contains(&standing.map(|standing| standing.state)) {
            return Err(match act {
                MergeAct::Propose => "it has been proposed already",
                MergeAct::Undo => "the two records are not merged",
                _ => "no proposal waits for an answer",
            });
        }
        let own = standing.is_some_and(|standing| standing.proposed_by == post);
        if *act == MergeAct::Confirm && own {
            return Err("a proposal is confirmed by a second post");
        }
        Ok(())
    }

    fn take(&mut self, record: RecordId, event: &MergeEvent) {
        let entry = &event.entry;
        let base = self.others.get(&entry.other).map(|standing| standing.by_act);
        let answers = entry.act == MergeAct::Propose || entry.base == base;
        let Some((_, state)) = Merging::step(&entry.act) else { return };
        let legal = self.allows(&entry.act, entry.other, event.post, &event.post_kind).is_ok();
        if !answers || !legal || entry.other == record {
            return;
        }
        let at_the_centre = authority::may_act(&event.post_kind, &RecordKind::Merge, entry.act.as_str());
        if event.seq.is_none() && at_the_centre == Some(authority::When::Relay) {
            if let Some(standing) = self.others.get_mut(&entry.other) {
                standing.waiting = Some(entry.act.clone());
            }
            return;
        }
        let proposed_by = match state {
            Merging::Proposed => event.post,
            _ => self.others.get(&entry.other).map_or(event.post, |standing| standing.proposed_by),
        };
        let standing = MergeStanding {
            state,
            by_act: event.id,
            by: event.post,
            by_kind: event.post_kind.clone(),
            reason: entry.reason.clone(),
            proposed_by,
            waiting: None,
        };
        self.others.insert(entry.other, standing);
    }
}

/// The merges into `record`: any order and repetition in, one state out.
#[must_use]
pub fn fold_merges(record: RecordId, events: &[MergeEvent]) -> MergeFold {
    let mut fold = MergeFold::default();
    for event in in_order(events) {
        fold.take(record, event);
    }
    fold
}

/// The record that is shown in the place of `record`, or `None` when it is shown itself. `into` gives the records a record is
/// merged into. When merges made apart go round in a circle, the oldest record of the circle stays.
pub fn shown_instead<E>(
    record: RecordId,
    mut into: impl FnMut(RecordId) -> Result<Vec<RecordId>, E>,
) -> Result<Option<RecordId>, E> {
    let mut path = vec![record];
    let mut at = record;
    loop {
        let Some(next) = into(at)?.into_iter().min() else {
            return Ok((at != record).then_some(at));
        };
        if let Some(start) = path.iter().position(|seen| *seen == next) {
            let stays = path.iter().skip(start).min().copied().unwrap_or(next);
            return Ok((stays != record).then_some(stays));
        }
        path.push(next);
        at = next;
    }
}

impl MergeEntry {
    /// # Errors
    /// `Malformed` when CBOR cannot carry it, which no value of this type runs into.
    pub fn to_payload(&self) -> Result<Vec<u8>, WireError> {
        wire::encode_payload(self)
    }

    /// # Errors
    /// `Malformed` when it is no act on a merge.
    pub fn from_payload(bytes: &[u8]) -> Result<Self, WireError> {
        wire::decode_payload(bytes)
    }
}

#[cfg(test)]
#[path = "merge_tests.rs"]
mod tests;
