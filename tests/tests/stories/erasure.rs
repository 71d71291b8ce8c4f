//! 龘犇 asks to be deleted while 林强's phone, offline, holds edits. 黄志国 asks for it at the community's desk, 许建华 approves at the
//! township's; afterwards no byte of the name is left in any file of anybody.

mod raw;

use std::path::Path;
use std::sync::Arc;

use etong_core::capture::{ResidentRequest, VisitRequest};
use etong_core::sim::{SeededBug as PhoneBug, seed as switch_on};
use etong_core::{AppError, Device, SyncLimits};
use etong_server::sim::SeededBug as RelayBug;
use etong_server::{Store, SystemChance, SystemClock};
use etong_tests::phone::edit;
use etong_tests::{Field, Phone};

const NAME: &str = "龘犇";
const NUMBER: &str = "11010519491231002X";
const PHONE: &str = "13877665544";

/// What must not be found: the name and each of its characters, for an index may keep them one by one.
const TRACES: [&str; 6] = [NAME, "龘", "犇", NUMBER, PHONE, "13977665544"];

fn registers(phone: &Phone) -> String {
    let (id_no, tel, home) = (Some(NUMBER.into()), Some(PHONE.into()), Some("新华西路 12号".into()));
    let request =
        ResidentRequest { name: NAME.into(), id_no, phone: tel, live_address: home, ..ResidentRequest::default() };
    phone.capture(|app| app.capture_resident(&request)).record
}

pub(super) fn holds(bytes: &[u8], words: &str) -> bool {
    bytes.windows(words.len()).any(|window| window == words.as_bytes())
}

/// Every file in a folder, as it lies there.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(self::files(&path));
        } else {
            files.push((path.display().to_string(), std::fs::read(&path).unwrap()));
        }
    }
    files
}

/// The phone's database without its cipher: every table, those behind the indices too.
pub(super) fn plain(phone: &Phone) -> Vec<u8> {
    let key = Device::secret(&*phone.device, "etong.database".into()).unwrap().unwrap();
    phone.app().suspend(5_000).unwrap();
    let hex: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    let out = phone.folder().join("plain.db");
    let connection = rusqlite::Connection::open(phone.folder().join("etong.db")).unwrap();
    connection.execute_batch(&format!("PRAGMA key = \"x'{hex}'\"")).unwrap();
    let attach = format!("ATTACH DATABASE '{}' AS plain KEY ''", out.display());
    connection.execute_batch(&attach).unwrap();
    connection.query_row("SELECT sqlcipher_export('plain')", [], |_| Ok(())).unwrap();
    connection.execute_batch("DETACH DATABASE plain").unwrap();
    drop(connection);
    let bytes = std::fs::read(&out).unwrap();
    std::fs::remove_file(&out).unwrap();
    phone.app().resume().unwrap();
    bytes
}

/// The traces left on a phone.
fn left_on(phone: &Phone) -> Vec<&'static str> {
    let bytes = plain(phone);
    TRACES.into_iter().filter(|words| holds(&bytes, words)).collect()
}

/// The traces left at the relay: in its files as they lie, and in its log opened with the keys it has.
fn left_at_the_relay(field: &Field) -> Vec<String> {
    let mut left = Vec::new();
    let opened = ("the opened log".to_owned(), field.office.opened_log().concat());
    for (file, bytes) in files(field.office.folder()).into_iter().chain([opened]) {
        let found = TRACES.iter().filter(|words| holds(&bytes, words));
        left.extend(found.map(|words| format!("{words} in {file}")));
    }
    left
}

fn copies(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    // Copied with who may read them: a relay does not start with a key that others can read.
    for (file, _) in files(from) {
        let name = Path::new(&file).file_name().unwrap().to_owned();
        std::fs::copy(from.join(&name), to.join(&name)).unwrap();
    }
}

fn is_gone(phone: &Phone, resident: &str) -> bool {
    matches!(phone.app().resident(resident), Err(AppError::NotFound { .. }))
}

/// 黄志国 asks, 许建华 approves; the relay has it.
async fn erases(huang: &Phone, xu: &Phone, resident: &str) {
    huang.capture(|app| app.ask_erasure(resident, "consent"));
    huang.syncs().await;
    xu.syncs().await;
    xu.capture(|app| app.approve_erasure(resident));
    xu.syncs().await;
}

