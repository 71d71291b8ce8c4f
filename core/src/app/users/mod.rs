//! 用户: several people share one phone. Each has a folder, keys and a PIN of their own, and is another device to the relay; nothing
//! of one opens with what belongs to another. Before anybody has typed a PIN the phone shows the names they chose, and no more.

mod names;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use names::{FIRST, FOLDER, Name, Names, folder_in, is_shared, read, write};
pub(super) use names::{Farewell, farewells, forget_farewells, keep_farewell, others};

use super::pin::PinView;
use super::work::Telling;
use super::{App, lost, pin};
use crate::device::{Device, DeviceError};
use crate::error::{AppError, CoreError, StoreError};
use crate::store::last::{self, Last};
use crate::store::open;

const MOST: usize = 8;
const LONGEST_NAME: usize = 20;
/// As many digits as no number of a person, a phone or a house is short of.
const DIGITS_TOO_MANY: usize = 5;

/// One who has a part of this phone.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct UserView {
    pub user: u32,
    /// As they chose to be called on this phone; empty for the first until a second comes.
    pub name: String,
    pub pin: PinView,
    /// They have left, and so many entries of theirs lie sealed here until somebody of this phone syncs.
    pub sealed: Option<u64>,
}

/// The phone, before one of its users is there.
pub struct Users {
    folder: PathBuf,
    device: Arc<dyn Device>,
}

impl std::fmt::Debug for Users {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Users(…)")
    }
}

impl Users {
    #[must_use]
    pub fn at(folder: &Path, device: Arc<dyn Device>) -> Self {
        Self { folder: folder.to_owned(), device }
    }

    /// Who has a part of this phone; the first one always.
    ///
    /// # Errors
    /// `StorageLocked`, `StorageBroken`.
    pub fn list(&self) -> Result<Vec<UserView>, AppError> {
        let known = self.settled()?.names;
        let view = |Name { user, name }| {
            let last = last::read(&self.folder_of(user)).map_err(CoreError::from)?;
            let sealed = last.filter(Last::is_farewell).map(|last| last.entries);
            Ok(UserView { user, name, pin: App::pin(&*self.device_of(user))?, sealed })
        };
        known.into_iter().map(view).collect()
    }

    /// Takes a user off the list of whose part nothing is left: one that was reported lost and erased. Whoever is still there leaves
    /// by `App::leave_phone`.
    ///
    /// # Errors
    /// `NotFound`; `Invalid` while something of theirs is here, with what to do.
    pub fn remove(&self, user: u32) -> Result<(), AppError> {
        self.know(user)?;
        let folder = self.folder_of(user);
        let last = last::read(&folder).map_err(CoreError::from)?;
        if folder.join(open::FILE).exists() || last.is_some_and(|last| !last.delivered) {
            let reason = format!(
                "still has work or records here: they open their part and leave it (etong --user {user} users leave), or, when nobody \
                 knows the PIN and the code, their unit reports the device lost and it is erased at the next sync"
            );
            return Err(CoreError::Invalid { field: "user".into(), reason }.into());
        }
        let mut names = read(&self.folder)?;
        Ok(self.take_off(&mut names, user)?)
    }

    /// Without those who have left and whose work is at the relay.
    fn settled(&self) -> Result<Names, CoreError> {
        let mut names = read(&self.folder)?;
        let users: Vec<u32> = names.names.iter().map(|known| known.user).collect();
        for user in users {
            if last::read(&self.folder_of(user))?.is_some_and(|last| last.is_farewell() && last.delivered) {
                self.take_off(&mut names, user)?;
            }
        }
        Ok(names)
    }

    fn take_off(&self, names: &mut Names, user: u32) -> Result<(), CoreError> {
        let folder = self.folder_of(user);
        last::erase(&folder, || Ok(()))?;
        names.next = Some(names.next_number());
        names.names.retain(|known| known.user != user);
        if names.names.is_empty() {
            // A phone like new.
            names.names.push(Name { user: FIRST, name: String::new() });
        }
        if self.folder.join(FOLDER).exists() {
            write(&self.folder, names)?;
        }
        lost::bury(&folder, &*self.device_of(user))?;
        if user != FIRST {
            std::fs::remove_dir_all(&folder).map_err(StoreError::from)?;
        }
        Ok(())
    }

    /// Another user. `own_name`: how the first one is called from now on, when this is the second. Everybody here needs a PIN first.
    ///
    /// # Errors
    /// `Invalid` for a name that says more than a name, and while somebody has no PIN.
    pub fn add(&self, name: &str, own_name: Option<&str>) -> Result<u32, AppError> {
        Ok(self.added(name, own_name)?)
    }

    fn added(&self, name: &str, own_name: Option<&str>) -> Result<u32, CoreError> {
        let mut names = self.settled()?;
        let user = names.next_number();
        let known = &mut names.names;
        if let (Some(own), Some(first)) = (own_name, known.first_mut()) {
            first.name = checked(own)?;
        }
        if known.len() >= MOST {
            return Err(invalid(&format!("would be one too many: a phone has at most {MOST} users")));
        }
        for Name { user, name } in known.iter() {
            let has_left = last::read(&self.folder_of(*user))?.is_some_and(|last| last.is_farewell());
            if !has_left && !pin::is_set(&*self.device_of(*user))? {
                return Err(CoreError::Invalid {
                    field: "pin".into(),
                    reason: format!("is missing: user {user} ({name}) needs a PIN before another user comes"),
                });
            }
        }
        let name = checked(name)?;
        if known.iter().any(|other| other.name.is_empty()) {
            return Err(CoreError::Invalid {
                field: "own_name".into(),
                reason: "is missing: the first user needs a name when a second one comes".into(),
            });
        }
        if known.iter().any(|other| other.name == name) {
            return Err(invalid("is somebody else's on this phone; choose another"));
        }
        known.push(Name { user, name });
        let folder = self.folder.join(FOLDER);
        std::fs::create_dir_all(folder.join(user.to_string())).map_err(StoreError::from)?;
        names.next = Some(user + 1);
        write(&self.folder, &names)?;
        Ok(user)
    }

