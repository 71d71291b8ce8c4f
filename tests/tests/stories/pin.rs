//! A PIN on a grid worker's phone: what it keeps out, how often one may try, and that nothing unsent is ever lost by it.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use etong_core::sim::{SeededBug, seed};
use etong_core::{App, AppError, Device, PinView};
use etong_tests::clock::{MINUTE, SECOND};
use etong_tests::device::SimDevice;
use etong_tests::{Field, Phone};

const PIN: &str = "290417";
const WRONG: &str = "135790";

fn open(phone: &Phone, pin: &str) -> Result<App, AppError> {
    App::open_with_pin(phone.folder(), phone.device.clone(), pin)
}

fn locked(phone: &Phone) -> AppError {
    phone.dies();
    App::open(phone.folder(), phone.device.clone()).unwrap_err()
}

/// Wrong until it no longer helps, waiting as long as is asked.
fn tries_until_the_end(field: &Field, phone: &Phone) -> u32 {
    for made in 0.. {
        let standing = App::pin(&*phone.device).unwrap();
        field.clock.advance(i64::from(standing.wait_s) * SECOND);
        match open(phone, WRONG).unwrap_err() {
            AppError::WrongPin { left: 0, .. } => return made + 1,
            AppError::WrongPin { .. } => {}
            other => panic!("{other}"),
        }
    }
    unreachable!()
}

/// Is a 32-byte key of `before` still to be read in the key store?
fn still_plain(phone: &Phone, before: &BTreeMap<String, Vec<u8>>) -> bool {
    let keys = ["etong.database", "etong.device"].map(|name| before[name].clone());
    phone.device.all_secrets().values().any(|kept| keys.iter().any(|key| kept.windows(32).any(|part| part == key)))
}

#[tokio::test]
async fn a_phone_with_a_pin_opens_for_its_owner_only_and_goes_on_where_it_was() {
    let field = Field::new(901);
    let wang = field.phone("wang").await;
    wang.registers("欧阳明");
    let before = wang.device.all_secrets();
    wang.app().set_pin(PIN).unwrap();
    assert!(!still_plain(&wang, &before));
    assert_eq!(locked(&wang), AppError::Locked);
    assert_eq!(App::pin(&*wang.device).unwrap(), PinView { has_pin: true, tries_left: 10, wait_s: 0 });
    assert!(matches!(open(&wang, WRONG), Err(AppError::WrongPin { left: 9, wait_s: 0 })));
    let app = open(&wang, PIN).unwrap();
    assert_eq!((app.status().unwrap().unsent, App::pin(&*wang.device).unwrap().tries_left), (1, 10));
    app.connect(wang.wire.clone());
    app.sync(etong_core::SyncLimits::default(), &|_| {}).await.unwrap();
    assert_eq!(app.status().unwrap().unsent, 0);
    assert!(matches!(app.remove_pin(WRONG), Err(AppError::WrongPin { .. })));
    app.change_pin(PIN, "271828").unwrap();
    app.remove_pin("271828").unwrap();
    drop(app);
    assert_ne!(wang.device.all_secrets()["etong.database"], before["etong.database"], "no key of before opens it");
    assert_eq!(wang.app().search_residents("欧阳").unwrap().rows.len(), 1);
}

/// With all that lay in a key store, and the file as it is now: does it open? The note of which key it is has been taken away.
fn copied_keys_open(field: &Field, phone: &Phone, copied: &BTreeMap<String, Vec<u8>>, pin: Option<&str>) -> bool {
    let folder = tempfile::tempdir().unwrap();
    for file in std::fs::read_dir(phone.folder()).unwrap().map(|file| file.unwrap()) {
        if file.file_name() != "etong.keycheck" && !file.path().is_dir() {
            std::fs::copy(file.path(), folder.path().join(file.file_name())).unwrap();
        }
    }
    let thief = SimDevice::new(field.clock.clone(), 1, "thief");
    for (name, secret) in copied {
        thief.replace_secret(name, Some(secret.clone()));
    }
    let thief = Arc::new(thief);
    match pin {
        Some(pin) => App::open_with_pin(folder.path(), thief, pin).is_ok(),
        None => App::open(folder.path(), thief).is_ok(),
    }
}

/// Copied before each change of the PIN: which of the copies open the file that is there now?
async fn copies_that_open(number: u64) -> [bool; 3] {
    let field = Field::new(number);
    let wang = field.phone("wang").await;
    wang.registers("欧阳明");
    let app = wang.app();
    let without_pin = wang.device.all_secrets();
    let code = app.set_pin(PIN).unwrap();
    let first = wang.device.all_secrets();
    app.change_pin(PIN, "271828").unwrap();
    let second = wang.device.all_secrets();
    app.lock().unwrap();
    App::recover_pin(&*wang.device, &code, "161803").unwrap();
    app.unlock("161803").unwrap();
    assert_eq!(app.status().unwrap().unsent, 1);
    app.lock().unwrap();
    assert!(copied_keys_open(&field, &wang, &wang.device.all_secrets(), Some("161803")), "the thief has all he needs");
    [
        copied_keys_open(&field, &wang, &without_pin, None),
        copied_keys_open(&field, &wang, &first, Some(PIN)),
        copied_keys_open(&field, &wang, &second, Some("271828")),
    ]
}

