//! Evidence of a record, checked by a program that shares no code with us (`tests/evidence/`). A bundle that was handed out
//! once must be good for ever: `core/fixtures/evidence/` keeps one. `UPDATE_FIXTURES=1` writes it when it does not exist.

#![cfg(feature = "sim")]
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test says what is wrong by failing"
)]

use std::path::{Path, PathBuf};
use std::process::Command;

use etong_core::AppError;
use etong_core::capture::{CaseActRequest, EvidenceRequest, RevealRequest};
use etong_core::sim::{SeededBug as PhoneBug, seed};
use etong_core::view::EvidenceFileView;
use etong_server::sim::SeededBug as RelayBug;
use etong_tests::Field;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// What the script says, and whether it is content.
fn verify(bundle: &Path, relay_key: &str) -> (bool, String) {
    let (code, said) = run(bundle, relay_key);
    (code == Some(0), said)
}

fn run(bundle: &Path, relay_key: &str) -> (Option<i32>, String) {
    run_script("verify.py", bundle, relay_key)
}

fn run_script(name: &str, bundle: &Path, relay_key: &str) -> (Option<i32>, String) {
    let script = root().join("tests/evidence").join(name);
    let ran = Command::new("python3").arg("-B").arg(script).arg(bundle).arg(relay_key).output().unwrap();
    let said = [ran.stdout, ran.stderr].concat();
    (ran.status.code(), String::from_utf8(said).unwrap())
}

fn key_of(bundle: &str) -> String {
    let bundle: serde_json::Value = serde_json::from_str(bundle).unwrap();
    bundle["relay_key"].as_str().unwrap().to_owned()
}

async fn bundle_of_a_case() -> (String, String) {
    let (file, hash) = evidence_of_a_case(None).await;
    let file = file.unwrap();
    assert_eq!(file.unsigned, 0, "every entry is signed for");
    (file.text, hash.to_owned())
}

async fn evidence_of_a_case(bug: Option<RelayBug>) -> (Result<EvidenceFileView, AppError>, &'static str) {
    let field = Field::new(71);
    let (chen, wang, huang) = (field.phone("chen").await, field.phone("wang").await, field.phone("huang").await);
    let case = chen.reports("围墙倾斜");
    chen.syncs().await;
    wang.syncs().await;
    wang.acts(&case, "accept", None);
    let hash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    let photo = CaseActRequest {
        act: "evidence".into(),
        file: Some(EvidenceRequest {
            hash: hash.into(),
            media: "image/jpeg".into(),
            size: 4,
            taken_at: field.clock.now_ms(),
            in_app: true,
        }),
        ..CaseActRequest::default()
    };
    wang.capture(|app| app.act_on_case(&case, &photo));
    wang.syncs().await;
    huang.syncs().await;
    huang.app().case(&case).unwrap();
    field.settle().await;
    let why = RevealRequest { reason: "case".into(), note: None };
    if let Some(bug) = bug {
        field.office.plant(bug);
    }
    (huang.app().evidence_file(&case, &why).await, hash)
}

#[tokio::test]
async fn a_relay_that_names_the_signature_of_another_is_found_out_by_the_phone_and_by_the_script() {
    let (file, _) = evidence_of_a_case(Some(RelayBug::BatchMisnumbered)).await;
    assert!(file.is_err(), "the phone hands nothing of it on");
    let _switched_on = seed(PhoneBug::EvidenceUnchecked);
    let text = evidence_of_a_case(Some(RelayBug::BatchMisnumbered)).await.0.unwrap().text;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("case.json");
    std::fs::write(&path, &text).unwrap();
    let (good, said) = verify(&path, &key_of(&text));
    assert!(!good && said.starts_with("REFUSED"), "the mistake must be seen: {said}");
}

