//! The PIN: with one, the keys in the key store are sealed, and a person has to be there to open them. Wrong tries are counted
//! before they are made and end after ten; then a code on paper opens. Nothing here ever deletes a database.

mod attempt;
mod code;
mod keys;
mod record;
mod rule;

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use super::App;
use super::work::Telling;
use crate::device::Device;
use crate::error::{AppError, CoreError, StoreError};
use crate::store::setting::{self, Setting};
use crate::store::{Durability, Key, cipher, lock, locked};

pub(super) use keys::{Keys, Vault};
use record::Lock;

/// How long locking waits for a step that runs.
const PATIENCE: Duration = Duration::from_secs(5);

/// How the lock stands; can be asked without opening anything.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PinView {
    /// False: the store opens without one.
    pub has_pin: bool,
    /// 0: only the recovery code opens.
    pub tries_left: u32,
    /// Seconds until the next try.
    pub wait_s: u32,
}

impl App {
    /// As `open`, for a store with a PIN.
    ///
    /// # Errors
    /// `WrongPin`, `TooSoon`; as `open`.
    pub fn open_with_pin(folder: &Path, device: Arc<dyn Device>, pin: &str) -> Result<Self, AppError> {
        Self::open_with_pin_telling(folder, device, pin, &|_| {})
    }

    /// As `open_with_pin`; `on_progress` as in `open_telling`.
    ///
    /// # Errors
    /// As `open_with_pin`.
    pub fn open_with_pin_telling(
        folder: &Path,
        device: Arc<dyn Device>,
        pin: &str,
        on_progress: Telling<'_>,
    ) -> Result<Self, AppError> {
        let master = {
            let _alone = alone();
            attempt::try_pin(&*device, pin)?
        };
        Ok(Self::open_under(folder, device, Some(master), on_progress)?)
    }

    /// How the lock of this device stands.
    ///
    /// # Errors
    /// `StorageLocked` when the key store is locked.
    pub fn pin(device: &dyn Device) -> Result<PinView, AppError> {
        let Some(kept) = Lock::read(device)? else {
            return Ok(PinView { has_pin: false, tries_left: 0, wait_s: 0 });
        };
        Ok(PinView { has_pin: true, tries_left: kept.tries_left(), wait_s: kept.wait_s(device.monotonic_ms()) })
    }

    /// Sets a first PIN, and puts the database under a fresh key. Returns the recovery code, once: it belongs on paper, at the desk of the station, and opens when the PIN
    /// is forgotten.
    ///
    /// # Errors
    /// `Invalid` for a PIN too easy to guess, and when there is one already.
    pub fn set_pin(&self, pin: &str) -> Result<String, AppError> {
        Ok(self.set_first_pin(pin)?)
    }

    fn set_first_pin(&self, pin: &str) -> Result<String, CoreError> {
        rule::check(pin)?;
        let code = self.seal_under(pin)?;
        self.leave_question();
        self.renew_after_pin();
        Ok(code)
    }

    fn seal_under(&self, pin: &str) -> Result<String, CoreError> {
        let _alone = alone();
        let device = &*self.device;
        if Lock::read(device)?.is_some() {
            return Err(rule::invalid("there is a PIN already; change it instead"));
        }
        self.keys.signing()?;
        cipher::wipe_what_is_freed()?;
        let master = Key::fresh(device)?;
        let code = code::fresh(device)?;
        Lock::fresh(device, &master, pin, &code)?.keep(device)?;
        // A phone that dies here asks for the PIN and seals what is still open. Nobody was told the code: it is as if there were none.
        if let Err(error) = keys::seal_all(device, &master) {
            keys::open_all(device, &master)?;
            Lock::clear(device)?;
            return Err(error);
        }
        self.keys.set_master(Some(master));
        Ok(code.to_string())
    }

    /// Another recovery code, for one that was lost or was never read; the one before is void.
    ///
    /// # Errors
    /// `WrongPin`, `TooSoon`.
    pub fn new_recovery_code(&self, pin: &str) -> Result<String, AppError> {
        let _alone = alone();
        let master = attempt::try_pin(&*self.device, pin)?;
        Ok(attempt::replace_code(&*self.device, &master)?.to_string())
    }

    /// Another PIN; the recovery code stays. A wrong old one counts as a try.
    ///
    /// # Errors
    /// `WrongPin`, `TooSoon`, `Invalid`.
    pub fn change_pin(&self, old: &str, new: &str) -> Result<(), AppError> {
        rule::check(new)?;
        {
            let _alone = alone();
            let master = attempt::try_pin(&*self.device, old)?;
            attempt::replace_pin(&*self.device, &master, new)?;
        }
        self.renew_after_pin();
        Ok(())
    }

    /// Whoever copied the key store before has what opened the database then: it goes under a fresh key. What cannot be done now, on
    /// a full disk or while screens are at work, is done when the phone is opened again.
    fn renew_after_pin(&self) {
        if self.store.is_sealed() {
            return;
        }
        if let Err(error) = self.note_old_key().and_then(|()| self.renew_key()) {
            tracing::warn!(%error, "the database stays under its old key until the phone is opened again");
        }
    }

    /// From here on the database remembers by itself that it is to go under a fresh key.
    pub(super) fn note_old_key(&self) -> Result<(), CoreError> {
        let _alone = alone();
        let Some(mut kept) = Lock::read(&*self.device)?.filter(Lock::has_old_key) else { return Ok(()) };
        #[cfg(feature = "sim")]
        if crate::sim::has_bug(crate::sim::SeededBug::OldKeyStays) {
            return Ok(());
        }
        self.store.write::<_, StoreError>(Durability::Full, |tx| setting::set_number(tx, Setting::Renew, 1))?;
        kept.forget_old_key();
        kept.keep(&*self.device)
    }

