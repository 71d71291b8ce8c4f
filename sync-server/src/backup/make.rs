//! Makes a backup beside a running relay. It grows under another name and gets its own when it is whole, so a backup that
//! was cut off is never taken for one.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use data_encoding::HEXLOWER;

use super::folder::{self, DATABASE, KEYS, MANIFEST, SEALED_KEY, SIGNATURE};
use super::manifest::FORMAT;
use super::{BackupError, Manifest, Passphrase, sealed_key};
use crate::SystemChance;
use crate::chance::Chance;
use crate::clock::Clock;
use crate::store::keys::Keys;
use crate::store::{copy, key_file};

/// A backup that was made.
#[derive(Debug)]
pub struct BackedUp {
    pub folder: PathBuf,
    pub manifest: Manifest,
}

/// Copies the relay of `data` into the new folder `out`; with a passphrase its signing key too. The relay may run and
/// be written to: the copy is of one moment. `between_steps` is called after every few megabytes.
///
/// # Errors
/// `InTheWay`, `NoDatabase`, a full disk …; nothing of the relay is changed by any.
pub fn back_up(
    data: &Path,
    out: &Path,
    passphrase: Option<&Passphrase>,
    clock: &dyn Clock,
    chance: &dyn Chance,
    between_steps: impl FnMut(),
) -> Result<BackedUp, BackupError> {
    let database = data.join(key_file::DATABASE);
    if !database.exists() {
        return Err(BackupError::NoDatabase(database));
    }
    if out.exists() {
        return Err(BackupError::InTheWay(out.to_owned()));
    }
    let seed = key_file::read_seed(&data.join(key_file::KEY_FILE))?;
    let key = etong_protocol::SigningKey::from_seed(&seed);
    let mut name = out.file_name().unwrap_or_default().to_owned();
    name.push(".unfinished");
    let unfinished = out.with_file_name(name);
    if unfinished.exists() {
        return Err(BackupError::InTheWay(unfinished));
    }
    folder::make_private_folder(&unfinished)?;
    let made = fill(&database, &unfinished, between_steps).and_then(|(place, measured)| {
        // After the database: every key it was sealed under exists by now.
        let keys = data.join(key_file::KEYS);
        let record_keys = keys.exists();
        if record_keys {
            let out = unfinished.join(KEYS);
            let file = folder::private_file(&out)?;
            Keys::open(&keys, &seed, Arc::new(SystemChance))?.copy_out(&out)?;
            file.sync_all().map_err(BackupError::file(&out))?;
        }
        let sealed = passphrase.map(|passphrase| sealed_key::seal(&seed, passphrase, chance)).transpose()?;
        let manifest = Manifest {
            format: FORMAT,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            made_at: clock.now_ms(),
            epoch: place.epoch,
            head: place.head,
            database_bytes: measured.bytes,
            database_sha256: measured.sha256,
            relay_key: HEXLOWER.encode(&key.public().0),
            sealed_key_sha256: sealed.as_deref().map(folder::sha256),
            record_keys,
        };
        if let Some(sealed) = &sealed {
            folder::write_private(&unfinished.join(SEALED_KEY), sealed)?;
        }
        let (bytes, signature) = manifest.write(&key)?;
        folder::write_private(&unfinished.join(MANIFEST), &bytes)?;
        folder::write_private(&unfinished.join(SIGNATURE), signature.as_bytes())?;
        folder::sync_folder(&unfinished)?;
        fs::rename(&unfinished, out).map_err(BackupError::file(out))?;
        Ok(manifest)
    });
    match made {
        Ok(manifest) => Ok(BackedUp { folder: out.to_owned(), manifest }),
        Err(error) => {
            // Only what this run began; what was there before was refused above.
            if let Err(left) = fs::remove_dir_all(&unfinished) {
                tracing::warn!(error = %left, "half a backup could not be taken away");
            }
            Err(error)
        }
    }
}

fn fill(
    database: &Path,
    unfinished: &Path,
    between_steps: impl FnMut(),
) -> Result<(copy::Place, folder::Measured), BackupError> {
    let out = unfinished.join(DATABASE);
    drop(folder::private_file(&out)?);
    let place = copy::copy_out(database, &out, between_steps)?;
    File::open(&out).and_then(|file| file.sync_all()).map_err(BackupError::file(&out))?;
    Ok((place, folder::measure(&out, None)?))
}
