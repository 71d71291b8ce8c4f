//! A lost phone that is locked with a PIN: it is erased without one, loses nothing, and shows nobody anything.

use std::sync::Arc;

use etong_core::sim::{SeededBug, seed};
use etong_core::{App, AppError, SyncLimits};
use etong_protocol::{
    DeviceId, Refusal, RefusalCode, Relay, RelayRequest, RelayResponse, SigningKey, Unreachable, WipeOrder, wire,
};
use etong_server::RelayOptions;
use etong_tests::chance::stream;
use etong_tests::clock::{DAY, MINUTE, SECOND};
use etong_tests::phone::was_killed;
use etong_tests::{Field, Phone};
use rand::RngExt;

const PIN: &str = "290417";

async fn syncs(app: &App) -> AppError {
    app.sync(SyncLimits::default(), &|_| {}).await.unwrap_err()
}

fn open_locked(phone: &Phone) -> App {
    phone.dies();
    let app = App::open_locked(phone.folder(), phone.device.clone()).unwrap();
    app.connect(phone.wire.clone());
    app
}

fn delivered(error: &AppError) -> bool {
    matches!(error, AppError::Erased { delivered: true, .. })
}

fn has_database(phone: &Phone) -> bool {
    phone.folder().join("etong.db").exists()
}

/// 王芳's phone with two things only it has, and a PIN.
async fn with_work(field: &Field) -> Arc<Phone> {
    let wang = field.phone("wang").await;
    wang.device.set_online(false);
    wang.registers("陈小明");
    wang.reports("护栏松动");
    wang.device.set_online(true);
    wang.app().set_pin(PIN).unwrap();
    wang
}

#[tokio::test]
async fn a_locked_phone_that_was_reported_lost_is_erased_without_its_pin_and_its_work_arrives() {
    let field = Field::new(931);
    let wang = with_work(&field).await;
    let device = wang.device_id();
    wang.app().lock().unwrap();
    field.chapter("not lost yet: the relay has nothing to say");
    assert_eq!(syncs(&wang.app()).await, AppError::Locked);
    assert!(has_database(&wang));
    field.office.wipe(device);
    field.chapter("the finder restarts it and gives it a network");
    let app = open_locked(&wang);
    assert_eq!(app.residents(0).unwrap_err(), AppError::Locked);
    let error = syncs(&app).await;
    assert!(delivered(&error), "{error}");
    assert!(!has_database(&wang));
    assert_eq!(field.office.custody().len(), 2);
    assert!(matches!(app.unlock(PIN), Err(AppError::Erased { .. })), "the right PIN shows nothing either");
    let line = field.office.devices().into_iter().find(|line| line.device == device).unwrap();
    assert!(
        line.wipe_told_at.is_some() && line.wiped_at.is_some() && line.wiped_while_locked,
        "it signs with the key it keeps outside its PIN for that: {line:?}"
    );
    drop(app);
    field.chapter("opened again, it is a phone like new, without a PIN");
    let app = App::open(wang.folder(), wang.device.clone()).unwrap();
    assert!(!app.status().unwrap().enrolled);
    assert_eq!(app.residents(0).unwrap().rows.len(), 0);
}

/// Nobody locks it: the next call comes too late. Then it is reported lost. How much of its work does the relay get?
async fn arrives_after_a_late_call(number: u64) -> (AppError, usize) {
    let field = Field::new(number);
    let wang = with_work(&field).await;
    let device = wang.device_id();
    wang.app().lock_after(5);
    field.clock.advance(6 * MINUTE);
    assert_eq!(wang.app().residents(0).unwrap_err(), AppError::Locked);
    assert_eq!(wang.app().residents(0).unwrap_err(), AppError::Locked);
    field.office.wipe(device);
    let app = open_locked(&wang);
    (syncs(&app).await, field.office.custody().len())
}

#[tokio::test]
async fn a_phone_that_a_late_call_locked_is_erased_without_its_pin_and_its_work_arrives() {
    let (error, arrived) = arrives_after_a_late_call(946).await;
    assert!(delivered(&error), "{error}");
    assert_eq!(arrived, 2);
    let _switched_on = seed(SeededBug::LateCallLeavesNothing);
    assert_eq!(arrives_after_a_late_call(946).await, (AppError::Locked, 0), "the mistake must be seen");
}