#[tokio::test]
async fn somebody_who_asks_to_be_deleted_is_gone_everywhere_though_a_phone_held_edits_offline() {
    let field = Field::new(701);
    field.expect_refusals();
    let (wang, lin) = (field.phone("wang").await, field.phone("lin").await);
    let (huang, xu) = (field.phone("huang").await, field.phone("xu").await);
    let resident = registers(&wang);
    wang.registers("王小明");
    wang.app().save_draft("d1", "resident", &format!("{{\"name\":\"{NAME}\"}}")).unwrap();
    wang.app().save_draft("d2", "visit", &format!("{{\"record\":\"{resident}\"}}")).unwrap();
    wang.app().save_draft("d3", "case", "{\"title\":\"路灯\"}").unwrap();
    wang.syncs().await;
    lin.syncs().await;
    assert!(!left_on(&lin).is_empty() && !left_at_the_relay(&field).is_empty(), "the search finds what is there");
    assert!(left_at_the_relay(&field).iter().all(|trace| trace.ends_with("the opened log")), "its files are sealed");

    field.chapter("what an erasure of the resident alone would leave is listed beforehand");
    let case = huang.reports(&format!("{NAME}家漏水"));
    let mentions = huang.app().mentions(&resident, None);
    assert!(matches!(mentions, Err(AppError::NotFound { .. })), "huang has not synced");
    huang.syncs().await;
    let mentions = huang.app().mentions(&resident, None).unwrap().rows;
    assert_eq!(mentions.len(), 1);
    assert_eq!((mentions[0].record.as_str(), mentions[0].what.as_slice()), (case.as_str(), &["name".to_owned()][..]));
    huang.capture(|app| app.ask_erasure(&case, "purpose"));
    huang.syncs().await;
    xu.syncs().await;
    xu.capture(|app| app.approve_erasure(&case));
    xu.syncs().await;
    huang.syncs().await;
    assert_eq!(huang.app().mentions(&resident, None).unwrap().rows, []);
    assert!(matches!(huang.app().case(&case), Err(AppError::NotFound { .. })), "a case is erased like a resident");

    field.chapter("lin edits the record in the hills, where no network is");
    lin.device.set_online(false);
    lin.edits(&resident, "phone", "13977665544");
    let visit = VisitRequest { note: Some(format!("{NAME}说要搬走")), ..VisitRequest::default() };
    lin.capture(|app| app.visit(&resident, &visit));

    field.chapter("two people erase it; who asked does not approve, and whoever may not is told who may");
    huang.syncs().await;
    let error = wang.try_capture(|app| app.approve_erasure(&resident)).unwrap_err();
    assert!(
        matches!(&error, AppError::NotAllowed { who_may, .. } if who_may == "township_desk, county_desk"),
        "{error}"
    );
    erases(&huang, &xu, &resident).await;
    assert_eq!(left_at_the_relay(&field), Vec::<String>::new(), "the relay");
    assert!(is_gone(&xu, &resident) && left_on(&xu).is_empty(), "xu");
    let view = xu.app().erasure(&resident).unwrap();
    assert_eq!((view.state.as_str(), view.basis.as_deref()), ("erased", Some("consent")));

    field.chapter("wang hears of it; the desk sees whose phone has not said so yet");
    wang.syncs().await;
    huang.syncs().await;
    xu.syncs().await;
    assert!(is_gone(&wang, &resident) && left_on(&wang).is_empty());
    let drafts = wang.app().drafts(None).unwrap();
    assert_eq!(drafts.iter().map(|draft| draft.draft.as_str()).collect::<Vec<_>>(), ["d3"]);
    let view = xu.app().erasure(&resident).unwrap();
    assert_eq!(view.open.iter().map(|row| row.owner.as_str()).collect::<Vec<_>>(), ["林强"]);
    assert_eq!(view.confirmed.len(), 3);

    field.chapter("lin comes back: GONE, his edits are destroyed, and he is told without the name");
    assert!(!left_on(&lin).is_empty());
    lin.device.set_online(true);
    let report = lin.syncs().await;
    assert_eq!((report.refused, report.complete), (2, true), "{report:?}");
    assert!(is_gone(&lin, &resident) && left_on(&lin).is_empty(), "{:?}", left_on(&lin));
    let aside = lin.app().kept_aside().unwrap();
    assert_eq!(aside.len(), 2);
    for row in &aside {
        assert_eq!((row.code.as_str(), row.record.as_deref()), ("Gone", Some(resident.as_str())));
        assert!(row.detail.contains("destroyed"), "{}", row.detail);
    }
    let error = lin.try_capture(|app| app.edit_resident(&resident, &edit("phone", PHONE))).unwrap_err();
    assert!(matches!(error, AppError::NotFound { .. }), "{error}");

    xu.syncs().await;
    let view = xu.app().erasure(&resident).unwrap();
    assert_eq!((view.open.len(), view.confirmed.len()), (0, 4));
    field.forget_record(&resident);
    field.forget_record(&case);
    field.settle().await;
    for phone in field.phones() {
        assert_eq!(left_on(&phone), Vec::<&str>::new(), "{}", phone.name);
        assert!(phone.try_verify().await.unwrap().equal, "{}", phone.name);
        if phone.owner.unit == 1211 {
            assert_eq!(phone.app().residents(0).unwrap().rows.len(), 1, "the other person is where she was");
        }
    }
    assert_eq!(left_at_the_relay(&field), Vec::<String>::new());
}

