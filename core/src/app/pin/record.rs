//! What the key store keeps of the lock: the master key sealed under the PIN and under the recovery code, the costs of trying,
//! and how many tries were made. Argon2id takes the device's secret in, so a copied record cannot be tried elsewhere.

use std::sync::OnceLock;

use argon2::{Algorithm, Argon2, Params, Version};
use etong_protocol::wire;
use minicbor::{Decode, Encode};
use zeroize::Zeroizing;

use super::code::Code;
use super::keys;
use crate::device::{Device, DeviceError, random_array};
use crate::error::CoreError;

const NAME: &str = "etong.lock";
const DEVICE_SECRET: &str = "etong.lock.device";
const BY_PIN: &str = "etong.lock by pin";
const BY_CODE: &str = "etong.lock by code";
/// OWASP's least for Argon2id: what a cheap phone can bear. A later version may raise it for new locks.
const COST: Cost = Cost { memory_kib: 19 * 1024, passes: 2, lanes: 1 };
const MOST: Cost = Cost { memory_kib: 256 * 1024, passes: 16, lanes: 4 };
pub(super) const TRIES: u32 = 10;
/// Seconds to wait after so many wrong tries.
const WAITS_S: [u32; 10] = [0, 0, 0, 30, 60, 300, 900, 3_600, 3_600, 3_600];

#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
struct Cost {
    #[n(0)]
    memory_kib: u32,
    #[n(1)]
    passes: u32,
    #[n(2)]
    lanes: u32,
}

/// A master key under words of a person.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
struct Wrap {
    #[n(0)]
    cost: Cost,
    #[cbor(n(1), with = "minicbor::bytes")]
    salt: Vec<u8>,
    #[cbor(n(2), with = "minicbor::bytes")]
    sealed: Vec<u8>,
}

/// A moment by both clocks; the second means nothing to another process.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(super) struct Moment {
    #[n(0)]
    wall_ms: i64,
    #[n(1)]
    monotonic_ms: i64,
    #[cbor(n(2), with = "minicbor::bytes")]
    process: Vec<u8>,
}

#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(super) struct Lock {
    /// `None` after ten wrong tries.
    #[n(0)]
    by_pin: Option<Wrap>,
    #[n(1)]
    by_code: Wrap,
    /// Since the last right one.
    #[n(2)]
    tries: u32,
    #[n(3)]
    tried: Option<Moment>,
}

type Key = Zeroizing<[u8; 32]>;

impl Lock {
    pub(super) fn fresh(device: &dyn Device, master: &Key, pin: &str, code: &Code) -> Result<Self, CoreError> {
        Ok(Self {
            by_pin: Some(wrap(device, master, pin.as_bytes(), BY_PIN)?),
            by_code: wrap(device, master, code.bytes(), BY_CODE)?,
            tries: 0,
            tried: None,
        })
    }

    pub(super) fn read(device: &dyn Device) -> Result<Option<Self>, CoreError> {
        let Some(bytes) = device.secret(NAME.to_owned())?.filter(|bytes| !bytes.is_empty()) else { return Ok(None) };
        let unreadable = |_| DeviceError::Invalidated { name: NAME.to_owned() };
        Ok(Some(wire::decode(&bytes, "lock").map_err(unreadable)?))
    }

    pub(super) fn keep(&self, device: &dyn Device) -> Result<(), CoreError> {
        Ok(device.keep_secret(NAME.to_owned(), wire::encode(self))?)
    }

    pub(super) fn clear(device: &dyn Device) -> Result<(), CoreError> {
        Ok(device.keep_secret(NAME.to_owned(), Vec::new())?)
    }

    pub(super) fn tries_left(&self) -> u32 {
        if self.by_pin.is_some() { TRIES.saturating_sub(self.tries) } else { 0 }
    }

    pub(super) fn count_try(&mut self, now: Moment) {
        self.tries = self.tries.saturating_add(1);
        self.tried = Some(now);
    }

    /// True when something changed.
    pub(super) fn count_from_none(&mut self) -> bool {
        let changed = self.tries > 0;
        (self.tries, self.tried) = (0, None);
        changed
    }

    pub(super) fn destroy_pin(&mut self) {
        self.by_pin = None;
    }

    pub(super) fn replace_pin(&mut self, device: &dyn Device, master: &Key, pin: &str) -> Result<(), CoreError> {
        self.by_pin = Some(wrap(device, master, pin.as_bytes(), BY_PIN)?);
        Ok(())
    }

    pub(super) fn open_by_pin(&self, device: &dyn Device, pin: &str) -> Result<Option<Key>, CoreError> {
        self.by_pin.as_ref().map_or(Ok(None), |wrap| unwrap_key(device, wrap, pin.as_bytes(), BY_PIN))
    }

