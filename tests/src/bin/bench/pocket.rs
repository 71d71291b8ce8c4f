//! What the machine lends a phone of the bench: its real clock, a key store in memory, and bytes drawn from the seed, so
//! that every run makes the same ids. No phone outside a benchmark may draw its keys like this.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use etong_core::{Device, DeviceError};
use rand::Rng;
use rand_chacha::ChaCha8Rng;

use crate::clock::{Stopwatch, now_ms};

#[derive(Debug)]
pub(crate) struct Pocket {
    started: Stopwatch,
    draw: Mutex<ChaCha8Rng>,
    secrets: Mutex<BTreeMap<String, Vec<u8>>>,
}

impl Pocket {
    pub(crate) fn new(draw: ChaCha8Rng) -> Self {
        Self::with(draw, BTreeMap::new())
    }

    pub(crate) fn with(draw: ChaCha8Rng, secrets: BTreeMap<String, Vec<u8>>) -> Self {
        Self { started: Stopwatch::start(), draw: Mutex::new(draw), secrets: Mutex::new(secrets) }
    }

    pub(crate) fn secrets(&self) -> BTreeMap<String, Vec<u8>> {
        self.secrets.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Device for Pocket {
    fn now_ms(&self) -> i64 {
        now_ms()
    }

    #[expect(clippy::cast_possible_truncation, reason = "milliseconds of one run")]
    fn monotonic_ms(&self) -> i64 {
        self.started.ms() as i64
    }

    fn random(&self, count: u32) -> Result<Vec<u8>, DeviceError> {
        let mut bytes = vec![0; usize::try_from(count).unwrap_or_default()];
        self.draw.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(&mut bytes);
        Ok(bytes)
    }

    fn secret(&self, name: String) -> Result<Option<Vec<u8>>, DeviceError> {
        Ok(self.secrets.lock().unwrap_or_else(PoisonError::into_inner).get(&name).cloned())
    }

    fn keep_secret(&self, name: String, secret: Vec<u8>) -> Result<(), DeviceError> {
        self.secrets.lock().unwrap_or_else(PoisonError::into_inner).insert(name, secret);
        Ok(())
    }

    fn online(&self) -> bool {
        true
    }
}
