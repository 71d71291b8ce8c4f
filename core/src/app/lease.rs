//! 离线期限: how long this phone may go on without its relay. Counted from the last time the relay signed, by what must have passed at
//! least: a wall clock that is wrong neither ends a lease nor stretches it. Time in which no clock of this phone ran is not counted.

use std::sync::Mutex;

use etong_protocol::lease;

use super::App;
use crate::device::Device;
use crate::error::{CoreError, StoreError};
use crate::store::locked::KeptLease;
use crate::store::setting::{self, Setting};
use crate::store::{Durability, Store, Tx, lock};
use crate::sync::TrustedTime;
use crate::view;

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
/// A clock that does not jump goes wrong by less than 100 parts in a million.
const DRIFT: i64 = 10_000;

/// What the store remembers of a lease.
#[derive(Debug, Default)]
pub(super) struct Lease {
    kept: Mutex<Kept>,
}

#[derive(Debug, Default, Clone, Copy)]
struct Kept {
    /// The relay's clock when it was last heard; 0: never.
    from_ms: i64,
    /// What has passed since, at least, when this process began.
    ran_ms: i64,
    opened_monotonic_ms: i64,
    days: Option<u32>,
}

/// A lease as it stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Running {
    from_ms: i64,
    passed_ms: i64,
    lease_ms: i64,
}

impl Running {
    pub(super) fn until_ms(self) -> i64 {
        self.from_ms.saturating_add(self.lease_ms)
    }

    fn left_ms(self) -> i64 {
        self.lease_ms.saturating_sub(self.passed_ms)
    }

    /// `ending` from a quarter before the end.
    pub(super) fn state(self) -> &'static str {
        match self.left_ms() {
            ..=0 => "ended",
            left if left <= self.lease_ms / 4 => "ending",
            _ => "ok",
        }
    }
}

impl App {
    /// To be called after a sync.
    pub(super) fn read_lease(&self) -> Result<(), CoreError> {
        self.read_lease_of(&self.store)
    }

    /// To be called when a store has been opened.
    pub(super) fn read_lease_of(&self, store: &Store) -> Result<(), CoreError> {
        let opened_monotonic_ms = self.device.monotonic_ms();
        let kept = store.read_anyway(|tx| {
            let from = i64::try_from(setting::number(tx, Setting::LeaseFrom)?).unwrap_or(0);
            let ran = i64::try_from(setting::number(tx, Setting::LeaseRan)?).unwrap_or(0);
            Ok(Kept { from_ms: from, ran_ms: ran, opened_monotonic_ms, days: days(tx)? })
        });
        match kept {
            Ok(kept) => *lock(&self.lease.kept) = kept,
            // Suspended in the middle of a sync: what was read before goes on.
            Err(StoreError::Suspended) => {}
            Err(error) => return Err(error.into()),
        }
        self.set_end();
        Ok(())
    }

    /// From a quarter before the end on a screen warns; `None` before this phone has heard a relay.
    pub(super) fn running_lease(&self) -> Option<Running> {
        self.lease.running(&*self.device, *lock(&self.time))
    }

    /// As it was when this phone was locked.
    pub(super) fn go_on_with_lease(&self, kept: KeptLease) {
        let opened_monotonic_ms = self.device.monotonic_ms();
        let KeptLease { from_ms, ran_ms, days } = kept;
        *lock(&self.lease.kept) = Kept { from_ms, ran_ms, opened_monotonic_ms, days: Some(days) };
    }

    pub(super) fn lease_has_ended(&self) -> bool {
        #[cfg(feature = "sim")]
        if crate::sim::has_bug(crate::sim::SeededBug::LeaseEndless) {
            return false;
        }
        self.running_lease().is_some_and(|running| running.left_ms() <= 0)
    }

    /// From then on the store lets nobody in.
    pub(super) fn set_end(&self) {
        let end = self.running_lease().map_or(i64::MAX, |running| {
            let left = running.left_ms();
            self.device.monotonic_ms().saturating_add(left.saturating_add(left.max(0) / DRIFT))
        });
        self.store.ends_at(end);
    }

    /// Writes down how far the lease has run, for a start at which no clock tells.
    pub(super) fn keep_lease(&self) -> Result<(), StoreError> {
        let Some(running) = self.running_lease() else { return Ok(()) };
        match self.store.write(Durability::Normal, |tx| keep(tx, running)) {
            Err(StoreError::LeaseEnded | StoreError::Suspended | StoreError::Sealed | StoreError::Erased { .. }) => {
                Ok(())
            }
            kept => kept,
        }
    }
}

impl Lease {
    pub(super) fn running(&self, device: &dyn Device, time: Option<TrustedTime>) -> Option<Running> {
        let kept = *lock(&self.kept);
        let lease_ms = i64::from(kept.days?).saturating_mul(DAY_MS);
        let now = device.monotonic_ms();
        let since = |monotonic: i64| {
            let passed = now.saturating_sub(monotonic).max(0);
            passed.saturating_sub(passed / DRIFT)
        };
        let (from_ms, passed_ms) = match time {
            Some(time) if time.by_relay() => {
                let (from, heard, _) = time.parts();
                (from, since(heard))
            }
            other => {
                let ran = kept.ran_ms.saturating_add(since(kept.opened_monotonic_ms));
                // A satellite's time, taken at its earliest.
                let by_gps = other.map_or(0, |time| {
                    let (gps, heard, off) = time.parts();
                    gps.saturating_sub(off).saturating_add(since(heard)).saturating_sub(kept.from_ms)
                });
                (kept.from_ms, ran.max(by_gps))
            }
        };
        (from_ms > 0).then_some(Running { from_ms, passed_ms, lease_ms })
    }

    /// For a store that stays closed.
    pub(super) fn left(&self, running: Running) -> Option<KeptLease> {
        Some(KeptLease { from_ms: running.from_ms, ran_ms: running.passed_ms, days: lock(&self.kept).days? })
    }
}

pub(super) fn keep(tx: &Tx<'_>, running: Running) -> Result<(), StoreError> {
    setting::set_number(tx, Setting::LeaseFrom, u64::try_from(running.from_ms).unwrap_or(0))?;
    setting::set_number(tx, Setting::LeaseRan, u64::try_from(running.passed_ms).unwrap_or(0))
}

/// Only a phone that knows what to seal to has a lease.
fn days(tx: &Tx<'_>) -> Result<Option<u32>, StoreError> {
    if setting::array::<32>(tx, Setting::SealingKey)?.is_none() || setting::number(tx, Setting::Leased)? == 0 {
        return Ok(None);
    }
    let standing = view::standing(tx)?;
    Ok(standing.and_then(|standing| lease::shortest(standing.posts.iter().map(|post| &post.kind))))
}
