//! Clocks that jump: recorded, never silently repaired, and nothing is lost by them.

use etong_core::capture::{AssessmentRequest, CaseRequest};
use etong_core::sim::{SeededBug, seed};
use etong_core::view::{BoardQuery, DueQuery};
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

async fn jumps_of_a_clock_set_back_by_three_hours() -> Vec<Option<i64>> {
    let field = Field::new(83);
    let (wang, huang) = (field.phone("wang").await, field.phone("huang").await);
    let case = wang.reports("台阶破损");
    wang.device.set_clock_wrong_by(-3 * 60 * MINUTE);
    field.clock.advance(MINUTE);
    wang.acts(&case, "handle", None);
    wang.acts(&case, "comment", Some("钟被拨过"));
    field.settle().await;
    let acts = huang.app().case(&case).unwrap().acts;
    let handled = acts.get(1).unwrap();
    assert_eq!(handled.standing, "effective", "a clock that was set costs nobody anything");
    assert!(handled.within_ms.unwrap() >= 3 * 60 * 60 * 1_000, "{handled:?}");
    acts.iter().map(|act| act.clock_jumped_ms.map(|by| by / MINUTE)).collect()
}

#[tokio::test]
async fn a_clock_that_is_set_back_is_told_beside_the_next_entry_and_only_there() {
    assert_eq!(jumps_of_a_clock_set_back_by_three_hours().await, [None, Some(-180), None]);
}

#[tokio::test]
async fn a_phone_that_keeps_quiet_about_its_clock_is_found_out() {
    let _quiet = seed(SeededBug::QuietClock);
    assert_eq!(jumps_of_a_clock_set_back_by_three_hours().await, [None, None, None]);
}

#[tokio::test]
async fn a_clock_set_back_while_the_app_was_closed_is_seen_and_one_set_ahead_only_with_the_clock_of_the_boot() {
    let field = Field::new(84);
    let wang = field.phone("wang").await;
    let case = wang.reports("井盖松动");
    let after = |hours: i64, boot: bool| {
        wang.device.set_clock_wrong_by(hours * 60 * MINUTE);
        wang.restarts();
        if boot {
            wang.app().lend_boot_clock("this start", field.clock.now_ms()).unwrap();
        }
        wang.acts(&case, "comment", Some("看了一眼"));
        let receipt = wang.app().receipts(&case).unwrap().pop().unwrap();
        receipt.clock_jumped_ms.map(|by| (by + 30 * MINUTE).div_euclid(60 * MINUTE))
    };
    assert_eq!(after(0, true), None);
    assert_eq!(after(2, true), Some(2), "no clock can be set ahead unseen while the phone runs");
    assert_eq!(after(5, false), None, "time goes on while an app is closed");
    assert_eq!(after(-4, false), Some(-9), "but never back");
}

#[tokio::test]
async fn what_a_phone_knows_of_the_time_grows_vague_and_outlives_the_app_but_not_the_boot() {
    let field = Field::new(85);
    let wang = field.phone("wang").await;
    let within = || {
        let case = wang.reports("时间");
        wang.app().receipts(&case).unwrap()[0].within_ms
    };
    wang.app().lend_boot_clock("monday", field.clock.now_ms()).unwrap();
    wang.syncs().await;
    let fresh = within().unwrap();
    field.clock.advance(DAY);
    let old = within().unwrap();
    assert!(old >= fresh + 8_640 && old < fresh + 20_000, "100 parts in a million: {fresh} {old}");
    wang.restarts();
    assert_eq!(within(), None, "a phone that says nothing of its boot knows nothing");
    wang.restarts();
    wang.app().lend_boot_clock("monday", field.clock.now_ms()).unwrap();
    assert!(within().unwrap() >= old);
    wang.restarts();
    wang.app().lend_boot_clock("tuesday", 0).unwrap();
    assert_eq!(within(), None, "after another start the old time means nothing");
}

#[tokio::test]
async fn the_time_of_a_fix_helps_where_the_relay_was_not_heard_and_never_contradicts_it() {
    let field = Field::new(86);
    let wang = field.phone("wang").await;
    let within = || {
        let case = wang.reports("时间");
        wang.app().receipts(&case).unwrap()[0].within_ms
    };
    wang.restarts();
    assert_eq!(within(), None);
    let now = || field.clock.now_ms();
    wang.app().lend_gps_time(now(), 1_000, now());
    assert!(within().unwrap() < 10_000);
    wang.syncs().await;
    let by_relay = within().unwrap();
    wang.app().lend_gps_time(now() + 9 * DAY, 1_000, now());
    assert!(within().unwrap() < by_relay + 1_000, "a fix from nowhere is left aside");
}

#[tokio::test]
async fn past_the_end_of_the_calendar_every_screen_with_a_deadline_says_so() {
    let field = Field::new(88);
    field.clock.advance(112 * DAY);
    let (wang, zhou) = (field.phone("wang").await, field.phone("zhou").await);
    let app = wang.app();
    let soon =
        wang.capture(|app| app.report_case(&CaseRequest { class: "consultation".into(), ..hazard("问路") })).record;
    let view = app.case(&soon).unwrap();
    assert_eq!(view.calendar_warning, None, "due within the year that is known: {:?}", view.deadlines);
    assert!(app.board(&BoardQuery::default()).unwrap().calendar_warning.is_none());

    field.chapter("a hazard's fifteen working days end in a year of which no day off is known");
    let hazard = wang.reports("堆物");
    let view = app.case(&hazard).unwrap();
    assert!(view.deadlines.iter().any(|deadline| !deadline.certain));
    assert!(view.calendar_warning.unwrap().contains("2026-12-31"));
    let board = app.board(&BoardQuery::default()).unwrap();
    assert!(board.calendar_warning.unwrap().contains("weekends"));
    let certain: Vec<(bool, bool)> = board.rows.iter().map(|row| (row.record == soon, row.certain)).collect();
    assert_eq!(certain, [(false, false), (true, true)]);
    assert!(app.home().unwrap().calendar_warning.unwrap().contains("2026-12-31"));
    assert!(app.due(&DueQuery::default()).unwrap().warning.is_some());
    wang.syncs().await;
    field.clock.advance(21 * DAY);
    wang.reports("新年");
    wang.syncs().await;
    field.clock.advance(31 * DAY);
    zhou.syncs().await;
    let month = |period: &str| AssessmentRequest { period: period.into(), ..AssessmentRequest::default() };
    let warned = |period: &str| {
        let published = zhou.capture(|app| app.publish_assessment(&month(period))).record;
        zhou.app().assessment(&published, 0).unwrap().calendar_warning
    };
    assert_eq!(warned("2026-12"), None);
    assert!(warned("2027-01").unwrap().contains("2026-12-31"));
    assert!(zhou.app().home().unwrap().calendar_warning.unwrap().contains("ended"));
    field.settle().await;
}
