//! What this phone can know of the time. Its wall clock is written down as it is; beside it stands how far it can be off, and
//! when it was set between two entries, by how much. Nothing is put right here.

use std::sync::Mutex;

use minicbor::{Decode, Encode};

use super::App;
use crate::error::{AppError, CoreError, StoreError};
use crate::store::setting::{self, Setting};
use crate::store::{Durability, Store, Tx, lock};
use crate::sync::TrustedTime;
use etong_protocol::wire;

/// Two clocks that part by less than this have only drifted.
const JUMP_MS: i64 = 5_000;
/// What clocks may drift apart: 200 parts in a million.
const DRIFT: i64 = 5_000;
/// A fix of satellites is good to so much; what a phone adds on its way is lent with it.
const GPS_OFF_MS: i64 = 5_000;

/// The clocks of this running program.
#[derive(Debug, Default)]
pub(super) struct Clocks {
    mark: Mutex<Option<Mark>>,
    boot: Mutex<Option<Boot>>,
}

/// The two clocks at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
struct Mark {
    #[n(0)]
    wall_ms: i64,
    /// By the clock of the boot, if the phone lends one.
    #[n(1)]
    since_boot_ms: Option<i64>,
    #[n(2)]
    boot: Option<String>,
    /// By the clock of the process that made the mark; means nothing to another.
    #[n(3)]
    monotonic_ms: i64,
}

#[derive(Debug, Clone)]
struct Boot {
    id: String,
    /// The clock of the boot minus that of this process.
    ahead_ms: i64,
}

/// A trusted time that outlives this process, as long as the phone runs.
#[derive(Debug, Encode, Decode)]
pub(crate) struct KeptTime {
    #[n(0)]
    boot: String,
    #[n(1)]
    true_ms: i64,
    #[n(2)]
    since_boot_ms: i64,
    #[n(3)]
    off_ms: i64,
}

impl App {
    /// Lends the clock that runs since the phone was started and stands for no pause of the app: which start it is (any text that
    /// is another after the next), and how long ago. With it, trusted time outlives a restart of the app. To be called once after
    /// `open`; a phone that cannot say leaves it.
    ///
    /// # Errors
    /// `StorageLocked`, `StorageBroken`.
    pub fn lend_boot_clock(&self, boot: &str, since_boot_ms: i64) -> Result<(), AppError> {
        if lock(&self.last).is_some() {
            return Ok(());
        }
        let now = self.device.monotonic_ms();
        let ahead_ms = since_boot_ms.saturating_sub(now);
        *lock(&self.clocks.boot) = Some(Boot { id: boot.to_owned(), ahead_ms });
        if self.store.is_sealed() {
            return Ok(());
        }
        self.hear_kept_time(&self.store)?;
        self.set_end();
        self.erase_if_due()?;
        Ok(())
    }

    /// A time that was heard before this process, by the clock of the boot.
    pub(super) fn hear_kept_time(&self, store: &Store) -> Result<(), CoreError> {
        let Some(boot) = lock(&self.clocks.boot).clone() else { return Ok(()) };
        let since_boot_ms = self.device.monotonic_ms().saturating_add(boot.ahead_ms);
        let kept = store.read_anyway(|tx| setting::bytes(tx, Setting::TrustedTime))?;
        let kept: Option<KeptTime> = kept.and_then(|bytes| wire::decode(&bytes, "trusted time").ok());
        if let Some(kept) = kept.filter(|kept| kept.boot == boot.id && kept.since_boot_ms <= since_boot_ms) {
            let heard = kept.since_boot_ms.saturating_sub(boot.ahead_ms);
            let mut time = lock(&self.time);
            if time.is_none() {
                *time = Some(TrustedTime::new(kept.true_ms, heard, kept.off_ms, true));
            }
        }
        Ok(())
    }

