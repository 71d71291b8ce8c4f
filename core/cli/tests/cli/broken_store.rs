//! A store that cannot be opened is told as such and left byte for byte as it was: unsent work may be in it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::phone::{Phone, Run};

fn refuses_and_changes_nothing(phone: &Phone, why: &str) -> Run {
    let before = fs::read(database(phone)).unwrap();
    let names_before: Vec<_> = files(&phone.home()).into_keys().collect();
    let mut last = None;
    for line in [&["status"][..], &["list", "residents"], &["sync"]] {
        let run = phone.run(line);
        assert_eq!(run.code, 9, "{why}, {line:?}: {run:?}");
        assert!(run.err.contains("存储打不开") && run.err.contains("left untouched"), "{why}: {}", run.err);
        last = Some(run);
    }
    assert_eq!(fs::read(database(phone)).unwrap(), before, "{why}");
    assert_eq!(files(&phone.home()).into_keys().collect::<Vec<_>>(), names_before, "{why}");
    last.unwrap()
}

#[test]
fn a_wrong_key_opens_nothing_and_changes_nothing() {
    let (wang, li) = (Phone::unenrolled(), Phone::unenrolled());
    let keys = wang.home().join("keys");
    for (path, bytes) in files(&li.home().join("keys")) {
        fs::write(keys.join(path.file_name().unwrap()), bytes).unwrap();
    }
    let run = refuses_and_changes_nothing(&wang, "another phone's keys");
    assert!(run.err.contains("key of this phone does not open"), "{}", run.err);
}

#[test]
fn a_store_without_its_keys_is_never_given_new_ones() {
    let wang = Phone::unenrolled();
    fs::rename(wang.home().join("keys"), wang.home().join("elsewhere")).unwrap();
    refuses_and_changes_nothing(&wang, "no keys");
    assert!(!wang.home().join("keys").exists());
    let keys = wang.home().join("elsewhere");
    let run = wang.run(&["--keys", keys.to_str().unwrap(), "status"]);
    assert_eq!(run.code, 0, "{run:?}");
}

#[test]
fn a_damaged_store_is_left_as_it_is() {
    for (why, first, last) in [("the first page", 20, 60), ("every page", 0, u64::MAX)] {
        let wang = Phone::unenrolled();
        let path = database(&wang);
        let mut bytes = fs::read(&path).unwrap();
        assert!(bytes.len() > 4096, "the store is in the file, not in its log: {}", bytes.len());
        for (at, byte) in (0..).zip(&mut bytes) {
            *byte ^= if (first..last).contains(&at) && at % 7 == 0 { 0x55 } else { 0 };
        }
        fs::write(&path, bytes).unwrap();
        let run = refuses_and_changes_nothing(&wang, why);
        assert!(run.err.contains("damaged"), "{why}: {}", run.err);
    }
}

#[test]
fn a_store_cut_short_is_left_as_it_is() {
    let wang = Phone::unenrolled();
    let bytes = fs::read(database(&wang)).unwrap();
    fs::write(database(&wang), bytes.get(..1000).unwrap()).unwrap();
    refuses_and_changes_nothing(&wang, "cut short");
}

#[cfg(unix)]
#[test]
fn a_key_that_others_may_read_is_not_used() {
    use std::os::unix::fs::PermissionsExt;
    let wang = Phone::unenrolled();
    for path in files(&wang.home().join("keys")).into_keys() {
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600, "{}", path.display());
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    }
    let run = refuses_and_changes_nothing(&wang, "readable keys");
    assert!(run.err.contains("chmod 600"), "{}", run.err);
}

fn database(phone: &Phone) -> PathBuf {
    let is_database = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "db");
    let mut found: Vec<PathBuf> = files(&phone.home()).into_keys().filter(is_database).collect();
    assert_eq!(found.len(), 1, "{found:?}");
    found.remove(0)
}

/// Every file below a folder with its bytes.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for inside in std::fs::read_dir(folder).into_iter().flatten() {
        let path = inside.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            let bytes = std::fs::read(&path).unwrap();
            found.insert(path, bytes);
        }
    }
    found
}
