//! A neighbours' quarrel: tried in the grid, settled in the community with an elders' vote and a lawyer's opinion, kept, visited.
//! Two mediators offline at once both count; nobody mediates for his own people.

use etong_core::AppError;
use etong_core::capture::{CaseRequest, MediationActRequest, MediationRequest, PrintRequest};
use etong_core::view::{MediationQuery, MediationView, QuietQuery};
use etong_tests::town::Person;
use etong_tests::{Field, Phone};

const TEAM: &str = "/1/12/121/1219";

fn request(json: &str) -> MediationActRequest {
    serde_json::from_str(json).unwrap()
}

fn dispute(phone: &Phone) -> String {
    let case =
        CaseRequest { class: "dispute".into(), title: "空调滴水引起争吵".into(), ..CaseRequest::default() };
    phone.capture(|app| app.report_case(&case)).record
}

fn opens(phone: &Phone, case: &str) -> String {
    let json = format!(
        r#"{{"case":"{case}","type":"neighbours","source":"party_asks","brief":"张建明称李国强家空调滴水",
            "parties":[{{"role":"applicant","name":"张建明","phone":"13800001234","address":"梧桥 3 号"}},
                       {{"role":"respondent","name":"李国强"}}]}}"#
    );
    let request: MediationRequest = serde_json::from_str(&json).unwrap();
    phone.capture(|app| app.open_mediation(&request)).record
}

fn does(phone: &Phone, mediation: &str, json: &str) {
    phone.capture(|app| app.act_on_mediation(mediation, &request(json)));
}

fn refusal(phone: &Phone, mediation: &str, json: &str) -> String {
    phone.try_capture(|app| app.act_on_mediation(mediation, &request(json))).unwrap_err().to_string()
}

fn tries(mode: &str, outcome: &str) -> String {
    format!(
        r#"{{"act":"attempt","mode":"{mode}","outcome":"{outcome}","told_rights":true,"place":"社区调解室",
            "present":["张建明","李国强"],"statements":"张建明：夜里滴水。李国强：已约师傅。","result":"见结果"}}"#
    )
}

/// Act and standing of everything done.
fn acts(view: &MediationView) -> Vec<(&str, &str)> {
    view.acts.iter().map(|act| (act.act.as_str(), act.standing.as_str())).collect()
}

