//! 离线期限: whoever does not hear the relay for too long loses the copy on the phone, and not the work.

use etong_core::sim::{SeededBug, seed as switch_on};
use etong_core::{AppError, SyncLimits};
use etong_server::RelayOptions;
use etong_tests::Field;
use etong_tests::clock::{DAY, HOUR};

fn leased(seed: u64) -> Field {
    Field::with_options(seed, RelayOptions::default())
}

fn lease(phone: &etong_tests::Phone) -> String {
    phone.app().status().unwrap().lease.unwrap()
}

#[tokio::test]
async fn a_phone_that_is_offline_for_too_long_shows_nothing_and_hands_over_its_work() {
    let field = leased(711);
    let (wang, huang) = (field.phone("wang").await, field.phone("huang").await);
    wang.registers("陈小明");
    wang.syncs().await;
    let device = wang.device_id();
    wang.device.set_online(false);
    let until = wang.app().status().unwrap().lease_until.unwrap();
    field.clock.advance(5 * DAY);
    assert_eq!(lease(&wang), "ok");
    let rail = wang.reports("护栏松动");
    field.clock.advance(12 * HOUR);
    assert_eq!(lease(&wang), "ending");
    assert!(until - etong_core::Device::now_ms(&*wang.device) < 2 * DAY);

    huang.syncs().await;
    field.chapter("the eighth day");
    field.clock.advance(2 * DAY);
    for error in [
        wang.app().residents(0).unwrap_err(),
        wang.app().status().unwrap_err(),
        wang.app().report_case(&etong_tests::phone::hazard("x")).unwrap_err(),
    ] {
        assert!(matches!(&error, AppError::Erased { delivered: false, detail } if detail.contains("sync")), "{error}");
    }
    assert!(matches!(wang.try_sync(SyncLimits::default()).await, Err(AppError::Erased { delivered: false, .. })));
    assert!(!wang.folder().join("etong.db").exists());
    wang.restarts();
    assert!(matches!(wang.app().residents(0), Err(AppError::Erased { .. })), "also after a restart");

    field.chapter("back in the office");
    wang.device.set_online(true);
    let error = wang.try_sync(SyncLimits::default()).await.unwrap_err();
    assert!(matches!(error, AppError::Erased { delivered: true, .. }), "{error}");
    huang.syncs().await;
    assert_eq!(huang.app().case(&rail).unwrap().title, "护栏松动");
    wang.restarts();
    wang.starts_over();
    assert_eq!(wang.device_id(), device, "no new enrolment");
    assert!(wang.syncs().await.complete);
    assert_eq!(super::names(&wang), ["陈小明"]);
    assert_eq!(wang.app().status().unwrap().person_name.as_deref(), Some("王芳"));
    let case = wang.reports("井盖缺失");
    wang.syncs().await;
    huang.syncs().await;
    assert!(huang.app().case(&case).is_ok());
}

#[tokio::test]
async fn a_lease_without_an_end_is_found_out() {
    for bug in [None, Some(SeededBug::LeaseEndless)] {
        let field = leased(715);
        let wang = field.phone("wang").await;
        wang.registers("陈小明");
        wang.syncs().await;
        wang.device.set_online(false);
        let _switched_on = bug.map(switch_on);
        field.clock.advance(8 * DAY);
        let shown = wang.app().residents(0);
        let _whatever = wang.try_sync(SyncLimits::default()).await;
        assert_eq!(matches!(shown, Err(AppError::Erased { .. })), bug.is_none(), "{bug:?}: {shown:?}");
        assert_eq!(wang.folder().join("etong.db").exists(), bug.is_some(), "{bug:?}");
    }
}

#[tokio::test]
async fn a_wrong_clock_neither_ends_a_lease_nor_stretches_it() {
    let field = leased(712);
    let wang = field.phone("wang").await;
    wang.syncs().await;
    wang.device.set_online(false);
    wang.device.set_clock_wrong_by(30 * DAY);
    assert_eq!(lease(&wang), "ok");
    wang.device.set_clock_wrong_by(-30 * DAY);
    field.clock.advance(7 * DAY + HOUR);
    assert!(matches!(wang.app().residents(0), Err(AppError::Erased { .. })));
}

#[tokio::test]
async fn a_lease_runs_on_while_the_app_is_closed_where_the_phone_lends_the_clock_of_its_start() {
    let field = leased(713);
    let wang = field.phone("wang").await;
    let since = |field: &Field| field.clock.now_ms();
    wang.app().lend_boot_clock("boot", since(&field)).unwrap();
    wang.syncs().await;
    wang.device.set_online(false);
    wang.dies();
    field.clock.advance(6 * DAY);
    wang.app().lend_boot_clock("boot", since(&field)).unwrap();
    assert_eq!(lease(&wang), "ending");
    wang.dies();
    field.clock.advance(2 * DAY);
    wang.app().lend_boot_clock("boot", since(&field)).unwrap();
    assert!(matches!(wang.app().residents(0), Err(AppError::Erased { .. })));
    assert!(!wang.folder().join("etong.db").exists());
}

#[tokio::test]
async fn without_such_a_clock_only_the_time_in_which_the_app_ran_counts() {
    let field = leased(714);
    let wang = field.phone("wang").await;
    wang.syncs().await;
    wang.device.set_online(false);
    for _ in 0..2 {
        field.clock.advance(3 * DAY);
        wang.app().suspend(1_000).unwrap();
        wang.restarts();
        assert!(wang.app().residents(0).is_ok());
    }
    assert_eq!(lease(&wang), "ending");
    field.clock.advance(DAY + HOUR);
    assert!(matches!(wang.app().residents(0), Err(AppError::Erased { .. })));
}
