//! The PIN of this phone. A PIN crosses the glass as a string of the shell's: to be kept no longer than the call.

use std::path::Path;
use std::sync::Arc;

use etong_core::{App, AppError, Device, PinView};

use super::Phone;
use crate::guard::guarded;
use crate::listener::{WorkListener, tell_worked};

#[uniffi::export]
impl Phone {
    /// As `open`, for a store with a PIN.
    ///
    /// # Errors
    /// `WrongPin`, `TooSoon`; as `open`.
    #[uniffi::constructor]
    pub fn open_with_pin(folder: &str, device: Arc<dyn Device>, pin: &str) -> Result<Arc<Self>, AppError> {
        guarded(|| Ok(Self::of(App::open_with_pin(Path::new(folder), device, pin)?)))
    }

    /// As `open_with_pin`; `listener` as in `open_telling`.
    ///
    /// # Errors
    /// As `open_with_pin`.
    #[uniffi::constructor]
    pub fn open_with_pin_telling(
        folder: &str,
        device: Arc<dyn Device>,
        pin: &str,
        listener: Arc<dyn WorkListener>,
    ) -> Result<Arc<Self>, AppError> {
        guarded(|| {
            let tell = tell_worked(Some(listener));
            Ok(Self::of(App::open_with_pin_telling(Path::new(folder), device, pin, &tell)?))
        })
    }

    /// As `open`; a store with a PIN is given locked: each call answers `Locked` until `unlock`, and `sync` asks the relay whether
    /// this phone was reported lost.
    ///
    /// # Errors
    /// As `open`.
    #[uniffi::constructor]
    pub fn open_locked(folder: &str, device: Arc<dyn Device>) -> Result<Arc<Self>, AppError> {
        guarded(|| Ok(Self::of(App::open_locked(Path::new(folder), device)?)))
    }

    /// Sets a first PIN. Returns the recovery code, once: to be written on paper, not kept on this phone.
    ///
    /// # Errors
    /// `Invalid` for a PIN too easy to guess, and when there is one already.
    pub fn set_pin(&self, pin: &str) -> Result<String, AppError> {
        guarded(|| self.app.set_pin(pin))
    }

    /// Another PIN; the recovery code stays.
    ///
    /// # Errors
    /// `WrongPin`, `TooSoon`, `Invalid`.
    pub fn change_pin(&self, old: &str, new: &str) -> Result<(), AppError> {
        guarded(|| self.app.change_pin(old, new))
    }

    /// Takes the PIN away.
    ///
    /// # Errors
    /// `WrongPin`, `TooSoon`, `Locked`; `Invalid` on a phone of several users.
    pub fn remove_pin(&self, pin: &str) -> Result<(), AppError> {
        guarded(|| self.app.remove_pin(pin))
    }

    /// Another recovery code; the one before is void.
    ///
    /// # Errors
    /// `WrongPin`, `TooSoon`.
    pub fn new_recovery_code(&self, pin: &str) -> Result<String, AppError> {
        guarded(|| self.app.new_recovery_code(pin))
    }

    /// Closes the database and forgets every key; each call then answers `Locked` until `unlock`.
    ///
    /// # Errors
    /// `Invalid` without a PIN; `Stopped` when a running step takes too long: the store is then still open.
    pub fn lock(&self) -> Result<(), AppError> {
        guarded(|| self.app.lock())
    }

    /// Opens what `lock` closed.
    ///
    /// # Errors
    /// `WrongPin`, `TooSoon`; as `open`.
    pub fn unlock(&self, pin: &str) -> Result<(), AppError> {
        guarded(|| self.app.unlock(pin))
    }

    /// As `unlock`; `listener` as in `open_telling`.
    ///
    /// # Errors
    /// As `unlock`.
    pub fn unlock_telling(&self, pin: &str, listener: Arc<dyn WorkListener>) -> Result<(), AppError> {
        guarded(|| self.app.unlock_telling(pin, &tell_worked(Some(listener))))
    }

    /// Locks by itself after so many minutes without a call; 0 switches it off. Call `lock_if_idle` from a timer.
    ///
    /// # Errors
    /// `Bug`.
    pub fn lock_after(&self, minutes: u32) -> Result<(), AppError> {
        guarded(|| {
            self.app.lock_after(minutes);
            Ok(())
        })
    }

    /// True when it is locked now.
    ///
    /// # Errors
    /// `Bug`.
    pub fn lock_if_idle(&self) -> Result<bool, AppError> {
        guarded(|| Ok(self.app.lock_if_idle()))
    }
}

/// How the lock of a device stands; nothing is opened.
///
/// # Errors
/// `StorageLocked` when the key store is locked.
#[uniffi::export]
pub fn pin_standing(device: Arc<dyn Device>) -> Result<PinView, AppError> {
    guarded(move || App::pin(&*device))
}

/// With the recovery code a new PIN; returns the next code. Opens nothing.
///
/// # Errors
/// `Invalid` for the code or the new PIN.
#[uniffi::export]
pub fn recover_pin(device: Arc<dyn Device>, code: &str, new_pin: &str) -> Result<String, AppError> {
    guarded(move || App::recover_pin(&*device, code, new_pin))
}
