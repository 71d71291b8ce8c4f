//! 代管: what an ended post left unsent counts when it was written while the post held; the rest waits safely at the relay
//! until a desk above has looked at it. Either way nothing is lost and nothing is silent.

use etong_core::AppError;
use etong_server::RelayOptions;
use etong_server::directory::Import;
use etong_tests::clock::{DAY, HOUR};
use etong_tests::town::Person;
use etong_tests::{Field, Phone};

/// 2026-09-01 08:00 is when stories begin; a post that holds this day still.
const TODAY: &str = "2026-09-01";

fn ends(field: &Field, nick: &str, day: &str) {
    field.import(&Import { posts: vec![Person::called(nick).post_until(Some(day))], ..Import::default() });
}

async fn waiting(desk: &Phone) -> Vec<(String, String)> {
    desk.app().custody().await.unwrap().into_iter().map(|row| (row.reason, row.about)).collect()
}

#[tokio::test]
async fn work_written_while_a_post_held_counts_although_it_comes_after_the_end() {
    let field = Field::new(601);
    let (wang, huang) = (field.phone("wang").await, field.phone("huang").await);
    field.chapter("王芳 works in a valley without a network on the last day of her post");
    wang.device.set_online(false);
    let case = wang.reports("护栏松动");
    let resident = wang.registers("陈小明");
    ends(&field, "wang", TODAY);
    field.clock.advance(3 * DAY);
    wang.device.set_online(true);
    let report = wang.syncs().await;
    assert_eq!((report.sent, report.refused, report.in_custody), (2, 0, 0));
    huang.syncs().await;
    assert_eq!(huang.app().case(&case).unwrap().title, "护栏松动");
    assert_eq!(super::names(&huang), ["陈小明"]);
    assert!(huang.app().resident(&resident).is_ok());
    assert!(waiting(&huang).await.is_empty());
}

#[tokio::test]
async fn what_was_written_after_the_end_waits_for_a_desk_which_lets_one_in_and_refuses_the_other() {
    let field = Field::new(602);
    field.expect_refusals();
    let (wang, zhao) = (field.phone("wang").await, field.phone("zhao").await);
    let (huang, xu, gao) = (field.phone("huang").await, field.phone("xu").await, field.phone("gao").await);
    ends(&field, "wang", TODAY);
    wang.device.set_online(false);
    field.clock.advance(2 * DAY);
    field.chapter("her phone does not know yet that she has left");
    let lamp = wang.reports("路灯不亮");
    let gossip = wang.reports("不是这个网格的事");
    wang.device.set_online(true);
    let report = wang.syncs().await;
    assert_eq!((report.sent, report.refused, report.in_custody), (0, 0, 2));
    assert_eq!(wang.app().receipts(&lamp).unwrap()[0].step, "custody", "the relay's signed word that it holds it");

    field.chapter("the community's desk sees both, the neighbour neither");
    huang.syncs().await;
    assert!(huang.app().case(&lamp).is_err());
    assert_eq!(waiting(&huang).await.len(), 2);
    assert_eq!(waiting(&xu).await.len(), 2);
    assert_eq!(waiting(&gao).await.len(), 2, "the police leader of the township too");
    assert!(waiting(&zhao).await.is_empty() && waiting(&wang).await.is_empty());
    let rows = huang.app().custody().await.unwrap();
    assert!(
        rows.iter()
            .all(|row| row.reason == "after" && row.author_name == "王芳" && row.scope == etong_tests::town::GRID)
    );
    let of = |case: &str| rows.iter().find(|row| row.record == case).unwrap().entry.clone();
    let (good, bad) = (of(&lamp), of(&gossip));
    let refused = zhao.app().decide_custody(&good, true, "认识她").await.unwrap_err();
    assert!(matches!(refused, AppError::NotFound { .. }), "{refused}");
    let refused = huang.app().decide_custody(&good, true, " ").await.unwrap_err();
    assert!(matches!(&refused, AppError::Invalid { field, .. } if field == "reason"), "{refused}");

    field.chapter("both desks decide on the lamp; the first at the relay counts");
    let released = huang.app().decide_custody(&good, true, "交接前就看到").await.unwrap();
    let late = xu.app().decide_custody(&good, false, "太晚").await.unwrap();
    huang.app().decide_custody(&bad, false, "与本网格无关").await.unwrap();
    assert_eq!((huang.syncs().await.sent, xu.syncs().await.refused), (2, 1));
    assert_eq!(xu.app().kept_aside().unwrap()[0].entry, late.entries[0]);
    assert!(waiting(&xu).await.is_empty());
    for phone in [&huang, &zhao, &xu, &wang] {
        phone.syncs().await;
    }
    assert_eq!(huang.app().case(&lamp).unwrap().title, "路灯不亮");
    assert!(huang.app().case(&gossip).is_err() && zhao.app().case(&lamp).is_err());
    assert_eq!(huang.app().receipts(&released.record).unwrap()[0].step, "relay", "the decision is an entry of its own");
    let report = huang.app().verify_history(etong_core::SyncLimits::default()).await.unwrap();
    assert!(report.sound && report.proves_who_wrote(), "{report:?}");
    assert_eq!(
        (report.released, report.not_looked_at),
        (1, 0),
        "what a desk let in has no signature, and is told apart"
    );
    let refused = xu.app().ask_erasure(&released.record, "purpose").unwrap_err();
    assert!(matches!(refused, AppError::NotFound { .. }), "a decision is erased by nobody: {refused}");
    let report = xu.app().verify_history(etong_core::SyncLimits::default()).await.unwrap();
    assert!(report.sound && report.proves_who_wrote(), "huang's decisions are under huang's signature: {report:?}");

    field.chapter("王芳's phone hears of both");
    let aside = wang.app().kept_aside().unwrap();
    let said = |entry: &str| {
        let row = aside.iter().find(|row| row.entry == entry).unwrap();
        (row.code.clone(), row.detail.clone())
    };
    assert_eq!(said(&bad).0, "CustodyRefused");
    assert!(said(&bad).1.contains("与本网格无关"), "{:?}", said(&bad));
    assert!(said(&good).1.contains("交接前就看到"), "{:?}", said(&good));
}

