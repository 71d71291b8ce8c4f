//! Searches for what nobody may find: names, numbers, the PIN, the recovery code and keys, in every file of a phone, in its log at
//! every level, and in the memory of a process whose phone is locked or gone.

#![cfg(feature = "sim")]
#![expect(clippy::unwrap_used, reason = "these are tests, their shared steps included")]

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};

use etong_core::capture::ResidentRequest;
use etong_core::sim::{SeededBug, seed as switch_on};
use etong_core::{App, AppError};
use etong_tests::Field;
use tracing_subscriber::filter::LevelFilter;

const NAME: &str = "欧阳静宜";
const NUMBER: &str = "350102199003072316";
const PHONE: &str = "13859012647";
const PIN: &str = "290417";
const NEXT_PIN: &str = "271828";

/// What is looked for, by what it is.
type Needles = BTreeMap<String, Vec<u8>>;

fn words() -> Needles {
    let words = [("name", NAME), ("number", NUMBER), ("phone", PHONE), ("PIN", PIN), ("next PIN", NEXT_PIN)];
    words.map(|(what, word)| (what.to_owned(), word.as_bytes().to_vec())).into()
}

/// Keys as bytes and as SQLCipher is told them.
fn keys(secrets: &BTreeMap<String, Vec<u8>>) -> Needles {
    let mut needles = Needles::new();
    for (what, key) in secrets.iter().filter(|(_, key)| key.len() == 32) {
        needles.insert(what.clone(), key.clone());
        let hex: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
        needles.insert(format!("{what} in letters"), hex.into_bytes());
    }
    needles
}

fn found<'n>(needles: &'n Needles, bytes: &[u8]) -> Vec<&'n str> {
    let holds = |needle: &[u8]| {
        let pattern: String = needle.iter().map(|byte| format!("\\x{byte:02x}")).collect();
        regex::bytes::Regex::new(&format!("(?s-u){pattern}")).unwrap().is_match(bytes)
    };
    needles.iter().filter(|(_, needle)| holds(needle)).map(|(what, _)| what.as_str()).collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let inside = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    inside.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

fn resident() -> ResidentRequest {
    ResidentRequest {
        name: NAME.into(),
        id_no: Some(NUMBER.into()),
        phone: Some(PHONE.into()),
        ..ResidentRequest::default()
    }
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn no_file_of_a_phone_and_no_line_of_its_log_holds_a_name_a_number_a_pin_or_a_key() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt().with_max_level(LevelFilter::TRACE).with_writer(move || writer.clone());
    let _logged = tracing::subscriber::set_default(subscriber.finish());
    let (field, folder) = (Field::new(951), tempfile::tempdir().unwrap());
    let wang = field.phone_on("wang", folder.path()).await;
    let app = wang.app();
    wang.capture(|app| app.capture_resident(&resident()));
    let mut needles = words();
    needles.extend(keys(&wang.device.all_secrets()));
    assert!(needles.len() > 8, "the keys are known: {:?}", needles.keys());
    let code = app.set_pin(PIN).unwrap();
    needles.insert("recovery code".into(), code.clone().into_bytes());
    wang.capture(|app| app.report_case(&etong_tests::phone::hazard(NAME)));
    let look = |step: &str| {
        for path in files(folder.path()) {
            let found = found(&needles, &std::fs::read(&path).unwrap());
            assert!(found.is_empty(), "{step}: {found:?} in {}", path.display());
        }
    };
    look("open, with a journal");
    assert!(files(folder.path()).iter().any(|path| path.ends_with("etong.db-wal")), "there is a journal to look at");
    wang.syncs().await;
    wang.capture(|app| app.report_case(&etong_tests::phone::hazard(NAME)));
    app.search_residents("欧阳").unwrap();
    app.search_residents("2316").unwrap();
    look("synced and searched");
    app.suspend(1_000).unwrap();
    look("suspended");
    app.resume().unwrap();
    app.lock().unwrap();
    look("locked");
    assert!(matches!(app.unlock("135790"), Err(AppError::WrongPin { .. })));
    app.unlock(PIN).unwrap();
    App::recover_pin(&*wang.device, &code, NEXT_PIN).unwrap();
    app.lock().unwrap();
    assert!(app.unlock(PIN).is_err());
    app.unlock(NEXT_PIN).unwrap();
    look("recovered");
    let log = log.0.lock().unwrap().clone();
    assert!(!log.is_empty());
    assert_eq!(found(&needles, &log), Vec::<&str>::new(), "{}", String::from_utf8_lossy(&log));
}

#[tokio::test]
async fn a_phone_that_writes_in_the_clear_or_logs_what_was_captured_is_found_out() {
    for bug in [SeededBug::InTheClear, SeededBug::LogNames] {
        let log = Log::default();
        let writer = log.clone();
        let subscriber = tracing_subscriber::fmt().with_writer(move || writer.clone());
        let _logged = tracing::subscriber::set_default(subscriber.finish());
        let _switched_on = switch_on(bug);
        let (field, folder) = (Field::new(953), tempfile::tempdir().unwrap());
        let wang = field.phone_on("wang", folder.path()).await;
        wang.capture(|app| app.capture_resident(&resident()));
        let needles = words();
        let in_files: Vec<&str> =
            files(folder.path()).iter().flat_map(|path| found(&needles, &std::fs::read(path).unwrap())).collect();
        let in_log = found(&needles, &log.0.lock().unwrap());
        match bug {
            SeededBug::InTheClear => {
                assert!(["name", "number", "phone"].iter().all(|word| in_files.contains(word)), "{in_files:?}");
                assert!(in_log.is_empty(), "{in_log:?}");
            }
            _ => assert_eq!((in_files, in_log), (vec![], vec!["name"])),
        }
    }
}

