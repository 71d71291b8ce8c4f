//! The time an act counts by. A phone says when it was, and how far its clock can be off; the relay says when it first had it. What
//! the phone can vouch for stands, also days before it reached the relay; else the last moment it can have been counts, and the
//! difference is told; what the same phone wrote later and vouches for proves that it was before. Without the relay's word there is only
//! the phone's. What others wrote and an act builds on, however many acts lie between, was at the relay before it: a time before that is
//! told too.

use std::collections::BTreeMap;

use etong_protocol::{DeviceId, EntryId, Stamp};

use crate::domain::event::Event;

/// A clock that can be off by more vouches for nothing. What clocks drift apart in a month stays below.
pub const VOUCHED_MS: u32 = 15 * 60 * 1_000;

/// What is known of the times of some entries besides what their phones' clocks said.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Received(BTreeMap<EntryId, Word>);

/// Of one entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Word {
    within_ms: Option<u32>,
    received_at: i64,
    /// When the same phone vouched to have written something after it.
    followed_at: Option<i64>,
}

/// What whoever builds on an act has seen, by when the relay had it: the latest of all devices, and the latest of any other than that one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Seen {
    latest: Option<(DeviceId, i64)>,
    by_another: Option<i64>,
}

impl Seen {
    /// And this act too, if the relay has told of it.
    #[must_use]
    pub(crate) fn and(self, device: DeviceId, received_at: Option<i64>) -> Self {
        let Some(at) = received_at else { return self };
        match self.latest {
            Some((of, latest)) if of != device && at > latest => {
                Self { latest: Some((device, at)), by_another: Some(latest) }
            }
            Some((of, _)) if of != device => Self { by_another: self.by_another.max(Some(at)), ..self },
            Some((_, latest)) => Self { latest: Some((device, latest.max(at))), ..self },
            None => Self { latest: Some((device, at)), by_another: None },
        }
    }

    /// For a device: the latest that others wrote. Its own phone had what it wrote before the relay had it.
    #[must_use]
    pub(crate) fn by_others_than(self, device: DeviceId) -> Option<i64> {
        match self.latest {
            Some((of, at)) if of != device => Some(at),
            _ => self.by_another,
        }
    }
}

impl Word {
    fn is_vouched(self) -> bool {
        self.within_ms.is_some_and(|within| within <= VOUCHED_MS)
    }
}

/// When an act was, for all that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShownTime {
    /// Milliseconds since 1970.
    pub at: i64,
    /// It is not what the phone's clock said, or the clock said a time before what others wrote and the act builds on had reached the relay.
    pub doubtful: bool,
}

impl Received {
    /// Notes what the relay said of an entry; nothing while it has said nothing.
    pub fn note(&mut self, id: EntryId, stamp: &Stamp, received_at: Option<i64>) {
        if let Some(received_at) = received_at {
            self.0.insert(id, Word { within_ms: stamp.within_ms, received_at, followed_at: None });
        }
    }

    /// What the same phone wrote later and vouches for proves when an act that it cannot vouch for was at the latest. These events, and no
    /// others: what is not among them proves nothing.
    pub fn borne_out_by<A>(&mut self, events: &[Event<A>]) {
        let mut ordered: Vec<&Event<A>> = events.iter().collect();
        ordered.sort_by_key(|event| (event.device, event.hlc, event.id));
        let mut proven: Option<(DeviceId, i64)> = None;
        self.0.values_mut().for_each(|word| word.followed_at = None);
        for event in ordered.into_iter().rev() {
            let Some(word) = self.0.get_mut(&event.id) else { continue };
            let later = proven.filter(|(device, _)| *device == event.device).map(|(_, at)| at);
            word.followed_at = later;
            if word.is_vouched() {
                let at = event.captured_at.min(word.received_at);
                proven = Some((event.device, later.map_or(at, |later| later.min(at))));
            }
        }
    }

    /// When the relay first had it.
    #[must_use]
    pub fn received_at(&self, id: EntryId) -> Option<i64> {
        self.0.get(&id).map(|word| word.received_at)
    }

    /// `said`: by the phone's clock. `seen`: when the relay had had all that others wrote and this one builds on.
    #[must_use]
    pub fn shown(&self, id: EntryId, said: i64, seen: Option<i64>) -> ShownTime {
        let Some(word) = self.0.get(&id) else { return ShownTime { at: said, doubtful: false } };
        let latest = match word.within_ms {
            _ if word.is_vouched() => said,
            Some(within) => said.saturating_add(i64::from(within)),
            None => word.received_at,
        };
        let proven = word.followed_at.filter(|_| !word.is_vouched());
        let at = latest.min(word.received_at).min(proven.unwrap_or(i64::MAX));
        let vouched = i64::from(VOUCHED_MS);
        let too_early = seen.is_some_and(|there| said.saturating_add(vouched) < there);
        ShownTime { at, doubtful: too_early || at.saturating_sub(said).saturating_abs() > vouched }
    }
}

#[cfg(test)]
#[path = "shown_time_tests.rs"]
mod tests;
