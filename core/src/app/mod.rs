//! App: the one handle a shell holds. Open it, capture, ask for views, sync. Thread-safe; no call needs a runtime
//! but the async ones.

mod asking;
mod assessment;
mod away;
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
mod farewell;
mod heirs;
mod identity;
mod inspection;
mod lease;
mod looked;
mod lost;
mod mediation;
mod mobilisation;
mod moment;
mod notice;
mod opening;
mod organisation;
mod patrol;
mod pin;
mod proving;
mod registering;
mod remaking;
mod retention;
mod reveal;
mod second_reports;
mod sharing;
mod syncing;
mod users;
mod work;
mod writing;

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex};

use etong_protocol::Relay;

use crate::apply::Changed;
use crate::device::Device;
use crate::error::{AppError, CoreError, StoreError};
use crate::store::last::{self, Last};
use crate::store::locked;
use crate::store::setting::{self, Setting};
use crate::store::{Key, Store, cipher, lock};
use crate::sync::{Cancel, Session, TrustedTime};

pub use capturing::Captured;
pub use clue::ClueCaptured;
pub use farewell::{LeaveRequest, LeftView};
pub use lost::DeliveredView;
pub use patrol::PairCode;
pub use pin::PinView;
pub use registering::{RegistrationRequest, RegistrationView};
pub use retention::{TidyProgress, TidyReport};
pub use reveal::Revealed;
pub use syncing::SyncLimits;
pub use users::{UserView, Users};
pub use work::{Telling, WorkProgress};

/// How long an erasure waits for screens that read.
const RENEWAL: std::time::Duration = std::time::Duration::from_secs(5);

type Listener = Arc<dyn Fn(&Changed) + Send + Sync>;

/// The phone's mind, open.
pub struct App {
    store: Store,
    folder: PathBuf,
    /// Once this phone has erased what it held.
    last: Mutex<Option<Last>>,
    lease: Arc<lease::Lease>,
    device: Arc<dyn Device>,
    keys: Arc<pin::Keys>,
    relay: Mutex<Option<Arc<dyn Relay>>>,
    time: Arc<Mutex<Option<TrustedTime>>>,
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
    /// `Locked` when it has a PIN: use `open_with_pin` or `open_locked`. `StorageLocked`, `StorageBroken` (wrong key, damaged file:
    /// the file is left as it is), `StorageFull`.
    pub fn open(folder: &Path, device: Arc<dyn Device>) -> Result<Self, AppError> {
        Self::open_telling(folder, device, &|_| {})
    }

    /// As `open`. Once after an update the tables behind the screens are made again, which takes a minute on a phone that holds a city:
    /// `on_progress` hears how far that is. A phone that dies on the way goes on where it was.
    ///
    /// # Errors
    /// As `open`.
    pub fn open_telling(folder: &Path, device: Arc<dyn Device>, on_progress: Telling<'_>) -> Result<Self, AppError> {
        Ok(Self::open_under(folder, device, None, on_progress)?)
    }

    /// `master` opens the sealed keys of a key store with a PIN.
    fn open_under(
        folder: &Path,
        device: Arc<dyn Device>,
        master: Option<Key>,
        on_progress: Telling<'_>,
    ) -> Result<Self, CoreError> {
        match last::read(folder)? {
            Some(last) if last.is_farewell() && last.delivered => {
                last::erase(folder, || Ok(()))?;
                lost::bury(folder, &*device)?;
            }
            Some(last) if !last.delivered => return Self::reopened(folder, device, last, master),
            // It died between its last word to the relay and its end.
            Some(last) if last.order.is_some() => lost::bury(folder, &*device)?,
            _ => {}
        }
        if master.is_none() {
            pin::without_pin(&*device)?;
        }
        let app = Self::around(Store::closed(folder), folder, device);
        app.begin(master, on_progress)?;
        Ok(app)
    }

