//! 专属网格: a campus inside a community. Its own guards answer first for what happens there, then the community; they go through the
//! campus's own checklist, and never see who lives there.

use etong_core::AppError;
use etong_core::capture::{
    AnswerRequest, CaseActRequest, CaseRequest, HazardRequest, InspectionRequest, ResidentRequest,
};
use etong_server::directory::{DictionaryRow, Import, UnitRow};
use etong_tests::phone::hazard;
use etong_tests::town::{self, COMMUNITY, Person};
use etong_tests::{Field, Phone};

const CAMPUS: &str = "/1/12/121/1230";

/// 职业学院, and 郭爱华 as one of its guards.
fn campus() -> Import {
    let grid = town::directory().units.into_iter().find(|row| row.unit == 1211).unwrap();
    let unit = UnitRow {
        unit: 1230,
        name: "职业学院专属网格".into(),
        kind: "dedicated_grid".into(),
        code: "350603001001099".into(),
        ..grid
    };
    Import { units: vec![unit], posts: vec![guard()], ..Import::default() }
}

fn guard() -> etong_server::directory::PostRow {
    Person::called("guo").second_post("host_staff", 1230)
}

fn at_the_campus(title: &str) -> CaseRequest {
    CaseRequest { scope: Some(CAMPUS.into()), ..hazard(title) }
}

fn whose(phone: &Phone, case: &str) -> (String, String, String) {
    let view = phone.app().case(case).unwrap();
    (view.state, view.responsible_kind, view.responsible_scope)
}

#[tokio::test]
async fn what_is_reported_on_a_campus_is_the_hosts_first_and_then_the_communitys() {
    let field = Field::new(221);
    let (guo, huang, sun) = (field.phone("guo").await, field.phone("huang").await, field.phone("sun").await);
    field.import(&campus());
    field.settle().await;
    guo.app().act_as(&guard().post.to_string()).unwrap();

    field.chapter("somebody rings the community about the laboratory");
    let case = huang.capture(|app| app.report_case(&at_the_campus("实验楼通道堆物"))).record;
    assert_eq!(whose(&huang, &case), ("reported".into(), "host_staff".into(), CAMPUS.into()));
    field.settle().await;
    assert_eq!(guo.app().home().unwrap().lines.iter().find(|line| line.what == "to_do").unwrap().count, 1);
    let refused = guo.try_capture(|app| {
        let act = CaseActRequest { act: "close".into(), ..CaseActRequest::default() };
        app.act_on_case(&case, &act)
    });
    assert!(matches!(refused, Err(AppError::NotAllowed { .. })), "closing stays with the desks");
    guo.acts(&case, "accept", None);
    guo.acts(&case, "return", Some("属道路公用部分"));
    field.settle().await;
    assert_eq!(whose(&huang, &case), ("returned".into(), "community_desk".into(), COMMUNITY.into()));

    field.chapter(
        "without guards it is the community's grid worker's, as anywhere; without anybody the community's own",
    );
    field.forget(&guo.name);
    let ended =
        etong_server::directory::PostRow { to: Some("2025-12-31".into()), from: "2025-01-01".into(), ..guard() };
    field.import(&Import { posts: vec![ended], ..Import::default() });
    field.settle().await;
    let later = huang.capture(|app| app.report_case(&at_the_campus("路灯不亮"))).record;
    assert_eq!(whose(&huang, &later).1, "grid_worker");
    assert_eq!(huang.app().case(&later).unwrap().owner_now_kind, "community_desk", "nobody serves the campus");
    assert!(sun.app().case(&case).is_err(), "nothing of it goes to the grid next door");
    field.settle().await;
}

#[tokio::test]
async fn a_host_reads_what_happens_on_its_campus_and_nobody_who_lives_there() {
    let field = Field::new(222);
    let (guo, huang) = (field.phone("guo").await, field.phone("huang").await);
    field.import(&campus());
    field.settle().await;
    guo.app().act_as(&guard().post.to_string()).unwrap();
    let student =
        ResidentRequest { name: "陈同学".into(), scope: Some(CAMPUS.into()), ..ResidentRequest::default() };
    let student = huang.capture(|app| app.capture_resident(&student)).record;
    let case = huang.capture(|app| app.report_case(&at_the_campus("围墙破损"))).record;
    field.settle().await;
    assert_eq!(guo.app().case(&case).unwrap().title, "围墙破损");
    assert!(guo.app().residents(0).unwrap().rows.is_empty());
    assert!(guo.app().resident(&student).is_err());
    assert!(guo.app().complete_id(&student[student.len() - 12..]).is_err(), "not even its number is there");
    let refused = guo
        .try_capture(|app| app.capture_resident(&ResidentRequest { name: "甲".into(), ..ResidentRequest::default() }));
    assert!(matches!(refused, Err(AppError::NotAllowed { .. })));
    let gaps = huang.app().vacancies(0).unwrap().rows;
    let campus = gaps.iter().find(|row| row.unit == CAMPUS).map(|row| row.missing.clone()).unwrap_or_default();
    assert!(!campus.contains(&"grid_worker".to_owned()), "the host serves it: {campus:?}");
    field.settle().await;
}

#[tokio::test]
async fn a_campus_goes_through_its_own_checklist_and_its_hazards_are_the_hosts() {
    let field = Field::new(223);
    let (guo, huang) = (field.phone("guo").await, field.phone("huang").await);
    let own = DictionaryRow {
        dictionary: "checklist.campus".into(),
        version: 1,
        valid_from: "2020-01-01".into(),
        valid_to: None,
        source: "职业学院安全检查表".into(),
        unit: Some(1230),
        body: serde_json::json!({
            "kind": "campus", "source": "职业学院安全检查表",
            "items": [{ "id": "drone_field", "zh": "无人机训练场围网完好" }, { "id": "gate_register", "zh": "校门值守" }],
        }),
    };
    field.import(&Import { dictionaries: vec![own], ..campus() });
    field.settle().await;
    guo.app().act_as(&guard().post.to_string()).unwrap();
    let items = |phone: &Phone| -> Vec<String> {
        phone.app().checklist("campus").unwrap().items.into_iter().map(|item| item.item).collect()
    };
    assert_eq!(items(&guo), ["drone_field", "gate_register"]);
    assert_eq!(items(&huang).len(), 7, "the community's other campuses have the built-in one");

    let bad = AnswerRequest {
        item: "drone_field".into(),
        answer: "bad".into(),
        hazard: Some(HazardRequest::default()),
        ..AnswerRequest::default()
    };
    let walk = InspectionRequest {
        kind: Some("campus".into()),
        address: Some("东操场".into()),
        answers: vec![bad],
        ..InspectionRequest::default()
    };
    let inspection = guo.capture(|app| app.inspect(&walk)).record;
    field.settle().await;
    assert!(huang.app().inspection(&inspection).is_ok());
    let hazards: Vec<String> = field
        .feed()
        .await
        .entries
        .values()
        .filter(|sealed| sealed.entry.kind.as_str() == "case")
        .map(|sealed| sealed.entry.record.to_string())
        .collect();
    assert_eq!(hazards.len(), 1);
    assert_eq!(whose(&huang, &hazards[0]).1, "host_staff");
}
