//! A phone made of memory: its clock stands where the test puts it, its randomness counts up, its secrets are a map.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use etong_core::{Device, DeviceError};

pub(crate) struct TestDevice {
    now_ms: AtomicI64,
    drawn: AtomicU64,
    secrets: Mutex<BTreeMap<String, Vec<u8>>>,
}

impl TestDevice {
    pub(crate) fn new() -> Self {
        let now_ms = AtomicI64::new(1_790_000_000_000);
        Self { now_ms, drawn: AtomicU64::new(0), secrets: Mutex::new(BTreeMap::new()) }
    }

    pub(crate) fn replace_secret(&self, name: &str, secret: Option<Vec<u8>>) {
        let mut secrets = self.secrets.lock().unwrap();
        match secret {
            Some(secret) => secrets.insert(name.to_owned(), secret),
            None => secrets.remove(name),
        };
    }
}

impl Device for TestDevice {
    fn now_ms(&self) -> i64 {
        self.now_ms.fetch_add(1, Ordering::SeqCst)
    }

    fn monotonic_ms(&self) -> i64 {
        self.now_ms.load(Ordering::SeqCst)
    }

    fn random(&self, count: u32) -> Result<Vec<u8>, DeviceError> {
        let drawn = self.drawn.fetch_add(1, Ordering::SeqCst);
        Ok(drawn.to_be_bytes().into_iter().rev().cycle().take(count as usize).collect())
    }

    fn secret(&self, name: String) -> Result<Option<Vec<u8>>, DeviceError> {
        Ok(self.secrets.lock().unwrap().get(&name).cloned())
    }

    fn keep_secret(&self, name: String, secret: Vec<u8>) -> Result<(), DeviceError> {
        self.secrets.lock().unwrap().insert(name, secret);
        Ok(())
    }

    fn online(&self) -> bool {
        true
    }
}
