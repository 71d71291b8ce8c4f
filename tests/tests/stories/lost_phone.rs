//! 手机丢失: a lost phone is told at its next contact to erase what it holds. What it had not sent is sealed for the relay first, and
//! a desk decides on it. Whoever has the phone afterwards has nothing.

use std::sync::Arc;

use etong_core::sim::{SeededBug, seed};
use etong_core::{AppError, SyncLimits};
use etong_protocol::{
    DeviceId, Refusal, RefusalCode, Relay, RelayRequest, RelayResponse, SigningKey, Unreachable, WipeOrder, wire,
};
use etong_tests::phone::was_killed;
use etong_tests::{Field, Phone};

const NAMES: [&str; 3] = ["陈小明", "护栏松动", "王芳"];

/// Nothing of a database, and no name in any file.
fn is_empty(phone: &Phone) -> Result<(), String> {
    for file in std::fs::read_dir(phone.folder()).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name.contains(".db") || name.contains("keycheck") {
            return Err(format!("{name} is still there"));
        }
        let bytes = std::fs::read(&path).unwrap();
        if NAMES.iter().any(|text| bytes.windows(text.len()).any(|window| window == text.as_bytes())) {
            return Err(format!("{name} holds a name"));
        }
    }
    Ok(())
}

fn delivered(error: &AppError) -> bool {
    matches!(error, AppError::Erased { delivered: true, .. })
}

/// 王芳's phone with a resident that everybody has, and three things only it has.
async fn with_work(field: &Field) -> (Arc<Phone>, [String; 2]) {
    let wang = field.phone("wang").await;
    let resident = wang.registers("陈小明");
    wang.syncs().await;
    wang.device.set_online(false);
    let rail = wang.reports("护栏松动");
    wang.edits(&resident, "note", "搬走了");
    let lid = wang.reports("井盖缺失");
    wang.device.set_online(true);
    (wang, [rail, lid])
}

#[tokio::test]
async fn a_lost_phone_erases_itself_at_its_next_contact_and_its_work_waits_for_a_desk() {
    let field = Field::new(701);
    let huang = field.phone("huang").await;
    let (wang, cases) = with_work(&field).await;
    let device = wang.device_id();
    let (key, old) = (key_of(&wang), std::fs::read(wang.folder().join("etong.db")).unwrap());
    field.office.wipe(device);
    let line = |field: &Field| field.office.devices().into_iter().find(|line| line.device == device).unwrap();
    assert!(line(&field).wipe_ordered_at.is_some() && line(&field).wipe_told_at.is_none());

    field.chapter("the finder switches the phone on");
    let error = wang.try_sync(SyncLimits::default()).await.unwrap_err();
    assert!(delivered(&error), "{error}");
    is_empty(&wang).unwrap();
    let app = wang.app();
    assert!(matches!(app.residents(0), Err(AppError::Erased { .. })));
    assert!(matches!(app.report_case(&etong_tests::phone::hazard("x")), Err(AppError::Erased { .. })));
    assert!(matches!(app.status(), Err(AppError::Erased { .. })));
    assert_ne!(key_of(&wang), key, "what was copied of the file opens for nobody who takes the key store now");
    assert!(!old.is_empty());
    let line = line(&field);
    assert!(line.wipe_told_at.is_some() && line.wiped_at.is_some());
    assert_eq!(line.delivered, Some(3));

    field.chapter("the desk finds the work and lets it in");
    huang.syncs().await;
    let held = huang.app().custody().await.unwrap();
    assert_eq!(held.len(), 3);
    assert!(held.iter().all(|row| row.reason == "lost" && row.author_name == "王芳"));
    for row in &held {
        huang.app().decide_custody(&row.entry, true, "本人确认").await.unwrap();
    }
    huang.syncs().await;
    huang.syncs().await;
    assert!(cases.iter().all(|case| huang.app().case(case).is_ok()));

    field.chapter("opened again, it is a phone like new");
    wang.restarts();
    assert!(!wang.app().status().unwrap().enrolled);
    assert_ne!(wang.device_id(), device);
}

fn key_of(phone: &Phone) -> Vec<u8> {
    etong_core::Device::secret(&*phone.device, "etong.database".into()).unwrap().unwrap()
}

/// The phone dies at the `point`-th crash point of its end; then it is switched on again and again.
async fn dies_at(point: u32) -> Result<bool, String> {
    let field = Field::new(702);
    let (wang, _) = with_work(&field).await;
    field.office.wipe(wang.device_id());
    wang.app().faults().kill_after(point);
    let first = wang.try_sync(SyncLimits::default()).await.unwrap_err();
    let died = was_killed(&first);
    for _ in 0..4 {
        wang.dies();
        if let Ok(app) = wang.try_open()
            && app.status().is_ok_and(|status| !status.enrolled)
        {
            break;
        }
        let _said = wang.try_sync(SyncLimits::default()).await;
        if wang.try_open().is_ok_and(|app| app.residents(0).is_ok_and(|rows| !rows.rows.is_empty())) {
            return Err(format!("after {point} it still shows residents"));
        }
    }
    wang.dies();
    let kept = field.office.custody().len();
    if kept != 3 {
        return Err(format!("after {point} the relay has {kept} of 3"));
    }
    for name in ["etong.sealed", "etong.sealed.new"] {
        if wang.folder().join(name).exists() {
            return Err(format!("after {point} {name} is still there"));
        }
    }
    Ok(died)
}

