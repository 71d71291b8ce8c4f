//! 王芳 collects: a building, the dwelling of 邓秀英 and her household; 林强 of the same grid edits, registers her once more with a slip in
//! the number, and the two records become one. Nobody types anything twice, and a visit in the evening with nothing changed is a visit.

use etong_core::capture::{FieldChange, MergeRequest, PlaceRequest, ResidentRequest, VisitRequest};
use etong_core::view::PlaceView;
use etong_core::{AppError, Captured};
use etong_tests::{Field, Phone};

use super::{field, names};

const NUMBER: &str = "11010519491231002X";
const UNTIL: &str = "2026-09-20";
const SLIP: &str = "11010519491231020X";

fn set(changes: &[(&str, &str)]) -> Vec<FieldChange> {
    let change = |(field, value): &(&str, &str)| FieldChange { field: (*field).into(), value: Some((*value).into()) };
    changes.iter().map(change).collect()
}

fn place(phone: &Phone, kind: &str, changes: &[(&str, &str)]) -> String {
    let request = PlaceRequest { kind: kind.into(), scope: None, set: set(changes) };
    phone.capture(|app| app.capture_place(&request)).record
}

fn deng(phone: &Phone, number: &str, more: &[(&str, &str)]) -> String {
    let request = ResidentRequest {
        name: "邓秀英".into(),
        id_no: Some(number.into()),
        more: set(more),
        ..ResidentRequest::default()
    };
    phone.capture(|app| app.capture_resident(&request)).record
}

fn visits(phone: &Phone, id: &str, request: &VisitRequest) -> Captured {
    phone.capture(|app| app.visit(id, request))
}

fn merge(phone: &Phone, id: &str, act: &str, other: &str) -> Result<Captured, AppError> {
    let request = MergeRequest { act: act.into(), other: other.into(), ..MergeRequest::default() };
    phone.try_capture(|app| app.merge(id, &request))
}

fn people(view: &PlaceView) -> Vec<(&str, &str)> {
    view.people.iter().map(|row| (row.name.as_str(), row.relation.as_str())).collect()
}

#[tokio::test]
async fn a_household_is_found_by_its_address_and_an_evening_visit_with_no_change_counts() {
    let field = Field::new(811);
    let (wang, lin) = (field.phone("wang").await, field.phone("lin").await);
    field.chapter("building, dwelling, household: each typed once");
    let building =
        place(&wang, "building", &[("street", "新华西路"), ("door", "12"), ("building", "3"), ("floors", "9")]);
    let home =
        place(&wang, "dwelling", &[("of_building", &building), ("unit", "2"), ("room", "502"), ("rented", "否")]);
    let household =
        place(&wang, "household", &[("head_name", "邓秀英"), ("household_kind", "家庭户"), ("dwelling", &home)]);
    let links = [("dwelling", home.as_str()), ("household", household.as_str())];
    let head = deng(&wang, NUMBER, &[links[0], links[1], ("relation_to_head", "户主")]);
    let child = ResidentRequest {
        name: "陈小明".into(),
        more: set(&[links[0], links[1], ("relation_to_head", "子")]),
        ..ResidentRequest::default()
    };
    let child = wang.capture(|app| app.capture_resident(&child)).record;

    field.chapter("one tap: no change");
    let evening =
        VisitRequest { present: vec![head.clone()], next_on: Some("2026-11-01".into()), ..VisitRequest::default() };
    let saved = visits(&wang, &household, &evening);
    assert_eq!(saved.entries.len(), 2, "the household's visit and that of the one who was there");
    field.settle().await;

    field.chapter("林强 sees it on his phone");
    let found = lin.app().search_places("新华西路 502").unwrap().rows;
    assert_eq!((found.len(), found[0].address.as_str(), found[0].inside), (1, "新华西路 12号 3栋 2单元 502室", 2));
    let view = lin.app().place(&found[0].record).unwrap();
    assert_eq!(people(&view), [("邓秀英", "户主"), ("陈小明", "子")]);
    assert_eq!(view.places[0].record, household);
    assert_eq!(lin.app().dwellings_of(&building, 0).unwrap().rows[0].record, home);
    assert_eq!(lin.app().place(&building).unwrap().places[0].inside, 2);
    for record in [&household, &head] {
        let seen = &lin.app().visits(record, None).unwrap().rows[0];
        assert_eq!((seen.by_name.as_deref(), seen.changed.len(), seen.receipted), (Some("王芳"), 0, true));
    }
    let unseen: Vec<String> =
        lin.app().unseen("resident", 0, 0).unwrap().rows.into_iter().map(|row| row.name).collect();
    assert_eq!(unseen, ["陈小明", "邓秀英"], "the longest unseen first: nobody met the child");
    assert_eq!(lin.app().unseen("resident", 30, 0).unwrap().rows.len(), 1);
    assert_eq!(child.len(), 36);
}