#[tokio::test]
async fn in_a_relay_full_of_others_nothing_of_the_name_is_left_either() {
    let field = Field::new(707);
    let (wang, huang, xu) = (field.phone("wang").await, field.phone("huang").await, field.phone("xu").await);
    let others = |from: u32| -> Vec<ResidentRequest> {
        let name = |nth: u32| format!("王小明{nth}");
        (from..from + 400).map(|nth| ResidentRequest { name: name(nth), ..ResidentRequest::default() }).collect()
    };
    wang.app().capture_residents(&others(0)).unwrap();
    let resident = registers(&wang);
    wang.app().capture_residents(&others(400)).unwrap();
    for note in ["女儿在外地", "腿脚不便", "已装扶手"] {
        wang.edits(&resident, "note", &format!("{NAME}{note}"));
        wang.syncs().await;
    }
    huang.syncs().await;
    erases(&huang, &xu, &resident).await;
    wang.syncs().await;
    assert_eq!(left_at_the_relay(&field), Vec::<String>::new());
    assert!(left_on(&wang).is_empty() && left_on(&xu).is_empty());
    assert!(wang.try_verify().await.unwrap().equal);
}

#[tokio::test]
async fn a_phone_enrolled_after_an_erasure_agrees_with_the_relay_and_never_saw_the_name() {
    let field = Field::new(702);
    let (wang, huang, xu) = (field.phone("wang").await, field.phone("huang").await, field.phone("xu").await);
    let resident = registers(&wang);
    wang.syncs().await;
    huang.syncs().await;
    erases(&huang, &xu, &resident).await;
    let lin = field.phone("lin").await;
    assert!(lin.try_verify().await.unwrap().equal && is_gone(&lin, &resident) && left_on(&lin).is_empty());
    assert_eq!(lin.app().status().unwrap().unsent, 0, "who never had it has nothing to say");
    field.forget_record(&resident);
    field.settle().await;
}

#[tokio::test]
async fn one_person_alone_erases_nothing_and_a_hold_keeps_what_is_asked_for() {
    let field = Field::new(703);
    field.expect_refusals();
    let (wang, xu, zhou) = (field.phone("wang").await, field.phone("xu").await, field.phone("zhou").await);
    let resident = registers(&wang);
    wang.syncs().await;
    xu.syncs().await;
    xu.capture(|app| app.ask_erasure(&resident, "law"));
    let error = xu.try_capture(|app| app.approve_erasure(&resident)).unwrap_err();
    assert!(error.to_string().contains("another person"), "{error}");
    xu.syncs().await;
    zhou.syncs().await;
    zhou.capture(|app| app.hold_record(&resident));
    zhou.syncs().await;
    let error = zhou.try_capture(|app| app.approve_erasure(&resident)).unwrap_err();
    assert!(error.to_string().contains("hold"), "{error}");

    field.chapter("a second phone of the one who asked knows nothing of that; the relay does");
    let second = field.bare_phone("xu", "xu's second phone");
    second.app().enrol(&field.office.issue_code(second.owner), "second").await.unwrap();
    second.syncs().await;
    zhou.capture(|app| app.lift_hold(&resident));
    zhou.syncs().await;
    second.syncs().await;
    assert!(second.try_capture(|app| app.approve_erasure(&resident)).is_err());
    zhou.capture(|app| app.refuse_erasure(&resident));
    field.settle().await;
    assert_eq!(xu.app().erasure(&resident).unwrap().state, "refused");
    assert!(!is_gone(&wang, &resident), "it stays");
}

