//! What a person types.

use etong_core::capture::{CaseActRequest, CaseRequest, EditRequest, FixRequest, PatrolRequest, ResidentRequest};
use etong_core::{App, AppError};
use etong_tests::Field;
use etong_tests::phone::{edit, hazard};
use etong_tests::town::NEXT_GRID;

type Ask = Box<dyn Fn(&App) -> Result<(), AppError>>;

fn resident(request: ResidentRequest) -> Ask {
    Box::new(move |app| app.capture_resident(&request).map(drop))
}

fn case(request: CaseRequest) -> Ask {
    Box::new(move |app| app.report_case(&request).map(drop))
}

#[tokio::test]
async fn each_thing_that_cannot_be_taken_names_its_field_and_saves_nothing() {
    let field = Field::new(121);
    let wang = field.phone("wang").await;
    let known = wang.registers("陈小明");
    let report = wang.reports("路灯不亮");
    let named = || ResidentRequest { name: "王小红".into(), ..ResidentRequest::default() };
    let (known_too, report_too) = (known.clone(), report.clone());
    let act = move |act: &str| -> Ask {
        let (case, request) = (report.clone(), CaseActRequest { act: act.into(), ..CaseActRequest::default() });
        Box::new(move |app| app.act_on_case(&case, &request).map(drop))
    };
    let nowhere = FixRequest { lat: 91.0, lon: 0.0, accuracy_m: 1.0, at: None, provider: None, mocked: false };
    let table: Vec<(&str, Ask, &str)> = vec![
        ("no name", resident(ResidentRequest::default()), "name: missing"),
        (
            "a name too long",
            resident(ResidentRequest { name: "王".repeat(51), ..named() }),
            "name: is 51 long; at most 50 fit",
        ),
        ("no date", resident(ResidentRequest { birth: Some("1990-02-30".into()), ..named() }), "birth: not a date"),
        ("no code", resident(ResidentRequest { sex: Some("x".into()), ..named() }), "sex: neither a code nor a word"),
        ("no place", resident(ResidentRequest { place: Some("here".into()), ..named() }), "place: "),
        (
            "another grid",
            resident(ResidentRequest { scope: Some(NEXT_GRID.into()), ..named() }),
            "not allowed: this post",
        ),
        ("no path", resident(ResidentRequest { scope: Some("first".into()), ..named() }), "scope: not a path"),
        ("no title", case(CaseRequest { title: " ".into(), ..hazard("x") }), "title: missing"),
        ("no class", case(CaseRequest { class: "fire".into(), ..hazard("x") }), "class: must be one of dispute"),
        ("a place off the earth", case(CaseRequest { place: Some(nowhere), ..hazard("x") }), "place: "),
        ("a step that is not next", act("close"), "not allowed: "),
        ("a step for a desk", act("dispatch"), "may be done by: community_desk"),
        ("an act without its text", act("comment"), "text: missing"),
        ("no act", act("dance"), "act: must be one of"),
        (
            "no such field",
            Box::new(move |app| app.edit_resident(&known, &edit("shoe", "43")).map(drop)),
            "shoe: no such field",
        ),
        (
            "no name left",
            Box::new(move |app| app.edit_resident(&known_too, &edit("name", "")).map(drop)),
            "name: a resident keeps",
        ),
        (
            "nothing to change",
            Box::new(move |app| app.edit_resident(&report_too, &EditRequest::default()).map(drop)),
            "there is no resident",
        ),
        ("no such patrol", Box::new(|app| app.pause_patrol("x").map(drop)), "there is no patrol x"),
        (
            "no kind of patrol",
            Box::new(|app| {
                app.start_patrol(&PatrolRequest { kind: Some("nap".into()), ..PatrolRequest::default() }).map(drop)
            }),
            "kind: must be one of",
        ),
    ];
    let before = wang.app().status().unwrap();
    for (what, ask, words) in &table {
        let error = ask(&wang.app()).unwrap_err();
        assert!(error.to_string().contains(words), "{what}: {error}");
    }
    assert_eq!(wang.app().status().unwrap(), before);
    field.settle().await;
}

#[tokio::test]
async fn a_list_with_one_bad_line_saves_none_and_says_which() {
    let field = Field::new(122);
    let wang = field.phone("wang").await;
    let mut requests: Vec<ResidentRequest> =
        (0..10).map(|nth| ResidentRequest { name: format!("住户{nth}"), ..ResidentRequest::default() }).collect();
    requests[7].birth = Some("someday".into());
    let before = wang.app().status().unwrap();
    let (nth, error) = wang.app().capture_residents(&requests).unwrap_err();
    assert_eq!(nth, 7);
    assert!(error.to_string().contains("birth: not a date"), "{error}");
    assert_eq!(wang.app().status().unwrap(), before);
}

#[tokio::test]
async fn an_odd_value_that_may_be_true_is_taken_and_flagged() {
    let field = Field::new(123);
    let wang = field.phone("wang").await;
    let request = ResidentRequest {
        name: "陈小明".into(),
        id_no: Some("350602199001011230".into()),
        phone: Some("12".into()),
        ..ResidentRequest::default()
    };
    let captured = wang.capture(|app| app.capture_resident(&request));
    let flagged: Vec<&str> = captured.remarks.iter().map(|remark| remark.field.as_str()).collect();
    assert_eq!(flagged, ["id", "phone"]);
    assert!(captured.remarks.iter().all(|remark| !remark.about.contains("350602")), "without the value");
    field.settle().await;
}