#[tokio::test]
async fn a_visit_carries_what_changed_and_edits_of_two_posts_are_both_kept() {
    let field = Field::new(812);
    let (wang, lin) = (field.phone("wang").await, field.phone("lin").await);
    let resident = deng(&wang, NUMBER, &[]);
    field.settle().await;
    let moved = VisitRequest {
        set: set(&[("phone", "13800001234"), ("workplace", "鞋厂")]),
        note: Some("说儿子要回来住".into()),
        ..VisitRequest::default()
    };
    visits(&wang, &resident, &moved);
    let other = VisitRequest { set: set(&[("workplace", "茶厂")]), ..VisitRequest::default() };
    visits(&lin, &resident, &other);
    field.settle().await;
    for phone in [&wang, &lin] {
        let view = phone.app().resident(&resident).unwrap();
        assert_eq!(super::field(&view, "phone").0, "138****1234", "{}", phone.name);
        assert_eq!(super::field(&view, "workplace").1.len(), 1, "both values of what both changed stay in sight");
        let seen: Vec<Vec<String>> =
            phone.app().visits(&resident, None).unwrap().rows.into_iter().map(|visit| visit.changed).collect();
        assert_eq!(seen.len(), 2);
        assert!(seen.contains(&vec!["phone".to_owned(), "workplace".to_owned()]));
    }
}

#[tokio::test]
async fn a_person_registered_twice_with_a_slip_is_merged_by_two_people_and_shown_again_when_it_was_a_mistake() {
    let field_ = Field::new(813);
    let (wang, lin, huang) = (field_.phone("wang").await, field_.phone("lin").await, field_.phone("huang").await);
    field_.chapter("both register her, offline");
    let kept = deng(&wang, NUMBER, &[]);
    let slip = deng(&lin, SLIP, &[("workplace", "茶厂")]);
    field_.settle().await;

    field_.chapter("the phones say what the two have in common");
    let found = wang.app().duplicates(0).unwrap().rows;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].likenesses, ["mistyped_number"]);
    assert!(!found[0].id_masked.contains("1949"));
    assert_eq!(lin.app().duplicates_of(&slip).unwrap().rows.len(), 1);
    assert_eq!(wang.app().find_by_citizen_number(" 110105 19491231 002x").unwrap(), std::slice::from_ref(&kept));
    assert_eq!(wang.app().find_by_citizen_number("350602199001011234").unwrap(), [] as [String; 0]);

    field_.chapter("王芳 proposes, and cannot confirm it herself");
    merge(&wang, &kept, "propose", &slip).unwrap();
    let refused = merge(&wang, &kept, "confirm", &slip).unwrap_err();
    assert!(matches!(&refused, AppError::NotAllowed { rule, .. } if rule.contains("second")), "{refused}");
    field_.settle().await;
    assert_eq!(lin.app().merge_proposals(0).unwrap().rows[0].next, ["confirm", "decline"]);

    field_.chapter("林强 confirms it offline: it counts once the centre has it");
    let confirm =
        MergeRequest { act: "confirm".into(), other: slip.clone(), reason: None, take: vec!["workplace".into()] };
    lin.capture(|app| app.merge(&kept, &confirm));
    assert_eq!(lin.app().merges(&kept).unwrap().rows[0].waiting.as_deref(), Some("confirm"));
    assert_eq!(names(&lin).len(), 2);
    huang.syncs().await;
    field_.chapter("黄志国 has not heard of it and edits the other record");
    huang.edits(&slip, "phone", "13900004321");
    field_.settle().await;
    for phone in [&wang, &lin, &huang] {
        assert_eq!(names(phone), ["邓秀英"], "{}", phone.name);
        assert_eq!(phone.app().duplicates(0).unwrap().rows.len(), 0);
        let view = phone.app().resident(&kept).unwrap();
        assert_eq!(field(&view, "workplace").0, "茶厂", "taken from the other record");
        let late = view.also[0].fields.iter().find(|field| field.key == "phone").unwrap();
        assert_eq!((view.also[0].record.as_str(), late.value.as_str()), (slip.as_str(), "139****4321"));
        assert_eq!(
            phone.app().resident(&slip).unwrap().shown_instead.as_deref(),
            Some(kept.as_str()),
            "still reachable"
        );
    }

    field_.chapter("it was her sister after all");
    merge(&huang, &kept, "undo", &slip).unwrap();
    field_.settle().await;
    for phone in [&wang, &lin, &huang] {
        assert_eq!(names(phone).len(), 2, "{}", phone.name);
        assert_eq!(phone.app().search_residents("dengxiuying").unwrap().rows.len(), 2);
        assert_eq!(phone.app().resident(&slip).unwrap().shown_instead, None);
    }
}