#[tokio::test]
async fn a_relay_put_back_from_before_the_erasure_does_not_bring_the_name_back() {
    let field = Field::new(704);
    field.expect_refusals();
    let (wang, huang, xu) = (field.phone("wang").await, field.phone("huang").await, field.phone("xu").await);
    let resident = registers(&wang);
    field.settle().await;
    let backup = tempfile::tempdir().unwrap();
    field.office.stop().await;
    copies(field.office.folder(), backup.path());
    field.office.start();
    erases(&huang, &xu, &resident).await;
    wang.syncs().await;
    field.office.stop().await;
    std::fs::remove_dir_all(field.office.folder()).unwrap();
    copies(backup.path(), field.office.folder());
    let (clock, chance) = (Arc::new(SystemClock::new()), Arc::new(SystemChance));
    Store::open(field.office.folder(), clock, chance, None).unwrap().begin_epoch().unwrap();
    field.office.start();
    assert!(!left_at_the_relay(&field).is_empty(), "the backup has it");
    for _ in 0..3 {
        for phone in [&huang, &xu, &wang] {
            let _ = phone.try_sync(SyncLimits::default()).await;
        }
    }
    assert_eq!(left_at_the_relay(&field), Vec::<String>::new());
    for phone in [&huang, &xu, &wang] {
        assert!(left_on(phone).is_empty() && is_gone(phone, &resident), "{}", phone.name);
        assert!(phone.try_verify().await.unwrap().equal, "{}", phone.name);
    }
}

#[tokio::test]
async fn an_index_that_keeps_the_words_of_an_erased_record_is_caught() {
    let field = Field::new(705);
    let (wang, huang, xu) = (field.phone("wang").await, field.phone("huang").await, field.phone("xu").await);
    let resident = registers(&wang);
    wang.registers("王小明");
    wang.syncs().await;
    huang.syncs().await;
    let _switched_on = switch_on(PhoneBug::ErasureLeavesIndex);
    erases(&huang, &xu, &resident).await;
    assert!(is_gone(&xu, &resident));
    assert!(left_on(&xu).contains(&"龘"), "the search finds what the mistake leaves");
}

#[tokio::test]
async fn a_relay_that_takes_changes_to_an_erased_record_is_caught() {
    let field = Field::new(706);
    let (wang, lin) = (field.phone("wang").await, field.phone("lin").await);
    let (huang, xu) = (field.phone("huang").await, field.phone("xu").await);
    let resident = registers(&wang);
    wang.syncs().await;
    lin.syncs().await;
    huang.syncs().await;
    lin.device.set_online(false);
    let visit = VisitRequest { note: Some(format!("{NAME}说要搬走")), ..VisitRequest::default() };
    lin.capture(|app| app.visit(&resident, &visit));
    field.office.plant(RelayBug::GoneNotGiven);
    erases(&huang, &xu, &resident).await;
    lin.device.set_online(true);
    assert!(
        lin.try_sync(SyncLimits::default()).await.is_err(),
        "what it lets in it cannot store: the key is destroyed"
    );
    assert_eq!(lin.app().status().unwrap().unsent, 1, "and so the mistake is seen");
    assert_eq!(left_at_the_relay(&field), Vec::<String>::new());
}

#[tokio::test]
async fn a_backup_from_before_the_erasure_that_has_forgotten_brings_back_everything_but_the_name() {
    let field = Field::new(709);
    field.expect_refusals();
    let (wang, lin) = (field.phone("wang").await, field.phone("lin").await);
    let (huang, xu) = (field.phone("huang").await, field.phone("xu").await);
    let resident = registers(&wang);
    wang.registers("王小明");
    field.settle().await;
    let nightly = field.office.back_up("nightly");
    lin.device.set_online(false);
    erases(&huang, &xu, &resident).await;
    wang.syncs().await;
    assert_eq!(field.office.forgets(&nightly), 1);

    field.chapter("yesterday's copy is put back: it has the other person, and of 龘犇 nothing that any key opens");
    field.office.is_lost_and_restored(&nightly).await;
    let opened = field.office.opened_log().concat();
    assert!(holds(&opened, "王小明"));
    assert_eq!(left_at_the_relay(&field), Vec::<String>::new());

    field.chapter("the phones offer again what it lacks; 林强, who was away, still hears that she is gone");
    lin.device.set_online(true);
    assert!(!left_on(&lin).is_empty());
    for phone in [&huang, &xu, &wang, &lin] {
        phone.starts_over();
    }
    for _ in 0..3 {
        for phone in [&huang, &xu, &wang, &lin] {
            let _ = phone.try_sync(SyncLimits::default()).await;
        }
    }
    assert_eq!(left_at_the_relay(&field), Vec::<String>::new());
    for phone in [&huang, &xu, &wang, &lin] {
        assert!(left_on(phone).is_empty() && is_gone(phone, &resident), "{}", phone.name);
        assert!(phone.try_verify().await.unwrap().equal, "{}", phone.name);
    }
    assert_eq!(wang.app().residents(0).unwrap().rows.len(), 1);
}
