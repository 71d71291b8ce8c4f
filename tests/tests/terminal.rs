//! The terminal and the relay's own commands through the real programs: what a newcomer tries.

#![cfg(feature = "sim")]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test says what is wrong by failing")]

use std::path::Path;

use etong_tests::programs::{PhoneProgram, RelayProgram, programs};
use serde_json::Value;

fn file(folder: &Path, name: &str, content: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, content).unwrap();
    path.to_str().unwrap().to_owned()
}

fn dispute(folder: &Path, wang: &PhoneProgram) -> String {
    let case = file(folder, "case.json", r#"{"class": "dispute", "title": "空调滴水引起争吵"}"#);
    record(&wang.must(&["capture", "case", "--from", &case]))
}

fn record(answer: &Value) -> String {
    answer["record"].as_str().unwrap().to_owned()
}

/// Exit code, and the error as machines get it.
fn refused(phone: &PhoneProgram, line: &[&str]) -> (Option<i32>, Value) {
    let run = phone.run(line);
    let said = serde_json::from_slice::<Value>(&run.stderr).unwrap_or(Value::Null);
    (run.status.code(), said["error"].clone())
}

#[test]
fn evidence_is_kept_by_its_hash_and_every_kind_of_record_is_shown() {
    let (folder, programs) = (tempfile::tempdir().unwrap(), programs());
    let relay = RelayProgram::new(&programs, folder.path());
    let wang = PhoneProgram::enrolled(&relay, "wang", folder.path());
    let case = dispute(folder.path(), &wang);
    let photo = file(folder.path(), "photo.jpg", "abc");
    wang.must(&["act", &case, "evidence", "--file", &photo, "--taken-at", "1000"]);
    let shown = wang.must(&["show", &case]);
    let kept = &shown["acts"][1]["file"];
    assert_eq!(kept["hash"], "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_eq!((&kept["size"], &kept["media"], &kept["taken_at"]), (&3.into(), &"image/jpeg".into(), &1_000.into()));

    let opening = format!(
        r#"{{"case":"{case}","type":"neighbours","source":"party_asks","brief":"滴水",
            "parties":[{{"role":"applicant","name":"张建明"}},{{"role":"respondent","name":"李国强"}}]}}"#
    );
    let mediation = record(&wang.must(&["mediation", "open", &file(folder.path(), "m.json", &opening)]));
    assert_eq!(wang.must(&["show", &mediation])["record"], mediation.as_str());
    assert_eq!(wang.must(&["show", &mediation]), wang.must(&["mediation", "show", &mediation]));
    let resident =
        record(&wang.must(&["capture", "resident", "--from", &file(folder.path(), "r.json", r#"{"name":"赵五"}"#)]));
    assert_eq!(wang.must(&["show", &resident])["record"], resident.as_str());
    let patrol = record(&wang.must(&["patrol", "start"]));
    assert_eq!(wang.must(&["show", &patrol])["record"], patrol.as_str());
}

#[test]
fn a_refused_step_says_the_state_the_turn_who_may_and_what_is_open() {
    let (folder, programs) = (tempfile::tempdir().unwrap(), programs());
    let relay = RelayProgram::new(&programs, folder.path());
    let wang = PhoneProgram::enrolled(&relay, "wang", folder.path());
    let case = dispute(folder.path(), &wang);
    let (code, error) = refused(&wang, &["act", &case, "report_back", "--text", "好"]);
    assert_eq!(
        (code, &error["instead"]["rule"], &error["instead"]["state"]),
        (Some(4), &"step".into(), &"reported".into())
    );
    assert!(error["instead"]["steps"].as_array().unwrap().contains(&"accept".into()), "{error}");
    assert!(error["words"].as_str().unwrap().starts_with("现为“待受理”，要办“反馈”"), "{error}");
    let (code, error) = refused(&wang, &["act", &case, "close"]);
    assert_eq!((code, &error["instead"]["rule"]), (Some(4), &"post".into()));
    assert!(error["words"].as_str().unwrap().contains("社区(村)"), "{error}");
}

#[test]
fn a_filter_that_is_no_word_is_refused_with_the_words_there_are() {
    let (folder, programs) = (tempfile::tempdir().unwrap(), programs());
    let relay = RelayProgram::new(&programs, folder.path());
    let wang = PhoneProgram::enrolled(&relay, "wang", folder.path());
    for (line, named) in [
        (&["list", "cases", "--class", "foo"][..], "hazard"),
        (&["list", "cases", "--state", "foo"], "reported"),
        (&["list", "cases", "--unit", "/9/9"], "list units"),
        (&["due", "--unit", "/9/9"], "list units"),
        (&["org", "posts", "--kind", "foo"], "grid_worker"),
        (&["map", "--box", "24,25,117,118", "--layer", "foo"], "borders"),
        (&["mediation", "list", "--mode", "foo"], "community"),
        (&["handbook", "foo"], "duties"),
    ] {
        let (code, error) = refused(&wang, line);
        assert_eq!(code, Some(2), "{line:?}: {error}");
        assert!(error["detail"].as_str().unwrap_or_default().contains(named), "{line:?}: {error}");
    }
    assert_eq!(wang.must(&["list", "cases", "--unclaimed"])["total"], 0);
}

#[test]
fn a_sealed_outbox_is_carried_by_another_phone_and_a_lost_phone_is_wiped() {
    let (folder, programs) = (tempfile::tempdir().unwrap(), programs());
    let relay = RelayProgram::new(&programs, folder.path());
    let wang = PhoneProgram::enrolled(&relay, "wang", folder.path());
    let huang = PhoneProgram::enrolled(&relay, "huang", folder.path());
    wang.must(&["sync"]);
    let case = dispute(folder.path(), &wang);
    let sealed = folder.path().join("wang.sealed").to_str().unwrap().to_owned();
    wang.must(&["outbox", "seal", &sealed]);
    assert!(!wang.run(&["outbox", "seal", &sealed]).status.success(), "never over another file");
    let delivered = huang.must(&["outbox", "deliver", &sealed]);
    assert_eq!((&delivered["entries"], &delivered["stored"]), (&1.into(), &1.into()));
    huang.must(&["sync"]);
    assert_eq!(huang.must(&["show", &case])["record"], case.as_str());

    let later = dispute(folder.path(), &wang);
    let device = wang.must(&["status"])["device"].as_str().unwrap().to_owned();
    relay.admin(&["revoke", "--device", &device, "--wipe"]);
    assert_eq!(refused(&wang, &["sync"]).0, Some(6));
    assert_eq!(relay.admin(&["custody", "list"]).as_array().unwrap().len(), 1, "what it had not sent waits for a desk");
    let listed = relay.admin(&["devices", "list"]);
    let line = listed.as_array().unwrap().iter().find(|line| line["device"] == device.as_str()).unwrap();
    assert!(
        line["wiped_at"].is_i64() && line["delivered"] == 2,
        "the case that huang brought before, and the later one: {line}"
    );
    assert_eq!(relay.admin(&["open-sealed"]).as_array().unwrap().len(), 0, "nothing was refused");
    assert_ne!(wang.run(&["show", &later]).status.code(), Some(0));
}

#[test]
fn who_gives_a_phone_back_hands_over_first_and_the_phone_is_like_new() {
    let (folder, programs) = (tempfile::tempdir().unwrap(), programs());
    let relay = RelayProgram::new(&programs, folder.path());
    let wang = PhoneProgram::enrolled(&relay, "wang", folder.path());
    let huang = PhoneProgram::enrolled(&relay, "huang", folder.path());
    wang.must(&["sync"]);
    let case = dispute(folder.path(), &wang);
    let left = wang.must(&["users", "leave"]);
    assert_eq!((&left["entries"], &left["delivered"], &left["lost"]), (&2.into(), &true.into(), &0.into()), "{left}");
    huang.must(&["sync"]);
    assert_eq!(huang.must(&["show", &case])["record"], case.as_str());
    let status = wang.must(&["status"]);
    assert_eq!((&status["enrolled"], &status["cases"]), (&false.into(), &0.into()), "{status}");
}