#[tokio::test]
async fn a_bundle_is_good_to_a_stranger_and_one_with_a_changed_letter_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("case.json");
    let (text, hash) = bundle_of_a_case().await;
    let key = key_of(&text);
    std::fs::write(&path, &text).unwrap();
    let (good, said) = verify(&path, &key);
    assert!(good, "{said}");
    for words in ["\tcase\treport\t", "\tcase\taccept\t", "\treply\t", "\topened\t", &hash] {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert!(!said.contains("nobody signed"), "{said}");

    let (good, said) = verify(&path, &"07".repeat(32));
    assert!(!good && said.starts_with("REFUSED"), "{said}");
    // One letter of each base64 and hex string in turn.
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    let mut strings = Vec::new();
    collect(&value, &mut strings);
    for string in strings.into_iter().filter(|string| string.len() > 20 && *string != key) {
        let middle = string.len() / 2;
        let letter = if string.as_bytes()[middle] == b'b' { "c" } else { "b" };
        let (before, after) = (&string[..middle], &string[middle + 1..]);
        std::fs::write(&path, text.replacen(&string, &format!("{before}{letter}{after}"), 1)).unwrap();
        let (good, said) = verify(&path, &key);
        assert!(!good && said.starts_with("REFUSED"), "{string}: {said}");
    }
}

fn collect(value: &serde_json::Value, strings: &mut Vec<String>) {
    match value {
        serde_json::Value::String(string) => strings.push(string.clone()),
        serde_json::Value::Array(items) => items.iter().for_each(|item| collect(item, strings)),
        serde_json::Value::Object(fields) => fields.values().for_each(|field| collect(field, strings)),
        _ => {}
    }
}

#[tokio::test]
async fn a_bundle_from_the_first_version_is_still_good() {
    let kept = root().join("core/fixtures/evidence/v1_case.json");
    if std::env::var_os("UPDATE_FIXTURES").is_some() && !kept.exists() {
        std::fs::create_dir_all(kept.parent().unwrap()).unwrap();
        std::fs::write(&kept, bundle_of_a_case().await.0).unwrap();
    }
    let (good, said) = verify(&kept, &key_of(&std::fs::read_to_string(&kept).unwrap()));
    assert!(good, "{said}");
    assert_eq!(said.lines().count(), 5 + 1, "five entries and what they come to: {said}");
    let hash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    let files: Vec<&str> = said.lines().filter_map(|line| line.split('\t').nth(4)).collect();
    assert_eq!(files, ["", "", "", hash, ""], "{said}");
}

/// The kept bundle, changed by `change`, and what the script makes of it.
fn altered(change: impl FnOnce(&mut serde_json::Value)) -> (Option<i32>, String) {
    let kept = std::fs::read_to_string(root().join("core/fixtures/evidence/v1_case.json")).unwrap();
    let key = key_of(&kept);
    let mut bundle = serde_json::from_str(&kept).unwrap();
    change(&mut bundle);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("case.json");
    std::fs::write(&path, bundle.to_string()).unwrap();
    run(&path, &key)
}

#[test]
fn an_entry_that_nobody_signed_for_is_never_called_signed() {
    for nth in 0..5 {
        let (code, said) = altered(|bundle| bundle["entries"][nth]["batch"] = serde_json::Value::Null);
        assert_eq!(code, Some(3), "{said}");
        let last = said.lines().last().unwrap();
        assert!(last.starts_with("NOT PROVEN") && last.ends_with("nobody signed for 1 of 5"), "{said}");
        assert!(!said.contains("all signed"), "{said}");
    }
}

