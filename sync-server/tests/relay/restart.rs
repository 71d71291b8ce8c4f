//! What outlives the process, and what a damaged folder says.

use std::sync::Arc;

use etong_merge::{AutomergeDoc, RecordDoc};
use etong_protocol::RefusalCode;
use etong_server::{RelayError, RelayOptions, RelayState, Store, SystemChance, SystemClock};

use crate::town::{GRID_4, Town, li, record};

#[tokio::test]
async fn a_restart_keeps_everything() {
    let mut town = Town::new();
    let mut li = town.phone(&li()).await;
    let mut doc = AutomergeDoc::empty();
    let entries = [li.edit(&mut doc, record(1), GRID_4, "before"), li.event("case", record(2), GRID_4)];
    let batch = li.whole(&entries);
    let before = li.push_batch(&town, &batch).await;
    let (key, epoch, rows) = (town.relay_key(), town.state.store().epoch(), town.rows());
    let (read, page) = li.pull(&town).await;

    town.restart().await;

    let rows_after = town.rows();
    li.sign_in(&town).await;
    assert_eq!((town.relay_key(), town.state.store().epoch(), rows_after), (key, epoch, rows));
    assert_eq!(li.push_batch(&town, &batch).await.verdicts, before.verdicts, "its chain is known");
    li.cursor.seq = 0;
    let (again, after) = li.pull(&town).await;
    assert_eq!((again, after.digest, after.head), (read, page.digest, page.head));
    let next = [li.edit(&mut doc, record(1), GRID_4, "after")];
    let pushed = li.push(&town, &next).await;
    assert_eq!(crate::town::seqs(&pushed.verdicts), [Some(page.head + 1)]);
}

#[tokio::test]
async fn a_closed_relay_takes_nothing_and_says_so() {
    let mut town = Town::new();
    let mut li = town.phone(&li()).await;
    town.state.close().await;
    let entries = [li.event("case", record(1), GRID_4)];
    let batch = li.whole(&entries);
    let detail = li.send(&town, &batch).await.refused(RefusalCode::Unavailable);
    assert_eq!(detail, "the relay is shutting down; nothing was taken");
    town.restart().await;
    li.sign_in(&town).await;
    li.push_batch(&town, &batch).await;
}

#[cfg(unix)]
#[test]
fn key_and_folder_are_for_the_relay_alone() {
    use std::os::unix::fs::PermissionsExt;
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("relay");
    open(&folder).unwrap();
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder), 0o700);
    assert_eq!(mode(&folder.join("relay.key")), 0o600);
    assert_eq!(std::fs::read(folder.join("relay.key")).unwrap().len(), 32);
}

#[test]
fn each_damaged_folder_is_named_and_left_as_it_is() {
    for (file, bytes, said) in [
        ("relay.db", b"this was a database once".repeat(400), "the relay's database is damaged"),
        ("relay.key", vec![1; 31], "should hold a 32-byte signing seed"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        make(folder.path());
        std::fs::write(folder.path().join(file), &bytes).unwrap();
        let error = open(folder.path()).unwrap_err();
        assert!(error.to_string().contains(said), "{error}");
        assert_eq!(std::fs::read(folder.path().join(file)).unwrap(), bytes);
    }
}

#[test]
fn a_missing_key_is_not_replaced_under_phones_that_trust_it() {
    let folder = tempfile::tempdir().unwrap();
    make(folder.path());
    std::fs::remove_file(folder.path().join("relay.key")).unwrap();
    let error = open(folder.path()).unwrap_err();
    assert!(matches!(error, RelayError::MissingKeyFile(_)), "{error}");
    assert!(!folder.path().join("relay.key").exists());
}

#[test]
fn a_database_of_a_newer_program_is_not_touched() {
    let folder = tempfile::tempdir().unwrap();
    make(folder.path());
    let database = rusqlite::Connection::open(folder.path().join("relay.db")).unwrap();
    database
        .execute(
            "INSERT INTO refinery_schema_history (version, name, applied_on, checksum)
             VALUES (99, 'from_the_future', '2030-01-01T00:00:00Z', '1')",
            [],
        )
        .unwrap();
    drop(database);
    assert!(matches!(open(folder.path()), Err(RelayError::OtherSchema(_))));
}

fn make(folder: &std::path::Path) {
    drop(Store::open(folder, Arc::new(SystemClock::new()), Arc::new(SystemChance), None).unwrap());
}

fn open(folder: &std::path::Path) -> Result<RelayState, RelayError> {
    RelayState::open(folder, Arc::new(SystemClock::new()), Arc::new(SystemChance), RelayOptions::default())
}
