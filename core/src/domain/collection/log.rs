//! What the log says about an event, beside its words: who wrote it, when, and its place in the order that counts.

use etong_protocol::{DeviceId, EntryId, Hlc, PostId, PostKind};

/// The order of two events: what the relay has receipted in its own order, then what this phone still holds by clock.
type Order = (bool, Option<u64>, Hlc, DeviceId, EntryId);

/// An event of a companion log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logged<T> {
    pub id: EntryId,
    /// Place in the relay's feed; `None` until receipted.
    pub seq: Option<u64>,
    pub hlc: Hlc,
    pub device: DeviceId,
    pub post: PostId,
    pub post_kind: PostKind,
    /// Phone clock of the author, milliseconds since 1970.
    pub captured_at: i64,
    pub entry: T,
}

impl<T> Logged<T> {
    fn order(&self) -> Order {
        (self.seq.is_none(), self.seq, self.hlc, self.device, self.id)
    }
}

/// Each event once, in the order that counts, whatever order and repetition they came in.
pub(super) fn ordered<T>(events: &[Logged<T>]) -> Vec<&Logged<T>> {
    let mut ordered: Vec<&Logged<T>> = events.iter().collect();
    ordered.sort_by_key(|event| event.order());
    let mut seen = std::collections::BTreeSet::new();
    ordered.retain(|event| seen.insert(event.id));
    ordered
}