#[tokio::test]
async fn no_key_that_was_copied_before_a_pin_was_set_changed_or_recovered_opens_the_file_of_today() {
    assert_eq!(copies_that_open(910).await, [false; 3]);
    let _switched_on = seed(SeededBug::OldKeyStays);
    assert_eq!(copies_that_open(910).await, [true; 3], "the mistake must be seen");
}

#[tokio::test]
async fn a_wrap_that_leaves_the_plain_key_is_found_out() {
    let field = Field::new(902);
    let wang = field.phone("wang").await;
    let before = wang.device.all_secrets();
    let _switched_on = seed(SeededBug::PlainKeyStays);
    wang.app().set_pin(PIN).unwrap();
    assert!(still_plain(&wang, &before), "the mistake must be seen");
}

#[tokio::test]
async fn ten_wrong_pins_end_the_pin_and_the_code_from_paper_opens_with_all_that_was_unsent() {
    let field = Field::new(903);
    let wang = field.phone("wang").await;
    wang.registers("欧阳明");
    let code = wang.app().set_pin(PIN).unwrap();
    wang.dies();
    assert_eq!(tries_until_the_end(&field, &wang), 10);
    assert!(matches!(open(&wang, PIN), Err(AppError::WrongPin { left: 0, .. })), "the right one comes too late");
    let other = code.replace(&code[..1], if code.starts_with('0') { "1" } else { "0" });
    for wrong in [other.as_str(), "", "0"] {
        let refused = App::recover_pin(&*wang.device, wrong, "271828").unwrap_err();
        assert!(matches!(&refused, AppError::Invalid { field, .. } if field == "recovery_code"), "{refused}");
    }
    let next = App::recover_pin(&*wang.device, &code.to_lowercase(), "271828").unwrap();
    assert!(App::recover_pin(&*wang.device, &code, "271828").is_err(), "the old code is void");
    assert_ne!(next, code);
    assert_eq!(open(&wang, "271828").unwrap().status().unwrap().unsent, 1);
}

#[tokio::test]
async fn waits_grow_and_no_wall_clock_and_no_restart_shortens_them() {
    let field = Field::new(904);
    let wang = field.phone("wang").await;
    wang.app().set_pin(PIN).unwrap();
    wang.dies();
    for _ in 0..3 {
        assert!(matches!(open(&wang, WRONG), Err(AppError::WrongPin { .. })));
    }
    for wrong_by in [24 * 60 * MINUTE, -24 * 60 * MINUTE, 0] {
        wang.device.set_clock_wrong_by(wrong_by);
        wang.dies();
        assert!(matches!(open(&wang, PIN), Err(AppError::TooSoon { wait_s: 30 })));
    }
    assert_eq!(App::pin(&*wang.device).unwrap().tries_left, 7, "waiting costs no try");
    field.clock.advance(30 * SECOND);
    open(&wang, PIN).unwrap();
}

#[tokio::test]
async fn a_try_that_cannot_be_counted_is_not_made() {
    let field = Field::new(905);
    let wang = field.phone("wang").await;
    let app = wang.app();
    app.set_pin(PIN).unwrap();
    let guesses_freely = || {
        app.lock().unwrap();
        wang.device.die_before_keeping_the("etong.lock");
        app.unlock(PIN).is_ok()
    };
    assert!(!guesses_freely(), "a key store that cannot write would give tries for nothing");
    let _switched_on = seed(SeededBug::TryCountedLate);
    assert!(guesses_freely(), "the mistake must be seen");
}

#[tokio::test]
async fn a_locked_app_answers_locked_to_everything_until_it_is_unlocked() {
    let field = Field::new(906);
    let wang = field.phone("wang").await;
    wang.registers("欧阳明");
    let app = wang.app();
    assert!(matches!(app.lock(), Err(AppError::Invalid { .. })), "without a PIN nobody could open it again");
    app.set_pin(PIN).unwrap();
    app.lock().unwrap();
    assert_eq!(app.status().unwrap_err(), AppError::Locked);
    assert_eq!(app.resume().unwrap_err(), AppError::Locked);
    assert_eq!(app.sync(etong_core::SyncLimits::default(), &|_| {}).await.unwrap_err(), AppError::Locked);
    assert_eq!(app.remove_pin(PIN).unwrap_err(), AppError::Locked);
    assert!(matches!(app.unlock(WRONG), Err(AppError::WrongPin { .. })));
    assert_eq!(app.status().unwrap_err(), AppError::Locked);
    app.unlock(PIN).unwrap();
    assert_eq!(app.status().unwrap().unsent, 1);
    app.lock_after(5);
    field.clock.advance(4 * MINUTE);
    app.status().unwrap();
    field.clock.advance(4 * MINUTE);
    assert!(!app.lock_if_idle());
    field.clock.advance(MINUTE);
    assert_eq!(app.status().unwrap_err(), AppError::Locked);
    app.unlock(PIN).unwrap();
    wang.syncs().await;
}