#[test]
fn a_bundle_with_a_part_left_out_moved_or_swapped_is_refused() {
    let refused = |what: &str, (code, said): (Option<i32>, String)| {
        assert!(code == Some(1) && said.starts_with("REFUSED"), "{what}: {said}");
    };
    for field in ["format", "record", "entries", "batches", "devices", "root", "included"] {
        refused(field, altered(|bundle| drop(bundle.as_object_mut().unwrap().remove(field))));
    }
    for (list, fields) in [
        ("entries", &["seq", "id", "bytes", "batch"][..]),
        ("batches", &["device", "chain", "first", "head_before", "ids", "signature"]),
        ("devices", &["body", "signature"]),
    ] {
        for field in fields {
            let without =
                |bundle: &mut serde_json::Value| drop(bundle[list][0].as_object_mut().unwrap().remove(*field));
            refused(&format!("{list}.{field}"), altered(without));
        }
        refused(&format!("one of {list} less"), altered(|bundle| drop(bundle[list].as_array_mut().unwrap().remove(0))));
    }
    for field in ["body", "signature"] {
        refused(field, altered(|bundle| drop(bundle["root"].as_object_mut().unwrap().remove(field))));
    }
    refused("two entries in the other order", altered(|bundle| bundle["entries"].as_array_mut().unwrap().swap(1, 2)));
    refused("a batch number from the other end", altered(|bundle| bundle["entries"][4]["batch"] = (-1).into()));
    for list in ["batches", "devices"] {
        refused(
            list,
            altered(|bundle| {
                let first = bundle[list][0]["signature"].take();
                bundle[list][0]["signature"] = bundle[list][1]["signature"].take();
                bundle[list][1]["signature"] = first;
            }),
        );
    }
}

/// A receipt file, as text, and what the script makes of it.
fn receipt(text: &str, relay_key: &str) -> (Option<i32>, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("receipt.json");
    std::fs::write(&path, text).unwrap();
    run_script("receipt.py", &path, relay_key)
}

#[test]
fn kept_receipt_files_are_checked_by_a_script_that_shares_no_code_with_us() {
    let kept = |name: &str| std::fs::read_to_string(root().join("core/fixtures/receipt").join(name)).unwrap();
    let key = etong_protocol::SigningKey::from_seed(&[9; 32]).public().0;
    let key: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    let (code, said) = receipt(&kept("v1_signed.json"), &key);
    assert!(code == Some(0) && said.contains("opened by township_desk of unit 2, signed by phone "), "{said}");
    assert_eq!(said.matches("history True").count(), 2, "{said}");
    let (code, said) = receipt(&kept("v1_old.json"), &key);
    assert!(code == Some(3) && said.contains("of unit not proven, nobody's signature"), "{said}");
    let (code, said) = receipt(&kept("v1_hashes.json"), &key);
    assert!(code == Some(3) && said.contains("at a record that the file does not show"), "{said}");
    assert_eq!(receipt(&kept("v1_signed.json"), &"07".repeat(32)).0, Some(1));
    let text = kept("v1_signed.json");
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    let mut strings = Vec::new();
    collect(&value, &mut strings);
    for string in strings.into_iter().filter(|string| string.len() > 20) {
        let middle = string.len() / 2;
        let letter = if string.as_bytes()[middle] == b'b' { "c" } else { "b" };
        let bent = format!("{}{letter}{}", &string[..middle], &string[middle + 1..]);
        let (code, said) = receipt(&text.replacen(&string, &bent, 1), &key);
        assert!(code == Some(1) && said.starts_with("REFUSED"), "{string}: {said}");
    }
}

#[tokio::test]
async fn the_receipt_a_phone_hands_out_is_good_to_a_stranger_with_a_script() {
    let field = Field::new(72);
    let (chen, huang) = (field.phone("chen").await, field.phone("huang").await);
    let case = chen.reports("围墙倾斜");
    chen.syncs().await;
    huang.syncs().await;
    huang.app().case(&case).unwrap();
    huang.syncs().await;
    field.clock.advance(16 * etong_tests::clock::MINUTE);
    chen.syncs().await;
    let key = chen.app().status().unwrap().relay_key.unwrap();
    let why = RevealRequest { reason: "case".into(), note: None };
    for content in [true, false] {
        let file = chen.app().receipt_file(&case, content.then_some(&why)).await.unwrap();
        assert_eq!((file.opened, file.opened_unsigned), (1, 0));
        let (code, said) = receipt(&file.text, &key);
        assert!(said.contains("opened by community_desk of unit 121, signed by"), "{said}");
        assert_eq!(code, Some(if content { 0 } else { 3 }), "{said}");
    }
    chen.device.set_online(false);
    let alone = chen.app().receipt_file(&case, Some(&why)).await.unwrap();
    let (code, said) = receipt(&alone.text, &key);
    assert!(code == Some(3) && said.contains("unit 121, nobody's signature"), "{said}");
}