    /// Takes the PIN away; the recovery code is worth nothing then.
    ///
    /// # Errors
    /// `WrongPin`, `TooSoon`; `Locked`; `Invalid` on a phone of several users.
    pub fn remove_pin(&self, pin: &str) -> Result<(), AppError> {
        self.must_keep_pin()?;
        self.keys.signing()?;
        let _alone = alone();
        let master = attempt::try_pin(&*self.device, pin)?;
        Ok(self.open_for_all(&master)?)
    }

    /// As long as the lock is there, every key that is still sealed opens with the PIN: it goes last.
    fn open_for_all(&self, master: &Key) -> Result<(), CoreError> {
        #[cfg(feature = "sim")]
        if crate::sim::has_bug(crate::sim::SeededBug::LockGoneFirst) {
            Lock::clear(&*self.device)?;
        }
        keys::open_all(&*self.device, master)?;
        Lock::clear(&*self.device)?;
        self.keys.set_master(None);
        Ok(locked::remove(&self.folder)?)
    }

    /// After ten wrong tries or a forgotten PIN: the code from paper and a new PIN. Returns the new code; the old one is void.
    /// Opens nothing: `open_with_pin` or `unlock` comes next.
    ///
    /// # Errors
    /// `Invalid` for the code or the new PIN.
    pub fn recover_pin(device: &dyn Device, code: &str, new_pin: &str) -> Result<String, AppError> {
        rule::check(new_pin)?;
        let _alone = alone();
        let master = attempt::try_code(device, code)?;
        let code = code::fresh(device)?;
        Lock::fresh(device, &master, new_pin, &code)?.keep(device)?;
        Ok(code.to_string())
    }

    /// Stops what runs, closes the database and forgets every key; each call then answers `Locked` until `unlock`. What was not sent
    /// is left sealed for the relay, so that a lost phone can be erased without its PIN.
    ///
    /// # Errors
    /// `Invalid` without a PIN; `Stopped` when a running step takes too long: the store is then still open.
    pub fn lock(&self) -> Result<(), AppError> {
        if self.store.is_sealed() || lock(&self.last).is_some() {
            return Ok(());
        }
        if !self.keys.has_master() {
            return Err(rule::invalid("there is no PIN on this phone; set one first").into());
        }
        self.cancel();
        let _alone = alone();
        self.keep_lease().map_err(CoreError::from)?;
        match self.store.suspend(PATIENCE) {
            // The journal stays beside the database, which is closed all the same.
            Ok(()) | Err(StoreError::Full) => {}
            Err(error) => return Err(CoreError::from(error).into()),
        }
        self.leave_for_locked();
        self.store.seal();
        self.keys.forget();
        Ok(())
    }

    /// Opens what `lock` closed.
    ///
    /// # Errors
    /// `WrongPin`, `TooSoon`; as `open`.
    pub fn unlock(&self, pin: &str) -> Result<(), AppError> {
        self.unlock_telling(pin, &|_| {})
    }

    /// As `unlock`; `on_progress` as in `open_telling`.
    ///
    /// # Errors
    /// As `unlock`.
    pub fn unlock_telling(&self, pin: &str, on_progress: Telling<'_>) -> Result<(), AppError> {
        if lock(&self.last).is_some() {
            return Err(self.erased());
        }
        let master = {
            let _alone = alone();
            attempt::try_pin(&*self.device, pin)?
        };
        if !self.store.is_sealed() {
            return Ok(());
        }
        let begun = self.begin(Some(master), on_progress);
        if begun.is_err() && lock(&self.last).is_none() {
            self.store.seal();
            self.keys.forget();
        }
        begun?;
        if lock(&self.last).is_some() { Err(self.erased()) } else { Ok(()) }
    }

    /// Locks by itself, as `lock` does, from now on, when no call came for so many minutes, by the monotonic clock; 0 switches it off. A shell
    /// calls `lock_if_idle` from a timer: without it the keys stay in memory until the next call, which then answers `Locked`.
    pub fn lock_after(&self, minutes: u32) {
        let (device, keys, leaver) = (Arc::clone(&self.device), Arc::clone(&self.keys), self.leaver());
        let limit_ms = i64::from(minutes) * 60_000;
        self.store.lock_after(
            limit_ms,
            move || device.monotonic_ms(),
            move || keys.has_master(),
            move |store| leaver.close(store),
        );
    }

    /// True when it is locked now.
    pub fn lock_if_idle(&self) -> bool {
        if self.store.is_idle()
            && let Err(error) = self.lock()
        {
            tracing::warn!(%error, "somebody came while the store was about to lock itself");
        }
        self.store.is_sealed()
    }
}

/// Holds up whoever else changes keys or lock: two tries at once would count as one, and a key written under a PIN that is being
/// taken away would open for nobody.
pub(super) fn alone() -> MutexGuard<'static, ()> {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    lock(&ONE_AT_A_TIME)
}

pub(super) fn is_set(device: &dyn Device) -> Result<bool, CoreError> {
    Ok(Lock::read(device)?.is_some())
}

/// Nothing is sealed any more.
pub(super) fn clear(device: &dyn Device) -> Result<(), CoreError> {
    Lock::clear(device)
}

/// Refuses a key store that asks for a PIN.
pub(super) fn without_pin(device: &dyn Device) -> Result<(), CoreError> {
    if is_set(device)? { Err(StoreError::Sealed.into()) } else { Ok(()) }
}
