//! Clocks, counts and relays that do not fit together: nothing goes early, nothing is counted that is not here.

use etong_server::RelayOptions;

use super::*;

#[tokio::test]
async fn a_clock_that_is_years_off_slims_nothing_early() {
    let field = Field::with_options(737, RelayOptions { offline_lease: false, ..RelayOptions::default() });
    let (wang, huang) = (field.phone("wang").await, field.phone("huang").await);
    let case = ended(&wang, &huang, "龘犇家漏水").await;
    wang.device.set_online(false);
    wang.device.set_clock_wrong_by(3_000 * DAY);
    wang.restarts();
    assert_eq!(tidies(&wang), TidyReport::default(), "its own clock decides nothing");
    wang.device.set_clock_wrong_by(0);
    wang.device.set_online(true);

    field.chapter("a phone years back closes a case: by its stamps it is old already");
    for phone in [&wang, &huang] {
        phone.device.set_clock_wrong_by(-1_000 * DAY);
        phone.restarts();
    }
    wang.syncs().await;
    let second = ended(&wang, &huang, "龘犇家第二次").await;
    let closed_at = wang.app().case(&second).unwrap().acts.last().unwrap().captured_at;
    assert!(closed_at < field.clock.now_ms() - 900 * DAY, "its stamps are years old");
    field.clock.advance(50 * DAY);
    wang.syncs().await;
    assert_eq!(tidies(&wang), TidyReport::default());
    assert!(wang.app().case(&case).is_ok() && wang.app().case(&second).is_ok());
    field.clock.advance(41 * DAY);
    wang.syncs().await;
    assert_eq!(tidies(&wang).cases, 2, "the roots the relay signed tell since when it is there");
}

#[tokio::test]
async fn a_desk_that_slimmed_a_part_of_a_period_does_not_count_it() {
    let field = Field::new(738);
    let (wang, huang, zhou) = (field.phone("wang").await, field.phone("huang").await, field.phone("zhou").await);
    ended(&wang, &huang, "龘犇家漏水").await;
    field.clock.advance(401 * DAY);
    zhou.syncs().await;
    assert_eq!(tidies(&zhou).cases, 1);
    let asked = etong_core::capture::AssessmentRequest {
        period: month_of(&field, 401),
        ..etong_core::capture::AssessmentRequest::default()
    };
    let error = zhou.try_capture(|app| app.publish_assessment(&asked)).unwrap_err();
    assert!(
        matches!(&error, AppError::Invalid { field, reason } if field == "period" && reason.contains("slimmed")),
        "{error}"
    );
    holds_together(&zhou).await;
}

fn month_of(field: &Field, days_ago: i64) -> String {
    let then = field.clock.now_ms() - days_ago * DAY;
    let day = etong_core::domain::calendar::local_day(then).to_string();
    day[..7].to_owned()
}

#[tokio::test]
async fn a_relay_that_was_put_back_and_a_phone_that_slimmed_meanwhile_hold_the_same() {
    let field = Field::new(739);
    let (wang, huang) = (field.phone("wang").await, field.phone("huang").await);
    let case = ended(&wang, &huang, "龘犇家漏水").await;
    let kept = field.office.back_up("nightly");
    field.clock.advance(91 * DAY);
    wang.syncs().await;
    assert_eq!(tidies(&wang).cases, 1);
    let lamp = wang.reports("路灯不亮");
    wang.syncs().await;
    field.office.is_lost_and_restored(&kept).await;
    for phone in [&wang, &huang, &wang, &huang] {
        phone.starts_over();
        phone.syncs().await;
    }
    assert!(huang.app().case(&lamp).is_ok(), "what the backup lacked is offered again");
    assert!(matches!(wang.app().case(&case), Err(AppError::Slimmed { .. })), "it is read again, and not kept");
    assert_eq!(left_on(&wang), Vec::<&str>::new());
    assert_eq!(wang.app().status().unwrap().unsent, 0);
    let report = wang.try_verify().await.unwrap();
    assert!(report.equal, "{report:?}");
    wang.app().bring_back(&case).await.unwrap();
    assert_eq!(wang.app().case(&case).unwrap().title, "龘犇家漏水");
}
