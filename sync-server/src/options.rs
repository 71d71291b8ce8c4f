//! The relay's few settings, with the values a small town can start with.

use std::time::Duration;

use crate::pace::Rate;

/// How one relay runs. `Default` is what `etong-server serve` uses, without timers and rates.
#[derive(Debug, Clone)]
pub struct RelayOptions {
    /// How long a bearer token is good.
    pub token_minutes: u32,
    /// How far a phone's clock may be off when it asks for a token.
    pub skew_minutes: u32,
    /// A comment line on quiet live channels, so that middle boxes keep them; `None` sends none (no timer runs then).
    pub keep_alive: Option<Duration>,
    /// The database never grows beyond this many bytes; pushes are then refused as on a full disk.
    pub max_database_bytes: Option<u64>,
    /// Failed enrolments allowed per address within `enrol_window_minutes`.
    pub enrol_failures_per_address: usize,
    /// Failed enrolments allowed from everywhere within `enrol_window_minutes`.
    pub enrol_failures_in_all: usize,
    pub enrol_window_minutes: u32,
    /// Registrations taken per address within `enrol_window_minutes`.
    pub registrations_per_address: usize,
    /// Registrations taken from one device within `enrol_window_minutes`.
    pub registrations_per_device: usize,
    /// Registrations taken from everywhere within `enrol_window_minutes`.
    pub registrations_in_all: usize,
    /// How fast one device may ask; `None`: as fast as it likes.
    pub device_rate: Option<Rate>,
    /// How fast one address may ask, before anybody looks who it is.
    pub address_rate: Option<Rate>,
    /// How many days after the end of a post work that was written before still counts without a desk's look.
    pub custody_grace_days: u32,
    /// Live channels of one device; its oldest ends when it opens one more.
    pub live_per_device: usize,
    /// Who besides this machine may read `/metrics`: how much is written is nobody else's business.
    pub metrics_from: Vec<ipnet::IpNet>,
    /// Phones that are offline for longer than their posts allow seal what they have not sent and erase the rest.
    pub offline_lease: bool,
}

impl Default for RelayOptions {
    fn default() -> Self {
        Self {
            token_minutes: 15,
            skew_minutes: 10,
            keep_alive: None,
            max_database_bytes: None,
            enrol_failures_per_address: 10,
            enrol_failures_in_all: 200,
            enrol_window_minutes: 10,
            registrations_per_address: 20,
            registrations_per_device: 5,
            registrations_in_all: 1_000,
            device_rate: None,
            address_rate: None,
            custody_grace_days: 14,
            live_per_device: 2,
            metrics_from: Vec::new(),
            offline_lease: true,
        }
    }
}
