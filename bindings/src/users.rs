//! The phone before one of its users is there: who they are, and each one's own part of it.

use std::path::Path;
use std::sync::Arc;

use etong_core::{AppError, Device, UserView, Users};

use crate::guard::guarded;
use crate::listener::{WorkListener, tell_worked};
use crate::phone::Phone;

/// Several people on one phone.
#[derive(Debug, uniffi::Object)]
pub struct SharedPhone {
    users: Users,
}

#[uniffi::export]
impl SharedPhone {
    /// # Errors
    /// `Bug`.
    #[uniffi::constructor]
    pub fn at(folder: &str, device: Arc<dyn Device>) -> Result<Arc<Self>, AppError> {
        guarded(|| Ok(Arc::new(Self { users: Users::at(Path::new(folder), device) })))
    }

    /// Who has a part of this phone; the first one always.
    ///
    /// # Errors
    /// `StorageLocked`, `StorageBroken`.
    pub fn users(&self) -> Result<Vec<UserView>, AppError> {
        guarded(|| self.users.list())
    }

    /// Another user; everybody here needs a PIN first.
    ///
    /// # Errors
    /// `Invalid`.
    pub fn add_user(&self, name: &str, own_name: Option<String>) -> Result<u32, AppError> {
        guarded(move || self.users.add(name, own_name.as_deref()))
    }

    /// Takes a user off the list of whose part nothing is left. Whoever is still there leaves by `Phone.leave_phone`.
    ///
    /// # Errors
    /// `NotFound`; `Invalid` while something of theirs is here.
    pub fn remove_user(&self, user: u32) -> Result<(), AppError> {
        guarded(|| self.users.remove(user))
    }

    /// # Errors
    /// `NotFound`; `Locked` for a user with a PIN; as `Phone.open`.
    pub fn open(&self, user: u32) -> Result<Arc<Phone>, AppError> {
        guarded(|| Ok(Phone::of(self.users.open(user)?)))
    }

    /// As `open`; `listener` as in `Phone.open_telling`.
    ///
    /// # Errors
    /// As `open`.
    pub fn open_telling(&self, user: u32, listener: Arc<dyn WorkListener>) -> Result<Arc<Phone>, AppError> {
        guarded(|| Ok(Phone::of(self.users.open_telling(user, &tell_worked(Some(listener)))?)))
    }

    /// As `open_with_pin`; `listener` as in `Phone.open_telling`.
    ///
    /// # Errors
    /// As `open_with_pin`.
    pub fn open_with_pin_telling(
        &self,
        user: u32,
        pin: &str,
        listener: Arc<dyn WorkListener>,
    ) -> Result<Arc<Phone>, AppError> {
        guarded(|| Ok(Phone::of(self.users.open_with_pin_telling(user, pin, &tell_worked(Some(listener)))?)))
    }

    /// # Errors
    /// `NotFound`, `WrongPin`, `TooSoon`; as `open`.
    pub fn open_with_pin(&self, user: u32, pin: &str) -> Result<Arc<Phone>, AppError> {
        guarded(|| Ok(Phone::of(self.users.open_with_pin(user, pin)?)))
    }

    /// # Errors
    /// `NotFound`; as `Phone.open_locked`.
    pub fn open_locked(&self, user: u32) -> Result<Arc<Phone>, AppError> {
        guarded(|| Ok(Phone::of(self.users.open_locked(user)?)))
    }

    /// # Errors
    /// `NotFound`; `Invalid` for the code or the new PIN.
    pub fn recover_pin(&self, user: u32, code: &str, new_pin: &str) -> Result<String, AppError> {
        guarded(|| self.users.recover_pin(user, code, new_pin))
    }
}
