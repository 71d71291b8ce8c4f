//! Disks, files and keys. A store that cannot be read is left as it is: unsent work may be in it.

use std::process::Command;

use etong_core::{AppError, SyncLimits};
use etong_tests::Field;

use super::says;

#[tokio::test]
async fn a_damaged_database_is_named_left_untouched_and_good_again_when_repaired() {
    let field = Field::new(131);
    let wang = field.phone("wang").await;
    wang.registers("陈小明");
    wang.app().suspend(1_000).unwrap();
    wang.dies();
    let good = std::fs::read(wang.folder().join("etong.db")).unwrap();
    for (what, from, to) in [("its head", 20, 60), ("its first page", 1_000, 1_100)] {
        let mut damaged = good.clone();
        damaged[from..to].fill(0xff);
        std::fs::write(wang.folder().join("etong.db"), &damaged).unwrap();
        let error = wang.try_open().unwrap_err();
        assert!(matches!(error, AppError::StorageBroken { .. }), "{what}: {error}");
        says(&error, "the file was left untouched, do not delete it, call support");
        assert_eq!(std::fs::read(wang.folder().join("etong.db")).unwrap(), damaged, "{what}");
    }
    std::fs::write(wang.folder().join("etong.db"), &good).unwrap();
    assert_eq!(wang.app().status().unwrap().unsent, 1);
    field.settle().await;
}

#[tokio::test]
async fn a_page_damaged_deep_inside_is_named_when_it_is_read_and_nothing_is_written_over_it() {
    let field = Field::new(132);
    let wang = field.phone("wang").await;
    for nth in 0..300 {
        wang.registers(&format!("住户{nth}"));
    }
    wang.app().suspend(1_000).unwrap();
    wang.dies();
    let good = std::fs::read(wang.folder().join("etong.db")).unwrap();
    let mut damaged = good.clone();
    let middle = good.len() / 2;
    damaged[middle..].fill(0x55);
    std::fs::write(wang.folder().join("etong.db"), &damaged).unwrap();
    let outcome = match wang.try_open() {
        Err(error) => Err(error),
        Ok(_) => wang.try_sync(SyncLimits::default()).await.map(drop),
    };
    let error = outcome.unwrap_err();
    assert!(matches!(error, AppError::StorageBroken { .. }), "{error}");
    wang.dies();
    std::fs::write(wang.folder().join("etong.db"), &good).unwrap();
    for leftover in ["etong.db-wal", "etong.db-shm"] {
        let _absent = std::fs::remove_file(wang.folder().join(leftover));
    }
    // The key store may have moved on while the damaged file was open: the phone takes another chain, and loses nothing.
    wang.starts_over();
    field.settle().await;
    assert_eq!(wang.app().status().unwrap().residents, 300);
}

#[tokio::test]
async fn a_wrong_or_lost_key_is_named_and_changes_nothing() {
    let field = Field::new(133);
    let wang = field.phone("wang").await;
    wang.registers("陈小明");
    wang.app().suspend(1_000).unwrap();
    wang.dies();
    let before = std::fs::read(wang.folder().join("etong.db")).unwrap();
    let key = etong_core::Device::secret(&*wang.device, "etong.database".into()).unwrap();
    for (secret, words) in
        [(Some(vec![9; 32]), "the key of this phone does not open"), (None, "no longer has the key etong.database")]
    {
        wang.device.replace_secret("etong.database", secret);
        let error = wang.try_open().unwrap_err();
        assert!(matches!(error, AppError::StorageBroken { .. }), "{error}");
        says(&error, words);
        assert_eq!(std::fs::read(wang.folder().join("etong.db")).unwrap(), before);
    }
    wang.device.replace_secret("etong.database", key);
    field.settle().await;
}

#[tokio::test]
async fn a_phone_that_was_not_unlocked_since_it_started_says_so() {
    let field = Field::new(134);
    let wang = field.phone("wang").await;
    wang.registers("陈小明");
    wang.dies();
    wang.device.set_locked(true);
    let error = wang.try_open().unwrap_err();
    assert_eq!(error, AppError::StorageLocked);
    says(&error, "unlock the phone and try again");
    wang.device.set_locked(false);
    field.settle().await;
}

/// On a disk of six megabytes, made for this test alone: a child process in a mount namespace of its own.
#[test]
fn a_full_disk_is_named_keeps_all_that_was_saved_and_works_again_with_space() {
    let disk = tempfile::tempdir().unwrap();
    let script = "mount -t tmpfs -o size=6m tmpfs \"$1\" && exec \"$2\" \"$1\"";
    let child = Command::new("unshare")
        .args(["--mount", "--map-root-user", "sh", "-c", script, "sh"])
        .arg(disk.path())
        .arg(env!("CARGO_BIN_EXE_small_disk"))
        .output()
        .expect("unshare of util-linux");
    let said = String::from_utf8_lossy(&child.stdout);
    assert!(child.status.success(), "{said}\n{}", String::from_utf8_lossy(&child.stderr));
    assert!(said.contains("the disk is full; free some space and try again, nothing was changed"), "{said}");
    assert!(said.contains("everything saved is there"), "{said}");
}
