//! Puts a backup into an empty place. Everything is checked before anything gets the name a relay would open: the
//! signature over the manifest, the hash of every byte, SQLite's own check, the key. The database gets its name last, and
//! its new epoch before that: no relay can start from a restored database under the epoch it had.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use etong_protocol::SigningKey;
use zeroize::Zeroizing;

use super::folder::{self, DATABASE, KEYS, MANIFEST, SEALED_KEY, SIGNATURE};
use super::manifest::FORMAT;
use super::{BackupError, Manifest, Passphrase, sealed_key};
use crate::SystemChance;
use crate::chance::Chance;
use crate::store::keys::Keys;
use crate::store::{copy, key_file};

/// Where the relay's signing key comes from.
#[derive(Debug)]
pub enum KeyFrom {
    /// A key file kept elsewhere.
    File(PathBuf),
    /// The backup, which was made with it.
    Backup(Passphrase),
    /// Nothing was said. Enough when the key still lies in the relay's folder.
    Nowhere,
}

/// A relay that was put back.
#[derive(Debug)]
pub struct Restored {
    pub manifest: Manifest,
    /// The feed's epoch from now on.
    pub epoch: u64,
}

/// Puts the backup `from` into the folder `data`. The keys of records are those that lie in `data` already, or those of the
/// file `keys`, or those of the backup: a record whose key they have no more is erased in the relay that is put back.
///
/// # Errors
/// `Occupied`, `NotABackup`, `Damaged`, `NewerFormat`, `NoKey`, `Locked`, `WrongPassphrase`, `WrongKey`, `NoRecordKeys`: the folder
/// then holds no database, and a relay that was there is as it was.
pub fn restore(
    data: &Path,
    from: &Path,
    key: &KeyFrom,
    keys: Option<&Path>,
    chance: &dyn Chance,
) -> Result<Restored, BackupError> {
    let database = data.join(key_file::DATABASE);
    for name in [key_file::DATABASE, "relay.db-wal", "relay.db-shm"] {
        if data.join(name).exists() {
            return Err(BackupError::Occupied(data.to_owned()));
        }
    }
    let manifest = read_manifest(from)?;
    folder::make_private_folder(data)?;
    let unfinished = data.join("relay.db.unfinished");
    let keys_file = data.join(key_file::KEYS);
    let unfinished_keys = data.join("keys.db.unfinished");
    clear(&unfinished)?;
    clear(&unfinished_keys)?;
    let kept = keys_file.exists();
    let to = Places { database: &unfinished, keys: if kept { &keys_file } else { &unfinished_keys } };
    let source = (!kept).then(|| keys.map_or_else(|| from.join(KEYS), Path::to_owned));
    let epoch = put_back(data, from, key, source.as_deref(), chance, &manifest, to).inspect_err(|_| {
        if let Err(error) = clear(&unfinished).and_then(|()| clear(&unfinished_keys)) {
            tracing::warn!(%error, "half a restored database could not be taken away");
        }
    })?;
    if !kept {
        fs::rename(&unfinished_keys, &keys_file).map_err(BackupError::file(&keys_file))?;
        folder::sync_folder(data)?;
    }
    fs::rename(&unfinished, &database).map_err(BackupError::file(&database))?;
    folder::sync_folder(data)?;
    Ok(Restored { manifest, epoch })
}

/// Where the two files grow.
#[derive(Clone, Copy)]
struct Places<'a> {
    database: &'a Path,
    keys: &'a Path,
}

fn put_back(
    data: &Path,
    from: &Path,
    key: &KeyFrom,
    keys: Option<&Path>,
    chance: &dyn Chance,
    manifest: &Manifest,
    to: Places<'_>,
) -> Result<u64, BackupError> {
    let unfinished = to.database;
    let key_file = data.join(key_file::KEY_FILE);
    let seed = find_seed(from, key, manifest, &key_file)?;
    if SigningKey::from_seed(&seed).public() != manifest.public_key()? {
        return Err(BackupError::WrongKey);
    }
    let mut file = folder::private_file(unfinished)?;
    let measured = folder::measure(&from.join(DATABASE), Some(&mut file))?;
    file.sync_all().map_err(BackupError::file(unfinished))?;
    if (measured.bytes, &measured.sha256) != (manifest.database_bytes, &manifest.database_sha256) {
        return Err(BackupError::Damaged("its database is not the one that was backed up"));
    }
    if let Some(source) = keys.filter(|source| manifest.record_keys || source.exists()) {
        let mut file = folder::private_file(to.keys)?;
        if !source.exists() {
            return Err(BackupError::NoRecordKeys(source.to_owned()));
        }
        folder::measure(source, Some(&mut file))?;
        file.sync_all().map_err(BackupError::file(to.keys))?;
    }
    let keys = Keys::open(to.keys, &seed, Arc::new(SystemChance))?;
    let (before, after) = copy::make_anew(unfinished, &keys, chance)?;
    drop(keys);
    if (before.epoch, before.head) != (manifest.epoch, manifest.head) {
        return Err(BackupError::Damaged("its database stands elsewhere than its manifest says"));
    }
    File::open(unfinished).and_then(|file| file.sync_all()).map_err(BackupError::file(unfinished))?;
    if !key_file.exists() {
        folder::write_private(&key_file, seed.as_slice())?;
        folder::sync_folder(data)?;
    }
    Ok(after.epoch)
}

pub(super) fn read_manifest(from: &Path) -> Result<Manifest, BackupError> {
    let not = |why: String| BackupError::NotABackup { folder: from.to_owned(), why };
    let bytes = fs::read(from.join(MANIFEST)).map_err(|error| not(format!("{MANIFEST}: {error}")))?;
    let manifest = Manifest::read(&bytes).map_err(not)?;
    if manifest.format > FORMAT {
        return Err(BackupError::NewerFormat(manifest.format));
    }
    let signature = fs::read_to_string(from.join(SIGNATURE)).map_err(|error| not(format!("{SIGNATURE}: {error}")))?;
    manifest.check(&bytes, &signature)?;
    Ok(manifest)
}

/// A key that already lies where the relay looks for it is used as it is.
fn find_seed(
    from: &Path,
    key: &KeyFrom,
    manifest: &Manifest,
    key_file: &Path,
) -> Result<Zeroizing<[u8; 32]>, BackupError> {
    match key {
        KeyFrom::File(path) => Ok(key_file::read_seed(path)?),
        _ if key_file.exists() => Ok(key_file::read_seed(key_file)?),
        KeyFrom::Backup(passphrase) => {
            let expected = manifest.sealed_key_sha256.as_ref().ok_or(BackupError::NoKey)?;
            let path = from.join(SEALED_KEY);
            let sealed = fs::read(&path).map_err(BackupError::file(&path))?;
            if folder::sha256(&sealed) != *expected {
                return Err(BackupError::Damaged("its sealed key"));
            }
            sealed_key::open(&sealed, passphrase)
        }
        KeyFrom::Nowhere if manifest.sealed_key_sha256.is_some() => Err(BackupError::Locked),
        KeyFrom::Nowhere => Err(BackupError::NoKey),
    }
}

/// Takes away what an earlier run that was cut off left.
fn clear(unfinished: &Path) -> Result<(), BackupError> {
    for end in ["", "-wal", "-shm", "-journal"] {
        let mut path = unfinished.to_owned().into_os_string();
        path.push(end);
        let path = PathBuf::from(path);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(BackupError::File { path, source: error });
            }
            _ => {}
        }
    }
    Ok(())
}
