//! Counts failed enrolments and registrations, so that codes cannot be guessed and nobody floods a unit: per address, per
//! device and in all, over a sliding window. Kept in memory; a restart forgets, which a guesser cannot cause.

use std::collections::VecDeque;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use etong_protocol::DeviceId;

use crate::error::RelayError;
use crate::options::RelayOptions;
use crate::pace::slow_down;

/// Recent failures, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Attempts(Mutex<VecDeque<(i64, Option<IpAddr>)>>);

/// Recent registrations, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Registrations(Mutex<VecDeque<(i64, Option<IpAddr>, DeviceId)>>);

impl Attempts {
    /// # Errors
    /// `SlowDown` when too many have failed lately.
    pub(crate) fn admit(&self, from: Option<IpAddr>, options: &RelayOptions, now_ms: i64) -> Result<(), RelayError> {
        let from = from.map(whose);
        let mut failures = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        failures.retain(|(at, _)| *at > oldest(options, now_ms));
        let here = failures.iter().filter(|(_, address)| *address == from).count();
        if here >= options.enrol_failures_per_address || failures.len() >= options.enrol_failures_in_all {
            return Err(slow_down("too many wrong codes", window(options)));
        }
        Ok(())
    }

    pub(crate) fn failed(&self, from: Option<IpAddr>, now_ms: i64) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push_back((now_ms, from.map(whose)));
    }
}

impl Registrations {
    /// Counts one more.
    ///
    /// # Errors
    /// `SlowDown` when there were too many lately.
    pub(crate) fn admit(
        &self,
        from: Option<IpAddr>,
        device: DeviceId,
        options: &RelayOptions,
        now_ms: i64,
    ) -> Result<(), RelayError> {
        let from = from.map(whose);
        let mut taken = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        taken.retain(|(at, _, _)| *at > oldest(options, now_ms));
        let of_address = taken.iter().filter(|(_, address, _)| *address == from).count();
        let of_device = taken.iter().filter(|(_, _, other)| *other == device).count();
        if of_address >= options.registrations_per_address
            || of_device >= options.registrations_per_device
            || taken.len() >= options.registrations_in_all
        {
            return Err(slow_down("too many registrations", window(options)));
        }
        taken.push_back((now_ms, from, device));
        Ok(())
    }
}

fn window(options: &RelayOptions) -> Duration {
    Duration::from_secs(u64::from(options.enrol_window_minutes) * 60)
}

fn oldest(options: &RelayOptions, now_ms: i64) -> i64 {
    now_ms.saturating_sub(i64::from(options.enrol_window_minutes) * 60_000)
}

/// Whoever has one IPv6 address has its whole /64.
fn whose(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        v4 @ IpAddr::V4(_) => v4,
    }
}
