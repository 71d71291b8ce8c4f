//! 事事有回音: what a person who reported something has still to be told stands in the list and in the count of whoever has to answer,
//! until it was said.

use etong_core::capture::{CaseActRequest, CaseRequest};
use etong_core::domain::case::{CaseAct, CaseEntry};
use etong_core::sim::{SeededBug, seed};
use etong_core::view::DueQuery;
use etong_protocol::{EntryClass, EntryId, RecordKind};
use etong_tests::auditor::Auditor;
use etong_tests::clock::DAY;
use etong_tests::phone::hazard;
use etong_tests::town::{GRID, Person};
use etong_tests::{Field, Phone};

/// The replies that this post has to give, by its list; the count of its first screen is those due within a day.
fn to_answer(phone: &Phone) -> Vec<(String, String)> {
    let query = DueQuery { mine: true, replies: true, ..DueQuery::default() };
    let page = phone.app().due(&query).unwrap();
    let soon = page.rows.iter().filter(|row| row.due_at.is_some_and(|at| at <= page.now + DAY));
    let soon: std::collections::BTreeSet<&String> = soon.map(|row| &row.record).collect();
    let home = phone.app().home().unwrap();
    let count = home.lines.iter().find(|line| line.what == "replies").map(|line| line.count);
    assert_eq!(count, Some(u64::try_from(soon.len()).unwrap()), "the count of {}", phone.name);
    page.rows.into_iter().map(|row| (row.record, row.what)).collect()
}

fn lamp(title: &str) -> CaseRequest {
    CaseRequest { class: "request".into(), ..hazard(title) }
}

fn whats(rows: &[(String, String)]) -> Vec<&str> {
    rows.iter().map(|(_, what)| what.as_str()).collect()
}

#[tokio::test]
async fn whoever_has_the_case_is_reminded_of_the_reporter_until_the_reporter_was_told() {
    let field = Field::new(741);
    let (chen, huang, wang) = (field.phone("chen").await, field.phone("huang").await, field.phone("wang").await);
    let case = chen.capture(|app| app.report_case(&lamp("路灯不亮"))).record;
    chen.syncs().await;
    huang.syncs().await;

    field.chapter("the desk sends it on; nobody has told 陈梅 that anybody looks at it");
    huang.dispatches(&case, Person::called("wang"));
    huang.syncs().await;
    wang.syncs().await;
    chen.syncs().await;
    assert_eq!(chen.app().my_reports().unwrap()[0].replies, []);
    assert_eq!(whats(&to_answer(&wang)), ["reply_accept", "reply_finish"]);
    assert_eq!(to_answer(&huang), [], "王芳 has it now");
    let all = wang.app().due(&DueQuery { mine: true, ..DueQuery::default() }).unwrap().rows;
    let all: Vec<&str> = all.iter().map(|row| row.what.as_str()).collect();
    assert_eq!(all, ["reply_accept", "finish"], "a step that is still to be made stands for its reply");
    let page = wang.app().deadlines(&case).unwrap();
    assert!(page.iter().any(|one| one.what == "reply_accept" && one.replies[0].content.contains("who handles it")));

    field.chapter("王芳 calls her, and writes down what she said");
    let called =
        CaseActRequest { act: "comment".into(), text: Some("已电话联系".into()), ..CaseActRequest::default() };
    wang.capture(|app| app.act_on_case(&case, &CaseActRequest { reply: Some("明天上午来修".into()), ..called }));
    assert_eq!(whats(&to_answer(&wang)), ["reply_finish"], "offline already");
    wang.syncs().await;
    chen.syncs().await;
    assert_eq!(chen.app().my_reports().unwrap()[0].replies[0].words, "明天上午来修");

    field.chapter("three days on it is not done: the answer is late as well");
    wang.acts(&case, "handle", None);
    field.clock.advance(3 * DAY);
    wang.syncs().await;
    let late = DueQuery { mine: true, replies: true, late: true, ..DueQuery::default() };
    assert_eq!(wang.app().due(&late).unwrap().rows.len(), 1);
    assert_eq!(to_answer(&wang).len(), 1);
    wang.acts(&case, "report_back", Some("已换灯泡"));
    assert_eq!(to_answer(&wang), [], "she has heard");
    field.settle().await;
}

#[tokio::test]
async fn an_ended_case_whose_reporter_heard_nothing_stays_with_whoever_ended_it() {
    let field = Field::new(742);
    let (chen, huang, wang) = (field.phone("chen").await, field.phone("huang").await, field.phone("wang").await);
    let told = chen.capture(|app| app.report_case(&lamp("井盖松动")));
    let report: EntryId = told.entries[0].parse().unwrap();
    chen.syncs().await;

    field.chapter("another program of 黄志国's declines it without a word to 陈梅");
    let mut bare = Auditor::enrol(&field.office, Person::called("huang"), 742, &field.clock).await;
    let act = CaseAct::Decline { reason: "不属实".into() };
    let payload = CaseEntry { base: Some(report), act }.to_payload().unwrap();
    let record = told.record.parse().unwrap();
    let declined = bare.entry(EntryClass::Event, RecordKind::Case, record, GRID, payload).seal();
    bare.push_all(&[declined]).await;
    for phone in [&huang, &wang] {
        phone.syncs().await;
    }
    assert_eq!(huang.app().case(&told.record).unwrap().state, "declined");
    assert_eq!(to_answer(&huang), [(told.record.clone(), "reply_finish".to_owned())]);
    assert_eq!(to_answer(&wang), []);
    field.clock.advance(4 * DAY);
    huang.syncs().await;
    let home = huang.app().home().unwrap();
    let of = |what: &str| home.lines.iter().find(|line| line.what == what).unwrap().count;
    assert_eq!((of("replies"), of("late"), of("to_do")), (1, 1, 0));

    field.chapter("he tells her");
    let said = CaseActRequest {
        act: "comment".into(),
        text: Some("已电话说明".into()),
        reply: Some("经核实井盖已固定".into()),
        ..CaseActRequest::default()
    };
    huang.capture(|app| app.act_on_case(&told.record, &said));
    assert_eq!(to_answer(&huang), []);
    field.settle().await;
    assert_eq!(chen.app().my_reports().unwrap()[0].replies[0].words, "经核实井盖已固定");
}

#[tokio::test]
async fn a_phone_that_forgets_who_waits_for_an_answer_is_caught() {
    let field = Field::new(743);
    let (chen, wang) = (field.phone("chen").await, field.phone("wang").await);
    chen.capture(|app| app.report_case(&lamp("路灯不亮")));
    chen.syncs().await;
    {
        let _switched_on = seed(SeededBug::NobodyAnswers);
        wang.syncs().await;
    }
    assert_eq!(to_answer(&wang), [], "the mistake must be seen");
    chen.capture(|app| app.report_case(&lamp("护栏松动")));
    chen.syncs().await;
    wang.syncs().await;
    assert_eq!(to_answer(&wang).len(), 2);
}
