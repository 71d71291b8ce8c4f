//! Opening a store: encrypted, its own key only, a broken file left as it is.

#[cfg(test)]
mod device;

use std::path::Path;
use std::sync::Arc;

use device::TestDevice;
use etong_core::{App, AppError};

fn open(folder: &Path, device: &Arc<TestDevice>) -> Result<App, AppError> {
    App::open(folder, Arc::clone(device) as Arc<dyn etong_core::Device>)
}

#[test]
fn a_store_opens_again_with_its_key_and_is_not_plain_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let device = Arc::new(TestDevice::new());
    let first = open(folder.path(), &device).unwrap().status().unwrap();
    let again = open(folder.path(), &device).unwrap().status().unwrap();
    assert_eq!(first.device, again.device);
    assert!(!again.enrolled);
    let file = std::fs::read(folder.path().join("etong.db")).unwrap();
    assert!(!file.starts_with(b"SQLite format 3"));
}

#[test]
fn a_wrong_key_is_named_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let device = Arc::new(TestDevice::new());
    open(folder.path(), &device).unwrap().suspend(1_000).unwrap();
    let file = folder.path().join("etong.db");
    let before = std::fs::read(&file).unwrap();
    device.replace_secret("etong.database", Some(vec![9; 32]));
    let error = open(folder.path(), &device).unwrap_err();
    assert!(matches!(&error, AppError::StorageBroken { detail } if detail.contains("key of this phone")), "{error}");
    assert_eq!(std::fs::read(&file).unwrap(), before);
}

#[test]
fn a_key_store_that_lost_the_key_never_gets_a_new_one_over_old_data() {
    let folder = tempfile::tempdir().unwrap();
    let device = Arc::new(TestDevice::new());
    drop(open(folder.path(), &device).unwrap());
    device.replace_secret("etong.database", None);
    let error = open(folder.path(), &device).unwrap_err();
    assert!(matches!(&error, AppError::StorageBroken { detail } if detail.contains("enrolled anew")), "{error}");
}

#[test]
fn a_damaged_file_is_named_and_left_untouched() {
    let folder = tempfile::tempdir().unwrap();
    let device = Arc::new(TestDevice::new());
    open(folder.path(), &device).unwrap().suspend(1_000).unwrap();
    let file = folder.path().join("etong.db");
    let mut bytes = std::fs::read(&file).unwrap();
    bytes[100..200].fill(0xff);
    std::fs::write(&file, &bytes).unwrap();
    let error = open(folder.path(), &device).unwrap_err();
    assert!(matches!(&error, AppError::StorageBroken { detail } if detail.contains("damaged")), "{error}");
    assert_eq!(std::fs::read(&file).unwrap(), bytes);
}

#[test]
fn nothing_is_captured_before_enrolment() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path(), &Arc::new(TestDevice::new())).unwrap();
    let request = etong_core::capture::ResidentRequest { name: "王芳".into(), ..Default::default() };
    assert!(matches!(app.capture_resident(&request), Err(AppError::SignedOut { .. })));
}

#[test]
fn a_suspended_store_says_so_and_resumes() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path(), &Arc::new(TestDevice::new())).unwrap();
    app.suspend(1_000).unwrap();
    assert_eq!(app.status().unwrap_err(), AppError::StorageLocked);
    assert!(!folder.path().join("etong.db-wal").exists());
    app.resume().unwrap();
    app.status().unwrap();
}
