//! Clocks that jump: recorded, never silently repaired, and nothing is lost by them.

use etong_core::capture::CaseRequest;
use etong_core::{AppError, SyncLimits};
use etong_tests::Field;
use etong_tests::clock::{DAY, MINUTE};
use etong_tests::phone::hazard;
use etong_tests::town::{COMMUNITY, Person};

#[tokio::test]
async fn a_clock_years_back_keeps_the_order_of_acts_and_is_recorded() {
    let field = Field::new(81);
    let (wang, huang) = (field.phone("wang").await, field.phone("huang").await);
    let case = wang.reports("护栏破损");
    field.chapter("the battery was empty, the phone thinks it is years ago");
    wang.device.set_clock_wrong_by(-3 * 365 * DAY);
    wang.restarts();
    wang.acts(&case, "handle", None);
    wang.acts(&case, "report_back", Some("已更换"));
    let error = wang.try_sync(SyncLimits::default()).await;
    if let Err(error) = error {
        assert!(matches!(&error, AppError::SignedOut { detail } if detail.contains("clock")), "{error}");
    }
    assert_eq!(wang.app().kept_aside().unwrap().len(), 0);

    field.chapter("the network puts it right");
    field.settle().await;
    let view = huang.app().case(&case).unwrap();
    assert_eq!(view.state, "reported_back");
    let at: Vec<i64> = view.acts.iter().map(|act| act.captured_at).collect();
    assert!(at[1] < at[0] - 2 * 365 * DAY, "what the clock said is kept as evidence: {at:?}");
}

#[tokio::test]
async fn a_clock_days_ahead_drags_nobody_along_and_wins_nothing() {
    let field = Field::new(82);
    let (huang, xu, wang) = (field.phone("huang").await, field.phone("xu").await, field.phone("wang").await);
    let case = wang.reports("噪音扰民");
    for phone in [&wang, &huang, &xu] {
        phone.syncs().await;
    }
    huang.device.set_clock_wrong_by(20 * DAY);
    huang.dispatches(&case, Person::called("lin"));
    field.clock.advance(5 * MINUTE);
    xu.dispatches(&case, Person::called("wang"));
    xu.syncs().await;
    field.settle().await;
    let view = wang.app().case(&case).unwrap();
    assert_eq!(view.responsible_kind, "grid_worker", "the relay's order decides, not a clock");
    let later = CaseRequest { scope: Some(COMMUNITY.into()), ..hazard("之后的事") };
    xu.capture(|app| app.report_case(&later));
    field.settle().await;
    let feed = field.feed().await;
    let last = feed.entries.values().last().unwrap();
    assert!(last.entry.stamp.hlc.ms() < field.clock.now_ms() + DAY, "a clock weeks ahead is not followed");
}
