//! One running relay: store, writer thread, counters. What routes share, and what a simulator opens and closes.

use std::fmt;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use etong_protocol::SealingOffer;
use tokio::sync::{Semaphore, watch};

use crate::chance::Chance;
use crate::clock::Clock;
use crate::directory::{Attempts, Registrations, Windows};
use crate::error::RelayError;
use crate::live::LiveChannels;
use crate::metrics::Metrics;
use crate::options::RelayOptions;
use crate::pace::Pace;
use crate::places::Places;
use crate::sim::Sim;
use crate::store::Store;
use crate::store::group::{Door, GroupCommit};

/// Sealed outboxes that are read at once, in all and from one address: nobody knows yet from whom they come.
const DELIVERIES: u32 = 8;
const DELIVERIES_PER_ADDRESS: u32 = 2;

/// A relay on one data folder. Clones share it; the last one gone ends the writer thread.
#[derive(Clone)]
pub struct RelayState(Arc<Running>);

struct Running {
    store: Store,
    options: RelayOptions,
    metrics: Metrics,
    attempts: Attempts,
    windows: Windows,
    registrations: Registrations,
    pace: Pace,
    writer: Mutex<Option<GroupCommit>>,
    workers: Semaphore,
    deliveries: Places,
    live: Arc<LiveChannels>,
    sealing: SealingOffer,
    closing: watch::Sender<bool>,
}

impl RelayState {
    /// Opens `data_dir` and starts the writer thread.
    ///
    /// # Errors
    /// As `Store::open`.
    pub fn open(
        data_dir: &Path,
        clock: Arc<dyn Clock>,
        chance: Arc<dyn Chance>,
        options: RelayOptions,
    ) -> Result<Self, RelayError> {
        let pace = Pace::new(&options, clock.clone());
        let store = Store::open(data_dir, clock, chance, options.max_database_bytes)?;
        store.note_served(&options)?;
        let sealing = SealingOffer::sign(store.key(), options.offline_lease);
        let metrics = Metrics::new();
        let writer = GroupCommit::start(store.clone(), metrics.clone())?;
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        Ok(Self(Arc::new(Running {
            store,
            options,
            metrics,
            attempts: Attempts::default(),
            windows: Windows::default(),
            registrations: Registrations::default(),
            pace,
            writer: Mutex::new(Some(writer)),
            workers: Semaphore::new(cores.max(2)),
            deliveries: Places::new(DELIVERIES, DELIVERIES_PER_ADDRESS),
            live: Arc::default(),
            sealing,
            closing: watch::Sender::new(false),
        })))
    }

    /// Ends live channels, waits for the commit in hand and stops the writer. Later requests hear "unavailable".
    pub async fn close(&self) {
        self.end_live();
        let writer = self.0.writer.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(writer) = writer
            && tokio::task::spawn_blocking(move || writer.stop()).await.is_err()
        {
            tracing::error!("the writer thread could not be joined");
        }
    }

    /// Ends live channels, which would otherwise hold up a graceful stop for ever.
    pub fn end_live(&self) {
        self.0.closing.send_replace(true);
    }

    /// The data folder, for the directory's verbs.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// The simulator's handle on crashes and seeded bugs.
    #[must_use]
    pub fn sim(&self) -> &Sim {
        self.0.store.sim()
    }

    /// Wakes live channels when another process has written to the same folder. Cheap; meant to be called each second.
    ///
    /// # Errors
    /// The database's trouble.
    pub fn look_for_news(&self) -> Result<u64, RelayError> {
        self.0.store.look_for_news()
    }

    /// Gives back the memory of rate limits that no longer matter. Cheap; meant to be called each second.
    pub fn forget_who_asked_long_ago(&self) {
        self.0.pace.forget_who_asked_long_ago();
    }

    pub(crate) fn pace(&self) -> &Pace {
        &self.0.pace
    }

    pub(crate) fn options(&self) -> &RelayOptions {
        &self.0.options
    }

    pub(crate) fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    pub(crate) fn attempts(&self) -> &Attempts {
        &self.0.attempts
    }

    pub(crate) fn registrations(&self) -> &Registrations {
        &self.0.registrations
    }

    pub(crate) fn windows(&self) -> &Windows {
        &self.0.windows
    }

    /// Places for sealed outboxes that are being read.
    pub(crate) fn deliveries(&self) -> &Places {
        &self.0.deliveries
    }

    /// Who has a live channel open.
    pub(crate) fn live(&self) -> &Arc<LiveChannels> {
        &self.0.live
    }

    /// What mail to this relay is sealed to.
    pub(crate) fn sealing(&self) -> SealingOffer {
        self.0.sealing
    }

    /// Becomes true when the relay closes.
    pub(crate) fn closing(&self) -> watch::Receiver<bool> {
        self.0.closing.subscribe()
    }

    /// The way into the group commit.
    pub(crate) fn writer(&self) -> Result<Door, RelayError> {
        let writer = self.0.writer.lock().unwrap_or_else(PoisonError::into_inner);
        writer.as_ref().map(GroupCommit::door).ok_or(RelayError::Closing)
    }

    /// Runs `job` on a thread that may block, as many at a time as there are cores.
    pub(crate) async fn work<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Self) -> Result<T, RelayError> + Send + 'static,
    ) -> Result<T, RelayError> {
        let _permit = self.0.workers.acquire().await.map_err(|_| RelayError::Closing)?;
        let state = self.clone();
        tokio::task::spawn_blocking(move || job(&state)).await.map_err(|_| RelayError::Bug)?
    }
}

impl fmt::Debug for RelayState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RelayState").field("store", &self.0.store).finish_non_exhaustive()
    }
}