/// What a person does to the lock, and the PINs that may count when the phone died on the way.
fn steps() -> Vec<(&'static str, Vec<Option<&'static str>>)> {
    const NEW: &str = "271828";
    vec![
        ("set", vec![None, Some(PIN)]),
        ("change", vec![Some(PIN), Some(NEW)]),
        ("remove", vec![Some(PIN), None]),
        ("recover", vec![Some(PIN), Some(NEW)]),
        ("code", vec![Some(PIN)]),
    ]
}

fn does(step: &str, phone: &Phone, app: &App, code: &str) -> Result<(), AppError> {
    match step {
        "set" => app.set_pin(PIN).map(drop),
        "change" => app.change_pin(PIN, "271828"),
        "remove" => app.remove_pin(PIN),
        "recover" => App::recover_pin(&*phone.device, code, "271828").map(drop),
        _ => app.new_recovery_code(PIN).map(drop),
    }
}

/// Dies after each secret that is kept on the way, is switched on again, and is opened by one of the PINs that may count.
async fn dies_at_each_step(step: &'static str, pins: &[Option<&str>], seed: u64) -> Result<(), String> {
    for kept in 0.. {
        let field = Field::new(seed);
        let wang = field.phone("wang").await;
        wang.registers("欧阳明");
        let app = wang.app();
        let code = if step == "set" { String::new() } else { app.set_pin(PIN).unwrap() };
        wang.device.die_after_keeping(kept);
        let done = does(step, &wang, &app, &code);
        drop(app);
        wang.dies();
        let died = wang.device.revives();
        if !died {
            done.unwrap();
        }
        let opened = pins.iter().find_map(|pin| match pin {
            Some(pin) => open(&wang, pin).ok(),
            None => App::open(wang.folder(), wang.device.clone()).ok(),
        });
        let Some(app) = opened else { return Err(format!("{step}, dead after {kept}: nothing opens it")) };
        let unsent = app.status().unwrap().unsent;
        if unsent != 1 {
            return Err(format!("{step}, dead after {kept}: {unsent} unsent"));
        }
        if !died {
            return Ok(());
        }
    }
    unreachable!()
}

#[tokio::test]
async fn a_phone_that_dies_at_any_step_of_set_change_remove_or_recover_loses_nothing() {
    for (step, pins) in steps() {
        dies_at_each_step(step, &pins, 921).await.unwrap();
    }
}

#[tokio::test]
async fn a_lock_that_is_gone_before_the_keys_lie_open_is_found_out() {
    let _switched_on = seed(SeededBug::LockGoneFirst);
    let found = dies_at_each_step("remove", &[Some(PIN), None], 922).await;
    assert!(found.is_err(), "the mistake must be seen");
}

#[tokio::test]
async fn a_phone_that_dies_while_its_pin_is_set_keeps_its_work() {
    let field = Field::new(907);
    let wang = field.phone("wang").await;
    wang.registers("欧阳明");
    let before = wang.device.all_secrets();
    {
        // As if it died between the lock and the sealing of the keys.
        let _half = seed(SeededBug::PlainKeyStays);
        wang.app().set_pin(PIN).unwrap();
    }
    assert_eq!(locked(&wang), AppError::Locked);
    assert_eq!(open(&wang, PIN).unwrap().status().unwrap().unsent, 1);
    assert!(!still_plain(&wang, &before), "the next unlock seals what was left");
}

#[tokio::test]
async fn a_copied_key_store_without_the_devices_secret_opens_nothing() {
    let field = Field::new(908);
    let wang = field.phone("wang").await;
    wang.app().set_pin(PIN).unwrap();
    wang.dies();
    wang.device.replace_secret("etong.lock.device", Some(vec![7; 32]));
    assert!(matches!(open(&wang, PIN), Err(AppError::WrongPin { .. })));
}

/// The rest of an erasure: the database goes under a fresh key, sealed like the old one.
#[tokio::test]
async fn a_fresh_database_key_is_sealed_too_and_a_crash_in_between_is_survived() {
    let field = Field::new(909);
    let wang = field.phone("wang").await;
    wang.registers("欧阳明");
    wang.app().set_pin(PIN).unwrap();
    wang.dies();
    let (folder, device) = (wang.folder().to_owned(), wang.device.clone());
    let opens = move |folder: &Path| App::open_with_pin(folder, Arc::clone(&device) as Arc<dyn Device>, PIN);
    for points in 0..6 {
        let app = opens(&folder).unwrap();
        app.asks_for_renewal().unwrap();
        let sealed = wang.device.all_secrets()["etong.database"].clone();
        app.faults().kill_after(points);
        let died = app.renews().is_err();
        drop(app);
        let again = opens(&folder).unwrap();
        assert_eq!(again.status().unwrap().unsent, 1, "killed at {points}: {died}");
        drop(again);
        assert_ne!(wang.device.all_secrets()["etong.database"], sealed, "killed at {points}");
        assert!(
            wang.device.all_secrets().iter().all(|(name, kept)| !name.starts_with("etong.database") || kept.len() > 32)
        );
    }
}