#[tokio::test]
async fn of_two_merges_made_apart_in_opposite_directions_the_older_record_stays_everywhere() {
    let field = Field::new(814);
    let (wang, lin, huang) = (field.phone("wang").await, field.phone("lin").await, field.phone("huang").await);
    let (first, second) = (deng(&wang, NUMBER, &[]), deng(&wang, NUMBER, &[]));
    field.settle().await;
    merge(&wang, &first, "propose", &second).unwrap();
    merge(&lin, &second, "propose", &first).unwrap();
    field.settle().await;
    merge(&lin, &first, "confirm", &second).unwrap();
    merge(&huang, &second, "confirm", &first).unwrap();
    field.settle().await;
    for phone in [&wang, &lin, &huang] {
        let rows = phone.app().residents(0).unwrap().rows;
        assert_eq!((rows.len(), rows[0].record.as_str()), (1, first.as_str()), "{}", phone.name);
    }
}

#[tokio::test]
async fn a_registration_that_runs_out_is_due_until_it_is_renewed() {
    let field = Field::new(815);
    let (wang, fang) = (field.phone("wang").await, field.phone("zhou").await);
    let resident =
        deng(&wang, NUMBER, &[("inflow_reason", "务工"), ("registered_until", UNTIL), ("leaves_on", "2030-01-01")]);
    let due = |days| -> Vec<(String, String, bool)> {
        wang.app().reminders(days, 0).unwrap().rows.into_iter().map(|row| (row.what, row.day, row.overdue)).collect()
    };
    let expiry = |overdue| vec![("registered_until".to_owned(), UNTIL.to_owned(), overdue)];
    assert_eq!(due(3_000), [expiry(false)[0].clone(), ("leaves_on".into(), "2030-01-01".into(), false)]);
    field.clock.advance(30 * 24 * 3_600_000);
    assert_eq!(due(0), expiry(true));

    field.chapter("王芳 goes there, and plans the next visit");
    let renewed = VisitRequest {
        purpose: Some("renewal".into()),
        set: set(&[("registered_until", "2027-09-20")]),
        next_on: Some("2026-10-10".into()),
        ..VisitRequest::default()
    };
    visits(&wang, &resident, &renewed);
    assert_eq!(due(30), [("visit".to_owned(), "2026-10-10".to_owned(), false)]);
    field.settle().await;

    field.chapter("the county reads and edits no facts of the field");
    let refused =
        fang.try_capture(|app| app.edit_resident(&resident, &etong_tests::phone::edit("phone", "1"))).unwrap_err();
    assert!(matches!(&refused, AppError::NotAllowed { who_may, .. } if !who_may.contains("county")), "{refused}");
}

#[tokio::test]
async fn a_record_whose_history_is_full_says_so_and_a_visit_still_takes_the_note() {
    let field = Field::new(816);
    let wang = field.phone("wang").await;
    let resident = deng(&wang, NUMBER, &[]);
    let mut refused = None;
    for nth in 0..200 {
        let note = format!("{nth} {}", "长".repeat(480));
        let outcome = wang.try_capture(|app| app.edit_resident(&resident, &etong_tests::phone::edit("note", &note)));
        if let Err(error) = outcome {
            refused = Some(error);
            break;
        }
    }
    let refused = refused.unwrap();
    assert!(
        matches!(&refused, AppError::Invalid { field, reason } if field == "record" && reason.contains("visit")),
        "{refused}"
    );
    let note = VisitRequest { note: Some("长".repeat(2_000)), ..VisitRequest::default() };
    visits(&wang, &resident, &note);
    field.settle().await;
    assert_eq!(wang.app().visits(&resident, None).unwrap().rows.len(), 1);
}