#[tokio::test]
async fn a_phone_that_a_late_call_locked_opens_with_its_pin_and_goes_on() {
    let field = Field::new(947);
    let wang = with_work(&field).await;
    wang.app().lock_after(5);
    field.clock.advance(6 * MINUTE);
    assert_eq!(wang.app().status().unwrap_err(), AppError::Locked);
    wang.app().unlock(PIN).unwrap();
    wang.reports("井盖缺失");
    wang.syncs().await;
    assert_eq!(wang.app().status().unwrap().unsent, 0);
}

#[tokio::test]
async fn ten_wrong_pins_and_a_lost_code_still_lose_nothing_because_the_desk_can_have_it_erased() {
    let field = Field::new(932);
    let wang = with_work(&field).await;
    let device = wang.device_id();
    wang.app().lock().unwrap();
    for _ in 0..10 {
        field.clock.advance(60 * MINUTE);
        assert!(wang.app().unlock("135790").is_err());
    }
    assert!(matches!(wang.app().unlock(PIN), Err(AppError::WrongPin { left: 0, .. })));
    field.office.wipe(device);
    let error = syncs(&wang.app()).await;
    assert!(delivered(&error), "{error}");
    assert_eq!(field.office.custody().len(), 2);
}

#[tokio::test]
async fn an_order_that_finds_nothing_sealed_waits_and_is_carried_out_before_anybody_sees_anything() {
    let field = Field::new(933);
    let wang = with_work(&field).await;
    wang.app().lock().unwrap();
    wang.app().unlock(PIN).unwrap();
    wang.reports("井盖缺失");
    field.office.wipe(wang.device_id());
    field.chapter("its battery is pulled while it is open");
    let app = open_locked(&wang);
    assert_eq!(syncs(&app).await, AppError::Locked);
    assert!(has_database(&wang), "what only the database has is not thrown away");
    app.unlock(PIN).unwrap_err();
    assert!(matches!(app.residents(0), Err(AppError::Erased { .. })));
    let error = syncs(&app).await;
    assert!(delivered(&error), "{error}");
    assert_eq!(field.office.custody().len(), 3);
    assert!(!has_database(&wang));
}

/// Locked, opened, worked on, killed; then the order comes. How many of the three entries reach the relay?
async fn arrives_after_more_work() -> usize {
    let field = Field::new(934);
    let wang = with_work(&field).await;
    wang.app().lock().unwrap();
    wang.app().unlock(PIN).unwrap();
    wang.reports("井盖缺失");
    field.office.wipe(wang.device_id());
    let app = open_locked(&wang);
    syncs(&app).await;
    let _opened = app.unlock(PIN);
    syncs(&app).await;
    field.office.custody().len()
}

#[tokio::test]
async fn an_outbox_that_was_sealed_before_the_last_work_is_found_out() {
    assert_eq!(arrives_after_more_work().await, 3);
    let _switched_on = seed(SeededBug::StaleOutbox);
    assert_eq!(arrives_after_more_work().await, 2, "the mistake must be seen");
}

#[tokio::test]
async fn a_lease_that_ends_while_the_phone_is_locked_erases_it_and_the_pin_begins_anew() {
    let field = Field::with_options(935, RelayOptions::default());
    let wang = with_work(&field).await;
    wang.syncs().await;
    let device = wang.device_id();
    wang.device.set_online(false);
    wang.reports("井盖缺失");
    wang.app().lock().unwrap();
    let app = open_locked(&wang);
    field.clock.advance(6 * DAY);
    assert_eq!(syncs(&app).await, AppError::Locked);
    assert!(has_database(&wang));
    drop(app);
    field.chapter("a day after another restart");
    let app = open_locked(&wang);
    field.clock.advance(DAY + SECOND * 100);
    assert!(matches!(syncs(&app).await, AppError::Erased { delivered: false, .. }));
    assert!(!has_database(&wang));
    wang.device.set_online(true);
    let error = syncs(&app).await;
    assert!(delivered(&error), "{error}");
    drop(app);
    field.chapter("its owner comes back");
    assert_eq!(App::open(wang.folder(), wang.device.clone()).unwrap_err(), AppError::Locked);
    let app = App::open_with_pin(wang.folder(), wang.device.clone(), PIN).unwrap();
    app.connect(wang.wire.clone());
    wang.starts_over();
    assert!(app.sync(SyncLimits::default(), &|_| {}).await.unwrap().complete);
    assert_eq!(app.status().unwrap().device, device.to_string());
    assert_eq!(app.residents(0).unwrap().rows.len(), 1);
}

