//! What an operator can watch: counts and durations for Prometheus, never who or what.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use etong_protocol::{EntryClass, Refusal, RefusalCode};
use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::Registry;

use crate::error::RelayError;

/// The relay's counters. Clones share them.
#[derive(Debug, Clone)]
pub(crate) struct Metrics(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    registry: Registry,
    entries: Family<ByClass, Counter>,
    refusals: Family<ByCode, Counter>,
    forks: Counter,
    pulled_entries: Counter,
    requests: Family<ByVerb, Histogram, fn() -> Histogram>,
    groups: Histogram,
    live: Gauge,
    head: Gauge<u64, AtomicU64>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ByClass {
    class: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ByCode {
    /// "request" or "entry".
    of: &'static str,
    code: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ByVerb {
    verb: &'static str,
}

/// One open live channel; counts itself out when dropped.
pub(crate) struct LiveConnection(Metrics);

impl Metrics {
    pub(crate) fn new() -> Self {
        let mut registry = Registry::with_prefix("etong_relay");
        let inner = Inner {
            entries: Family::default(),
            refusals: Family::default(),
            forks: Counter::default(),
            pulled_entries: Counter::default(),
            requests: Family::new_with_constructor(|| Histogram::new(exponential_buckets(0.001, 2.0, 14))),
            groups: Histogram::new(exponential_buckets(1.0, 2.0, 6)),
            live: Gauge::default(),
            head: Gauge::default(),
            registry: Registry::default(),
        };
        registry.register("entries_stored", "Entries taken into the log", inner.entries.clone());
        registry.register("refusals", "Requests and entries refused, by code", inner.refusals.clone());
        registry.register("forks", "Batches of a chain the relay knows otherwise", inner.forks.clone());
        registry.register("entries_pulled", "Entries sent to phones", inner.pulled_entries.clone());
        registry.register("request_seconds", "Time a request took inside the relay", inner.requests.clone());
        registry.register("commit_jobs", "Requests that shared one commit", inner.groups.clone());
        registry.register("live_connections", "Open live channels", inner.live.clone());
        registry.register("head", "Newest seq of the feed", inner.head.clone());
        Self(Arc::new(Inner { registry, ..inner }))
    }

    pub(crate) fn entry_stored(&self, class: EntryClass) {
        let class = match class {
            EntryClass::Doc => "doc",
            EntryClass::Event => "event",
            EntryClass::Reg => "reg",
        };
        self.0.entries.get_or_create(&ByClass { class }).inc();
    }

    pub(crate) fn entry_refused(&self, code: RefusalCode) {
        self.0.refusals.get_or_create(&ByCode { of: "entry", code: format!("{code:?}") }).inc();
    }

    /// Counts a failed request and logs it once: a refusal quietly, the relay's own trouble loudly.
    pub(crate) fn request_failed(&self, verb: &'static str, error: &RelayError) -> Refusal {
        let refusal = error.to_refusal();
        self.0.refusals.get_or_create(&ByCode { of: "request", code: format!("{:?}", refusal.code) }).inc();
        match error {
            // A flood must not fill the log as well.
            RelayError::Refused(refusal) if refusal.code == RefusalCode::SlowDown => {
                tracing::debug!(verb, "refused: {}", refusal.detail);
            }
            RelayError::Refused(refusal) => tracing::info!(verb, code = ?refusal.code, "refused: {}", refusal.detail),
            trouble => tracing::error!(verb, error = %trouble, "failed"),
        }
        refusal
    }

    pub(crate) fn forked(&self) {
        self.0.forks.inc();
    }

    pub(crate) fn pulled(&self, entries: usize) {
        self.0.pulled_entries.inc_by(u64::try_from(entries).unwrap_or(u64::MAX));
    }

    pub(crate) fn took(&self, verb: &'static str, microseconds: u64) {
        let seconds = std::time::Duration::from_micros(microseconds).as_secs_f64();
        self.0.requests.get_or_create(&ByVerb { verb }).observe(seconds);
    }

    pub(crate) fn group_committed(&self, jobs: usize) {
        self.0.groups.observe(f64::from(u32::try_from(jobs).unwrap_or(u32::MAX)));
    }

    pub(crate) fn live_connection(&self) -> LiveConnection {
        self.0.live.inc();
        LiveConnection(self.clone())
    }

    /// The whole page in the OpenMetrics text format.
    pub(crate) fn page(&self, head: u64) -> Result<String, std::fmt::Error> {
        self.0.head.set(head);
        let mut page = String::new();
        text::encode(&mut page, &self.0.registry)?;
        Ok(page)
    }
}

impl Drop for LiveConnection {
    fn drop(&mut self) {
        self.0.0.live.dec();
    }
}