#[tokio::test]
async fn a_phone_that_dies_at_any_step_of_its_end_loses_nothing_and_goes_on() {
    let mut deaths = 0;
    for point in 1..40 {
        if dies_at(point).await.unwrap() {
            deaths += 1;
        }
    }
    assert!(deaths > 8, "only {deaths} crash points were passed");
}

#[tokio::test]
async fn a_phone_that_erases_before_its_outbox_is_durable_is_caught() {
    let _mistake = seed(SeededBug::EraseUnsealed);
    let mut caught = false;
    for point in 1..16 {
        caught |= dies_at(point).await.is_err();
    }
    assert!(caught);
}

/// A relay, or somebody in between, answers 王芳's next token request with `order`.
async fn told(order: impl Fn(DeviceId, &SigningKey) -> WipeOrder) -> bool {
    let field = Field::new(703);
    let (wang, _) = with_work(&field).await;
    let seed = std::fs::read(field.office.folder().join("relay.key")).unwrap();
    let relay = SigningKey::from_seed(seed.as_slice().try_into().unwrap());
    let refusal = Refusal {
        wipe: Some(Box::new(order(wang.device_id(), &relay))),
        ..Refusal::new(RefusalCode::WipeOrdered, "lost")
    };
    wang.app().connect(Arc::new(Liar(wire::encode(&refusal))));
    let _said = wang.app().sync(SyncLimits::default(), &|_| {}).await;
    wang.dies();
    wang.try_open()
        .is_ok_and(|app| app.residents(0).is_ok_and(|rows| rows.rows.len() == 1) && app.status().unwrap().unsent == 3)
}

struct Liar(Vec<u8>);

#[async_trait::async_trait]
impl Relay for Liar {
    async fn call(&self, request: RelayRequest) -> Result<RelayResponse, Unreachable> {
        let token = request.path == "/v1/token";
        let other = Refusal::new(RefusalCode::Unauthenticated, "ask for a new token");
        let (status, body) = if token { (403, self.0.clone()) } else { (401, wire::encode(&other)) };
        Ok(RelayResponse { status, body })
    }

    async fn wait_for_news(&self, _: RelayRequest, _: u64) -> Result<u64, Unreachable> {
        Err(Unreachable("none".into()))
    }
}

#[tokio::test]
async fn an_order_that_the_relay_did_not_sign_for_this_phone_changes_nothing() {
    let forger = SigningKey::from_seed(&[9; 32]);
    let other = DeviceId::from_bytes([7; 16]);
    assert!(told(|device, _| WipeOrder::sign(device, 1, 0, &forger)).await);
    assert!(told(|_, relay| WipeOrder::sign(other, 1, 0, relay)).await, "an order for another phone");
    assert!(!told(|device, relay| WipeOrder::sign(device, 1, 0, relay)).await, "a true one is obeyed");
    let _mistake = seed(SeededBug::AnyOrder);
    assert!(!told(|device, _| WipeOrder::sign(device, 1, 0, &forger)).await, "the mistake is seen by this test");
}

#[tokio::test]
async fn a_relay_that_keeps_its_order_to_itself_leaves_everything_on_the_phone() {
    let field = Field::new(704);
    field.office.plant(etong_server::sim::SeededBug::OrderWithheld);
    let (wang, _) = with_work(&field).await;
    field.office.wipe(wang.device_id());
    let error = wang.try_sync(SyncLimits::default()).await.unwrap_err();
    assert!(!matches!(error, AppError::Erased { .. }));
    assert!(is_empty(&wang).is_err(), "and this is how it is seen");
}

#[tokio::test]
async fn what_a_broken_phone_had_not_sent_is_brought_by_another_and_counts_once() {
    let field = Field::new(705);
    let (lin, huang) = (field.phone("lin").await, field.phone("huang").await);
    let (wang, cases) = with_work(&field).await;
    let file = wang.app().seal_outbox().unwrap();
    assert!(!NAMES.iter().any(|text| file.windows(text.len()).any(|window| window == text.as_bytes())));
    field.chapter("林强 hands the file over, twice; 黄主任 reads it");
    let first = lin.app().deliver_outbox(&file).await.unwrap();
    assert_eq!((first.entries, first.stored, first.in_custody, first.refused), (3, 3, 0, 0));
    assert_eq!(lin.app().deliver_outbox(&file).await.unwrap(), first);
    huang.syncs().await;
    assert!(cases.iter().all(|case| huang.app().case(case).is_ok()));

    field.chapter("王芳 works on another phone under another actor, then the broken one comes back");
    let spare = field.bare_phone("wang", "wang's spare");
    spare.app().enrol(&field.office.issue_code(spare.owner), "spare").await.unwrap();
    spare.syncs().await;
    assert_ne!(spare.device_id(), wang.device_id());
    let resident = spare.app().residents(0).unwrap().rows.remove(0).record;
    spare.edits(&resident, "note", "又搬回来了");
    spare.syncs().await;
    let report = wang.syncs().await;
    assert_eq!((report.sent, report.refused), (3, 0), "the relay has them already and says so");
    field.settle().await;
    assert!(cases.iter().all(|case| huang.app().case(case).is_ok()));
    let mut cut = file;
    cut.truncate(40);
    assert!(matches!(lin.app().deliver_outbox(&cut).await, Err(AppError::Invalid { .. })));
}