    /// Lends the time of a satellite fix: what it says, by how much the phone says it can be off, and by the monotonic clock when
    /// it came. Used where the relay has not been heard; one that contradicts the relay is left aside. Fixes of a mock location
    /// are not to be lent.
    pub fn lend_gps_time(&self, gps_ms: i64, off_ms: u32, monotonic_ms: i64) {
        let now = self.device.monotonic_ms();
        if monotonic_ms > now {
            return;
        }
        let fix = TrustedTime::new(gps_ms, monotonic_ms, i64::from(off_ms).saturating_add(GPS_OFF_MS), false);
        let mut time = lock(&self.time);
        let better = time.is_none_or(|known| !known.by_relay() || fix.agrees_and_is_nearer(&known, now));
        if better {
            *time = Some(fix);
        } else {
            tracing::debug!("the time of a satellite fix is no better than the relay's, or contradicts it");
        }
        drop(time);
        self.set_end();
    }

    /// How far the wall clock was set since the last entry of this phone, against a clock that cannot be set; `None` when it was
    /// not, or nobody can know.
    pub(super) fn clock_jump(&self, tx: &Tx<'_>) -> Result<Option<i64>, CoreError> {
        #[cfg(feature = "sim")]
        if crate::sim::has_bug(crate::sim::SeededBug::QuietClock) {
            return Ok(None);
        }
        let now = self.mark_now();
        if let Some(before) = lock(&self.clocks.mark).clone() {
            return Ok(jump(&before, before.monotonic_ms, &now, now.monotonic_ms));
        }
        let kept = setting::bytes(tx, Setting::ClockMark)?;
        let Some(before) = kept.and_then(|bytes| wire::decode::<Mark>(&bytes, "clock mark").ok()) else {
            return Ok(None);
        };
        match (before.since_boot_ms, now.since_boot_ms) {
            (Some(then), Some(since)) if before.boot == now.boot => Ok(jump(&before, then, &now, since)),
            // No clock has run through: only that time cannot go back is known.
            _ => Ok(Some(now.wall_ms.saturating_sub(before.wall_ms)).filter(|by| *by < -JUMP_MS)),
        }
    }

    /// From here on jumps are counted; to be kept in the transaction that wrote the last one down.
    pub(super) fn keep_mark(&self, tx: &Tx<'_>) -> Result<Marked, StoreError> {
        let mark = self.mark_now();
        setting::set_bytes(tx, Setting::ClockMark, &wire::encode(&mark))?;
        Ok(Marked(mark))
    }

    pub(super) fn marked(&self, marked: Marked) {
        *lock(&self.clocks.mark) = Some(marked.0);
    }

    /// Keeps the trusted time for the next start of the app, where the phone's start can be told.
    pub(super) fn keep_trusted_time(&self) -> Result<(), CoreError> {
        let (Some(boot), Some(time)) = (lock(&self.clocks.boot).clone(), *lock(&self.time)) else { return Ok(()) };
        if !time.by_relay() {
            return Ok(());
        }
        let (true_ms, heard_monotonic_ms, off_ms) = time.parts();
        let since_boot_ms = heard_monotonic_ms.saturating_add(boot.ahead_ms);
        let kept = wire::encode(&KeptTime { boot: boot.id, true_ms, since_boot_ms, off_ms });
        Ok(self.store.write(Durability::Normal, |tx| setting::set_bytes(tx, Setting::TrustedTime, &kept))?)
    }

    fn mark_now(&self) -> Mark {
        let (wall_ms, monotonic_ms) = (self.device.now_ms(), self.device.monotonic_ms());
        let boot = lock(&self.clocks.boot).clone();
        let since_boot_ms = boot.as_ref().map(|boot| monotonic_ms.saturating_add(boot.ahead_ms));
        Mark { wall_ms, since_boot_ms, boot: boot.map(|boot| boot.id), monotonic_ms }
    }
}

/// A mark whose transaction is not durable yet.
pub(super) struct Marked(Mark);

fn jump(before: &Mark, then: i64, now: &Mark, since: i64) -> Option<i64> {
    let passed = since.saturating_sub(then);
    let by = now.wall_ms.saturating_sub(before.wall_ms).saturating_sub(passed);
    let drift = JUMP_MS.saturating_add(passed.saturating_abs() / DRIFT);
    (by.saturating_abs() > drift).then_some(by)
}
