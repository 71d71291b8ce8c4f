//! A relay's backup: a folder with the database as it stood at one moment, the keys of its records, a manifest signed by the
//! relay, and, only when asked for, the signing key sealed under a passphrase. `make` copies out beside a running relay,
//! `restore` puts a copy in an empty place under a new epoch, and writes over nothing; `forget` takes keys of erased records out.

mod folder;
mod forget;
mod make;
mod manifest;
mod restore;
mod sealed_key;

use std::path::PathBuf;

pub use forget::{Forgot, forget};
pub use make::{BackedUp, back_up};
pub use manifest::Manifest;
pub use restore::{KeyFrom, Restored, restore};
pub use sealed_key::Passphrase;

use crate::error::RelayError;

/// Why a backup was not made or not put back.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    #[error(transparent)]
    Relay(#[from] RelayError),
    #[error("{path}: {source}", path = path.display())]
    File { path: PathBuf, source: std::io::Error },
    #[error("{} is there already; a backup is made in a new folder, so name one", .0.display())]
    InTheWay(PathBuf),
    #[error("there is no relay's database at {}; say with --data which folder the relay runs on", .0.display())]
    NoDatabase(PathBuf),
    #[error(
        "{} holds a relay already and was left as it is; put the backup into an empty folder, or move this one away first",
        .0.display()
    )]
    Occupied(PathBuf),
    #[error("{} is no backup of a relay: {why}", folder.display())]
    NotABackup { folder: PathBuf, why: String },
    #[error("the backup is damaged: {0}; use another one, nothing was put back")]
    Damaged(&'static str),
    #[error("the backup was made by a newer program (format {0}); put it back with that program")]
    NewerFormat(u32),
    #[error(
        "this backup holds no signing key, and phones trust the relay by it; give the key file of the relay that made it (--key)"
    )]
    NoKey,
    #[error(
        "this backup holds the signing key under a passphrase: give it (--passphrase-file, or ETONG_BACKUP_PASSPHRASE)"
    )]
    Locked,
    #[error("the passphrase is wrong, or the sealed key is damaged; nothing was put back")]
    WrongPassphrase,
    #[error("this key is not the one of the relay that made the backup; phones would not trust it")]
    WrongKey,
    #[error(
        "{} was made before records had keys of their own: what it holds of erased records can only go with it; delete it",
        .0.display()
    )]
    WithoutKeys(PathBuf),
    #[error("{} is missing: the backup cannot be opened without the keys of its records; give them with --keys", .0.display())]
    NoRecordKeys(PathBuf),
    #[error("the passphrase is too short: at least {0} characters, better four words nobody says together")]
    WeakPassphrase(usize),
    #[error("the key could not be sealed")]
    Unsealable,
}

impl BackupError {
    fn file(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        |source| Self::File { path, source }
    }
}
