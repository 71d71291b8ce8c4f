//! What the glass itself promises: it may be used from any thread, and a panic behind it is an error in front of it.

use std::path::Path;

use etong_core::capture::ResidentRequest;
use etong_core::{DeviceError, SyncLimits};

use super::*;

/// A phone whose clock breaks when it is told to.
#[derive(Default)]
struct Pocket {
    secrets: std::sync::Mutex<std::collections::BTreeMap<String, Vec<u8>>>,
    clock_is_broken: std::sync::atomic::AtomicBool,
}

impl Device for Pocket {
    fn now_ms(&self) -> i64 {
        assert!(!self.clock_is_broken.load(std::sync::atomic::Ordering::SeqCst), "the clock broke");
        1_767_225_600_000
    }

    fn monotonic_ms(&self) -> i64 {
        0
    }

    fn random(&self, count: u32) -> Result<Vec<u8>, DeviceError> {
        Ok(vec![7; count as usize])
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

fn open(folder: &Path) -> (Arc<Pocket>, Arc<Phone>) {
    let pocket = Arc::new(Pocket::default());
    let phone = Phone::open(folder.to_str().unwrap(), Arc::clone(&pocket) as Arc<dyn Device>).unwrap();
    (pocket, phone)
}

#[test]
fn any_thread_may_hold_a_phone() {
    fn shared<T: Send + Sync + 'static>() {}
    shared::<Phone>();
    shared::<Arc<dyn ChangeListener>>();
    shared::<Arc<dyn crate::ProgressListener>>();
}

#[test]
fn a_panic_in_a_call_is_an_error_and_the_phone_lives_on() {
    let folder = tempfile::tempdir().unwrap();
    let (pocket, phone) = open(folder.path());
    let request = ResidentRequest { name: "王芳".into(), ..ResidentRequest::default() };

    pocket.clock_is_broken.store(true, std::sync::atomic::Ordering::SeqCst);
    let broken = phone.capture_resident(&request);
    pocket.clock_is_broken.store(false, std::sync::atomic::Ordering::SeqCst);

    assert_eq!(broken, Err(AppError::Bug { detail: "the clock broke".into() }));
    assert!(matches!(phone.capture_resident(&request), Err(AppError::SignedOut { .. })));
    assert!(!phone.status().unwrap().enrolled);
}

#[test]
fn a_panic_in_an_async_call_is_an_error_too() {
    let folder = tempfile::tempdir().unwrap();
    let (pocket, phone) = open(folder.path());
    pocket.clock_is_broken.store(true, std::sync::atomic::Ordering::SeqCst);

    let waiting = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let broken = waiting.block_on(phone.sync(SyncLimits::default(), None));

    assert_eq!(broken, Err(AppError::Bug { detail: "the clock broke".into() }));
}
