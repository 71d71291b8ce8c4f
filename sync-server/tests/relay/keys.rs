//! A key for each record: what an erasure leaves in older backups, and what happens when the relay dies between its two files.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use etong_merge::{AutomergeDoc, RecordDoc};
use etong_protocol::{EntryClass, LegalBasis, RefusalCode, SealedEntry, Tombstone, TombstoneAct, Verdict};
use etong_server::backup::{BackupError, KeyFrom, Passphrase, back_up, forget, restore};
use etong_server::{RelayError, RelayOptions, RelayState, SystemChance};

use crate::town::{GRID_4, Phone, Town, li, qian, record, zhao};

const NAME: &str = "龘犇";
const WORDS: &str = "nine green umbrellas";

fn holds(bytes: &[u8]) -> bool {
    bytes.windows(NAME.len()).any(|window| window == NAME.as_bytes())
}

/// Files in which the name can be read as they lie.
fn naming(folder: &Path) -> Vec<PathBuf> {
    let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    files.filter(|file| file.is_file() && holds(&fs::read(file).unwrap())).collect()
}

/// Does anything of the relay name it, once opened with all keys there are?
fn opened_names(state: &RelayState) -> bool {
    let (mut after, mut found) = (0, false);
    loop {
        let some = state.store().entries_after(after).unwrap();
        let Some((last, _)) = some.last() else { return found };
        after = *last;
        found |= some.iter().any(|(_, sealed)| holds(&sealed.bytes));
    }
}

fn out(town: &Town, name: &str) -> PathBuf {
    town.folder.path().join(name)
}

fn backed_up(town: &Town, name: &str) -> PathBuf {
    let out = out(town, name);
    let passphrase = Passphrase::new(WORDS).unwrap();
    back_up(town.folder.path(), &out, Some(&passphrase), town.clock.as_ref(), &SystemChance, || {}).unwrap();
    out
}

fn put_back(town: &Town, name: &str, from: &Path, keys: Option<&Path>) -> RelayState {
    let to = out(town, name);
    restore(&to, from, &KeyFrom::Backup(Passphrase::new(WORDS).unwrap()), keys, &SystemChance).unwrap();
    RelayState::open(&to, town.clock.clone(), Arc::new(SystemChance), RelayOptions::default()).unwrap()
}

fn step(phone: &mut Phone, step: &Tombstone) -> SealedEntry {
    let mut entry = phone.entry(EntryClass::Event, "tombstone", record(1), GRID_4);
    entry.payload = step.to_payload().unwrap();
    entry.seal()
}

/// Li registers the person, edits the record, and writes of another one.
pub(crate) async fn registered(town: &mut Town) -> (Phone, AutomergeDoc) {
    let mut li = town.phone(&li()).await;
    let mut doc = AutomergeDoc::empty();
    let first = li.edit(&mut doc, record(1), GRID_4, NAME);
    let second = li.edit(&mut doc, record(1), GRID_4, &format!("{NAME}儿"));
    let other = li.event("case", record(2), GRID_4);
    let pushed = li.push(town, &[first, second, other]).await;
    assert!(pushed.verdicts.iter().all(|verdict| matches!(verdict, Verdict::Stored { .. })));
    (li, doc)
}

/// Zhao asks, Qian approves: what they wrote.
pub(crate) async fn asked(town: &mut Town) -> (Phone, SealedEntry, Phone, SealedEntry) {
    let (mut zhao, mut qian) = (town.phone(&zhao()).await, town.phone(&qian()).await);
    let ask = step(&mut zhao, &Tombstone::ask(LegalBasis::Consent));
    zhao.push(town, std::slice::from_ref(&ask)).await;
    let approve = step(&mut qian, &Tombstone::answer(TombstoneAct::Approve, ask.id));
    (zhao, ask, qian, approve)
}

/// A town in which a record was erased.
pub(crate) async fn with_an_erased_record() -> Town {
    let mut town = Town::new();
    registered(&mut town).await;
    let (_, _, mut qian, approve) = asked(&mut town).await;
    assert!(matches!(qian.push(&town, &[approve]).await.verdicts[..], [Verdict::Stored { .. }]));
    town
}

