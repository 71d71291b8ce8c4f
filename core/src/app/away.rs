//! 锁定期间: what a phone with a PIN does for its relay while nobody opens it. When it is closed it leaves its unsent work sealed for
//! the relay beside the database, so that an order, or the end of its lease, needs no PIN to erase everything and loses nothing.
//! Where that could not be done, the order waits and is carried out before anybody who opens it sees anything.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use etong_protocol::{DeviceId, LastWord, PublicKey, wire};

use super::lease::{self, Lease, Running};
use super::lost::last_of;
use super::pin::Keys;
use super::{App, RENEWAL, identity};
use crate::apply::Door;
use crate::device::Device;
use crate::error::{AppError, CoreError, StoreError, SyncError};
use crate::store::last::Last;
use crate::store::locked::{self, Locked};
use crate::store::setting::{self, Setting};
use crate::store::{Durability, Store, Tx, held_back, lock, looked, track};
use crate::sync::{self, HttpRelay, TrustedTime};

impl App {
    /// As `open`; a store with a PIN is given locked: each call answers `Locked` until `unlock`, and `sync` asks the relay whether
    /// this phone was reported lost.
    ///
    /// # Errors
    /// As `open`.
    pub fn open_locked(folder: &Path, device: Arc<dyn Device>) -> Result<Self, AppError> {
        match Self::open(folder, Arc::clone(&device)) {
            Err(AppError::Locked) => {}
            opened => return opened,
        }
        let app = Self::around(Store::closed(folder), folder, device);
        let left = locked::read(folder).map_err(CoreError::from)?;
        if let Some(lease) = left.and_then(|left| left.lease) {
            app.go_on_with_lease(lease);
        }
        Ok(app)
    }

    /// To be called when the store is closed and the keys are still there.
    pub(super) fn leave_for_locked(&self) {
        if lock(&self.last).is_none() {
            self.leaver().leave(&self.store);
        }
    }

    pub(super) fn leaver(&self) -> Leaver {
        Leaver {
            folder: self.folder.clone(),
            device: Arc::clone(&self.device),
            keys: Arc::clone(&self.keys),
            lease: Arc::clone(&self.lease),
            time: Arc::clone(&self.time),
        }
    }

    /// To be called when the store is open: a phone that is killed before it was ever locked can ask all the same.
    pub(super) fn leave_question(&self) {
        let missing = || matches!(locked::read(&self.folder), Ok(None));
        if self.keys.has_master()
            && missing()
            && let Err(error) = self.leaver().leave_question(&self.store)
        {
            tracing::warn!(%error, "a lost phone could not ask while it is locked");
        }
    }

    /// The way to the relay that was remembered when this phone was locked.
    pub(super) fn reconnect_locked(&self) -> Result<(), AppError> {
        let left = locked::read(&self.folder).map_err(CoreError::from)?;
        if let Some(Locked { relay_url: Some(url), authority, .. }) = left {
            self.connect(Arc::new(HttpRelay::of(&url, authority.as_deref())?));
        }
        Ok(())
    }

    /// A sync of a locked phone: it asks whether it was reported lost, and says that it is locked. When it has to, it erases what it
    /// holds and brings what was sealed.
    pub(super) async fn meet_locked(&self) -> AppError {
        match self.erased_while_locked().await {
            Ok(true) => self.end().await,
            Ok(false) => AppError::Locked,
            Err(CoreError::Sync(error)) => {
                tracing::info!(%error, "locked, and the relay was not reached");
                AppError::Locked
            }
            Err(error) => error.into(),
        }
    }

    async fn erased_while_locked(&self) -> Result<bool, CoreError> {
        let Some(mut left) = locked::read(&self.folder)? else { return Ok(false) };
        if let Some(last) = left.last.clone().filter(|_| self.lease_has_ended()) {
            self.erase_sealed(last)?;
            return Ok(true);
        }
        let running = self.running_lease().and_then(|running| self.lease.left(running));
        if let Some(lease) = running.filter(|now| left.lease != Some(*now)) {
            left.lease = Some(lease);
            locked::keep(&self.folder, &left)?;
        }
        if !self.device.online() {
            return Err(SyncError::Offline("the phone has no network".into()).into());
        }
        let relay = self.relay()?;
        let Some(order) = sync::ask_order(&*relay, left.question.clone(), &left.relay, left.device).await? else {
            return Ok(false);
        };
        let number = order.read()?.number;
        tracing::warn!(number, "the relay orders this locked phone to erase what it holds");
        // Somebody may have opened it meanwhile.
        if !self.store.is_sealed() {
            return Ok(false);
        }
        match left.last.take() {
            Some(last) => {
                self.erase_sealed(Last { order: Some(number), anew: None, ..last })?;
                Ok(true)
            }
            None => {
                locked::keep(&self.folder, &Locked { order: Some(order), ..left })?;
                Ok(false)
            }
        }
    }

