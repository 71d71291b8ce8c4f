//! How fast one device and one address may ask, by governor's leaky bucket on the relay's own clock. A refused request says
//! when the next one is welcome. Kept in memory; who has not asked for a while is forgotten.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use etong_protocol::{Refusal, RefusalCode};
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};

use crate::clock::Clock;
use crate::error::RelayError;
use crate::options::RelayOptions;

/// Requests a second in the long run, and how many may come at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    pub per_second: NonZeroU32,
    pub burst: NonZeroU32,
}

type Limiter<K> = RateLimiter<K, HashMapStateStore<K>, Ticks, NoOpMiddleware<Duration>>;

/// The limits in force.
pub(crate) struct Pace {
    devices: Option<Limiter<i64>>,
    addresses: Option<Limiter<IpAddr>>,
    ticks: Ticks,
}

impl Pace {
    pub(crate) fn new(options: &RelayOptions, clock: Arc<dyn Clock>) -> Self {
        let ticks = Ticks(clock);
        Self {
            devices: options.device_rate.map(|rate| limiter(rate, &ticks)),
            addresses: options.address_rate.map(|rate| limiter(rate, &ticks)),
            ticks,
        }
    }

    /// `device`: its row in the directory.
    ///
    /// # Errors
    /// `SlowDown` with the seconds to wait.
    pub(crate) fn admit_device(&self, device: i64) -> Result<(), RelayError> {
        self.admit(self.devices.as_ref(), &device, "this phone asks too often")
    }

    /// # Errors
    /// As `admit_device`.
    pub(crate) fn admit_address(&self, address: IpAddr) -> Result<(), RelayError> {
        self.admit(self.addresses.as_ref(), &network_of(address), "too many requests from this address")
    }

    pub(crate) fn forget_who_asked_long_ago(&self) {
        if let Some(devices) = &self.devices {
            devices.retain_recent();
        }
        if let Some(addresses) = &self.addresses {
            addresses.retain_recent();
        }
    }

    fn admit<K>(&self, limiter: Option<&Limiter<K>>, key: &K, why: &str) -> Result<(), RelayError>
    where
        K: Clone + Eq + std::hash::Hash,
    {
        let Some(limiter) = limiter else { return Ok(()) };
        limiter.check_key(key).map_err(|not_until| {
            let wait = not_until.wait_time_from(governor::clock::Clock::now(&self.ticks));
            slow_down(why, wait)
        })
    }
}

impl fmt::Debug for Pace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pace(…)")
    }
}

/// A refusal that says when to come back; whole seconds, at least one.
pub(crate) fn slow_down(why: &str, wait: Duration) -> RelayError {
    let seconds = u32::try_from(wait.as_millis().div_ceil(1000).max(1)).unwrap_or(u32::MAX);
    let detail = match seconds {
        0..120 => format!("{why}; try again in {seconds} s"),
        _ => format!("{why}; try again in {} minutes", seconds.div_ceil(60)),
    };
    RelayError::Refused(Refusal { retry_after_s: Some(seconds), ..Refusal::new(RefusalCode::SlowDown, detail) })
}

/// What counts as one address: of IPv6 the network, because its holder has all the addresses in it.
#[must_use]
pub fn network_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)).into(),
        v4 @ IpAddr::V4(_) => v4,
    }
}

fn limiter<K: Clone + Eq + std::hash::Hash>(rate: Rate, ticks: &Ticks) -> Limiter<K> {
    let quota = Quota::per_second(rate.per_second).allow_burst(rate.burst);
    RateLimiter::hashmap_with_clock(quota, ticks.clone())
}

#[derive(Clone)]
struct Ticks(Arc<dyn Clock>);

impl governor::clock::Clock for Ticks {
    type Instant = Duration;

    fn now(&self) -> Duration {
        Duration::from_micros(self.0.ticks_us())
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::network_of;

    #[test]
    fn an_ipv6_network_counts_as_one_address() {
        for (address, counts_as) in [
            ("203.0.113.9", "203.0.113.9"),
            ("::ffff:203.0.113.9", "203.0.113.9"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
            ("2001:db8:1:2::1", "2001:db8:1:2::"),
        ] {
            assert_eq!(network_of(address.parse().unwrap()), counts_as.parse::<IpAddr>().unwrap());
        }
    }
}
