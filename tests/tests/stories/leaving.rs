//! Leaving a grid: what is unsent goes to the relay first, then what the grid told this phone is erased, database key and all.
//! Nothing unsent is ever erased, whenever the phone dies and however often the line is cut.

use std::path::Path;
use std::sync::Arc;

use etong_core::sim::{SeededBug, seed};
use etong_core::{Device, SyncLimits};
use etong_server::directory::Import;
use etong_tests::clock::MINUTE;
use etong_tests::phone::{hazard, was_killed};
use etong_tests::town::Person;
use etong_tests::{Failure, Field, Invariant, Phone, Weather};
use rusqlite::Connection;

pub(super) fn moves_on(field: &Field, nick: &str, unit: u32) {
    let person = Person::called(nick);
    let posts = vec![person.post_until(Some("2026-08-31")), person.second_post(person.kind, unit)];
    field.import(&Import { posts, ..Import::default() });
}

fn leaves(field: &Field, nick: &str) {
    field.import(&Import { posts: vec![Person::called(nick).post_until(Some("2026-08-31"))], ..Import::default() });
}

pub(super) fn key_of(phone: &Phone) -> Vec<u8> {
    phone.device.secret("etong.database".into()).unwrap().unwrap()
}

pub(super) fn unlocked(database: &Path, key: &[u8]) -> rusqlite::Result<Connection> {
    let connection = Connection::open(database)?;
    let hex: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    connection.execute_batch(&format!("PRAGMA cipher_log_level = NONE; PRAGMA key = \"x'{hex}'\""))?;
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    Ok(connection)
}

