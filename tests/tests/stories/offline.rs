//! No network: work goes on, and reaches others when there is one again.

use std::sync::Arc;

use async_trait::async_trait;
use etong_core::view::BoardQuery;
use etong_core::{AppError, SyncLimits};
use etong_protocol::{Refusal, RefusalCode, Relay, RelayRequest, RelayResponse, Unreachable, wire};
use etong_tests::clock::{DAY, MINUTE};
use etong_tests::{Field, Weather};

use super::{acts, names};

#[tokio::test]
async fn what_was_captured_offline_reaches_the_supervisor() {
    let field = Field::new(1);
    let (wang, huang) = (field.phone("wang").await, field.phone("huang").await);

    field.chapter("the bridge is offline");
    wang.device.set_online(false);
    wang.registers("陈小明");
    let case = wang.reports("桥栏杆松动");
    let error = wang.try_sync(SyncLimits::default()).await.unwrap_err();
    assert!(error.to_string().contains("what you captured is safe on this phone"), "{error}");
    let status = wang.app().status().unwrap();
    assert_eq!((status.unsent, status.complete), (2, false));
    assert!(wang.app().case(&case).unwrap().provisional);
    assert_eq!(wang.app().receipts(&case).unwrap()[0].step, "phone");
    huang.syncs().await;
    assert!(names(&huang).is_empty());

    field.chapter("王芳 walks home");
    wang.device.set_online(true);
    let report = wang.syncs().await;
    assert_eq!((report.sent, report.refused, report.complete), (2, 0, true));
    let receipt = &wang.app().receipts(&case).unwrap()[0];
    assert_eq!(receipt.step, "relay");
    assert!(receipt.received_at.is_some());

    field.chapter("黄志国 looks at the board");
    huang.syncs().await;
    assert_eq!(names(&huang), ["陈小明"]);
    let board = huang.app().board(&BoardQuery::default()).unwrap();
    assert_eq!((board.rows[0].title.as_str(), board.rows[0].responsible_kind.as_str()), ("桥栏杆松动", "grid_worker"));
    assert_eq!(acts(&huang.app().case(&case).unwrap()), [("report", "effective")]);
    field.settle().await;
}

#[tokio::test]
async fn a_week_offline_is_caught_up_in_one_sync() {
    let field = Field::new(2);
    let (wang, lin, huang) = (field.phone("wang").await, field.phone("lin").await, field.phone("huang").await);
    let known = wang.registers("林大海");
    wang.syncs().await;
    lin.syncs().await;

    field.chapter("王芳's phone has no network for a week");
    wang.device.set_online(false);
    for day in 1..=7 {
        field.clock.advance(DAY);
        for nth in 1..=15 {
            wang.registers(&format!("住户{day}-{nth}"));
        }
        wang.edits(&known, "note", &format!("第{day}天走访"));
        lin.edits(&known, "workplace", &format!("第{day}个单位"));
        lin.syncs().await;
        huang.reports(&format!("第{day}天的隐患"));
        huang.syncs().await;
    }
    assert_eq!(wang.app().status().unwrap().unsent, 7 * 16);

    field.chapter("one sync");
    wang.device.set_online(true);
    let report = wang.syncs().await;
    assert_eq!((report.sent, report.complete), (7 * 16, true));
    let resident = wang.app().resident(&known).unwrap();
    assert_eq!(super::field(&resident, "note").0, "第7天走访");
    assert_eq!(super::field(&resident, "workplace").0, "第7个单位");
    field.settle().await;
    assert_eq!(huang.app().status().unwrap().residents, 7 * 15 + 1);
}

#[tokio::test]
async fn a_supervisor_is_woken_when_something_comes() {
    let field = Field::new(3);
    let (wang, huang) = (field.phone("wang").await, field.phone("huang").await);
    wang.syncs().await;
    huang.syncs().await;
    wang.reports("电动车楼道充电");
    let app = huang.app();
    let (woken, _) = tokio::join!(app.wait_for_news(), wang.syncs());
    woken.unwrap();
    huang.syncs().await;
    assert_eq!(huang.app().board(&BoardQuery::default()).unwrap().total, 1);
    field.settle().await;
}

#[tokio::test]
async fn a_token_request_that_the_line_delivered_twice_does_not_sign_the_phone_out() {
    let field = Field::new(5);
    let wang = field.phone("wang").await;
    field.clock.advance(DAY);
    wang.wire.set_weather(Weather { twice: 1.0, ..Weather::CALM });
    let wire = Arc::clone(&wang.wire);
    wang.wire.watch(move |request| {
        if request.path == "/v1/token" {
            wire.set_weather(Weather::CALM);
        }
    });
    assert!(wang.syncs().await.complete);
    field.settle().await;
}

#[tokio::test]
async fn a_background_sync_waits_after_failures_and_a_tap_does_not() {
    let field = Field::new(4);
    let wang = field.phone("wang").await;
    wang.wire.set_dead(true);
    wang.reports("井盖缺失");
    wang.try_sync(SyncLimits::default()).await.unwrap_err();
    let background = SyncLimits { deadline_ms: None, background: true };
    wang.wire.set_dead(false);
    let error = wang.try_sync(background).await.unwrap_err();
    assert!(matches!(&error, AppError::Offline { detail } if detail.contains("the next try is in")), "{error}");
    wang.restarts();
    assert!(wang.app().status().unwrap().next_try.is_some(), "a restart does not forget the pause");
    assert!(wang.syncs().await.complete);
    assert!(wang.try_sync(background).await.unwrap().complete);
    field.settle().await;
}

/// A relay that has no time, and says until when.
struct Busy(Option<u32>);

#[async_trait]
impl Relay for Busy {
    async fn call(&self, _: RelayRequest) -> Result<RelayResponse, Unreachable> {
        let refusal =
            Refusal { retry_after_s: self.0, ..Refusal::new(RefusalCode::SlowDown, "this phone asks too often") };
        Ok(RelayResponse { status: RefusalCode::SlowDown.http_status(), body: wire::encode(&refusal) })
    }

    async fn wait_for_news(&self, _: RelayRequest, _: u64) -> Result<u64, Unreachable> {
        Err(Unreachable("busy".into()))
    }
}

#[tokio::test]
async fn a_phone_told_to_slow_down_waits_as_long_as_it_was_asked_but_never_for_a_day() {
    for (nth, (asked, at_least, at_most)) in
        [(Some(300), 5 * MINUTE, 5 * MINUTE), (None, 0, MINUTE), (Some(86_400), 15 * MINUTE, 15 * MINUTE)]
            .into_iter()
            .enumerate()
    {
        let field = Field::new(450 + nth as u64);
        let wang = field.phone("wang").await;
        wang.reports("井盖缺失");
        wang.app().connect(Arc::new(Busy(asked)));
        wang.try_sync(SyncLimits::default()).await.unwrap_err();
        let wait = wang.app().status().unwrap().next_try.unwrap() - field.clock.now_ms();
        assert!((at_least..=at_most).contains(&wait), "asked for {asked:?} s, waits {wait} ms");
        wang.restarts();
        wang.syncs().await;
        field.settle().await;
    }
}
