//! Counts failed enrolments, so that codes cannot be guessed: per address and in all, over a sliding window.
//! Kept in memory; a restart forgets, which a guesser cannot cause.

use std::collections::{BTreeMap, VecDeque};
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use etong_protocol::RefusalCode;

use crate::error::{RelayError, refuse};
use crate::options::RelayOptions;

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
            let minutes = options.enrol_window_minutes;
            return Err(refuse(RefusalCode::SlowDown, format!("too many wrong codes; try again in {minutes} minutes")));
        }
        Ok(())
    }

    pub(crate) fn failed(&self, from: Option<IpAddr>, now_ms: i64) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push_back((now_ms, from));
    }
}