/// The phone dies at the `point`-th crash point of its end, which nobody with a PIN is there for.
async fn dies_at(point: u32) -> Result<bool, String> {
    let field = Field::new(936);
    let wang = with_work(&field).await;
    let device = wang.device_id();
    wang.app().lock().unwrap();
    field.office.wipe(device);
    let app = open_locked(&wang);
    app.faults().kill_after(point);
    let first = syncs(&app).await;
    drop(app);
    for _ in 0..4 {
        let Ok(app) = App::open_locked(wang.folder(), wang.device.clone()) else { continue };
        app.connect(wang.wire.clone());
        if app.status().is_ok_and(|status| !status.enrolled) {
            break;
        }
        if app.residents(0).is_ok() {
            return Err(format!("after {point} it shows residents"));
        }
        let _said = app.sync(SyncLimits::default(), &|_| {}).await;
    }
    let kept = field.office.custody().len();
    if kept != 2
        || has_database(&wang)
            && !App::open(wang.folder(), wang.device.clone())
                .is_ok_and(|app| app.residents(0).is_ok_and(|page| page.rows.is_empty()))
    {
        return Err(format!("after {point} the relay has {kept} of 2"));
    }
    Ok(was_killed(&first))
}

#[tokio::test]
async fn a_locked_phone_that_dies_at_any_step_of_its_end_loses_nothing_and_goes_on() {
    let mut deaths = 0;
    for point in 0..24 {
        deaths += u32::from(dies_at(point).await.unwrap());
    }
    assert!(deaths > 6, "only {deaths} crash points were passed");
}

#[tokio::test]
async fn what_is_left_beside_a_locked_database_holds_no_name() {
    let field = Field::new(937);
    let wang = with_work(&field).await;
    wang.app().lock().unwrap();
    for file in std::fs::read_dir(wang.folder()).unwrap() {
        let path = file.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        for name in ["陈小明", "护栏松动", "王芳", PIN] {
            assert!(!bytes.windows(name.len()).any(|part| part == name.as_bytes()), "{name} in {}", path.display());
        }
    }
}

/// Somebody in between answers a locked phone with `order`. Is everything still there, and as locked as it was?
async fn told(order: impl Fn(DeviceId) -> WipeOrder) -> bool {
    let field = Field::new(938);
    let wang = with_work(&field).await;
    let device = wang.device_id();
    wang.app().lock().unwrap();
    let app = open_locked(&wang);
    let wipe = Some(Box::new(order(device)));
    let refusal = Refusal { wipe, ..Refusal::new(RefusalCode::WipeOrdered, "lost") };
    app.connect(Arc::new(Liar(wire::encode(&refusal))));
    let said = syncs(&app).await;
    said == AppError::Locked && app.unlock(PIN).is_ok() && app.status().unwrap().unsent == 2
}

struct Liar(Vec<u8>);

#[async_trait::async_trait]
impl Relay for Liar {
    async fn call(&self, _: RelayRequest) -> Result<RelayResponse, Unreachable> {
        Ok(RelayResponse { status: 403, body: self.0.clone() })
    }

    async fn wait_for_news(&self, _: RelayRequest, _: u64) -> Result<u64, Unreachable> {
        Err(Unreachable("none".into()))
    }
}

