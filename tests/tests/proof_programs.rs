//! What proves something, through the real programs: a receipt checked with the relay gone, evidence checked by a script that shares no code
//! with us, the history of a phone and of a relay gone through again, custody decided at a desk. Exit codes and words as people read them.

#![cfg(feature = "sim")]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test says what is wrong by failing")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use etong_tests::programs::{PhoneProgram, RelayProgram, programs};
use etong_tests::town;
use serde_json::{Value, json};

struct Place {
    folder: tempfile::TempDir,
    relay: RelayProgram,
    wang: PhoneProgram,
    huang: PhoneProgram,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let relay = RelayProgram::new(&programs(), folder.path());
        let wang = PhoneProgram::enrolled(&relay, "wang", folder.path());
        let huang = PhoneProgram::enrolled(&relay, "huang", folder.path());
        Self { folder, relay, wang, huang }
    }

    fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    /// A case of Wang's that Huang has opened.
    fn case(&self) -> String {
        let asked = self.file("case.json", r#"{"class": "dispute", "title": "空调滴水引起争吵"}"#);
        let case = self.wang.must(&["capture", "case", "--from", asked.to_str().unwrap()])["record"].clone();
        let case = case.as_str().unwrap().to_owned();
        self.wang.must(&["sync"]);
        self.huang.must(&["sync"]);
        self.huang.must(&["show", &case]);
        self.huang.must(&["sync"]);
        self.wang.must(&["sync"]);
        case
    }

    fn relay_key(&self) -> String {
        self.wang.must(&["status"])["relay_key"].as_str().unwrap().to_owned()
    }

    /// What the relay's own check says, and how it ends.
    fn relay_verifies(&self, more: &[&str]) -> (Option<i32>, String) {
        said(&self.relay.run(&[&["verify", "--data", self.relay.data().to_str().unwrap()], more].concat()))
    }
}

/// As a person reads it: without `--json`.
fn reads(phone: &PhoneProgram, line: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(phone.command(&[]).get_program());
    said(&command.arg("--home").arg(&phone.home).args(line).output().unwrap())
}

fn said(output: &Output) -> (Option<i32>, String) {
    let text = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
    (output.status.code(), String::from_utf8(text).unwrap())
}

fn has(said: &(Option<i32>, String), code: i32, words: &[&str]) {
    assert_eq!(said.0, Some(code), "{}", said.1);
    for words in words {
        assert!(said.1.contains(words), "{words}: {}", said.1);
    }
}

#[test]
fn a_receipt_is_checked_with_the_relay_stopped_and_by_whoever_has_no_phone() {
    let mut place = Place::new();
    let case = place.case();
    let key = place.relay_key();
    // The relay's history is looked at now and then; now.
    place.wang.must(&["verify", "--history"]);
    let desk = place.huang.must(&["status"])["device"].as_str().unwrap().to_owned();
    has(&reads(&place.wang, &["receipt", "show", &case]), 0, &["① 签名", "② 签名", "③ 签名", &desk, "梧桥社区"]);
    let signed = reads(&place.wang, &["receipt", "export", &case, "--reason", "case"]);
    place.relay.is_killed();
    let (code, file) = reads(&place.wang, &["receipt", "export", &case, "--reason", "case"]);
    assert_eq!(code, Some(0), "{file}");
    let path = place.file("receipt.json", &file);
    let nobody = PhoneProgram::bare(&place.relay, "nobody", place.folder.path());
    let check =
        |path: &Path, key: &str| reads(&nobody, &["receipt", "check", path.to_str().unwrap(), "--relay-key", key]);
    let (path_signed, three) = (place.file("signed.json", &signed.1), ["已证明 proven:", "① 手机链上第", "② 中继于"]);
    has(
        &check(&path_signed, &key),
        0,
        &[&three[..], &["③ 单位 unit /1/12/121", "上级手机", "signed by that phone"]].concat(),
    );
    let alone = check(&path, &key);
    has(
        &alone,
        12,
        &[&three[..], &["durable at the relay", "未证明 not proven:", "仅凭中继所言", "the relay's word alone"]]
            .concat(),
    );
    let (proven, not) = alone.1.split_once("未证明 not proven:").unwrap();
    assert!(!proven.contains('③') && not.contains("③ 单位 unit /1/12/121"), "{}", alone.1);
    assert!(!nobody.home.exists(), "checking makes no phone");
    has(&check(&path, &"07".repeat(32)), 3, &["file"]);
    let mut letters = file.into_bytes();
    let middle = letters.len() / 2;
    let nth = letters.iter().skip(middle).position(u8::is_ascii_alphanumeric).unwrap() + middle;
    letters[nth] = if letters[nth] == b'0' { b'1' } else { b'0' };
    has(&check(&place.file("bent.json", letters), &key), 3, &["file"]);
    has(&check(&place.folder.path().join("none.json"), &key), 3, &["none.json"]);

    let hashes = reads(&place.wang, &["receipt", "export", &case, "--hashes"]);
    assert!(hashes.0 == Some(0) && !hashes.1.contains("空调"), "{}", hashes.1);
    has(&check(&place.file("hashes.json", &hashes.1), &key), 12, &["没有出示内容的条目"]);
    has(&reads(&place.huang, &["receipt", "export", "000000000000", "--hashes"]), 8, &["000000000000"]);
}

