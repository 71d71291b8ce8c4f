//! Backups of a running relay, and what becomes of them. The damaged, the cut-off and the foreign are refused before
//! anything is put back.

use std::fs;
use std::path::{Path, PathBuf};

use etong_protocol::enrol::TokenReply;
use etong_protocol::{Delivery, DeliveryReceipt, EntryClass, RefusalCode, SealedEntry, SealedFile, wire};
use etong_server::backup::{BackupError, KeyFrom, Passphrase, back_up, restore};
use etong_server::directory::{CodeFor, issue_code};
use etong_server::{RelayOptions, RelayState, SystemChance};

use crate::town::{GRID_4, Town, li, person_id, record, wang};

const WORDS: &str = "nine green umbrellas";

fn made(town: &Town, name: &str, passphrase: Option<&str>) -> PathBuf {
    let out = town.folder.path().with_extension(name);
    let passphrase = passphrase.map(|words| Passphrase::new(words).unwrap());
    let clock = town.clock.as_ref();
    back_up(town.folder.path(), &out, passphrase.as_ref(), clock, &SystemChance, || {}).unwrap();
    out
}

/// A folder beside the town's, taken away at the end.
struct Beside(PathBuf);

impl Beside {
    fn new(town: &Town, name: &str) -> Self {
        Self(town.folder.path().with_extension(name))
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn opened(folder: &Path, town: &Town) -> RelayState {
    RelayState::open(folder, town.clock.clone(), std::sync::Arc::new(SystemChance), RelayOptions::default()).unwrap()
}

fn heavy(phone: &mut crate::town::Phone, nth: u8) -> SealedEntry {
    let mut entry = phone.entry(EntryClass::Event, "case", record(nth), GRID_4);
    entry.payload = (0..60_000_u32).map(|at| u8::try_from(at * 31 % 251).unwrap() ^ nth).collect();
    entry.seal()
}

#[tokio::test]
async fn a_backup_is_of_one_moment_however_much_is_written_while_it_is_made() {
    let mut town = Town::new();
    let mut phone = town.phone(&li()).await;
    for nth in 0..4 {
        let batch: Vec<SealedEntry> = (0..30).map(|one| heavy(&mut phone, nth * 30 + one)).collect();
        assert_eq!(phone.push(&town, &batch).await.verdicts.len(), 30);
    }
    let before = town.state.store().epoch();
    let (out, mut steps) = (Beside::new(&town, "busy"), 0);
    let made = back_up(town.folder.path(), &out.0, None, town.clock.as_ref(), &SystemChance, || {
        steps += 1;
        issue_code(town.state.store(), CodeFor::Person(person_id(1)), 5).expect("a writer is not held up");
    })
    .unwrap();
    assert!(steps >= 1, "the database is copied in steps");
    assert_eq!(made.manifest.epoch, before);
    let copy = rusqlite::Connection::open(out.0.join("relay.db")).unwrap();
    let codes: i64 = copy.query_row("SELECT COUNT(*) FROM code", [], |row| row.get(0)).unwrap();
    assert_eq!(codes, 1, "what was written meanwhile is not half in it");
    assert_eq!(town.rows()["code"], 1 + steps);
    let entries: i64 = copy.query_row("SELECT COUNT(*) FROM entry WHERE author <> 0", [], |row| row.get(0)).unwrap();
    assert_eq!(entries, 120);
}

#[tokio::test]
async fn a_restored_relay_has_its_log_its_key_and_a_new_epoch_but_no_token_and_no_code_of_before() {
    let mut town = Town::new();
    let mut phone = town.phone(&li()).await;
    let event = phone.event("case", record(1), GRID_4);
    phone.push(&town, &[event]).await;
    let code = town.code(2);
    let out = Beside(made(&town, "kept", Some(WORDS)));
    let data = Beside::new(&town, "anew");

    let restored =
        restore(&data.0, &out.0, &KeyFrom::Backup(Passphrase::new(WORDS).unwrap()), None, &SystemChance).unwrap();
    assert_ne!(restored.epoch, town.state.store().epoch());
    let state = opened(&data.0, &town);
    assert_eq!((state.store().epoch(), state.store().public_key()), (restored.epoch, town.relay_key()));
    let (before, after) = (town.rows(), rows(&data.0));
    for table in ["entry", "device", "person", "post", "unit", "link", "record", "shelf"] {
        assert_eq!(before[table], after(table), "{table}");
    }
    assert_eq!((after("token"), after("code")), (0, 0));

    town.state.close().await;
    let mut there = town;
    there.state = state;
    there.get("/v1/live", Some(&phone.token)).await.refused(RefusalCode::Unauthenticated);
    let request = phone.token_request(crate::town::MORNING, 77);
    let _: TokenReply = there.post("/v1/token", None, request).await.ok();
    let stranger = there.stranger(&wang());
    there.post("/v1/enrol", None, stranger.enrolment(&code)).await.refused(RefusalCode::BadCode);
}

fn rows(folder: &Path) -> impl Fn(&str) -> i64 + use<> {
    let connection = rusqlite::Connection::open(folder.join("relay.db")).unwrap();
    move |table| connection.query_row(&format!("SELECT COUNT(*) FROM {table}"), [], |row| row.get(0)).unwrap()
}

#[tokio::test]
async fn what_is_no_whole_backup_of_this_relay_is_refused_and_leaves_nothing() {
    let mut town = Town::new();
    let mut phone = town.phone(&li()).await;
    let event = phone.event("case", record(1), GRID_4);
    phone.push(&town, &[event]).await;
    let out = Beside(made(&town, "whole", Some(WORDS)));
    let data = Beside::new(&town, "empty");
    let key = || KeyFrom::Backup(Passphrase::new(WORDS).unwrap());
    let flip = |name: &str, at: usize| {
        let path = out.0.join(name);
        let mut bytes = fs::read(&path).unwrap();
        let at = at.min(bytes.len() - 1);
        bytes[at] ^= 1;
        fs::write(&path, bytes).unwrap();
    };
    let refused = |key: &KeyFrom, why: fn(&BackupError) -> bool| {
        let error = restore(&data.0, &out.0, key, None, &SystemChance).unwrap_err();
        assert!(why(&error), "{error}");
        let left: Vec<_> = fs::read_dir(&data.0).map(|found| found.flatten().collect()).unwrap_or_default();
        assert!(left.is_empty(), "{left:?}");
    };

    for (name, at) in [("relay.db", 20_000), ("manifest.json", 60), ("manifest.sig", 3), ("relay.key.sealed", 200)] {
        flip(name, at);
        refused(&key(), |error| matches!(error, BackupError::Damaged(_) | BackupError::NotABackup { .. }));
        flip(name, at);
    }
    refused(&KeyFrom::Nowhere, |error| matches!(error, BackupError::Locked));
    let wrong = KeyFrom::Backup(Passphrase::new("nine green umbrella").unwrap());
    refused(&wrong, |error| matches!(error, BackupError::WrongPassphrase));
    let other = Town::new();
    fs::write(other.folder.path().join("other.key"), [9; 32]).unwrap();
    private(&other.folder.path().join("other.key"));
    refused(&KeyFrom::File(other.folder.path().join("other.key")), |error| matches!(error, BackupError::WrongKey));
    let bytes = fs::read(out.0.join("relay.db")).unwrap();
    fs::write(out.0.join("relay.db"), &bytes[..bytes.len() / 2]).unwrap();
    refused(&key(), |error| matches!(error, BackupError::Damaged(_)));
    fs::write(out.0.join("relay.db"), &bytes).unwrap();
    restore(&data.0, &out.0, &key(), None, &SystemChance).unwrap();
}

#[tokio::test]
async fn a_relay_that_is_there_is_never_written_over_and_a_backup_neither() {
    let town = Town::new();
    let out = Beside(made(&town, "once", None));
    let before = fs::read(out.0.join("manifest.json")).unwrap();
    let again = back_up(town.folder.path(), &out.0, None, town.clock.as_ref(), &SystemChance, || {});
    assert!(matches!(again, Err(BackupError::InTheWay(_))));
    assert_eq!(fs::read(out.0.join("manifest.json")).unwrap(), before);
    let epoch = town.state.store().epoch();
    let over = restore(town.folder.path(), &out.0, &KeyFrom::Nowhere, None, &SystemChance);
    assert!(matches!(over, Err(BackupError::Occupied(_))));
    let opened = rusqlite::Connection::open(town.folder.path().join("relay.db")).unwrap();
    let kept: i64 = opened.query_row("SELECT epoch FROM feed", [], |row| row.get(0)).unwrap();
    assert_eq!(u64::try_from(kept).unwrap(), epoch);
}

#[cfg(unix)]
#[tokio::test]
async fn a_backup_is_for_its_owner_and_a_key_others_may_read_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let town = Town::new();
    let out = Beside(made(&town, "private", Some(WORDS)));
    assert_eq!(fs::metadata(&out.0).unwrap().permissions().mode() & 0o777, 0o700);
    for file in fs::read_dir(&out.0).unwrap().flatten() {
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{:?}", file.file_name());
    }
    let key = town.folder.path().join("relay.key");
    assert_eq!(fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
    town.state.close().await;
    fs::set_permissions(&key, fs::Permissions::from_mode(0o640)).unwrap();
    let refused = RelayState::open(
        town.folder.path(),
        town.clock.clone(),
        std::sync::Arc::new(SystemChance),
        RelayOptions::default(),
    );
    assert!(refused.unwrap_err().to_string().contains("chmod 600"));
}

/// A backup and a phone's sealed outbox as the program of format 1 wrote them, before records had keys of their own. Kept for ever.
const FIRST_FORMAT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../core/fixtures/backup/v1");
/// Stands in each of its entries.
const NAMED: &str = "龘犇家";

fn names_it(folder: &Path) -> bool {
    let inside = fs::read_dir(folder).unwrap().flatten();
    inside
        .map(|file| fs::read(file.path()).unwrap())
        .any(|bytes| bytes.windows(NAMED.len()).any(|part| part == NAMED.as_bytes()))
}

#[tokio::test]
async fn a_backup_of_the_first_format_is_put_back_sealed_under_keys_and_takes_the_outbox_of_a_phone_of_its_time() {
    let mut town = Town::new();
    let (first, data) = (Path::new(FIRST_FORMAT), Beside::new(&town, "first"));
    assert!(names_it(first), "it lies in clear there: the search finds what is there");
    let key = KeyFrom::Backup(Passphrase::new(WORDS).unwrap());
    let restored = restore(&data.0, first, &key, None, &SystemChance).unwrap();
    assert_eq!((restored.manifest.format, restored.manifest.record_keys), (1, false));
    assert_ne!(restored.epoch, restored.manifest.epoch);

    let li = town.stranger(&li());
    town.state.close().await;
    // Its records have the ids of its people, as in no real town: nothing is founded under those now.
    let database = rusqlite::Connection::open(data.0.join("relay.db")).unwrap();
    assert!(database.execute("DELETE FROM reg_row WHERE kind IN ('person', 'post')", []).unwrap() > 0);
    drop(database);
    town.state = opened(&data.0, &town);
    let written = |town: &Town| {
        let log = town.state.store().entries_after(0).unwrap();
        log.into_iter().filter(|(_, sealed)| sealed.entry.device == li.device).count()
    };
    assert_eq!(written(&town), 2);
    let sealed = SealedFile::from_bytes(&fs::read(first.join("phone.sealed")).unwrap()).unwrap();
    assert_eq!((sealed.device, sealed.count()), (li.device, 1));
    let body = wire::encode(&Delivery::Outbox(sealed.outboxes[0].clone()));
    let receipt: DeliveryReceipt = town.post("/v1/sealed", None, body).await.ok();
    let said = receipt.open(&town.relay_key()).unwrap();
    assert_eq!((said.stored, said.in_custody, said.refused), (1, 0, 0));
    assert_eq!(written(&town), 3);

    let request = li.token_request(crate::town::MORNING, 77);
    let _: TokenReply = town.post("/v1/token", None, request).await.ok();
    town.state.close().await;
    assert!(!names_it(&data.0), "here each record lies under its key");
    let forgets = etong_server::backup::forget(&data.0, &[first.to_owned()]);
    assert!(matches!(forgets, Err(BackupError::WithoutKeys(_))), "what it holds can only go with it");
}

#[tokio::test]
async fn a_backup_of_a_format_to_come_is_refused_by_its_number() {
    let (town, data) = (Town::new(), tempfile::tempdir().unwrap());
    let out = Beside(made(&town, "later", None));
    let manifest = fs::read_to_string(out.0.join("manifest.json")).unwrap();
    fs::write(out.0.join("manifest.json"), manifest.replacen("\"format\": 2", "\"format\": 3", 1)).unwrap();
    let refused = restore(&data.path().join("anew"), &out.0, &KeyFrom::Nowhere, None, &SystemChance).unwrap_err();
    assert!(matches!(refused, BackupError::NewerFormat(3)) && refused.to_string().contains("format 3"), "{refused}");
}

#[cfg(unix)]
fn private(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
}

#[cfg(not(unix))]
fn private(_: &Path) {}
