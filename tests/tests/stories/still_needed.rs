//! 保留: three months after its end a case stays on 王芳's phone while something of it cannot be read, its reporter was not told, its
//! second report is open, or the phone is about to leave the grid: leaving takes it, tidying up does not.

use std::collections::BTreeMap;

use etong_core::SyncLimits;
use etong_core::capture::{CaseActRequest, CaseRequest};
use etong_core::domain::case::{CaseAct, CaseEntry};
use etong_protocol::{EntryClass, EntryId, RecordId, RecordKind, wire};
use etong_tests::Field;
use etong_tests::auditor::Auditor;
use etong_tests::clock::DAY;
use etong_tests::phone::{hazard, was_killed};
use etong_tests::town::{GRID, Person};

use super::leaving::moves_on;
use super::retention::{ended, goes, kept_back, tidies};

fn only(reason: &str) -> Vec<(String, u64)> {
    vec![(reason.to_owned(), 1)]
}

#[tokio::test]
async fn a_case_of_which_something_is_kept_aside_stays_until_somebody_can_read_it() {
    let field = Field::new(751);
    let (wang, huang) = (field.phone("wang").await, field.phone("huang").await);
    let case = ended(&wang, &huang, "龘犇家漏水").await;
    let other = ended(&wang, &huang, "龘犇家路灯").await;

    field.chapter("a program with a mistake says something of it that nobody can read");
    let mut bad = Auditor::enrol(&field.office, Person::called("huang"), 751, &field.clock).await;
    let record: RecordId = case.parse().unwrap();
    let payload = wire::encode_payload(&BTreeMap::from([("a", "comment")])).unwrap();
    let unreadable = bad.entry(EntryClass::Event, RecordKind::Case, record, GRID, payload).seal();
    bad.push_all(&[unreadable]).await;
    wang.syncs().await;
    assert_eq!(wang.app().kept_aside().unwrap().len(), 1);

    field.clock.advance(91 * DAY);
    wang.syncs().await;
    assert_eq!((goes(&wang), kept_back(&wang)), (vec![other], only("kept_aside")));
    assert_eq!(tidies(&wang).cases, 1);
    assert_eq!(wang.app().case(&case).unwrap().title, "龘犇家漏水");
}

#[tokio::test]
async fn a_case_whose_reporter_was_told_nothing_stays_until_somebody_says_it() {
    let field = Field::new(752);
    let (chen, huang, wang) = (field.phone("chen").await, field.phone("huang").await, field.phone("wang").await);
    let request = CaseRequest { class: "request".into(), ..hazard("井盖松动") };
    let told = chen.capture(|app| app.report_case(&request));
    let report: EntryId = told.entries[0].parse().unwrap();
    chen.syncs().await;

    field.chapter("another program of 黄志国's declines it without a word to 陈梅");
    let mut bare = Auditor::enrol(&field.office, Person::called("huang"), 752, &field.clock).await;
    let act = CaseAct::Decline { reason: "不属实".into() };
    let payload = CaseEntry { base: Some(report), act }.to_payload().unwrap();
    let record: RecordId = told.record.parse().unwrap();
    let declined = bare.entry(EntryClass::Event, RecordKind::Case, record, GRID, payload).seal();
    bare.push_all(&[declined]).await;
    field.clock.advance(91 * DAY);
    for phone in [&huang, &wang] {
        phone.syncs().await;
    }
    assert_eq!((goes(&wang), kept_back(&wang)), (vec![], only("deadline")));
    assert_eq!(tidies(&wang).cases, 0);

    field.chapter("he tells her, and three months later it goes");
    let said = CaseActRequest {
        act: "comment".into(),
        text: Some("已电话说明".into()),
        reply: Some("经核实井盖已固定".into()),
        ..CaseActRequest::default()
    };
    huang.capture(|app| app.act_on_case(&told.record, &said));
    huang.syncs().await;
    field.clock.advance(91 * DAY);
    wang.syncs().await;
    assert_eq!((goes(&wang), kept_back(&wang)), (vec![told.record], vec![]));
}

#[tokio::test]
async fn the_first_report_stays_while_a_second_one_is_open_and_the_second_while_the_first_is() {
    let field = Field::new(753);
    let (wang, huang) = (field.phone("wang").await, field.phone("huang").await);
    let first = ended(&wang, &huang, "龘犇家漏水").await;
    let second = wang.reports("龘犇家还在漏");
    let link = CaseActRequest { act: "link_duplicate".into(), main: Some(first.clone()), ..CaseActRequest::default() };
    wang.capture(|app| app.act_on_case(&second, &link));
    wang.acts(&second, "handle", None);
    wang.syncs().await;
    field.clock.advance(91 * DAY);
    wang.syncs().await;
    assert_eq!((goes(&wang), kept_back(&wang)), (vec![], only("second_report")));
    assert_eq!(tidies(&wang).cases, 0);

    field.chapter("the second is closed, and the first is opened anew: now the second waits for it");
    wang.acts(&second, "report_back", Some("已修"));
    wang.syncs().await;
    huang.syncs().await;
    huang.acts(&second, "close", None);
    huang.acts(&first, "reopen", Some("又漏了"));
    huang.syncs().await;
    field.clock.advance(91 * DAY);
    wang.syncs().await;
    assert_eq!((goes(&wang), kept_back(&wang)), (vec![], only("second_report")));
    assert!(wang.app().case(&first).is_ok() && wang.app().case(&second).is_ok());
}

#[tokio::test]
async fn what_a_phone_is_about_to_leave_is_taken_by_leaving_and_not_by_tidying_up() {
    let mut between = 0;
    for point in 1..=12 {
        let field = Field::new(754);
        field.expect_refusals();
        let (wang, lin, huang) = (field.phone("wang").await, field.phone("lin").await, field.phone("huang").await);
        let case = ended(&lin, &huang, "龘犇家漏水").await;
        field.clock.advance(91 * DAY);
        wang.syncs().await;
        assert_eq!((goes(&wang), kept_back(&wang)), (vec![case.clone()], vec![]));

        moves_on(&field, "wang", 1212);
        wang.app().faults().kill_after(point);
        if let Err(error) = wang.try_sync(SyncLimits::default()).await {
            assert!(was_killed(&error), "{error}");
        }
        wang.restarts();
        if wang.app().case(&case).is_ok() && kept_back(&wang) == only("leaving") {
            between += 1;
            assert_eq!((goes(&wang), tidies(&wang).cases), (vec![], 0));
        }
        wang.starts_over();
        wang.syncs().await;
        wang.syncs().await;
        assert!(wang.app().case(&case).is_err(), "left");
        assert_eq!((goes(&wang), kept_back(&wang)), (vec![], vec![]));
    }
    assert!(between > 0, "no death came between hearing of it and leaving");
}
