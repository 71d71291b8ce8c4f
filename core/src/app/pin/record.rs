//! What the key store keeps of the lock: the master key sealed under the PIN and under the recovery code, the costs of trying,
//! and how many tries were made. Argon2id takes the device's secret in, so a copied record cannot be tried elsewhere.

use argon2::{Algorithm, Argon2, Params, Version};
use etong_protocol::wire;
use minicbor::{Decode, Encode};
use zeroize::Zeroizing;

use super::code::Code;
use super::keys;
use crate::device::{Device, DeviceError, random_array};
use crate::error::CoreError;
use crate::store::Key;

const NAME: &str = "etong.lock";
const DEVICE_SECRET: &str = "etong.lock.device";
const BY_PIN: &str = "etong.lock by pin";
const BY_CODE: &str = "etong.lock by code";
/// OWASP's least for Argon2id: what a cheap phone can bear. A later version may raise it for new locks.
const COST: Cost = Cost { memory_kib: 19 * 1024, passes: 2, lanes: 1 };
const MOST: Cost = Cost { memory_kib: 256 * 1024, passes: 16, lanes: 4 };
pub(super) const TRIES: u32 = 10;
/// Seconds to wait after so many wrong tries.
const WAITS_S: [i64; 10] = [0, 0, 0, 30, 60, 300, 900, LONGEST_WAIT_S, LONGEST_WAIT_S, LONGEST_WAIT_S];
const LONGEST_WAIT_S: i64 = 3_600;

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
    /// By the clock that cannot be set, when the last try was made.
    #[n(3)]
    tried_ms: Option<i64>,
    /// The database is still under a key that was in the key store before this PIN: who copied that reads it.
    #[n(4)]
    old_key: Option<bool>,
}

impl Lock {
    pub(super) fn fresh(device: &dyn Device, master: &Key, pin: &str, code: &Code) -> Result<Self, CoreError> {
        Ok(Self {
            by_pin: Some(wrap(device, master, pin.as_bytes(), BY_PIN)?),
            by_code: wrap(device, master, code.bytes(), BY_CODE)?,
            tries: 0,
            tried_ms: None,
            old_key: Some(true),
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

    pub(super) fn count_try(&mut self, now_ms: i64) {
        self.tries = self.tries.saturating_add(1);
        self.tried_ms = Some(now_ms);
    }

    /// True when something changed.
    pub(super) fn count_from_none(&mut self) -> bool {
        let changed = self.tries > 0;
        (self.tries, self.tried_ms) = (0, None);
        changed
    }

    pub(super) fn has_old_key(&self) -> bool {
        self.old_key.is_some()
    }

    pub(super) fn forget_old_key(&mut self) {
        self.old_key = None;
    }

    pub(super) fn destroy_pin(&mut self) {
        self.by_pin = None;
    }

    pub(super) fn replace_pin(&mut self, device: &dyn Device, master: &Key, pin: &str) -> Result<(), CoreError> {
        self.by_pin = Some(wrap(device, master, pin.as_bytes(), BY_PIN)?);
        self.old_key = Some(true);
        Ok(())
    }

    pub(super) fn replace_code(&mut self, device: &dyn Device, master: &Key, code: &Code) -> Result<(), CoreError> {
        self.by_code = wrap(device, master, code.bytes(), BY_CODE)?;
        Ok(())
    }

    pub(super) fn open_by_pin(&self, device: &dyn Device, pin: &str) -> Result<Option<Key>, CoreError> {
        self.by_pin.as_ref().map_or(Ok(None), |wrap| unwrap_key(device, wrap, pin.as_bytes(), BY_PIN))
    }

    pub(super) fn open_by_code(&self, device: &dyn Device, code: &Code) -> Result<Option<Key>, CoreError> {
        unwrap_key(device, &self.by_code, code.bytes(), BY_CODE)
    }

    /// By the clock that cannot be set. One that says less than at the try has begun anew since, with the phone or the process: then
    /// all that it says has passed since the try, and more may have. So a wait never ends too early; a restart can lengthen it.
    pub(super) fn wait_s(&self, now_ms: i64) -> u32 {
        let (Some(tried_ms), true) = (self.tried_ms, self.by_pin.is_some()) else { return 0 };
        let nth = usize::try_from(self.tries).unwrap_or(usize::MAX);
        let wait_ms = WAITS_S.get(nth).copied().unwrap_or(LONGEST_WAIT_S).saturating_mul(1_000);
        let passed_ms = if now_ms >= tried_ms { now_ms.saturating_sub(tried_ms) } else { now_ms.max(0) };
        u32::try_from(wait_ms.saturating_sub(passed_ms).max(0).saturating_add(999) / 1_000).unwrap_or(u32::MAX)
    }
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
    let argon2 =
        Argon2::new_with_secret(&*secret, Algorithm::Argon2id, Version::V0x13, params).map_err(|_| unusable())?;
    Key::filled(|key| argon2.hash_password_into(words, salt, key).map_err(|_| unusable().into()))
}

/// Made once; without it neither PIN nor code is worth anything.
fn device_secret(device: &dyn Device) -> Result<Key, CoreError> {
    if let Some(kept) = device.secret(DEVICE_SECRET.to_owned())?.map(Zeroizing::new) {
        let invalid = || DeviceError::Invalidated { name: DEVICE_SECRET.to_owned() };
        return Ok(Key::of(&kept).ok_or_else(invalid)?);
    }
    let made = Key::fresh(device)?;
    device.keep_secret(DEVICE_SECRET.to_owned(), made.to_vec())?;
    Ok(made)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_counted_by_the_clock_that_cannot_be_set_and_a_restart_never_shortens_it() {
        let wrap = Wrap { cost: COST, salt: vec![0; 16], sealed: Vec::new() };
        let lock = |tries| Lock {
            by_pin: Some(wrap.clone()),
            by_code: wrap.clone(),
            tries,
            tried_ms: Some(50_000),
            old_key: None,
        };
        let table = [
            (2, 50_000, 0),
            (3, 50_000, 30),
            (3, 50_001, 30),
            (3, 55_000, 25),
            (3, 80_000, 0),
            (7, 50_000, 3_600),
            (9, 3_600_000, 50),
            // The clock began anew: only what it says has surely passed.
            (3, 0, 30),
            (3, 10_000, 20),
            (3, 49_999, 0),
            (7, 49_999, 3_551),
            (3, -5, 30),
        ];
        for (tries, now_ms, wait) in table {
            assert_eq!(lock(tries).wait_s(now_ms), wait, "{tries} {now_ms}");
        }
        let ended = Lock { by_pin: None, ..lock(10) };
        assert_eq!((ended.wait_s(50_000), ended.tries_left()), (0, 0));
    }
}
