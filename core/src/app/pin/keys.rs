//! Secrets of the key store, plain or sealed under the master key that PIN and recovery code open; and what of them an open app
//! holds in memory.

use std::sync::{Arc, Mutex};

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use etong_protocol::SigningKey;
use zeroize::Zeroizing;

use crate::device::{Device, DeviceError, random_array};
use crate::error::{CoreError, StoreError};
use crate::store::{Key, lock};

use super::super::identity::SEALED;

const NONCE: usize = 24;
const PLAIN: usize = 32;

/// What an open app holds; nothing of it while locked.
#[derive(Default)]
pub(in crate::app) struct Keys {
    master: Mutex<Option<Key>>,
    signing: Mutex<Option<Arc<SigningKey>>>,
}

impl Keys {
    pub(in crate::app) fn set(&self, master: Option<Key>, signing: SigningKey) {
        self.set_master(master);
        *lock(&self.signing) = Some(Arc::new(signing));
    }

    pub(super) fn set_master(&self, master: Option<Key>) {
        *lock(&self.master) = master;
    }

    pub(in crate::app) fn signing(&self) -> Result<Arc<SigningKey>, CoreError> {
        Ok(lock(&self.signing).clone().ok_or(StoreError::Sealed)?)
    }

    pub(in crate::app) fn master(&self) -> Option<Key> {
        lock(&self.master).clone()
    }

    pub(in crate::app) fn has_master(&self) -> bool {
        lock(&self.master).is_some()
    }

    pub(in crate::app) fn forget(&self) {
        *lock(&self.master) = None;
        *lock(&self.signing) = None;
    }
}

/// The key store as the core uses it.
pub(in crate::app) struct Vault<'d> {
    pub device: &'d dyn Device,
    master: Option<Key>,
}

impl<'d> Vault<'d> {
    pub(in crate::app) fn new(device: &'d dyn Device, master: Option<Key>) -> Self {
        Self { device, master }
    }

    pub(in crate::app) fn kept(&self, name: &str) -> Result<Option<Key>, CoreError> {
        let Some(kept) = self.device.secret(name.to_owned())?.map(Zeroizing::new) else { return Ok(None) };
        let invalid = || DeviceError::Invalidated { name: name.to_owned() };
        if kept.len() == PLAIN {
            return Ok(Some(Key::of(&kept).ok_or_else(invalid)?));
        }
        let Some(master) = &self.master else { return Err(StoreError::Sealed.into()) };
        Ok(Some(open(master, name, &kept).ok_or_else(invalid)?))
    }

    pub(in crate::app) fn keep(&self, name: &str, secret: &Key) -> Result<(), CoreError> {
        let bytes = match &self.master {
            Some(master) => seal(self.device, master, name, secret)?,
            None => secret.to_vec(),
        };
        Ok(self.device.keep_secret(name.to_owned(), bytes)?)
    }
}

/// Seals what still lies open.
pub(super) fn seal_all(device: &dyn Device, master: &Key) -> Result<(), CoreError> {
    #[cfg(feature = "sim")]
    if crate::sim::has_bug(crate::sim::SeededBug::PlainKeyStays) {
        return Ok(());
    }
    for name in SEALED {
        let Some(kept) = device.secret(name.to_owned())?.map(Zeroizing::new) else { continue };
        if let Some(plain) = Key::of(&kept) {
            device.keep_secret(name.to_owned(), seal(device, master, name, &plain)?)?;
        }
    }
    Ok(())
}

/// The other way round.
pub(super) fn open_all(device: &dyn Device, master: &Key) -> Result<(), CoreError> {
    let (sealed, plain) = (Vault::new(device, Some(master.clone())), Vault::new(device, None));
    for name in SEALED {
        if let Some(secret) = sealed.kept(name)? {
            plain.keep(name, &secret)?;
        }
    }
    Ok(())
}

/// `purpose` binds it to its place: one sealed secret in the place of another does not open.
pub(super) fn seal(device: &dyn Device, key: &Key, purpose: &str, secret: &Key) -> Result<Vec<u8>, CoreError> {
    let nonce: [u8; NONCE] = random_array(device)?;
    let failed = || DeviceError::Failed { detail: "a key could not be sealed".into() };
    let cipher = XChaCha20Poly1305::new_from_slice(key.as_slice()).map_err(|_| failed())?;
    let payload = Payload { msg: secret.as_slice(), aad: purpose.as_bytes() };
    let mut sealed = nonce.to_vec();
    sealed.extend(cipher.encrypt(&XNonce::from(nonce), payload).map_err(|_| failed())?);
    Ok(sealed)
}

pub(super) fn open(key: &Key, purpose: &str, sealed: &[u8]) -> Option<Key> {
    let (nonce, sealed) = sealed.split_first_chunk::<NONCE>()?;
    let cipher = XChaCha20Poly1305::new_from_slice(key.as_slice()).ok()?;
    let payload = Payload { msg: sealed, aad: purpose.as_bytes() };
    let secret = Zeroizing::new(cipher.decrypt(&XNonce::from(*nonce), payload).ok()?);
    Key::of(&secret)
}
