//! Takes the keys of erased records out of older backups: what these hold of them opens under nothing any more. The databases
//! in the backups, and the signatures over them, stay as they are.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use etong_protocol::SigningKey;

use super::folder::KEYS;
use super::restore::read_manifest;
use super::{BackupError, Manifest};
use crate::SystemChance;
use crate::store::key_file;
use crate::store::keys::Keys;

/// A backup that has forgotten.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Forgot {
    pub backup: PathBuf,
    /// Keys that were in it until now.
    pub keys: usize,
}

/// Destroys in each of `backups` (their folders, or files of keys kept apart) every key that the relay of `data` has destroyed.
/// All are looked at before any is changed.
///
/// # Errors
/// `NoDatabase`, `NotABackup`, `Damaged`, `WrongKey`, `WithoutKeys`.
pub fn forget(data: &Path, backups: &[PathBuf]) -> Result<Vec<Forgot>, BackupError> {
    let keys_file = data.join(key_file::KEYS);
    if !keys_file.exists() {
        return Err(BackupError::NoDatabase(keys_file));
    }
    let seed = key_file::read_seed(&data.join(key_file::KEY_FILE))?;
    let key = SigningKey::from_seed(&seed).public();
    let open = |file: &Path| Ok::<_, BackupError>(Keys::open(file, &seed, Arc::new(SystemChance))?);
    let destroyed = open(&keys_file)?.destroyed()?;
    let mut found = Vec::with_capacity(backups.len());
    for backup in backups {
        let file = if backup.is_dir() {
            let manifest: Manifest = read_manifest(backup)?;
            if manifest.public_key()? != key {
                return Err(BackupError::WrongKey);
            }
            if !manifest.record_keys {
                return Err(BackupError::WithoutKeys(backup.clone()));
            }
            backup.join(KEYS)
        } else {
            backup.clone()
        };
        if !file.is_file() {
            return Err(BackupError::NoRecordKeys(file));
        }
        found.push((backup, open(&file)?));
    }
    found
        .into_iter()
        .map(|(backup, keys)| Ok(Forgot { backup: backup.clone(), keys: keys.destroy(&destroyed)? }))
        .collect()
}