#[tokio::test]
async fn a_locked_phone_takes_no_order_that_its_relay_did_not_sign_for_it() {
    let forger = SigningKey::from_seed(&[9; 32]);
    assert!(told(|device| WipeOrder::sign(device, 1, 0, &forger)).await);
    let _mistake = seed(SeededBug::AnyOrder);
    assert!(!told(|device| WipeOrder::sign(device, 1, 0, &forger)).await, "the mistake must be seen");
}

/// A phone with a PIN that is saved on, locked, opened, tried, frozen and killed in any order; then it is lost. How many entries
/// were unsent, and how many came to the relay?
async fn goes_through_anything(seed: u64) -> (usize, usize) {
    let field = Field::new(seed);
    let wang = field.phone("wang").await;
    wang.app().set_pin(PIN).unwrap();
    let device = wang.device_id();
    let mut draw = stream(seed, "locked");
    let mut app = open_locked(&wang);
    let mut unsent = 0;
    for _ in 0..16 {
        field.clock.advance(60 * MINUTE);
        match draw.random_range(0..12_u32) {
            0..=3 => unsent += usize::from(app.report_case(&etong_tests::phone::hazard("护栏松动")).is_ok()),
            4 => app.lock().unwrap(),
            5..=7 => app.unlock(PIN).unwrap(),
            8 => app = open_locked(&wang),
            9 => {
                app.suspend(1_000).unwrap();
                if draw.random_bool(0.5) {
                    app = open_locked(&wang);
                } else {
                    let _locked = app.resume();
                }
            }
            10 => {
                if app.sync(SyncLimits::default(), &|_| {}).await.is_ok() {
                    unsent = 0;
                }
            }
            _ => assert!(matches!(app.unlock("135790"), Err(AppError::WrongPin { left: 1.., .. }))),
        }
        if App::pin(&*wang.device).unwrap().tries_left < 4 {
            app.unlock(PIN).unwrap();
        }
    }
    field.office.wipe(device);
    drop(app);
    let app = open_locked(&wang);
    if !delivered(&syncs(&app).await) {
        field.clock.advance(60 * MINUTE);
        assert!(matches!(app.unlock(PIN), Err(AppError::Erased { .. })), "the order comes before any screen");
        assert!(delivered(&syncs(&app).await));
    }
    assert!(!has_database(&wang));
    (unsent, field.office.custody().len())
}

#[tokio::test]
async fn whatever_a_phone_with_a_pin_goes_through_nothing_unsent_is_lost_with_it() {
    for seed in 9_400..9_440 {
        let (unsent, arrived) = goes_through_anything(seed).await;
        assert_eq!(arrived, unsent, "seed {seed}");
    }
    let _switched_on = seed(SeededBug::StaleOutbox);
    let mut missed = 0;
    for seed in 9_400..9_440 {
        let (unsent, arrived) = goes_through_anything(seed).await;
        missed += usize::from(arrived != unsent);
    }
    assert!(missed > 0, "the mistake must be seen");
}

#[tokio::test]
async fn unlocking_does_all_that_opening_does() {
    let field = Field::with_options(939, RelayOptions::default());
    let wang = with_work(&field).await;
    wang.syncs().await;
    let generation = || wang.device.all_secrets()["etong.generation"].clone();
    let (app, before) = (wang.app(), generation());
    app.lock().unwrap();
    app.unlock(PIN).unwrap();
    assert_ne!(generation(), before, "a database put back from a backup would be noticed");
    app.asks_for_renewal().unwrap();
    app.lock().unwrap();
    let sealed = wang.device.all_secrets()["etong.database"].clone();
    app.unlock(PIN).unwrap();
    assert_ne!(wang.device.all_secrets()["etong.database"], sealed, "an erasure that was cut off goes on");
    wang.device.set_online(false);
    wang.reports("井盖缺失");
    app.lock().unwrap();
    field.clock.advance(8 * DAY);
    assert!(matches!(app.unlock(PIN), Err(AppError::Erased { delivered: false, .. })), "the lease ended meanwhile");
    assert!(!has_database(&wang));
    wang.device.set_online(true);
    assert!(delivered(&syncs(&app).await));
}
