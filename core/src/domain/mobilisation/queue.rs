//! Who of those who accepted is wanted: the first within the quota, by the relay's order. Who was told so keeps the place; a
//! second answer of one post does not take another.

use std::collections::BTreeSet;

use etong_protocol::{PostId, RecordId};

use super::muster::{DeskAnswer, MusterFold};

/// One answer in the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queued {
    pub muster: RecordId,
    pub standing: Standing,
}

/// What an answer stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    Wanted,
    /// 候补.
    Waiting,
    /// The relay has not acknowledged the acceptance, so it has no place yet.
    NotYet,
    /// The post answered twice; the first counts.
    Twice,
    /// Declined or withdrawn.
    Out,
}

/// Every answer with what it stands for, in the order of the queue. `musters` may come in any order.
#[must_use]
pub fn queue(quota: u32, musters: &[(RecordId, MusterFold)]) -> Vec<Queued> {
    let mut ordered: Vec<&(RecordId, MusterFold)> = musters.iter().collect();
    ordered.sort_by_key(|(record, muster)| {
        (muster.accepted_seq.is_none(), muster.accepted_seq, muster.accepted_hlc, *record)
    });
    ordered.dedup_by_key(|(record, _)| *record);
    let told =
        ordered.iter().filter(|(_, muster)| muster.state.counts() && muster.answer == Some(DeskAnswer::Confirmed));
    let mut places: BTreeSet<PostId> = told.map(|(_, muster)| muster.post).collect();
    let mut seen: BTreeSet<PostId> = BTreeSet::new();
    let mut queued = Vec::with_capacity(ordered.len());
    for (record, muster) in ordered {
        let standing = if !muster.state.counts() {
            Standing::Out
        } else if !seen.insert(muster.post) {
            Standing::Twice
        } else if places.contains(&muster.post) {
            Standing::Wanted
        } else if muster.accepted_seq.is_none() {
            Standing::NotYet
        } else if u32::try_from(places.len()).is_ok_and(|taken| taken < quota) {
            places.insert(muster.post);
            Standing::Wanted
        } else {
            Standing::Waiting
        };
        queued.push(Queued { muster: *record, standing });
    }
    queued
}