    /// What opening and unlocking do before anybody is let in.
    fn begin(&self, master: Option<Key>, on_progress: Telling<'_>) -> Result<(), CoreError> {
        if master.is_some() {
            cipher::wipe_what_is_freed()?;
        }
        let vault = pin::Vault::new(&*self.device, master.clone());
        let key = identity::database_key(&vault, &self.folder)?;
        let signing = identity::device_key(&vault)?;
        let before = last::read(&self.folder)?;
        let opened = Store::open(&self.folder, key)?;
        locked::outdate(&self.folder)?;
        identity::settle(&opened, &*self.device, before.as_ref())?;
        remaking::remake(&opened, &*self.device, on_progress)?;
        if before.is_some() {
            last::remove(&self.folder)?;
        }
        self.take_waiting_order(&opened)?;
        self.hear_kept_time(&opened)?;
        self.read_lease_of(&opened)?;
        self.keys.set(master, signing);
        if let Some(due) = self.erasure_due(&opened)? {
            opened.suspend(RENEWAL)?;
            self.store.take_key(&opened);
            if let Some(last) = self.seal_and_keep(due.order)? {
                return self.erase_onto(last);
            }
            opened.resume()?;
        }
        self.store.take_over(&opened);
        if let Err(error) = self.note_old_key() {
            tracing::warn!(%error, "the database stays under its old key until the phone is opened again");
        }
        self.renew_key()?;
        self.leave_question();
        // A store that cannot take it now opens all the same: the journal is safe where it is.
        if let Err(error) = self.seal_left_tracks() {
            tracing::warn!(%error, "track that was left in the journal stays there");
        }
        Ok(())
    }

    /// Nobody has opened it yet.
    fn around(store: Store, folder: &Path, device: Arc<dyn Device>) -> Self {
        store.counts_by(Arc::clone(&device));
        Self {
            store,
            folder: folder.to_owned(),
            last: Mutex::new(None),
            lease: Arc::default(),
            device,
            keys: Arc::default(),
            relay: Mutex::new(None),
            time: Arc::default(),
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
        self.store.suspend(patience).map_err(CoreError::from)?;
        // The system may end a process that it has frozen.
        self.leave_for_locked();
        Ok(())
    }

    /// Opens the database again.
    ///
    /// # Errors
    /// As `open`; `Locked` when the pause was longer than `lock_after` allows.
    pub fn resume(&self) -> Result<(), AppError> {
        if self.lock_if_idle() {
            return Err(AppError::Locked);
        }
        locked::outdate(&self.folder).map_err(CoreError::from)?;
        Ok(self.store.resume().map_err(CoreError::from)?)
    }

    /// TEST ONLY: lets the simulator kill this phone at a chosen write.
    #[cfg(feature = "sim")]
    pub fn faults(&self) -> &crate::sim::Faults {
        &self.store.faults
    }

    /// TEST ONLY: as after an erasure.
    ///
    /// # Errors
    /// As any write.
    #[cfg(feature = "sim")]
    pub fn asks_for_renewal(&self) -> Result<(), AppError> {
        let wanted = |tx: &crate::store::Tx<'_>| setting::set_number(tx, Setting::Renew, 1);
        Ok(self.store.write::<_, StoreError>(crate::store::Durability::Full, wanted).map_err(CoreError::from)?)
    }

    /// TEST ONLY: what follows it.
    ///
    /// # Errors
    /// As `open`.
    #[cfg(feature = "sim")]
    pub fn renews(&self) -> Result<(), AppError> {
        Ok(self.renew_key()?)
    }

    /// After an erasure: the database goes under a fresh key, and the key store forgets the old one. A phone that dies in between
    /// does it when it is opened again; one whose screens are at work does it after its next sync.
    fn renew_key(&self) -> Result<(), CoreError> {
        if self.store.read::<_, StoreError>(|tx| setting::number(tx, Setting::Renew))? == 0 {
            return Ok(());
        }
        // Whoever sets or takes away the PIN at this moment would leave a key sealed that nobody opens.
        let _alone = pin::alone();
        let vault = pin::Vault::new(&*self.device, self.keys.master());
        let fresh = identity::next_key(&vault)?;
        match self.store.renew(fresh.clone(), RENEWAL) {
            Ok(()) => identity::forget_old_key(&vault, &fresh),
            // A full disk holds no second copy: better under the old key than closed.
            Err(StoreError::Busy | StoreError::Full) => Ok(()),
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

    fn session<'a>(&'a self, relay: &'a dyn Relay) -> Result<Session<'a>, CoreError> {
        let key = self.keys.signing()?;
        Ok(Session::new(&self.store, &*self.device, relay, key, &self.time, &self.proofs))
    }
}
