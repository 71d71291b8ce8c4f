//! 保留: three months after its end a case still stays on 王芳's phone when somebody waits for something about it; each goes once that
//! is over.

use etong_core::capture::{
    AnnounceRequest, AppealAnswerRequest, AppealRequest, AssessmentRequest, CaseRequest, MediationRequest,
};
use etong_tests::clock::DAY;
use etong_tests::{Field, Phone};

use super::retention::{ended, goes, kept_back, tidies};

fn reasons(phone: &Phone) -> Vec<(String, u64)> {
    let mut kept = kept_back(phone);
    kept.sort();
    kept
}

fn expected(reasons: &[(&str, u64)]) -> Vec<(String, u64)> {
    reasons.iter().map(|(reason, count)| ((*reason).to_owned(), *count)).collect()
}

async fn closes(wang: &Phone, huang: &Phone, case: &str) {
    super::finish(wang, huang, &[case]).await;
    wang.syncs().await;
}

#[tokio::test]
async fn what_is_still_to_be_drawn_erased_or_mediated_stays() {
    let field = Field::new(748);
    let (wang, huang, xu) = (field.phone("wang").await, field.phone("huang").await, field.phone("xu").await);
    field.chapter("a case that may still be drawn for a call-back");
    let week = AnnounceRequest { first_day: "2026-09-01".into(), last_day: "2026-09-07".into(), scope: None };
    let draw = xu.capture(|app| app.announce_draw(&week)).record;
    xu.syncs().await;
    let drawn = ended(&wang, &huang, "龘犇家一").await;
    field.clock.advance(9 * DAY);

    field.chapter("one whose erasure is asked for, and a quarrel that is still mediated");
    let asked = ended(&wang, &huang, "龘犇家二").await;
    huang.capture(|app| app.ask_erasure(&asked, "retention"));
    huang.syncs().await;
    let quarrel = CaseRequest { class: "dispute".into(), title: "空调滴水".into(), ..CaseRequest::default() };
    let quarrel = wang.capture(|app| app.report_case(&quarrel)).record;
    let json = format!(
        r#"{{"case":"{quarrel}","type":"neighbours","source":"party_asks","brief":"滴水",
            "parties":[{{"role":"applicant","name":"张建明"}},{{"role":"respondent","name":"李国强"}}]}}"#
    );
    let mediation: MediationRequest = serde_json::from_str(&json).unwrap();
    wang.capture(|app| app.open_mediation(&mediation));
    closes(&wang, &huang, &quarrel).await;

    field.chapter("who neither draws nor calls keeps nothing for a draw: on a grid worker's phone the first one goes");
    field.clock.advance(100 * DAY);
    for phone in [&xu, &huang, &wang] {
        phone.syncs().await;
    }
    let kept = expected(&[("erasure_asked", 1), ("mediation", 1)]);
    assert_eq!((goes(&wang), reasons(&wang)), (vec![drawn.clone()], kept));
    assert_eq!(tidies(&wang).cases, 1);
    assert!(wang.app().case(&asked).is_ok() && wang.app().case(&quarrel).is_ok());

    field.chapter("the erasure is refused");
    xu.capture(|app| app.refuse_erasure(&asked));
    xu.syncs().await;
    wang.syncs().await;
    assert_eq!((goes(&wang), reasons(&wang)), (vec![asked.clone()], expected(&[("mediation", 1)])));
    assert_eq!(tidies(&wang).cases, 1);

    field.chapter("where the draw was announced: it may still be drawn, and once it is it waits for its call");
    field.clock.advance(302 * DAY);
    xu.syncs().await;
    let kept = expected(&[("callback", 1), ("mediation", 1)]);
    assert_eq!((goes(&xu), reasons(&xu)), (vec![asked], kept.clone()));
    xu.capture(|app| app.carry_out_draw(&draw));
    xu.syncs().await;
    let view = xu.app().draw(&draw, None).unwrap();
    assert_eq!(view.cases.iter().map(|case| case.record.as_str()).collect::<Vec<_>>(), [drawn.as_str()]);
    assert_eq!(reasons(&xu), kept);
    assert_eq!(tidies(&xu).cases, 1);
    assert!(xu.app().case(&drawn).is_ok() && xu.app().case(&quarrel).is_ok());
}

#[tokio::test]
async fn what_a_figure_counts_stays_while_somebody_objects_to_the_figure() {
    let field = Field::new(749);
    let (wang, huang, zhou) = (field.phone("wang").await, field.phone("huang").await, field.phone("zhou").await);
    let case = ended(&wang, &huang, "龘犇家漏水").await;
    field.clock.advance(32 * DAY);
    zhou.syncs().await;
    let request = AssessmentRequest { period: "2026-09".into(), ..AssessmentRequest::default() };
    let published = zhou.capture(|app| app.publish_assessment(&request)).record;
    zhou.syncs().await;
    wang.syncs().await;
    let objection = AppealRequest {
        assessment: published,
        unit: "/1/12/121".into(),
        indicator: "handled_in_time".into(),
        case: Some(case.clone()),
        reason: "停电三天".into(),
    };
    let appeal = wang.capture(|app| app.appeal(&objection)).record;
    wang.syncs().await;
    field.clock.advance(100 * DAY);
    wang.syncs().await;
    assert_eq!((goes(&wang), reasons(&wang)), (vec![], expected(&[("appeal", 1)])));
    assert_eq!(tidies(&wang).cases, 0);
    zhou.syncs().await;
    let answer = AppealAnswerRequest { upheld: false, words: "数字无误".into(), correction: None };
    zhou.capture(|app| app.answer_appeal(&appeal, &answer));
    zhou.syncs().await;
    wang.syncs().await;
    assert_eq!((goes(&wang), reasons(&wang)), (vec![case], vec![]));
}

#[tokio::test]
async fn a_look_that_its_founder_has_not_heard_of_keeps_the_case_on_the_phone_of_who_looked() {
    let field = Field::new(750);
    let (wang, huang, xu) = (field.phone("wang").await, field.phone("huang").await, field.phone("xu").await);
    let case = ended(&wang, &huang, "龘犇家漏水").await;
    xu.syncs().await;
    xu.device.set_online(false);
    xu.app().case(&case).unwrap();
    field.clock.advance(401 * DAY);
    assert_eq!((goes(&xu), reasons(&xu)), (vec![], expected(&[("look", 1)])));
    assert_eq!(tidies(&xu).cases, 0);
    xu.device.set_online(true);
    xu.syncs().await;
    assert_eq!((goes(&xu), reasons(&xu)), (vec![case], vec![]));
    assert_eq!(tidies(&xu).cases, 1);
    wang.syncs().await;
}