    fn erase_sealed(&self, last: Last) -> Result<(), CoreError> {
        #[cfg(feature = "sim")]
        self.store.faults.before_commit()?;
        crate::store::last::keep(&self.folder, &last)?;
        self.erase_onto(last)
    }

    /// An order that came while this phone was locked.
    pub(super) fn take_waiting_order(&self, opened: &Store) -> Result<(), CoreError> {
        let Some(left) = locked::read(&self.folder)? else { return Ok(()) };
        let Some(order) = &left.order else { return Ok(()) };
        opened.write::<_, StoreError>(Durability::Full, |tx| {
            setting::set_bytes(tx, Setting::WipeOrder, &wire::encode(order))
        })?;
        Ok(locked::keep(&self.folder, &Locked { order: None, ..left.clone() })?)
    }
}

/// What leaving takes; a call that comes too late closes the store when nobody holds the `App`.
pub(super) struct Leaver {
    folder: PathBuf,
    device: Arc<dyn Device>,
    keys: Arc<Keys>,
    lease: Arc<Lease>,
    time: Arc<Mutex<Option<TrustedTime>>>,
}

impl Leaver {
    /// What goes wrong keeps nobody from locking.
    pub(super) fn leave(&self, store: &Store) {
        if !self.keys.has_master() {
            return;
        }
        if let Err(error) = self.try_leaving(store) {
            tracing::warn!(%error, "a lost phone could not be erased without its PIN");
        }
    }

    /// As `App::lock`, by whoever came too late: the store is suspended already.
    pub(super) fn close(&self, store: &Store) {
        #[cfg(feature = "sim")]
        if crate::sim::has_bug(crate::sim::SeededBug::LateCallLeavesNothing) {
            store.seal();
            return self.keys.forget();
        }
        self.leave(store);
        store.seal();
        self.keys.forget();
    }

    fn try_leaving(&self, store: &Store) -> Result<(), CoreError> {
        let private = store.again()?;
        if let Some(running) = self.running() {
            private.write::<_, StoreError>(Durability::Normal, |tx| lease::keep(tx, running))?;
        }
        if let Err(error) = self.tell_looks(&private) {
            tracing::warn!(%error, "looks at records wait for their place in the audit log");
        }
        let left = private.read(|tx| self.left_by(tx, true));
        private.suspend(RENEWAL)?;
        self.keep(left)
    }

    /// What was looked at is part of what is sealed.
    fn tell_looks(&self, store: &Store) -> Result<(), CoreError> {
        if store.read::<_, StoreError>(looked::untold)?.is_empty() {
            return Ok(());
        }
        store.write::<_, CoreError>(Durability::Full, |tx| {
            let mut door = Door::open(tx, self.device.now_ms())?;
            super::looked::tell(tx, &mut door, None)?;
            door.close().map(drop)
        })
    }

    fn leave_question(&self, store: &Store) -> Result<(), CoreError> {
        self.keep(store.read(|tx| self.left_by(tx, false)))
    }

    fn keep(&self, left: Result<Locked, CoreError>) -> Result<(), CoreError> {
        match left {
            Ok(left) => Ok(locked::keep(&self.folder, &left)?),
            // It knows no relay: nobody can order it anything.
            Err(CoreError::Sync(SyncError::NotEnrolled)) => Ok(()),
            Err(error) => Err(error),
        }
    }

    fn running(&self) -> Option<Running> {
        self.lease.running(&*self.device, *lock(&self.time))
    }

    fn left_by(&self, tx: &Tx<'_>, closed: bool) -> Result<Locked, CoreError> {
        let key = self.keys.signing()?;
        let device = DeviceId::from_bytes(setting::array(tx, Setting::Device)?.ok_or(SyncError::NotEnrolled)?);
        let relay = PublicKey(setting::array(tx, Setting::RelayKey)?.ok_or(SyncError::NotEnrolled)?);
        let mut last = if closed && is_all_in_chain(tx)? { last_of(tx, &*self.device, &key, None)? } else { None };
        if let Some(last) = &mut last {
            let word = identity::last_word(&*self.device)?;
            last.last_word = Some(LastWord::vouch(device, &word, &relay, &key));
        }
        Ok(Locked {
            device,
            relay,
            relay_url: setting::text(tx, Setting::RelayUrl)?,
            authority: setting::bytes(tx, Setting::RelayAuthority)?,
            question: sync::question(device, &*self.device, &key)?,
            last,
            order: None,
            lease: self.running().and_then(|running| self.lease.left(running)),
        })
    }
}

/// Nothing waits outside the chain: no track that is walked, no act held back until its record is at the relay again.
fn is_all_in_chain(tx: &Tx<'_>) -> Result<bool, StoreError> {
    Ok(track::patrols(tx)?.is_empty() && !held_back::is_any(tx)?)
}