#[tokio::test]
async fn a_backup_of_before_an_erasure_holds_nothing_of_the_name_once_it_has_forgotten() {
    let mut town = Town::new();
    let (_, doc) = registered(&mut town).await;
    assert!(naming(town.folder.path()).is_empty(), "the log is sealed");
    assert!(opened_names(&town.state), "the search finds what is there");
    let old = backed_up(&town, "old");
    assert!(opened_names(&put_back(&town, "early", &old, None)), "a backup can be put back and read");

    let (_, ask, mut qian, approve) = asked(&mut town).await;
    assert!(matches!(qian.push(&town, std::slice::from_ref(&approve)).await.verdicts[..], [Verdict::Stored { .. }]));
    assert!(!opened_names(&town.state) && naming(town.folder.path()).is_empty());
    assert!(opened_names(&put_back(&town, "careless", &old, None)), "until then the old backup still opens");

    let forgot = forget(town.folder.path(), std::slice::from_ref(&old)).unwrap();
    assert_eq!(forgot[0].keys, 1);
    assert_eq!(forget(town.folder.path(), std::slice::from_ref(&old)).unwrap()[0].keys, 0);
    assert!(naming(&old).is_empty());
    let state = put_back(&town, "late", &old, None);
    assert!(!opened_names(&state) && naming(&out(&town, "late")).is_empty());
    state.close().await;

    // The same with the keys of a newer backup.
    let newer = backed_up(&town, "newer");
    let state = put_back(&town, "later", &old, Some(&newer.join("keys.db")));
    assert!(!opened_names(&state));

    // Its relay answers as if it had erased the record itself, and takes the steps that led there when they come again.
    town.state.close().await;
    town.state = state;
    let mut li = town.phone(&crate::town::li()).await;
    let mut stranger = town.phone(&crate::town::li()).await;
    let mut again = AutomergeDoc::load(&doc.save()).unwrap();
    let late = stranger.edit(&mut again, record(1), GRID_4, "late");
    let gone = stranger.push(&town, &[late]).await;
    assert_eq!(gone.verdicts, [Verdict::Refused { code: RefusalCode::Gone }]);
    let (mut zhao, mut qian) = (town.phone(&crate::town::zhao()).await, town.phone(&crate::town::qian()).await);
    let ask_again = step(&mut zhao, &Tombstone::ask(LegalBasis::Consent));
    assert!(matches!(zhao.push(&town, std::slice::from_ref(&ask_again)).await.verdicts[..], [Verdict::Stored { .. }]));
    let approve = step(&mut qian, &Tombstone::answer(TombstoneAct::Approve, ask_again.id));
    assert!(matches!(qian.push(&town, &[approve]).await.verdicts[..], [Verdict::Stored { .. }]));
    let third = step(&mut zhao, &Tombstone::ask(LegalBasis::Consent));
    assert_eq!(zhao.push(&town, &[third]).await.verdicts, [Verdict::Refused { code: RefusalCode::Gone }]);
    let (entries, page) = li.pull(&town).await;
    assert!(entries.iter().all(|(_, sealed)| !holds(&sealed.bytes)) && page.digest.is_some());
    assert_ne!(ask.id, ask_again.id);
}

/// Another relay, and its keys.
fn other_relay(town: &Town, folder: &Path) -> PathBuf {
    let state = RelayState::open(folder, town.clock.clone(), Arc::new(SystemChance), RelayOptions::default()).unwrap();
    etong_server::directory::import(state.store(), &crate::town::people_and_places()).unwrap();
    folder.join("keys.db")
}

#[tokio::test]
async fn what_cannot_forget_is_refused_and_nothing_is_changed() {
    let mut town = Town::new();
    registered(&mut town).await;
    let old = backed_up(&town, "old");
    let other = out(&town, "other");
    let apart = out(&town, "apart.db");
    fs::copy(other_relay(&town, &other), &apart).unwrap();
    assert!(matches!(forget(&other, std::slice::from_ref(&old)), Err(BackupError::WrongKey)));
    fs::remove_file(old.join("keys.db")).unwrap();
    assert!(matches!(forget(town.folder.path(), std::slice::from_ref(&old)), Err(BackupError::NoRecordKeys(_))));
    let key = KeyFrom::Backup(Passphrase::new(WORDS).unwrap());
    let to = out(&town, "anew");
    let refused = restore(&to, &old, &key, None, &SystemChance);
    assert!(matches!(refused, Err(BackupError::NoRecordKeys(_))));
    let refused = restore(&to, &old, &key, Some(&apart), &SystemChance);
    assert!(matches!(refused, Err(BackupError::Relay(RelayError::KeysTooOld(_)))), "{refused:?}");
    assert_eq!(fs::read_dir(&to).unwrap().count(), 0);
}

#[tokio::test]
async fn a_relay_without_its_record_keys_does_not_start_and_makes_no_others() {
    let mut town = Town::new();
    registered(&mut town).await;
    town.state.close().await;
    let keys = town.folder.path().join("keys.db");
    fs::rename(&keys, town.folder.path().join("elsewhere")).unwrap();
    let open =
        || RelayState::open(town.folder.path(), town.clock.clone(), Arc::new(SystemChance), RelayOptions::default());
    assert!(matches!(open(), Err(RelayError::MissingKeys(_))));
    assert!(!keys.exists());
    fs::rename(town.folder.path().join("elsewhere"), &keys).unwrap();
    assert!(opened_names(&open().unwrap()));
}

#[cfg(feature = "sim")]
#[tokio::test]
async fn a_relay_that_dies_between_its_files_destroys_the_key_at_its_next_start() {
    let mut town = Town::new();
    registered(&mut town).await;
    let old = backed_up(&town, "old");
    let (.., mut qian, approve) = asked(&mut town).await;
    town.state.sim().crash_at("relay.between_files", 1);
    let batch = qian.whole(std::slice::from_ref(&approve));
    qian.send(&town, &batch).await;
    assert_eq!(town.state.sim().died_at(), Some("relay.between_files"));
    assert_eq!(forget(town.folder.path(), std::slice::from_ref(&old)).unwrap()[0].keys, 0, "the key is still there");
    town.restart().await;
    assert_eq!(forget(town.folder.path(), std::slice::from_ref(&old)).unwrap()[0].keys, 1);
    assert!(!opened_names(&town.state) && !opened_names(&put_back(&town, "late", &old, None)));
}

#[cfg(feature = "sim")]
#[tokio::test]
async fn a_relay_that_keeps_the_key_of_an_erased_record_is_caught() {
    let mut town = Town::new();
    registered(&mut town).await;
    let old = backed_up(&town, "old");
    let (.., mut qian, approve) = asked(&mut town).await;
    town.state.sim().plant(etong_server::sim::SeededBug::KeyKept);
    qian.push(&town, std::slice::from_ref(&approve)).await;
    assert!(!opened_names(&town.state), "at the relay itself it does not show");
    assert_eq!(forget(town.folder.path(), std::slice::from_ref(&old)).unwrap()[0].keys, 0);
    assert!(
        opened_names(&put_back(&town, "late", &old, None)),
        "the search of the backup finds what the mistake leaves"
    );
}
