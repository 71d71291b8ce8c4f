//! What leaves a phone as text or code for people outside: with the numbers of people masked, or word for word on purpose, and then
//! in the audit log before it is handed out.

use etong_core::AppError;
use etong_core::capture::PrintRequest;
use etong_core::sim::{SeededBug, seed as switch_on};
use etong_core::view::AuditQuery;
use etong_tests::{Field, Phone};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

const NUMBER: &str = "13877665544";
const MASKED: &str = "138****5544";

fn asked<T: DeserializeOwned>(request: Value) -> T {
    serde_json::from_value(request).unwrap()
}

fn unsent(phone: &Phone) -> u64 {
    phone.app().status().unwrap().unsent
}

/// What the auditor reads of files that left: who, which noun, which part.
fn exports(auditor: &Phone) -> Vec<(String, String, String)> {
    auditor.app().act_as(&auditor.owner.auditing_post().post.to_string()).unwrap();
    let rows = auditor.app().audits(&AuditQuery::default()).unwrap().rows.into_iter();
    let exports = rows.filter(|row| row.act == "export");
    let mut told: Vec<_> = exports.map(|row| (row.name.unwrap_or_default(), row.noun, row.field)).collect();
    told.sort();
    told
}

fn line(who: &str, noun: &str, field: &str) -> (String, String, String) {
    (who.into(), noun.into(), field.into())
}

fn publishes(huang: &Phone, text: &str) -> String {
    let notice = json!({"title": "停水公告", "text": text, "public": true});
    huang.capture(|app| app.publish_notice(&asked(notice))).record
}

#[tokio::test]
async fn a_public_notice_with_a_number_in_it_leaves_whole_once_it_is_in_the_log() {
    let field = Field::new(1041);
    let (huang, chen, auditor) = (field.phone("huang").await, field.phone("chen").await, field.phone("auditor").await);
    let (plain, named) = (publishes(&huang, "明日停水"), publishes(&huang, &format!("问张三{NUMBER}")));
    huang.syncs().await;
    chen.syncs().await;
    assert!(chen.app().notice(&named).unwrap().text.contains(MASKED), "on a screen it is masked");
    let before = unsent(&chen);
    assert!(chen.app().notice_text(&plain).unwrap().text.contains("明日停水"));
    assert_eq!(unsent(&chen), before, "what a screen shows whole anyway is no export");
    let text = chen.app().notice_text(&named).unwrap();
    assert!(text.text.contains(NUMBER) && text.qr.contains(NUMBER), "word for word: its hash is compared");
    assert_eq!(unsent(&chen), before + 1);
    field.settle().await;
    assert_eq!(exports(&auditor), [line("陈梅", "public_notice", "text")]);
}

#[tokio::test]
async fn a_certificate_of_hours_that_carries_a_number_is_in_the_log_first() {
    let field = Field::new(1042);
    let (huang, wang, auditor) = (field.phone("huang").await, field.phone("wang").await, field.phone("auditor").await);
    let now = field.clock.now_ms();
    let call = json!({"purpose": "volunteering", "title": "搬运", "from": now + 3_600_000, "until": now + 90_000_000, "quota": 2});
    let call = huang.capture(|app| app.publish_call(&asked(call))).record;
    huang.syncs().await;
    wang.syncs().await;
    let muster = wang.capture(|app| app.answer_call(&call, &asked(json!({"accept": true})))).record;
    wang.capture(|app| app.act_on_muster(&muster, &asked(json!({"act": "arrive"}))));
    let result = json!({"act": "leave", "result": format!("搬完，找{NUMBER}")});
    wang.capture(|app| app.act_on_muster(&muster, &asked(result)));
    wang.syncs().await;
    let before = unsent(&wang);
    let hours = wang.app().certify_hours(0, i64::MAX).unwrap();
    assert_eq!((hours.lines, unsent(&wang)), (1, before + 1), "its proofs are entries as they were written");
    assert!(!hours.text.contains(NUMBER));
    assert_eq!(wang.app().certify_hours(i64::MAX - 1, i64::MAX).unwrap().lines, 0);
    assert_eq!(unsent(&wang), before + 1, "a certificate with none of it is no export");
    field.settle().await;
    assert_eq!(exports(&auditor), [line("王芳", "hours", "")]);

    field.chapter("a phone that writes nothing down is found out");
    let _switched_on = switch_on(SeededBug::RevealUnlogged);
    let before = unsent(&wang);
    wang.app().certify_hours(0, i64::MAX).unwrap();
    assert_eq!(unsent(&wang), before, "the mistake must be seen");
}

#[tokio::test]
async fn the_papers_of_a_mediation_leave_whole_for_its_parties_for_a_reason_and_logged() {
    let field = Field::new(1043);
    let (wang, auditor) = (field.phone("wang").await, field.phone("auditor").await);
    let case = json!({"class": "dispute", "title": "漏水"});
    let case = wang.capture(|app| app.report_case(&asked(case))).record;
    let file = json!({
        "case": case, "type": "neighbours", "source": "party_asks", "brief": format!("找{NUMBER}"),
        "parties": [{"role": "applicant", "name": "张建明", "phone": NUMBER}, {"role": "respondent", "name": "李国强"}],
    });
    let file = wang.capture(|app| app.open_mediation(&asked(file))).record;
    let paper = |reason: &str| PrintRequest { paper: "file".into(), reason: reason.into() };
    let before = unsent(&wang);
    let refused = wang.app().print_mediation(&file, &paper("")).unwrap_err();
    assert!(matches!(refused, AppError::Invalid { .. }), "{refused}");
    assert_eq!(unsent(&wang), before, "nothing was given and nothing written down");
    let papers = wang.app().print_mediation(&file, &paper("归档")).unwrap();
    assert_eq!(papers.mediation.opening.parties[0].phone.as_deref(), Some(NUMBER));
    assert_eq!(unsent(&wang), before + 2, "in the record and in the audit log before it is there");
    field.settle().await;
    assert_eq!(exports(&auditor), [line("王芳", "mediation", "")]);
}

#[tokio::test]
async fn an_answer_for_another_platform_names_its_order_and_nobody() {
    let field = Field::new(1044);
    let (huang, wang) = (field.phone("huang").await, field.phone("wang").await);
    let order = json!({"class": "complaint", "title": "路灯不亮", "source": "hotline_12345", "external_no": "ZZ-1",
                       "scope": etong_tests::town::GRID});
    let case = huang.app().import_orders(&[asked(order)]).unwrap()[0].record.clone();
    field.settle().await;
    wang.acts(&case, "handle", None);
    let done = json!({"act": "report_back", "text": "已修好", "reply": format!("已修好，电话{NUMBER}")});
    wang.capture(|app| app.act_on_case(&case, &asked(done)));
    wang.syncs().await;
    huang.syncs().await;
    let answers = huang.app().order_answers("hotline_12345", None).unwrap();
    assert_eq!(answers[0].external_no, "ZZ-1");
    assert!(answers[0].words.contains(MASKED) && !answers[0].words.contains(NUMBER), "{}", answers[0].words);
}
