//! Counts failed enrolments, so that codes cannot be guessed: per address and in all, over a sliding window.
//! Kept in memory; a restart forgets, which a guesser cannot cause.

use std::collections::{BTreeMap, VecDeque};
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::error::RelayError;
use crate::options::RelayOptions;
use crate::pace::slow_down;

/// Recent failures, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Attempts(Mutex<VecDeque<(i64, Option<IpAddr>)>>);

impl Attempts {
    /// # Errors
    /// `SlowDown` when too many have failed lately.
    pub(crate) fn admit(&self, from: Option<IpAddr>, options: &RelayOptions, now_ms: i64) -> Result<(), RelayError> {
        let oldest = now_ms.saturating_sub(i64::from(options.enrol_window_minutes) * 60_000);
        let mut failures = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        failures.retain(|(at, _)| *at > oldest);
        let mut by_address: BTreeMap<Option<IpAddr>, usize> = BTreeMap::new();
        for (_, address) in failures.iter() {
            *by_address.entry(*address).or_default() += 1;
        }
        let here = by_address.get(&from).copied().unwrap_or(0);
        if here >= options.enrol_failures_per_address || failures.len() >= options.enrol_failures_in_all {
            let window = Duration::from_secs(u64::from(options.enrol_window_minutes) * 60);
            return Err(slow_down("too many wrong codes", window));
        }
        Ok(())
    }

    pub(crate) fn failed(&self, from: Option<IpAddr>, now_ms: i64) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push_back((now_ms, from));
    }
}