    pub(super) fn open_by_code(&self, device: &dyn Device, code: &Code) -> Result<Option<Key>, CoreError> {
        unwrap_key(device, &self.by_code, code.bytes(), BY_CODE)
    }

    /// By the clock that cannot be set while the process that counted the try lives; after that by the wall clock, and one that
    /// was set back makes it wait in full.
    pub(super) fn wait_s(&self, now: &Moment) -> u32 {
        let nth = usize::try_from(self.tries).unwrap_or(usize::MAX);
        let wait = WAITS_S.get(nth).copied().unwrap_or(3_600);
        let (Some(tried), true) = (&self.tried, self.by_pin.is_some()) else { return 0 };
        let passed_ms = if tried.process == now.process {
            now.monotonic_ms.saturating_sub(tried.monotonic_ms)
        } else {
            now.wall_ms.saturating_sub(tried.wall_ms)
        };
        let passed = u32::try_from(passed_ms.max(0) / 1_000).unwrap_or(u32::MAX);
        wait.saturating_sub(passed)
    }
}

pub(super) fn moment(device: &dyn Device) -> Result<Moment, CoreError> {
    static PROCESS: OnceLock<[u8; 16]> = OnceLock::new();
    let drawn = random_array(device)?;
    let process = PROCESS.get_or_init(|| drawn).to_vec();
    Ok(Moment { wall_ms: device.now_ms(), monotonic_ms: device.monotonic_ms(), process })
}

fn wrap(device: &dyn Device, master: &Key, words: &[u8], purpose: &str) -> Result<Wrap, CoreError> {
    let salt: [u8; 16] = random_array(device)?;
    let key = stretch(device, words, &salt, COST)?;
    let sealed = keys::seal(device, &key, purpose, master)?;
    Ok(Wrap { cost: COST, salt: salt.to_vec(), sealed })
}

fn unwrap_key(device: &dyn Device, wrap: &Wrap, words: &[u8], purpose: &str) -> Result<Option<Key>, CoreError> {
    let key = stretch(device, words, &wrap.salt, wrap.cost)?;
    Ok(keys::open(&key, purpose, &wrap.sealed))
}

fn stretch(device: &dyn Device, words: &[u8], salt: &[u8], cost: Cost) -> Result<Key, CoreError> {
    let unusable = || DeviceError::Invalidated { name: NAME.to_owned() };
    if cost.memory_kib > MOST.memory_kib || cost.passes > MOST.passes || cost.lanes > MOST.lanes {
        return Err(unusable().into());
    }
    let secret = device_secret(device)?;
    let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(32)).map_err(|_| unusable())?;
    let mut key = Zeroizing::new([0; 32]);
    Argon2::new_with_secret(&*secret, Algorithm::Argon2id, Version::V0x13, params)
        .and_then(|argon2| argon2.hash_password_into(words, salt, key.as_mut_slice()))
        .map_err(|_| unusable())?;
    Ok(key)
}

/// Made once; without it neither PIN nor code is worth anything.
fn device_secret(device: &dyn Device) -> Result<Key, CoreError> {
    if let Some(kept) = device.secret(DEVICE_SECRET.to_owned())?.map(Zeroizing::new) {
        let invalid = |_| DeviceError::Invalidated { name: DEVICE_SECRET.to_owned() };
        return Ok(Zeroizing::new(kept.as_slice().try_into().map_err(invalid)?));
    }
    let made = Zeroizing::new(random_array(device)?);
    device.keep_secret(DEVICE_SECRET.to_owned(), made.to_vec())?;
    Ok(made)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(wall_s: i64, monotonic_s: i64, process: u8) -> Moment {
        Moment { wall_ms: wall_s * 1_000, monotonic_ms: monotonic_s * 1_000, process: vec![process] }
    }

    #[test]
    fn a_wall_clock_set_forward_shortens_no_wait_while_the_process_lives() {
        let wrap = Wrap { cost: COST, salt: vec![0; 16], sealed: Vec::new() };
        let tried = Some(at(1_000, 50, 1));
        let lock = |tries| Lock { by_pin: Some(wrap.clone()), by_code: wrap.clone(), tries, tried: tried.clone() };
        let table = [
            (2, at(1_000, 50, 1), 0),
            (3, at(1_000, 50, 1), 30),
            (3, at(99_000, 55, 1), 25),
            (3, at(0, 80, 1), 0),
            (7, at(1_000, 50, 1), 3_600),
            (9, at(1_000, 3_600, 1), 50),
            // Another process has only the wall clock; set back, it waits in full.
            (3, at(1_010, 9_999, 2), 20),
            (3, at(0, 9_999, 2), 30),
        ];
        for (tries, now, wait) in table {
            assert_eq!(lock(tries).wait_s(&now), wait, "{tries} {now:?}");
        }
    }
}
