//! `etong-server tidy-up`: through the program itself, beside a relay that runs.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use etong_protocol::RecordId;
use etong_server::{Clock, SystemClock};
use serde_json::Value;

use crate::binary::{PROGRAM, Serving, admin};
use crate::town::people_and_places;

const DAY_MS: i64 = 24 * 3600 * 1000;

fn tidy_up(data: &Path, arguments: &[&str]) -> Output {
    Command::new(PROGRAM).arg("tidy-up").arg("--data").arg(data).args(arguments).output().unwrap()
}

fn answer(output: &Output) -> Value {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn counts(rows: &Value) -> Vec<(String, u64)> {
    let rows = rows.as_array().unwrap().iter();
    rows.map(|row| (row["what"].as_str().unwrap().to_owned(), row["count"].as_u64().unwrap())).collect()
}

fn now_ms() -> i64 {
    SystemClock::new().now_ms()
}

/// Of everything one that is over and one that is not; an applicant of long ago, and a case, a held one and a resident of years ago.
fn fill(database: &rusqlite::Connection, now: i64) -> [RecordId; 3] {
    for (nth, age) in [(1_u8, 500), (2, -1)] {
        let at = now - age * DAY_MS;
        let sql = [
            "INSERT INTO token (hash, device, expires_at) VALUES (?1, 1, ?2)",
            "INSERT INTO nonce (device, nonce, seen_at) VALUES (1, ?1, ?2)",
            "INSERT INTO code (hash, person, issued_at, expires_at) VALUES (?1, 1, ?2, ?2)",
            "INSERT INTO card (device, post, issued_at, valid_until) VALUES (1, ?1, ?2, ?2)",
            "INSERT INTO delivery (id, device, received_at, entries, receipt, sealed) VALUES (?1, 1, ?2, 3, x'01', x'0203')",
            "INSERT INTO quarantine (entry, record, device, why, received_at, key, bytes) VALUES (?1, x'00', 1, 'gate', ?2, -1, x'04')",
            "INSERT INTO registration (device, key, asked_at, unit, name, phone, born, label, consent, state, reason, settled_at)
             VALUES (?1, x'05', ?2, 1211, '龘犇', '13877665544', '1990-01-01', 'x', '1', 'declined', 'no', ?2)",
        ];
        for sql in sql {
            database.execute(sql, rusqlite::params![[nth; 16], at]).unwrap();
        }
    }
    let old = |nth: u8| RecordId::new(now - 2_000 * DAY_MS, [nth; 10]);
    for (record, kind) in
        [(old(1), "case"), (old(2), "case"), (old(3), "resident"), (RecordId::new(now, [4; 10]), "case")]
    {
        let sql = "INSERT INTO record (record, kind, scope, founder) VALUES (?1, ?2, x'00', 1)";
        database.execute(sql, rusqlite::params![record.as_bytes(), kind]).unwrap();
    }
    let held = "INSERT INTO erasure (record, ask, asked_by, held) VALUES (?1, NULL, 0, 1)";
    database.execute(held, [old(2).as_bytes()]).unwrap();
    [old(1), old(2), old(3)]
}

#[test]
fn what_the_relay_keeps_for_its_own_door_goes_and_of_records_it_only_says_which_are_old() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("relay");
    let serving = Serving::with(&data, &[], Stdio::null());
    let town = folder.path().join("town.json");
    std::fs::write(&town, serde_json::to_string(&people_and_places()).unwrap()).unwrap();
    assert!(admin(&data, &["import", town.to_str().unwrap()]).status.success());
    let database = rusqlite::Connection::open(data.join("relay.db")).unwrap();
    let [case, ..] = fill(&database, now_ms());

    let plan = answer(&tidy_up(&data, &["--dry-run", "--json"]));
    let one_each: Vec<(String, u64)> =
        ["registrations", "tokens", "nonces", "codes", "cards", "outboxes", "quarantine"]
            .map(|what| (what.to_owned(), 1))
            .to_vec();
    assert_eq!(counts(&plan["goes"]), one_each);
    assert_eq!(
        plan["old_records"],
        serde_json::json!([{"kind": "case", "ids": [case.to_string()]}]),
        "held ones and residents are not listed"
    );
    assert_eq!((&plan["held"], &plan["raw_tracks"]), (&1.into(), &0.into()));
    let words = String::from_utf8(tidy_up(&data, &["--dry-run"]).stdout).unwrap();
    assert!(words.contains("Nothing of it goes by itself") && words.contains("       1  case"), "{words}");
    assert_eq!(counts(&answer(&tidy_up(&data, &["--dry-run", "--json"]))["goes"]), one_each, "looking changes nothing");

    assert_eq!(counts(&answer(&tidy_up(&data, &["--json"]))), one_each);
    let again = counts(&answer(&tidy_up(&data, &["--json"])));
    assert!(again.iter().all(|(_, count)| *count == 0), "{again:?}");
    for table in ["token", "nonce", "code", "card", "quarantine"] {
        let left: i64 = database.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap();
        assert_eq!(left, 1, "{table}: what is not over stays");
    }
    let receipts: i64 =
        database.query_row("SELECT count(*) FROM delivery WHERE receipt = x'01'", [], |row| row.get(0)).unwrap();
    assert_eq!(receipts, 2, "a receipt stays when the outbox goes");
    let records: i64 = database
        .query_row("SELECT count(*) FROM record WHERE kind IN ('case', 'resident')", [], |row| row.get(0))
        .unwrap();
    assert_eq!(records, 4, "no record goes");
    drop(database);

    let trail = admin(&data, &["audit", "list", "--json"]);
    let lines: Value = serde_json::from_slice(&trail.stdout).unwrap();
    let last = lines.as_array().unwrap().last().unwrap();
    assert_eq!((&last["what"], &last["subject"]), (&"relay.tidied".into(), &"relay".into()), "{last}");
    assert!(admin(&data, &["audit", "verify"]).status.success());
    assert!(serving.get("/healthz").starts_with("HTTP/1.1 200 OK"), "the relay served all the while");
}

#[test]
fn a_folder_without_a_relay_is_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let output = tidy_up(&folder.path().join("wrong"), &["--dry-run"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && said.contains("there is no relay in"), "{said}");
    assert!(!folder.path().join("wrong").exists());
}
