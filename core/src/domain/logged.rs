//! One event of the log with the parts of its envelope that folds look at, and the order in which folds take them: what the
//! relay has acknowledged first, by its number; then the phone's own pending ones by (hlc, device, id).

use std::collections::BTreeMap;

use etong_protocol::authority::{When, may_act};
use etong_protocol::{DeviceId, EntryId, Hlc, OrgPath, PostId, PostKind, RecordKind};

/// One event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logged<T> {
    pub id: EntryId,
    /// The relay's number; `None` while the phone's own event is not acknowledged.
    pub seq: Option<u64>,
    pub hlc: Hlc,
    pub device: DeviceId,
    pub post: PostId,
    pub post_kind: PostKind,
    pub scope: OrgPath,
    /// Milliseconds since 1970, phone clock.
    pub captured_at: i64,
    pub entry: T,
}

impl<T> Logged<T> {
    /// May the author's post make this act? An act that needs the relay counts once the relay has it.
    #[must_use]
    pub fn may(&self, kind: &RecordKind, act: &str) -> bool {
        match may_act(&self.post_kind, kind, act) {
            Some(When::Offline) => true,
            Some(When::Relay) => self.seq.is_some(),
            None => false,
        }
    }
}

/// Each event once, an acknowledged copy before a pending one, in the order that counts.
#[must_use]
pub fn in_order<T>(events: &[Logged<T>]) -> Vec<&Logged<T>> {
    let mut by_id: BTreeMap<EntryId, &Logged<T>> = BTreeMap::new();
    for event in events {
        let kept = by_id.entry(event.id).or_insert(event);
        if event.seq.is_some_and(|seq| kept.seq.is_none_or(|other| seq < other)) {
            *kept = event;
        }
    }
    let mut ordered: Vec<&Logged<T>> = by_id.into_values().collect();
    ordered.sort_by_key(|event| (event.seq.is_none(), event.seq, event.hlc, event.device, event.id));
    ordered
}
