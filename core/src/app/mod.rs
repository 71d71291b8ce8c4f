//! App: the one handle a shell holds. Open it, capture, ask for views, sync. Thread-safe; no call needs a runtime
//! but the async ones.

mod asking;
mod assessment;
mod callback;
mod campaign;
mod capturing;
mod case;
mod clock;
mod clue;
mod collection;
mod custody;
mod draft;
mod erasure;
mod exchange;
mod identity;
mod inspection;
mod lease;
mod lost;
mod mediation;
mod mobilisation;
mod notice;
mod opening;
mod organisation;
mod patrol;
mod proving;
mod registering;
mod reveal;
mod second_reports;
mod sharing;
mod syncing;
mod writing;

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex};

use etong_protocol::{Relay, SigningKey};

use crate::apply::Changed;
use crate::device::Device;
use crate::error::{AppError, CoreError, StoreError};
use crate::store::last::{self, Last};
use crate::store::setting::{self, Setting};
use crate::store::{Store, lock};
use crate::sync::{Cancel, Session, TrustedTime};

pub use capturing::Captured;
pub use clue::ClueCaptured;
pub use lost::DeliveredView;
pub use patrol::PairCode;
pub use registering::{RegistrationRequest, RegistrationView};
pub use reveal::Revealed;
pub use syncing::SyncLimits;

/// How long an erasure waits for screens that read.
const RENEWAL: std::time::Duration = std::time::Duration::from_secs(5);

type Listener = Arc<dyn Fn(&Changed) + Send + Sync>;

/// The phone's mind, open.
pub struct App {
    store: Store,
    folder: PathBuf,
    /// Once this phone has erased what it held.
    last: Mutex<Option<Last>>,
    lease: lease::Lease,
    device: Arc<dyn Device>,
    key: SigningKey,
    relay: Mutex<Option<Arc<dyn Relay>>>,
    time: Mutex<Option<TrustedTime>>,
    /// The number of the last proof, over all that runs at once.
    proofs: AtomicU64,
    clocks: clock::Clocks,
    running: Mutex<Option<Cancel>>,
    listeners: Mutex<Vec<Listener>>,
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("App(…)")
    }
}

impl App {
    /// Opens the store in `folder`, or makes one. The database key and the device key come from the device's
    /// key store; a database restored from a backup is noticed and takes a new actor and a new chain.
    ///
    /// # Errors
    /// `StorageLocked`, `StorageBroken` (wrong key, damaged file: the file is left as it is), `StorageFull`.
    pub fn open(folder: &Path, device: Arc<dyn Device>) -> Result<Self, AppError> {
        Ok(Self::open_rich(folder, device)?)
    }

    fn open_rich(folder: &Path, device: Arc<dyn Device>) -> Result<Self, CoreError> {
        let before = last::read(folder)?;
        match &before {
            Some(last) if !last.delivered => return Self::reopened(folder, device, last.clone()),
            // It died between its last word to the relay and its end.
            Some(last) if last.order.is_some() => lost::bury(folder, &*device)?,
            _ => {}
        }
        let key = identity::database_key(&*device, folder)?;
        let signing = identity::device_key(&*device)?;
        let store = Store::open(folder, key)?;
        identity::settle(&store, &*device, before.as_ref())?;
        if before.is_some() {
            last::remove(folder)?;
        }
        let app = Self::around(store, folder, device, signing);
        app.store.counts_by(Arc::clone(&app.device));
        app.renew_key()?;
        app.read_lease()?;
        if app.erase_if_due()? {
            return Ok(app);
        }
        // A store that cannot take it now opens all the same: the journal is safe where it is.
        if let Err(error) = app.seal_left_tracks() {
            tracing::warn!(%error, "track that was left in the journal stays there");
        }
        Ok(app)
    }

    fn around(store: Store, folder: &Path, device: Arc<dyn Device>, key: SigningKey) -> Self {
        Self {
            store,
            folder: folder.to_owned(),
            last: Mutex::new(None),
            lease: lease::Lease::default(),
            device,
            key,
            relay: Mutex::new(None),
            time: Mutex::new(None),
            proofs: AtomicU64::new(0),
            clocks: clock::Clocks::default(),
            running: Mutex::new(None),
            listeners: Mutex::new(Vec::new()),
        }
    }

    /// Calls `listener` after every change, local or synced, on the thread that made it and with no lock held.
    pub fn on_changed(&self, listener: impl Fn(&Changed) + Send + Sync + 'static) {
        lock(&self.listeners).push(Arc::new(listener));
    }

    /// Stops what runs, folds the write-ahead log into the file, closes the database. When it returns there is no
    /// lock and no open transaction, so the system may freeze the process.
    ///
    /// # Errors
    /// `Stopped` when the running step takes longer than `deadline_ms`: the store is then still open.
    /// `StorageFull`, `StorageBroken`.
    pub fn suspend(&self, deadline_ms: u32) -> Result<(), AppError> {
        self.cancel();
        self.keep_lease().map_err(CoreError::from)?;
        let patience = std::time::Duration::from_millis(u64::from(deadline_ms));
        Ok(self.store.suspend(patience).map_err(CoreError::from)?)
    }

    /// Opens the database again.
    ///
    /// # Errors
    /// As `open`.
    pub fn resume(&self) -> Result<(), AppError> {
        Ok(self.store.resume().map_err(CoreError::from)?)
    }

    /// TEST ONLY: lets the simulator kill this phone at a chosen write.
    #[cfg(feature = "sim")]
    pub fn faults(&self) -> &crate::sim::Faults {
        &self.store.faults
    }

    /// After an erasure: the database goes under a fresh key, and the key store forgets the old one. A phone that dies in between
    /// does it when it is opened again; one whose screens are at work does it after its next sync.
    fn renew_key(&self) -> Result<(), CoreError> {
        if self.store.read::<_, StoreError>(|tx| setting::number(tx, Setting::Renew))? == 0 {
            return Ok(());
        }
        let fresh = identity::next_key(&*self.device)?;
        match self.store.renew(fresh.clone(), RENEWAL) {
            Ok(()) => identity::forget_old_key(&*self.device, &fresh),
            Err(StoreError::Busy) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    fn tell(&self, changed: &Changed) {
        if changed.is_empty() {
            return;
        }
        let listeners = lock(&self.listeners).clone();
        for listener in listeners {
            listener(changed);
        }
    }

    fn session<'a>(&'a self, relay: &'a dyn Relay) -> Session<'a> {
        Session::new(&self.store, &*self.device, relay, &self.key, &self.time, &self.proofs)
    }
}