    /// Where the store of a user lies.
    #[must_use]
    pub fn folder_of(&self, user: u32) -> PathBuf {
        folder_in(&self.folder, user)
    }

    /// The phone as it is lent to a user: secrets of their own, all else the same.
    #[must_use]
    pub fn device_of(&self, user: u32) -> Arc<dyn Device> {
        #[cfg(feature = "sim")]
        if crate::sim::has_bug(crate::sim::SeededBug::OneKeyForAll) {
            return Arc::clone(&self.device);
        }
        if user == FIRST {
            return Arc::clone(&self.device);
        }
        Arc::new(Lent { device: Arc::clone(&self.device), prefix: format!("user-{user}.") })
    }

    /// # Errors
    /// `NotFound` when there is no such user; as `App::open`.
    pub fn open(&self, user: u32) -> Result<App, AppError> {
        self.open_telling(user, &|_| {})
    }

    /// # Errors
    /// As `open` and `App::open_telling`.
    pub fn open_telling(&self, user: u32, on_progress: Telling<'_>) -> Result<App, AppError> {
        self.know(user)?;
        App::open_telling(&self.folder_of(user), self.device_of(user), on_progress)
    }

    /// # Errors
    /// As `open` and `App::open_with_pin`.
    pub fn open_with_pin(&self, user: u32, pin: &str) -> Result<App, AppError> {
        self.open_with_pin_telling(user, pin, &|_| {})
    }

    /// # Errors
    /// As `open_with_pin` and `App::open_telling`.
    pub fn open_with_pin_telling(&self, user: u32, pin: &str, on_progress: Telling<'_>) -> Result<App, AppError> {
        self.know(user)?;
        App::open_with_pin_telling(&self.folder_of(user), self.device_of(user), pin, on_progress)
    }

    /// # Errors
    /// As `open` and `App::open_locked`.
    pub fn open_locked(&self, user: u32) -> Result<App, AppError> {
        self.know(user)?;
        App::open_locked(&self.folder_of(user), self.device_of(user))
    }

    /// # Errors
    /// `NotFound`; as `App::recover_pin`.
    pub fn recover_pin(&self, user: u32, code: &str, new_pin: &str) -> Result<String, AppError> {
        self.know(user)?;
        App::recover_pin(&*self.device_of(user), code, new_pin)
    }

    fn know(&self, user: u32) -> Result<(), AppError> {
        if self.settled()?.names.iter().any(|known| known.user == user) {
            return Ok(());
        }
        Err(AppError::NotFound { noun: "user".into(), id: user.to_string() })
    }
}

impl App {
    /// Who shares a phone may not leave their part of it open.
    pub(super) fn must_keep_pin(&self) -> Result<(), CoreError> {
        if is_shared(&self.folder) { Err(shared_needs_pin()) } else { Ok(()) }
    }

    /// Records come with the enrolment.
    pub(super) fn has_pin_if_shared(&self) -> Result<(), CoreError> {
        if is_shared(&self.folder) && !self.keys.has_master() && !pin::is_set(&*self.device)? {
            return Err(shared_needs_pin());
        }
        Ok(())
    }
}

fn shared_needs_pin() -> CoreError {
    CoreError::Invalid { field: "pin".into(), reason: "is needed: this phone has several users".into() }
}

/// Anybody who finds the phone reads it.
fn checked(name: &str) -> Result<String, CoreError> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        return Err(invalid(&format!("is 1 to {LONGEST_NAME} characters on one line")));
    }
    if name.chars().filter(char::is_ascii_digit).count() >= DIGITS_TOO_MANY {
        return Err(invalid("is shown to whoever holds the phone: a name only, no number"));
    }
    Ok(name.to_owned())
}

fn invalid(reason: &str) -> CoreError {
    CoreError::Invalid { field: "name".into(), reason: reason.into() }
}

/// Somebody's part of the key store.
struct Lent {
    device: Arc<dyn Device>,
    prefix: String,
}

impl Device for Lent {
    fn now_ms(&self) -> i64 {
        self.device.now_ms()
    }

    fn monotonic_ms(&self) -> i64 {
        self.device.monotonic_ms()
    }

    fn random(&self, count: u32) -> Result<Vec<u8>, DeviceError> {
        self.device.random(count)
    }

    fn secret(&self, name: String) -> Result<Option<Vec<u8>>, DeviceError> {
        self.device.secret(format!("{}{name}", self.prefix))
    }

    fn keep_secret(&self, name: String, secret: Vec<u8>) -> Result<(), DeviceError> {
        self.device.keep_secret(format!("{}{name}", self.prefix), secret)
    }

    fn online(&self) -> bool {
        self.device.online()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_on_the_first_screen_is_a_name_and_nothing_else() {
        for name in ["王芳", " 小李 ", "Lin 2"] {
            assert_eq!(checked(name).unwrap(), name.trim());
        }
        for name in ["", "  ", "王芳 13800138000", "a\nb", &"长".repeat(21)] {
            assert!(checked(name).is_err(), "{name:?}");
        }
    }
}
