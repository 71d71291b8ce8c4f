//! A sync that is stopped, runs out of time, is frozen, or meets another one: nothing is lost, and the next goes on.

use std::sync::Arc;

use etong_core::capture::ResidentRequest;
use etong_core::{AppError, SyncLimits, SyncProgress};
use etong_tests::{Field, Phone, Weather};

/// More than one batch and more than one page hold.
const MANY: usize = 1_200;

fn registers_many(phone: &Phone) {
    let request = |nth| ResidentRequest { name: format!("住户{nth}"), ..ResidentRequest::default() };
    for hundred in 0..MANY / 100 {
        let requests: Vec<ResidentRequest> = (0..100).map(|nth| request(hundred * 100 + nth)).collect();
        phone.app().capture_residents(&requests).unwrap();
    }
}

#[tokio::test]
async fn a_cancelled_sync_keeps_what_it_did_and_the_next_one_goes_on() {
    let field = Field::new(61);
    let (wang, huang) = (field.phone("wang").await, field.phone("huang").await);
    registers_many(&wang);
    let app = wang.app();
    let stop = Arc::clone(&app);
    let cancels = move |progress: SyncProgress| {
        assert!(progress.percent() < 100);
        stop.cancel();
    };
    assert_eq!(app.sync(SyncLimits::default(), &cancels).await.unwrap_err(), AppError::Stopped);
    let unsent = wang.app().status().unwrap().unsent;
    assert!(unsent > 0 && unsent < MANY as u64, "the first batch was answered: {unsent} left");

    field.chapter("and reading, too");
    let report = wang.syncs().await;
    assert_eq!(report.sent, unsent);
    let app = huang.app();
    let stop = Arc::clone(&app);
    let cancels = move |_| stop.cancel();
    assert_eq!(app.sync(SyncLimits::default(), &cancels).await.unwrap_err(), AppError::Stopped);
    assert_eq!(huang.app().status().unwrap().residents, 500, "one page came in");
    field.settle().await;
    assert_eq!(huang.app().status().unwrap().residents, MANY as u64);
}

#[tokio::test]
async fn a_sync_that_runs_out_of_time_stops_between_two_steps() {
    let field = Field::new(62);
    let wang = field.phone("wang").await;
    registers_many(&wang);
    wang.wire.set_weather(Weather { slow: 1.0, ..Weather::CALM });
    let limits = SyncLimits { deadline_ms: Some(90_000), background: false };
    let mut passes = 0;
    while wang.app().status().unwrap().unsent > 0 {
        passes += 1;
        assert!(passes < 50, "every pass has to get a little further");
        assert!(matches!(wang.try_sync(limits).await, Ok(_) | Err(AppError::Stopped)));
    }
    assert!(passes > 1, "a minute and a half is too short for one pass");
    field.settle().await;
}

#[tokio::test]
async fn a_call_that_hangs_ends_at_the_deadline() {
    let field = Field::new(63);
    let wang = field.phone("wang").await;
    wang.registers("陈小明");
    wang.wire.set_stalled(true);
    // The runtime's own clock stands still and jumps to the deadline: nobody waits.
    tokio::time::pause();
    let limits = SyncLimits { deadline_ms: Some(30_000), background: false };
    assert_eq!(wang.try_sync(limits).await.unwrap_err(), AppError::Stopped);
    tokio::time::resume();
    assert_eq!(wang.app().status().unwrap().unsent, 1);
    field.settle().await;
}

#[tokio::test]
async fn a_call_that_hangs_can_be_cancelled() {
    let field = Field::new(64);
    let wang = field.phone("wang").await;
    wang.registers("陈小明");
    wang.wire.set_stalled(true);
    let app = wang.app();
    let stop = async {
        tokio::task::yield_now().await;
        app.cancel();
    };
    let (outcome, ()) = tokio::join!(wang.try_sync(SyncLimits::default()), stop);
    assert_eq!(outcome.unwrap_err(), AppError::Stopped);
    field.settle().await;
}

#[tokio::test]
async fn suspending_leaves_no_lock_and_no_log_and_work_goes_on_after_it() {
    let field = Field::new(65);
    let wang = field.phone("wang").await;
    wang.registers("陈小明");

    field.chapter("the system freezes the app in the middle of a sync");
    let app = wang.app();
    let freeze = Arc::clone(&app);
    wang.wire.watch(move |request| {
        if request.route() == "/v1/push" {
            freeze.suspend(1_000).unwrap();
        }
    });
    let outcome = wang.try_sync(SyncLimits::default()).await;
    assert!(matches!(outcome, Err(AppError::Stopped | AppError::StorageLocked)), "{outcome:?}");
    wang.wire.stop_watching();
    assert_eq!(app.residents(0).unwrap_err(), AppError::StorageLocked);
    assert!(!wang.folder().join("etong.db-wal").exists(), "the write-ahead log was folded in");
    assert_eq!(wang.locks(), 0, "no file lock is left");

    field.chapter("and thaws it");
    app.resume().unwrap();
    assert_eq!(app.residents(0).unwrap().rows.len(), 1);
    wang.registers("林大海");
    field.settle().await;
}

#[tokio::test]
async fn two_syncs_at_once_do_no_harm() {
    let field = Field::new(66);
    let (wang, huang) = (field.phone("wang").await, field.phone("huang").await);
    registers_many(&wang);
    let (first, second) = tokio::join!(wang.try_sync(SyncLimits::default()), wang.try_sync(SyncLimits::default()));
    first.unwrap();
    second.unwrap();
    huang.starts_over();
    let (first, second) = tokio::join!(huang.try_sync(SyncLimits::default()), huang.try_sync(SyncLimits::default()));
    first.unwrap();
    second.unwrap();
    field.settle().await;
    assert_eq!(huang.app().status().unwrap().residents, MANY as u64);
}