#[test]
fn evidence_is_checked_by_the_script_in_the_trail_of_the_relay_and_in_the_log_of_the_phone() {
    let place = Place::new();
    let case = place.case();
    let key = place.relay_key();
    has(&reads(&place.huang, &["evidence", "export", &case]), 2, &["--reason"]);
    has(&reads(&place.huang, &["evidence", "export", &case, "--reason", "because"]), 3, &["reason"]);
    let (code, bundle) = reads(&place.huang, &["evidence", "export", &case, "--reason", "case"]);
    assert_eq!(code, Some(0), "{bundle}");
    let path = place.file("evidence.json", &bundle);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("evidence/verify.py");
    let check = |path: &Path, key: &str| {
        said(&Command::new("python3").arg("-B").arg(&script).arg(path).arg(key).output().unwrap())
    };
    has(&check(&path, &key), 0, &["\tcase\treport\t", "\topened\t"]);
    has(&check(&path, &"07".repeat(32)), 1, &["REFUSED"]);
    has(&check(&place.file("bent.json", bundle.replacen("\"seq\":", "\"seq\":1", 1)), &key), 1, &["REFUSED"]);

    let trail = place.relay.admin(&["audit", "list"]);
    let given: Vec<&Value> = trail.as_array().unwrap().iter().filter(|row| row["what"] == "evidence.given").collect();
    assert_eq!(given.len(), 1, "{trail}");
    let device = place.huang.must(&["status"])["device"].as_str().unwrap().to_owned();
    assert_eq!((&given[0]["subject"], &given[0]["who"]), (&json!(case), &json!(format!("device:{device}"))));
    assert_eq!(place.huang.must(&["sync"])["sent"], 1, "the phone wrote down that it left");
}

