//! A phone's hardware, made of memory: a clock that can jump, randomness from the seed, a key store that a backup of the
//! database never holds.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use etong_core::{Device, DeviceError};
use rand::Rng;

use crate::chance::{Draw, stream};
use crate::clock::VirtualClock;

/// What one phone lends its core.
#[derive(Debug)]
pub struct SimDevice {
    clock: VirtualClock,
    /// Wall clock minus true time.
    wrong_by_ms: AtomicI64,
    online: AtomicBool,
    locked: AtomicBool,
    /// The next `keep_secret` never happens: the phone dies in front of it.
    dies_before_keeping: AtomicBool,
    draw: Mutex<Draw>,
    secrets: Mutex<BTreeMap<String, Vec<u8>>>,
}

impl SimDevice {
    #[must_use]
    pub fn new(clock: VirtualClock, seed: u64, name: &str) -> Self {
        Self {
            clock,
            wrong_by_ms: AtomicI64::new(0),
            online: AtomicBool::new(true),
            locked: AtomicBool::new(false),
            dies_before_keeping: AtomicBool::new(false),
            draw: Mutex::new(stream(seed, &format!("device {name}"))),
            secrets: Mutex::default(),
        }
    }

    /// Another phone with the same key store: what a whole-phone copy would be, if there were one.
    #[must_use]
    pub fn cloned(&self, seed: u64, name: &str) -> Self {
        let twin = Self::new(self.clock.clone(), seed, name);
        *twin.secrets.lock().unwrap() = self.secrets.lock().unwrap().clone();
        twin
    }

    /// The wall clock is off by so much from now on; 0 puts it right.
    pub fn set_clock_wrong_by(&self, ms: i64) {
        self.wrong_by_ms.store(ms, Ordering::SeqCst);
    }

    pub fn set_online(&self, online: bool) {
        self.online.store(online, Ordering::SeqCst);
    }

    /// Like a phone that was restarted and not unlocked yet.
    pub fn set_locked(&self, locked: bool) {
        self.locked.store(locked, Ordering::SeqCst);
    }

    pub fn die_before_keeping(&self) {
        self.dies_before_keeping.store(true, Ordering::SeqCst);
    }

    /// All that lies in the key store.
    #[must_use]
    pub fn all_secrets(&self) -> BTreeMap<String, Vec<u8>> {
        self.secrets.lock().unwrap().clone()
    }

    pub fn replace_secret(&self, name: &str, secret: Option<Vec<u8>>) {
        let mut secrets = self.secrets.lock().unwrap();
        match secret {
            Some(secret) => secrets.insert(name.to_owned(), secret),
            None => secrets.remove(name),
        };
    }
}

impl Device for SimDevice {
    fn now_ms(&self) -> i64 {
        self.clock.now_ms() + self.wrong_by_ms.load(Ordering::SeqCst)
    }

    fn monotonic_ms(&self) -> i64 {
        self.clock.now_ms()
    }

    fn random(&self, count: u32) -> Result<Vec<u8>, DeviceError> {
        let mut bytes = vec![0; usize::try_from(count).unwrap()];
        self.draw.lock().unwrap().fill_bytes(&mut bytes);
        Ok(bytes)
    }

    fn secret(&self, name: String) -> Result<Option<Vec<u8>>, DeviceError> {
        if self.locked.load(Ordering::SeqCst) {
            return Err(DeviceError::Locked);
        }
        Ok(self.secrets.lock().unwrap().get(&name).cloned())
    }

    fn keep_secret(&self, name: String, secret: Vec<u8>) -> Result<(), DeviceError> {
        if self.dies_before_keeping.swap(false, Ordering::SeqCst) {
            return Err(DeviceError::Failed { detail: "the simulator killed the phone".into() });
        }
        self.secrets.lock().unwrap().insert(name, secret);
        Ok(())
    }

    fn online(&self) -> bool {
        self.online.load(Ordering::SeqCst)
    }
}