/// The phone in a process of its own.
struct Process {
    child: Child,
    lines: BufReader<std::process::ChildStdout>,
}

impl Process {
    fn comes_to(&mut self, step: &str) {
        let mut line = String::new();
        self.lines.read_line(&mut line).unwrap();
        assert_eq!(line.trim(), step);
    }

    fn goes_on(&mut self) {
        self.child.stdin.as_mut().unwrap().write_all(b"\n").unwrap();
    }

    /// What of `needles` lies anywhere in its readable memory.
    fn holds<'n>(&self, needles: &'n Needles) -> Vec<&'n str> {
        let of = |name: &str| PathBuf::from(format!("/proc/{}/{name}", self.child.id()));
        let mut memory = std::fs::File::open(of("mem")).unwrap();
        let mut all = Vec::new();
        for line in std::fs::read_to_string(of("maps")).unwrap().lines() {
            let (range, rest) = line.split_once(' ').unwrap();
            if !rest.starts_with('r')
                || line.ends_with("[vvar]")
                || line.ends_with("[vsyscall]")
                || line.contains("[vvar")
            {
                continue;
            }
            let (from, to) = range.split_once('-').unwrap();
            let (from, to) = (u64::from_str_radix(from, 16).unwrap(), u64::from_str_radix(to, 16).unwrap());
            let mut bytes = vec![0; usize::try_from(to - from).unwrap()];
            memory.seek(SeekFrom::Start(from)).unwrap();
            if memory.read_exact(&mut bytes).is_ok() {
                all.extend(found(needles, &bytes));
            }
        }
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Files it has open that lie nowhere below `folder`.
    fn other_files(&self, folder: &Path) -> Vec<PathBuf> {
        let open = std::fs::read_dir(format!("/proc/{}/fd", self.child.id())).unwrap();
        let own = open.map(|fd| fd.unwrap().path()).filter(|fd| !["0", "1", "2"].iter().any(|lent| fd.ends_with(lent)));
        let targets = own.filter_map(|fd| std::fs::read_link(fd).ok());
        targets.filter(|path| path.is_absolute() && !path.starts_with(folder) && !path.starts_with("/dev")).collect()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _ended = self.child.wait();
    }
}

/// What a process still holds of PIN and keys: once its phone is locked, and once it is gone.
async fn held_by_a_process(switch: Option<&str>) -> (String, String) {
    let (field, folder) = (Field::new(952), tempfile::tempdir().unwrap());
    let home = folder.path().join("wang");
    let wang = field.phone_on("wang", &home).await;
    wang.app().suspend(1_000).unwrap();
    wang.dies();
    let (keys_folder, words_folder) = (folder.path().join("keys"), folder.path().join("words"));
    for made in [&keys_folder, &words_folder] {
        std::fs::create_dir(made).unwrap();
    }
    let secrets = wang.device.all_secrets();
    for (name, secret) in &secrets {
        std::fs::write(keys_folder.join(name), secret).unwrap();
    }
    std::fs::write(words_folder.join("name"), NAME).unwrap();
    std::fs::write(words_folder.join("pin"), PIN).unwrap();
    let mut needles = keys(&secrets);
    needles.insert("PIN".into(), PIN.as_bytes().to_vec());
    let name: Needles = [("name".to_owned(), NAME.as_bytes().to_vec())].into();
    let mut child = Command::new(env!("CARGO_BIN_EXE_at_rest"))
        .args([&home, &keys_folder, &words_folder])
        .args(switch)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap());
    let mut phone = Process { child, lines };
    phone.comes_to("open");
    assert_eq!(phone.holds(&name), ["name"], "an open phone holds what it shows: the search finds what is there");
    let drawn = std::fs::read(words_folder.join("drawn")).unwrap();
    let drawn =
        drawn.chunks(32).enumerate().map(|(nth, key)| (format!("key {nth} of the PIN"), key.to_vec())).collect();
    needles.extend(keys(&drawn));
    let open = phone.holds(&needles).join(", ");
    assert!(open.contains("of the PIN"), "and the key it writes with, drawn when the PIN was set: {open}");
    assert_eq!(phone.other_files(folder.path()), Vec::<PathBuf>::new(), "no temporary file anywhere");
    phone.goes_on();
    phone.comes_to("locked");
    println!("locked: {:?} {:?}", phone.holds(&needles), phone.holds(&name));
    let locked = phone.holds(&needles).join(", ");
    phone.goes_on();
    phone.comes_to("unlocked");
    phone.goes_on();
    phone.comes_to("dropped");
    println!("dropped: {:?} {:?}", phone.holds(&needles), phone.holds(&name));
    let dropped = phone.holds(&needles).join(", ");
    phone.goes_on();
    (locked, dropped)
}

#[tokio::test]
async fn a_process_whose_phone_is_locked_or_gone_holds_no_pin_and_no_key() {
    assert_eq!(held_by_a_process(None).await, (String::new(), String::new()));
}

#[tokio::test]
async fn a_phone_whose_lock_lets_go_of_no_key_is_found_out() {
    let (locked, _) = held_by_a_process(Some("lock-keeps-keys")).await;
    assert!(locked.contains("of the PIN"), "the mistake must be seen: {locked}");
}
