//! 用户: several people share one phone. Each has a folder, keys and a PIN of their own, and is another device to the relay; nothing
//! of one opens with what belongs to another. Before anybody has typed a PIN the phone shows the names they chose, and no more.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use etong_protocol::wire;
use minicbor::{Decode, Encode};

use super::pin::PinView;
use super::{App, pin};
use crate::device::{Device, DeviceError};
use crate::error::{AppError, CoreError, StoreError};
use crate::store::last;

const FOLDER: &str = "users";
const NAMES: &str = "names";
const NAMES_NEXT: &str = "names.new";
/// Who was here before anybody else was: a phone of one user is laid out as it always was.
const FIRST: u32 = 1;
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
}

/// The phone, before one of its users is there.
pub struct Users {
    folder: PathBuf,
    device: Arc<dyn Device>,
}

#[derive(Debug, Default, Encode, Decode)]
struct Names {
    #[n(0)]
    names: Vec<Name>,
}

#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
struct Name {
    #[n(0)]
    user: u32,
    #[n(1)]
    name: String,
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
        let known = read(&self.folder)?;
        let view = |Name { user, name }| Ok(UserView { user, name, pin: App::pin(&*self.device_of(user))? });
        known.into_iter().map(view).collect()
    }

    /// Another user. `own_name`: how the first one is called from now on, when this is the second. Everybody here needs a PIN first.
    ///
    /// # Errors
    /// `Invalid` for a name that says more than a name, and while somebody has no PIN.
    pub fn add(&self, name: &str, own_name: Option<&str>) -> Result<u32, AppError> {
        Ok(self.added(name, own_name)?)
    }

    fn added(&self, name: &str, own_name: Option<&str>) -> Result<u32, CoreError> {
        let mut known = read(&self.folder)?;
        if let (Some(own), Some(first)) = (own_name, known.first_mut()) {
            first.name = checked(own)?;
        }
        if known.len() >= MOST {
            return Err(invalid(&format!("would be one too many: a phone has at most {MOST} users")));
        }
        for Name { user, name } in &known {
            if !pin::is_set(&*self.device_of(*user))? {
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
        let user = known.iter().map(|known| known.user).max().unwrap_or(FIRST) + 1;
        known.push(Name { user, name });
        let folder = self.folder.join(FOLDER);
        std::fs::create_dir_all(folder.join(user.to_string())).map_err(StoreError::from)?;
        last::replace(&folder, NAMES, NAMES_NEXT, &wire::encode(&Names { names: known }))?;
        Ok(user)
    }

    /// Where the store of a user lies.
    #[must_use]
    pub fn folder_of(&self, user: u32) -> PathBuf {
        if user == FIRST { self.folder.clone() } else { self.folder.join(FOLDER).join(user.to_string()) }
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
        self.know(user)?;
        App::open(&self.folder_of(user), self.device_of(user))
    }

    /// # Errors
    /// As `open` and `App::open_with_pin`.
    pub fn open_with_pin(&self, user: u32, pin: &str) -> Result<App, AppError> {
        self.know(user)?;
        App::open_with_pin(&self.folder_of(user), self.device_of(user), pin)
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
        if read(&self.folder)?.iter().any(|known| known.user == user) {
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

fn is_shared(folder: &Path) -> bool {
    let beside = folder.parent().filter(|parent| parent.ends_with(FOLDER));
    folder.join(FOLDER).join(NAMES).exists() || beside.is_some_and(|users| users.join(NAMES).exists())
}

fn read(folder: &Path) -> Result<Vec<Name>, CoreError> {
    let Some(bytes) = last::bytes_of(&folder.join(FOLDER), NAMES)? else {
        return Ok(vec![Name { user: FIRST, name: String::new() }]);
    };
    let names: Names =
        wire::decode(&bytes, "names of users").map_err(|_| StoreError::Unreadable("the users' names"))?;
    Ok(names.names)
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
