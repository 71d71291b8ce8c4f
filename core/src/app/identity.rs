//! Which phone this is: keys from the key store, ids in the database, and whether the two still belong together.

use std::path::Path;

use etong_protocol::{ChainId, DeviceId, SigningKey};

use super::pin::Vault;
use crate::apply::Door;
use crate::device::{Device, DeviceError, random_array};
use crate::error::CoreError;
use crate::projection;
use crate::store::last::Last;
use crate::store::setting::{self, Setting};
use crate::store::{Durability, Key, Store, open};

const DATABASE_KEY: &str = "etong.database";
/// The key the database is going under.
const NEXT_KEY: &str = "etong.database.next";
const DEVICE_KEY: &str = "etong.device";
/// Good for one statement to the relay, "it is done", and not sealed by a PIN.
const LAST_WORD: &str = "etong.lastword";
/// How often the database was opened, kept where no backup reaches.
const GENERATION: &str = "etong.generation";
/// What a PIN seals.
pub(super) const SEALED: [&str; 3] = [DATABASE_KEY, NEXT_KEY, DEVICE_KEY];

/// The database's key; made once. A database without its key is never given a new one.
pub(super) fn database_key(vault: &Vault<'_>, folder: &Path) -> Result<Key, CoreError> {
    if vault.kept(DATABASE_KEY)?.is_none() && folder.join(open::FILE).exists() {
        return Err(DeviceError::Invalidated { name: DATABASE_KEY.to_owned() }.into());
    }
    let key = secret(vault, DATABASE_KEY)?;
    let Some(fresh) = vault.kept(NEXT_KEY)?.filter(|fresh| **fresh != *key && folder.join(open::FILE).exists()) else {
        return Ok(key);
    };
    // The phone died while its database went under a fresh key.
    match Store::opened_by(folder, &key, &fresh)? {
        Some(opens) if *opens == *fresh => {
            forget_old_key(vault, &fresh)?;
            Ok(fresh)
        }
        _ => Ok(key),
    }
}

/// A fresh key for the database, known to the key store before anything is written under it.
pub(super) fn next_key(vault: &Vault<'_>) -> Result<Key, CoreError> {
    let fresh = Key::fresh(vault.device)?;
    vault.keep(NEXT_KEY, &fresh)?;
    Ok(fresh)
}

/// The database is under `fresh`: the old key is replaced, so it exists nowhere any more.
pub(super) fn forget_old_key(vault: &Vault<'_>, fresh: &Key) -> Result<(), CoreError> {
    vault.keep(DATABASE_KEY, fresh)
}

/// Nobody opens the database any more. Both names hold the same fresh key, so that a new database finds one.
pub(super) fn forget_database_key(vault: &Vault<'_>) -> Result<(), CoreError> {
    let fresh = next_key(vault)?;
    forget_old_key(vault, &fresh)
}

/// Another phone from now on; nothing of it is sealed.
pub(super) fn forget_all_keys(device: &dyn Device) -> Result<(), CoreError> {
    let plain = Vault::new(device, None);
    let fresh = Key::fresh(device)?;
    plain.keep(DEVICE_KEY, &fresh)?;
    plain.keep(LAST_WORD, &Key::fresh(device)?)?;
    forget_database_key(&plain)
}

/// The key of the one statement that a locked phone can sign; made once.
pub(super) fn last_word(device: &dyn Device) -> Result<SigningKey, CoreError> {
    Ok(SigningKey::from_seed(&*secret(&Vault::new(device, None), LAST_WORD)?))
}

pub(super) fn device_key(vault: &Vault<'_>) -> Result<SigningKey, CoreError> {
    Ok(SigningKey::from_seed(&*secret(vault, DEVICE_KEY)?))
}

/// Gives a new database its ids. One whose generation differs from the key store's was restored from a backup
/// (or the app died between the two writes, which costs nothing): it starts a new actor and a new chain.
pub(super) fn settle(store: &Store, device: &dyn Device, before: Option<&Last>) -> Result<(), CoreError> {
    let now = device.now_ms();
    let actor = random_array(device)?;
    let chain = ChainId::new(now, random_array(device)?);
    let id = DeviceId::new(now, random_array(device)?);
    let kept = device.secret(GENERATION.to_owned())?.and_then(|bytes| bytes.try_into().ok()).map(u64::from_be_bytes);
    let generation = store.write::<_, CoreError>(Durability::Full, |tx| {
        let generation = setting::number(tx, Setting::Generation)?;
        if setting::bytes(tx, Setting::Device)?.is_none() {
            setting::set_bytes(tx, Setting::Device, id.as_bytes())?;
            setting::set_bytes(tx, Setting::Chain, chain.as_bytes())?;
            setting::set_bytes(tx, Setting::Actor, &actor)?;
            setting::set_number(tx, Setting::Projection, projection::VERSION)?;
            if let Some((last, anew)) = before.and_then(|last| Some((last, last.anew.as_ref()?))) {
                super::lost::begin_anew(tx, last, anew)?;
            }
        } else if kept != Some(generation) {
            tracing::warn!("the database is not the one that was last open; it takes a new actor and a new chain");
            let mut door = Door::open(tx, now)?;
            door.reissue(actor, chain)?;
            door.close()?;
        }
        if setting::bytes(tx, Setting::NumberKey)?.is_none() {
            setting::set_bytes(tx, Setting::NumberKey, &random_array::<32>(device)?)?;
        }
        if setting::number(tx, Setting::Projection)? < projection::VERSION {
            let mut door = Door::open(tx, now)?;
            door.remake()?;
            door.close()?;
            setting::set_number(tx, Setting::Projection, projection::VERSION)?;
        }
        let next = generation.max(kept.unwrap_or(0)) + 1;
        setting::set_number(tx, Setting::Generation, next)?;
        Ok(next)
    })?;
    device.keep_secret(GENERATION.to_owned(), generation.to_be_bytes().to_vec())?;
    Ok(())
}

fn secret(vault: &Vault<'_>, name: &str) -> Result<Key, CoreError> {
    if let Some(kept) = vault.kept(name)? {
        return Ok(kept);
    }
    let made = Key::fresh(vault.device)?;
    vault.keep(name, &made)?;
    Ok(made)
}