#[test]
fn the_history_of_a_phone_and_of_its_relay_are_gone_through_again() {
    let mut place = Place::new();
    place.case();
    let sound = reads(&place.huang, &["verify", "--history"]);
    has(
        &sound,
        0,
        &[
            "与中继一致",
            "历史完好",
            "history is sound",
            "signed by its device / by nobody",
            "entries / documents looked at",
        ],
    );
    let report = place.huang.must(&["verify", "--history"])["history"].clone();
    assert_eq!(
        (&report["sound"], &report["unsigned"], &report["missing"]),
        (&json!(true), &json!(0), &json!(0)),
        "{report}"
    );
    assert!(report["signed"].as_u64().unwrap() >= 2, "{report}");

    let root = place.wang.must(&["history", "root"])["root"].as_str().unwrap().to_owned();
    has(
        &place.relay_verifies(&[]),
        0,
        &["entries of the log", "signatures over links", "root: ETONGR1:", "all of it fits"],
    );
    has(&place.relay_verifies(&["--root", &root]), 0, &["all of it fits"]);
    has(&place.relay_verifies(&["--root", "nonsense"]), 2, &["--root"]);
    let report: Value = serde_json::from_str(&place.relay_verifies(&["--json"]).1).unwrap();
    assert_eq!((&report["sound"], &report["wrong"]), (&json!(true), &json!(0)), "{report}");

    // Somebody with root at the relay's machine puts another signature there.
    place.relay.is_killed();
    let database = rusqlite::Connection::open(place.relay.data().join("relay.db")).unwrap();
    assert!(database.execute("UPDATE batch SET signature = zeroblob(64)", []).unwrap() > 0);
    drop(database);
    has(&place.relay_verifies(&[]), 1, &["WRONG", "is not its device's", "NOT SOUND", "things do not fit"]);
    place.relay.start();
    has(
        &reads(&place.huang, &["verify", "--history"]),
        10,
        &["the signature over it is not its device's", "请联系支持人员", "call support, delete nothing"],
    );
    // Or takes them all away, so that there is nothing to check.
    place.relay.is_killed();
    let database = rusqlite::Connection::open(place.relay.data().join("relay.db")).unwrap();
    assert!(database.execute("DELETE FROM batch", []).unwrap() > 0);
    drop(database);
    place.relay.start();
    has(
        &reads(&place.huang, &["verify", "--history"]),
        12,
        &["history is sound", "中继未出示任何签名", "who wrote what is not checked"],
    );
    place.relay.is_killed();
    has(&reads(&place.huang, &["verify", "--history"]), 5, &["relay"]);
    let nowhere = place.folder.path().join("nowhere");
    has(&said(&place.relay.run(&["verify", "--data", nowhere.to_str().unwrap()])), 1, &["there is no relay in"]);
    assert!(!nowhere.exists(), "looking makes none");
}

#[test]
fn what_waits_in_custody_is_listed_let_out_and_refused_at_a_desk() {
    let place = Place::new();
    place.wang.must(&["sync"]);
    place.huang.must(&["sync"]);
    has(&reads(&place.huang, &["custody", "list"]), 0, &["没有待审条目 nothing waits in custody"]);
    let device = place.wang.must(&["status"])["device"].as_str().unwrap().to_owned();
    for title in ["楼道堆物", "井盖缺失"] {
        let asked = place.file("late.json", json!({"class": "hazard", "title": title}).to_string());
        place.wang.must(&["capture", "case", "--from", asked.to_str().unwrap()]);
    }
    let sealed = place.folder.path().join("wang.sealed");
    place.wang.must(&["outbox", "seal", sealed.to_str().unwrap()]);
    place.relay.admin(&["revoke", "--device", &device]);
    let delivered = place.huang.must(&["outbox", "deliver", sealed.to_str().unwrap()]);
    assert_eq!((&delivered["stored"], &delivered["in_custody"]), (&json!(0), &json!(2)), "{delivered}");

    has(&reads(&place.huang, &["custody", "list"]), 0, &[town::Person::called("wang").name, "Author", "楼道堆物"]);
    let rows = place.huang.must(&["custody", "list"]);
    let entry = |nth: usize| rows[nth]["entry"].as_str().unwrap().to_owned();
    has(&reads(&place.huang, &["custody", "release", &entry(0)]), 2, &["--reason"]);
    has(&reads(&place.huang, &["custody", "release", &entry(0), "--reason", "属实"]), 0, &["已放行 released"]);
    has(&reads(&place.huang, &["custody", "refuse", &entry(1), "--reason", "重复"]), 0, &["已拒收 refused"]);
    has(&reads(&place.huang, &["custody", "list"]), 0, &["没有待审条目"]);
    assert_eq!(place.huang.must(&["list", "cases"])["total"], 1, "what was let out counts");
    has(&place.relay_verifies(&[]), 0, &["         2  entries in custody, decided on or not", "all of it fits"]);
    let none = "0".repeat(64);
    assert_ne!(reads(&place.huang, &["custody", "release", &none, "--reason", "x"]).0, Some(0));
}