#[tokio::test]
async fn a_quarrel_of_neighbours_is_settled_in_the_second_mode() {
    let field = Field::new(81);
    let (wang, huang, qian) = (field.phone("wang").await, field.phone("huang").await, field.phone("qian").await);

    field.chapter("王芳 takes it on the spot, offline, and hands it up");
    let case = dispute(&wang);
    let quarrel = opens(&wang, &case);
    assert!(refusal(&wang, &quarrel, &tries("community", "agreed")).contains("community_desk"));
    does(&wang, &quarrel, &tries("grid", "hand_up"));
    wang.syncs().await;
    huang.syncs().await;

    field.chapter("钱文 reads nothing of it until it is shared with the team");
    qian.syncs().await;
    assert!(matches!(qian.app().mediation(&quarrel), Err(AppError::NotFound { .. })));
    does(&huang, &quarrel, r#"{"act":"ask","skill":"lawyer","words":"相邻关系如何处理"}"#);
    huang.capture(|app| app.share_record(&quarrel, TEAM));
    huang.syncs().await;
    qian.syncs().await;
    does(&qian, &quarrel, r#"{"act":"opinion","words":"冷凝水应当引流","rules":["民法典第二百八十八条"]}"#);
    assert!(qian.app().print_mediation(&quarrel, &print("file")).is_err(), "whole names are not his to print");
    qian.syncs().await;
    huang.syncs().await;

    field.chapter("the elders vote, the neighbours agree");
    does(
        &huang,
        &quarrel,
        r#"{"act":"methods","tags":["elders_vote","village_rules"],"invited":["老支书"],"question":"外机是否移装",
            "vote":{"in_favour":5,"against":1,"abstained":1}}"#,
    );
    does(&huang, &quarrel, &tries("community", "agreed"));
    does(&huang, &quarrel, r#"{"act":"agree","facts":"李国强家水管脱落","terms":["李国强七日内移装"],"copies":3}"#);
    let done = format!("调解达成协议，调解编号 {quarrel}");
    wang.acts(&case, "handle", None);
    wang.acts(&case, "report_back", Some(&done));

    field.chapter("kept, visited, the file completed");
    does(&huang, &quarrel, r#"{"act":"fulfil","done":"full","by":"李国强","proof":"照片"}"#);
    does(&huang, &quarrel, r#"{"act":"follow_up","done":"full","satisfaction":"satisfied"}"#);
    let view = huang.app().mediation(&quarrel).unwrap();
    assert_eq!((view.next_step.as_str(), view.file_complete), ("papers", false));
    does(&huang, &quarrel, r#"{"act":"paper","item":"identity","title":"身份证复印件"}"#);
    does(&huang, &quarrel, r#"{"act":"paper","item":"agreement","title":"签字协议书","pages":2}"#);
    field.settle().await;

    for phone in [&wang, &huang, &qian] {
        let view = phone.app().mediation(&quarrel).unwrap();
        assert_eq!((view.state.as_str(), view.mode.as_str()), ("fulfilled", "community"));
        assert_eq!((view.next_step.as_str(), view.file_complete), ("done", true));
        assert!(view.acts.iter().all(|act| act.standing == "effective" && act.receipted), "{:?}", acts(&view));
        assert_eq!(view.parties[0].name, "张*明");
        assert_eq!(view.parties[0].phone.as_deref(), Some("138****1234"));
        assert!(!format!("{view:?}").contains("张建明"), "names leave masked, inside what people wrote too");
    }
    let reported = wang.app().case(&case).unwrap();
    assert!(reported.acts.iter().any(|act| act.text.as_deref() == Some(done.as_str())));

    field.chapter("黄志国 prints it; that he did is part of the record");
    let papers = huang.app().print_mediation(&quarrel, &print("agreement")).unwrap();
    assert_eq!(papers.mediation.opening.parties[0].name, "张建明");
    assert_eq!(papers.community.as_deref(), Some("梧桥社区"));
    assert_eq!(acts(&huang.app().mediation(&quarrel).unwrap()).last(), Some(&("printed", "effective")));

    let quiet = |calls| {
        let (scope, from, to) = ("/1/12/121/1211".to_owned(), 0, i64::MAX);
        huang.app().quiet_grid(&QuietQuery { scope, from, to, calls }).unwrap()
    };
    assert_eq!((quiet(None).quietness.as_str(), quiet(None).settled_inside), ("unknown", 1));
    assert_eq!(quiet(Some(0)).quietness, "quiet");
    field.settle().await;
}

#[tokio::test]
async fn of_two_mediators_offline_the_first_agreement_stands_and_the_other_stays_visible() {
    let field = Field::new(82);
    let (wang, li) = (field.phone("wang").await, field.phone("li").await);
    let case = dispute(&wang);
    let quarrel = opens(&wang, &case);
    wang.syncs().await;
    li.syncs().await;

    field.chapter("both go there, neither has a signal");
    let agree = |words: &str| format!(r#"{{"act":"agree","facts":"滴水","terms":["{words}"],"oral":true}}"#);
    for (phone, words) in [(&wang, "移装外机"), (&li, "接好水管")] {
        does(phone, &quarrel, &tries("grid", "agreed"));
        does(phone, &quarrel, &agree(words));
    }
    let second = opens(&li, &case);
    li.syncs().await;
    wang.syncs().await;
    field.settle().await;

    for phone in [&wang, &li] {
        let view = phone.app().mediation(&quarrel).unwrap();
        assert_eq!(view.agreement.as_ref().unwrap().terms, ["接好水管"], "李军 was first at the relay");
        let expected = [
            ("open", "effective"),
            ("attempt", "effective"),
            ("agree", "effective"),
            ("attempt", "superseded"),
            ("agree", "superseded"),
        ];
        assert_eq!(acts(&view), expected);
        assert_eq!(view.acts[4].because.as_deref(), Some("agree by 李军"));
        assert_eq!(view.same_case, [second.as_str()], "a second one of the same case is shown beside it");
    }
    let mine = wang.app().mediations(&MediationQuery { mine: true, ..MediationQuery::default() }).unwrap();
    assert_eq!((mine.total, mine.rows[0].record.as_str()), (1, quarrel.as_str()));
    let of_case = MediationQuery { case: Some(case), ..MediationQuery::default() };
    assert_eq!(wang.app().mediations(&of_case).unwrap().total, 2);
}

#[tokio::test]
async fn a_mediator_of_one_s_own_people_steps_aside_and_what_he_did_offline_does_not_count() {
    let field = Field::new(83);
    let (wang, huang, zhao) = (field.phone("wang").await, field.phone("huang").await, field.phone("zhao").await);
    let case = dispute(&wang);
    let quarrel = opens(&wang, &case);
    wang.syncs().await;
    huang.syncs().await;
    zhao.syncs().await;
    assert!(zhao.app().mediation(&quarrel).is_err(), "the next grid reads nothing of it");

    let aside = format!(r#"{{"act":"recuse","mediator":"{}","reason":"kin"}}"#, Person::called("wang").post());
    does(&huang, &quarrel, &aside);
    does(&wang, &quarrel, &tries("grid", "agreed"));
    huang.syncs().await;
    wang.syncs().await;
    let why = refusal(&wang, &quarrel, &tries("grid", "agreed"));
    assert!(why.contains("stepped aside") && why.contains("another mediator"), "{why}");
    field.settle().await;
    let view = wang.app().mediation(&quarrel).unwrap();
    assert_eq!(acts(&view), [("open", "effective"), ("recuse", "effective"), ("attempt", "not_allowed")]);
    assert_eq!((view.state.as_str(), view.recused[0].as_str()), ("open", "王芳"));
}

#[tokio::test]
async fn the_police_receipt_what_is_handed_to_them_and_hand_it_back() {
    let field = Field::new(84);
    let (wang, huang, li) = (field.phone("wang").await, field.phone("huang").await, field.phone("li").await);
    let quarrel = opens(&wang, &dispute(&wang));
    let risky = r#"{"act":"attempt","mode":"grid","outcome":"not_agreed","told_rights":true,"risk":"扬言动手"}"#;
    let said = wang.capture(|app| app.act_on_mediation(&quarrel, &request(risky)));
    assert!(said.remarks.iter().any(|remark| remark.about.contains("police station")));
    assert!(wang.app().mediation(&quarrel).unwrap().notify_at_once);
    does(&wang, &quarrel, r#"{"act":"notified","whom":"派出所","words":"已电话报告"}"#);
    wang.syncs().await;
    huang.syncs().await;
    does(&huang, &quarrel, r#"{"act":"handover","to":"police_station","reason":"可能动手","papers":["调解记录"]}"#);
    huang.syncs().await;
    li.syncs().await;
    let handed = li.app().mediation(&quarrel).unwrap();
    assert!(handed.receipt_due_at.is_some() && handed.next_step == "receipt");
    let entry = handed.acts.last().unwrap().entry.clone();
    does(&li, &quarrel, &format!(r#"{{"act":"receipt","handover":"{entry}","accepted":true}}"#));
    does(&li, &quarrel, r#"{"act":"handover","to":"community","reason":"已劝诫，可继续调解"}"#);
    li.syncs().await;
    huang.syncs().await;
    let view = huang.app().mediation(&quarrel).unwrap();
    assert_eq!(view.state, "handed_over");
    assert!(refusal(&huang, &quarrel, &tries("community", "agreed")).contains("handed over to the community"));
    let back = view.acts.last().unwrap().entry.clone();
    does(&huang, &quarrel, &format!(r#"{{"act":"receipt","handover":"{back}","accepted":true}}"#));
    does(&huang, &quarrel, &tries("community", "not_agreed"));
    does(&huang, &quarrel, r#"{"act":"fail","reason":"分歧过大","told_of":["向人民法院起诉"]}"#);
    field.settle().await;
    assert_eq!(li.app().mediation(&quarrel).unwrap().state, "failed");
}

fn print(paper: &str) -> PrintRequest {
    PrintRequest { paper: paper.into(), reason: "签字归档".into() }
}