/// Every row of the database, as plain pages.
fn plain_bytes(phone: &Phone) -> Vec<u8> {
    phone.app().suspend(1_000).unwrap();
    let plain = phone.folder().join("plain.db");
    let connection = unlocked(&phone.folder().join("etong.db"), &key_of(phone)).unwrap();
    connection.execute("ATTACH DATABASE ?1 AS plain KEY ''", [plain.to_str().unwrap()]).unwrap();
    connection.query_row("SELECT sqlcipher_export('plain')", [], |_| Ok(())).unwrap();
    connection.execute_batch("DETACH DATABASE plain").unwrap();
    let bytes = std::fs::read(&plain).unwrap();
    std::fs::remove_file(&plain).unwrap();
    phone.app().resume().unwrap();
    bytes
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

#[tokio::test]
async fn who_changes_grids_hands_over_the_last_work_and_takes_nothing_along() {
    let field = Field::new(621);
    field.expect_refusals();
    let (wang, lin, huang) = (field.phone("wang").await, field.phone("lin").await, field.phone("huang").await);
    let neighbour = lin.registers("梧桐树下的陈阿婆");
    let lamp = lin.reports("一栋门前路灯不亮");
    let own = wang.reports("自己写的护栏松动");
    lin.syncs().await;
    wang.syncs().await;
    wang.app().save_draft("d1", "case", r#"{"scope":"/1/12/121/1211","title":"没有写完"}"#).unwrap();
    assert_eq!(super::names(&wang), ["梧桐树下的陈阿婆"]);
    assert!(holds(&plain_bytes(&wang), "梧桐树下的陈阿婆"), "the search finds what is there");

    field.chapter("王芳 moves to the second grid, with one report unsent");
    let (key, copy) = (key_of(&wang), field.backup(&wang));
    let last = wang.reports("最后一件事");
    moves_on(&field, "wang", 1212);
    let report = wang.syncs().await;
    assert_eq!((report.in_custody, report.complete), (1, true));
    assert!(super::names(&wang).is_empty());
    assert!(wang.app().case(&lamp).is_err() && wang.app().resident(&neighbour).is_err());
    assert_eq!(wang.app().case(&own).unwrap().title, "自己写的护栏松动", "what she wrote herself is hers to read");
    assert!(wang.app().verify(SyncLimits::default(), &|_| {}).await.unwrap().equal);
    let bytes = plain_bytes(&wang);
    for gone in ["梧桐树下的陈阿婆", "一栋门前路灯不亮", "最后一件事", "没有写完"] {
        assert!(!holds(&bytes, gone), "{gone} is still in the database");
    }
    assert!(holds(&bytes, "自己写的护栏松动"));

    field.chapter("the old key is gone, so the copy of the day before opens for nobody");
    assert_ne!(key_of(&wang), key);
    assert!(unlocked(&wang.folder().join("etong.db"), &key).is_err());
    field.restore(&wang, &copy).await;
    assert!(wang.try_open().is_err());
    let held = huang.app().custody().await.unwrap();
    assert_eq!(held[0].record, last, "the relay has it");
}

#[tokio::test]
async fn what_a_desk_lets_in_comes_back_to_a_phone_that_kept_no_copy() {
    let field = Field::new(622);
    field.expect_refusals();
    let (wang, huang) = (field.phone("wang").await, field.phone("huang").await);
    let case = wang.reports("最后一件事");
    moves_on(&field, "wang", 1212);
    assert_eq!(wang.syncs().await.in_custody, 1);
    assert!(wang.app().case(&case).is_err());
    let held = huang.app().custody().await.unwrap();
    huang.app().decide_custody(&held[0].entry, true, "属实").await.unwrap();
    field.settle().await;
    assert_eq!(wang.app().case(&case).unwrap().title, "最后一件事");
    assert!(wang.app().kept_aside().unwrap().is_empty());
}

#[tokio::test]
async fn who_holds_no_post_any_more_keeps_nothing_and_gets_it_back_with_the_post() {
    let field = Field::new(623);
    let (wang, lin) = (field.phone("wang").await, field.phone("lin").await);
    let (resident, case) = (wang.registers("陈小明"), lin.reports("井盖缺失"));
    for phone in [&wang, &lin, &wang] {
        phone.syncs().await;
    }
    leaves(&field, "wang");
    assert!(wang.syncs().await.complete);
    assert!(super::names(&wang).is_empty() && wang.app().case(&case).is_err());
    let bytes = plain_bytes(&wang);
    assert!(!holds(&bytes, "陈小明") && !holds(&bytes, "井盖缺失"));
    assert_eq!(wang.app().status().unwrap().held, 0);
    field.import(&Import { posts: vec![Person::called("wang").post_until(None)], ..Import::default() });
    wang.syncs().await;
    assert_eq!(super::names(&wang), ["陈小明"]);
    assert!(wang.app().resident(&resident).is_ok() && wang.app().case(&case).is_ok());
    wang.starts_over();
    field.settle().await;
}

/// Days on which 王芳 works without a network, changes grids, and syncs while her phone dies and the line is cut.
async fn moving_day(seed: u64) -> Result<(), Failure> {
    let field = Field::new(seed);
    field.expect_refusals();
    let (wang, lin) = (field.phone("wang").await, field.phone("lin").await);
    let resident = lin.registers("陈小明");
    lin.syncs().await;
    wang.syncs().await;
    wang.device.set_online(false);
    for nth in 0..3 + seed % 5 {
        field.clock.advance(MINUTE);
        wang.reports(&format!("路灯 {nth}"));
        wang.edits(&resident, "note", &format!("走访 {nth}"));
    }
    moves_on(&field, "wang", 1212);
    wang.device.set_online(true);
    let (weak, mut asked) = (Arc::downgrade(&wang), false);
    wang.wire.watch(move |request| {
        // While she asks for news that will say that she has moved, she saves one thing more.
        if let Some(phone) = weak.upgrade().filter(|_| !asked && request.path.starts_with("/v1/pull")) {
            asked = true;
            let _said = phone.try_capture(|app| app.report_case(&hazard("还在写")));
        }
    });
    for nth in 0..6 {
        if nth % 2 == 0 {
            wang.wire.set_weather(Weather::STORM);
        }
        let point = u32::try_from((seed * 7 + nth * 5) % 14).unwrap() + 1;
        if let Ok(app) = wang.try_open() {
            app.faults().kill_after(point);
        }
        if let Err(error) = wang.try_sync(SyncLimits::default()).await
            && was_killed(&error)
        {
            wang.dies();
        }
        wang.starts_over();
    }
    wang.wire.stop_watching();
    wang.restarts();
    wang.starts_over();
    field.try_settle().await
}

#[tokio::test]
async fn a_phone_that_dies_while_it_leaves_loses_nothing_and_keeps_nothing() {
    for seed in 630..650 {
        if let Err(failure) = moving_day(seed).await {
            panic!("{failure}");
        }
    }
}

#[tokio::test]
async fn a_phone_that_erases_before_it_has_sent_is_caught() {
    let _mistake = seed(SeededBug::EraseFirst);
    let mut caught = false;
    for seed in 630..650 {
        caught |= moving_day(seed).await.is_err_and(|failure| failure.names(Invariant::NothingLost));
    }
    assert!(caught);
}