#[tokio::test]
async fn a_worker_who_only_changed_grids_sees_what_was_let_in_counted_again() {
    let field = Field::new(603);
    field.expect_refusals();
    let (wang, huang) = (field.phone("wang").await, field.phone("huang").await);
    let moved = vec![
        Person::called("wang").post_until(Some("2026-08-31")),
        Person::called("wang").second_post("grid_worker", 1212),
    ];
    let case = wang.reports("井盖缺失");
    field.import(&Import { posts: moved, ..Import::default() });
    assert_eq!(wang.syncs().await.in_custody, 1);
    let held = huang.app().custody().await.unwrap();
    huang.app().decide_custody(&held[0].entry, true, "属实").await.unwrap();
    field.settle().await;
    assert!(wang.app().kept_aside().unwrap().is_empty(), "own work, in the log now");
    assert_eq!(wang.app().receipts(&case).unwrap()[0].step, "relay");
    assert_eq!(huang.app().case(&case).unwrap().title, "井盖缺失");
}

#[tokio::test]
async fn nobody_decides_on_what_is_their_own() {
    let field = Field::new(604);
    field.expect_refusals();
    let huang = field.phone("huang").await;
    let desk = Person::called("huang").second_post("township_desk", 12);
    let case = huang.reports("自己写的");
    let away = vec![Person::called("huang").post_until(Some("2026-08-31")), desk];
    field.import(&Import { posts: away, ..Import::default() });
    assert_eq!(huang.syncs().await.in_custody, 1);
    assert!(waiting(&huang).await.is_empty(), "not even in his own list");
    let xu = field.phone("xu").await;
    assert_eq!(waiting(&xu).await.len(), 1);
    assert!(xu.app().case(&case).is_err());
}

#[tokio::test]
async fn a_phone_that_knew_no_time_or_comes_after_the_days_of_grace_is_looked_at_too() {
    let field = Field::with_options(605, RelayOptions { custody_grace_days: 2, ..RelayOptions::default() });
    field.expect_refusals();
    let (wang, lin, huang) = (field.phone("wang").await, field.phone("lin").await, field.phone("huang").await);
    field.chapter("林强's phone was restarted and has heard no relay since");
    lin.restarts();
    lin.device.set_online(false);
    wang.device.set_online(false);
    lin.reports("不知道几点");
    wang.reports("知道几点");
    for nick in ["wang", "lin"] {
        ends(&field, nick, TODAY);
    }
    field.clock.advance(DAY);
    lin.device.set_online(true);
    assert_eq!(lin.syncs().await.in_custody, 1);
    field.clock.advance(2 * DAY + HOUR);
    wang.device.set_online(true);
    assert_eq!(wang.syncs().await.in_custody, 1);
    let mut reasons: Vec<String> = waiting(&huang).await.into_iter().map(|(reason, _)| reason).collect();
    reasons.sort();
    assert_eq!(reasons, ["late", "unclear"]);
}

#[tokio::test]
async fn a_relay_that_says_it_keeps_an_entry_and_does_not_is_caught() {
    let told = async |bug: Option<etong_server::sim::SeededBug>| {
        let field = Field::new(606);
        field.expect_refusals();
        if let Some(bug) = bug {
            field.office.plant(bug);
        }
        let wang = field.phone("wang").await;
        wang.reports("最后一件事");
        ends(&field, "wang", "2026-08-31");
        assert_eq!(wang.syncs().await.in_custody, 1);
        wang.starts_over();
        field.try_settle().await
    };
    told(None).await.unwrap();
    let failure = told(Some(etong_server::sim::SeededBug::ForgottenCustody)).await.unwrap_err();
    assert!(failure.names(etong_tests::Invariant::NothingLost), "{failure}");
}
