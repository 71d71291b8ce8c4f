//! A refusal names the rule, what to do, and who may do it instead: of visits, patrols, notices, mediations and merges, as
//! of cases (`core/src/capture/refusal_tests.rs`).

use etong_core::capture::{
    AnnounceRequest, AssignRequest, CallAnswerRequest, CallRequest, CampaignActRequest, CampaignRequest, CaseRequest,
    JoinRequest, MediationActRequest, MediationRequest, MergeRequest, NoticeRequest, VisitRequest,
};
use etong_core::{AppError, Instead};
use etong_server::directory::Import;
use etong_tests::Field;
use etong_tests::town::Person;
use serde_json::json;

fn form<T: serde::de::DeserializeOwned>(value: serde_json::Value) -> T {
    serde_json::from_value(value).unwrap()
}

/// Rule, and everybody who is named: for this act, or for the next steps.
fn told(outcome: Result<etong_core::Captured, AppError>) -> (String, Vec<String>) {
    let instead = match outcome.unwrap_err() {
        AppError::NotAllowed { instead, .. } => instead,
        other => panic!("it is not about who or when: {other}"),
    };
    let Instead { rule, who_may, others, todo, .. } = *instead;
    assert!(!todo.is_empty(), "{rule}");
    (rule, who_may.into_iter().chain(others.into_iter().flat_map(|other| other.who_may)).collect())
}

#[tokio::test]
async fn whoever_is_refused_is_told_who_may() {
    let field = Field::new(318);
    let (wang, lin, huang) = (field.phone("wang").await, field.phone("lin").await, field.phone("huang").await);
    let mut refusals = Vec::new();

    let resident = wang.registers("陈丽华");
    wang.syncs().await;
    huang.syncs().await;
    huang.capture(|app| app.visit(&resident, &VisitRequest::default()));
    let visit = huang.app().visits(&resident, None).unwrap().rows[0].entry.clone();
    refusals.push(("own_visit", told(huang.try_capture(|app| app.confirm_visit(&resident, &visit)))));

    let to = vec![Person::called("wang").post().to_string(), Person::called("lin").post().to_string()];
    let asked = AssignRequest {
        scope: "/1/12/121/1211".into(),
        to,
        from: 1_767_300_000_000,
        until: 1_767_310_000_000,
        what: "夜间巡逻".into(),
        ..AssignRequest::default()
    };
    let patrol = huang.capture(|app| app.assign_patrol(&asked)).record;
    let only: NoticeRequest =
        form(json!({"title": "辅警集合", "text": "明早八点", "operational": true, "audience": ["auxiliary_officer"]}));
    let notice = huang.capture(|app| app.publish_notice(&only)).record;
    let dispute = CaseRequest { class: "dispute".into(), title: "空调滴水".into(), ..CaseRequest::default() };
    let case = wang.capture(|app| app.report_case(&dispute)).record;
    let quarrel: MediationRequest =
        form(json!({"case": case, "type": "neighbours", "source": "party_asks", "brief": "滴水",
        "parties": [{"role": "applicant", "name": "张建明"}, {"role": "respondent", "name": "李国强"}]}));
    let mediation = wang.capture(|app| app.open_mediation(&quarrel)).record;
    field.settle().await;

    let join = JoinRequest { patrol: Some(patrol), ..JoinRequest::default() };
    refusals.push(("not_started", told(lin.try_capture(|app| app.join_patrol(&join)))));
    refusals.push(("for_others", told(wang.try_capture(|app| app.acknowledge_notice(&notice)))));
    let closes: MediationActRequest = form(json!({"act": "agree", "facts": "滴水", "terms": ["和好"], "copies": 2}));
    refusals.push(("no_agreed_attempt", told(wang.try_capture(|app| app.act_on_mediation(&mediation, &closes)))));
    let other = wang.registers("陈丽华");
    let undo: MergeRequest = form(json!({"other": other, "act": "undo"}));
    refusals.push(("merge_step", told(wang.try_capture(|app| app.merge(&resident, &undo)))));

    for (rule, (id, who)) in &refusals {
        assert_eq!(id, rule);
        assert!(!who.is_empty() && who.iter().all(|who| !who.is_empty()), "{rule}: nobody is named");
    }
    let of = |rule: &str| &refusals.iter().find(|(id, _)| *id == rule).unwrap().1.1;
    assert!(of("own_visit").contains(&"community_desk".to_owned()));
    assert_eq!(of("for_others"), &["auxiliary_officer"]);
    field.settle().await;
}

#[tokio::test]
async fn calls_of_other_units_closed_campaigns_and_draws_of_another_phone_are_refused_by_name() {
    let field = Field::new(319);
    let (wang, huang, xu) = (field.phone("wang").await, field.phone("huang").await, field.phone("xu").await);
    let second = Person::called("wang").second_post("grid_worker", 1221);
    let over_there = second.post.to_string();
    field.import(&Import { posts: vec![second], ..Import::default() });
    let now = field.clock.now_ms();
    let sandbags: CallRequest = form(json!({"purpose": "volunteering", "title": "搬运沙袋", "from": now + 3_600_000,
        "until": now + 10_800_000, "quota": 2, "address": "东门", "lead": "黄志国"}));
    let call = huang.capture(|app| app.publish_call(&sandbags)).record;
    let watch: CampaignRequest = form(json!({"name": "平安守护", "from": 0, "until": i64::MAX, "tasks": ["夜巡"]}));
    let campaign = xu.capture(|app| app.publish_campaign(&watch)).record;
    let week = AnnounceRequest { first_day: "2026-09-01".into(), last_day: "2026-09-07".into(), scope: None };
    let draw = xu.capture(|app| app.announce_draw(&week)).record;
    let tablet = field.bare_phone("xu", "xu's tablet");
    tablet.app().enrol(&field.office.issue_code(tablet.owner), "tablet").await.unwrap();
    field.settle().await;

    wang.app().act_as(&over_there).unwrap();
    let yes = CallAnswerRequest { accept: true, ..CallAnswerRequest::default() };
    let (rule, who) = told(wang.try_capture(|app| app.answer_call(&call, &yes)));
    assert_eq!((rule.as_str(), who), ("other_units", vec!["whoever serves at or below /1/12/121".to_owned()]));

    let ends: CampaignActRequest = form(json!({"act": "finish", "text": "已整改"}));
    xu.capture(|app| app.act_on_campaign(&campaign, &ends));
    let (rule, _) = told(xu.try_capture(|app| app.act_on_campaign(&campaign, &ends)));
    assert_eq!(rule, "campaign_closed");

    let (rule, who) = told(tablet.try_capture(|app| app.carry_out_draw(&draw)));
    assert_eq!((rule.as_str(), who), ("other_phones_draw", vec!["the phone that announced it".to_owned()]));
    field.settle().await;
}
