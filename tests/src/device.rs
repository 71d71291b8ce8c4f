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
    /// Only when it keeps this.
    dies_for: Mutex<Option<&'static str>>,
    /// After so many the phone is dead.
    keeps_left: AtomicI64,
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
            dies_for: Mutex::default(),
            keeps_left: AtomicI64::new(i64::MAX),
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

    /// As `die_before_keeping`, in front of the next secret of this name.
    pub fn die_before_keeping_the(&self, name: &'static str) {
        *self.dies_for.lock().unwrap() = Some(name);
    }

    /// The phone dies after so many more secrets were kept, and stays dead until it `revives`.
    pub fn die_after_keeping(&self, count: i64) {
        self.keeps_left.store(count, Ordering::SeqCst);
    }

    /// True when it was dead.
    pub fn revives(&self) -> bool {
        self.keeps_left.swap(i64::MAX, Ordering::SeqCst) < 0
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
        let killed = self.keeps_left.fetch_sub(1, Ordering::SeqCst) <= 0
            || self.dies_for.lock().unwrap().take_if(|the| **the == name).is_some()
            || self.dies_before_keeping.swap(false, Ordering::SeqCst);
        if killed {
            return Err(DeviceError::Failed { detail: "the simulator killed the phone".into() });
        }
        self.secrets.lock().unwrap().insert(name, secret);
        Ok(())
    }

    fn online(&self) -> bool {
        self.online.load(Ordering::SeqCst)
    }
}
