//! Numbers stay masked on every screen of everybody; whoever needs one says why, and the auditor reads that it was shown.

use etong_core::capture::{CaseRequest, FieldChange, PlaceRequest, ResidentRequest, RevealRequest, VisitRequest};
use etong_core::domain::audit::AuditAct;
use etong_core::sim::{SeededBug, seed as switch_on};
use etong_core::view::{AreaQuery, AuditQuery, BoardQuery, MapQuery};
use etong_core::{App, AppError};
use etong_protocol::named_id::log_of;
use etong_protocol::{Entry, EntryClass, RecordId, RecordKind, Verdict};
use etong_tests::auditor::Auditor;
use etong_tests::town::{GRID, Person};
use etong_tests::{Field, Phone};

const NUMBER: &str = "11010519491231002X";
const SECRETS: [&str; 7] =
    [NUMBER, "13877665544", "13911112222", "13611112222", "1949-12-31", "L350602199001", "高血压"];

fn request(reason: &str) -> RevealRequest {
    RevealRequest { reason: reason.into(), note: None }
}

fn registers(phone: &Phone) -> String {
    let request: ResidentRequest = serde_json::from_value(serde_json::json!({
        "name": "龘犇", "id_no": NUMBER, "phone": "13877665544", "birth": "1949-12-31",
        "live_address": "新华西路 12号", "note": "女儿电话13911112222",
    }))
    .unwrap();
    phone.capture(|app| app.capture_resident(&request)).record
}

fn set(field: &str, value: &str) -> FieldChange {
    FieldChange { field: field.into(), value: Some(value.into()) }
}

/// Everything a phone's screens would show, as text.
fn screens(app: &App, residents: &[String], cases: &[String], places: &[String]) -> String {
    let mut shown = String::new();
    let mut put = |screen: Result<String, AppError>| shown.push_str(&screen.unwrap_or_default());
    macro_rules! show {
        ($($view:expr),* $(,)?) => { $(put($view.map(|view| format!("{view:?}{}", serde_json::to_string(&view).unwrap())));)* };
    }
    show!(app.residents(0), app.search_residents("龘"), app.search_residents("新华"), app.duplicates(0));
    show!(app.reminders(3_000, 0), app.unseen("resident", 0, 0), app.unseen("household", 0, 0), app.merge_proposals(0));
    show!(app.board(&BoardQuery::default()), app.my_reports(), app.home(), app.kept_aside(), app.erasures(0));
    for kind in ["building", "dwelling", "household"] {
        show!(app.places(kind, 0));
    }
    show!(app.search_places("新华"), app.search_places("龘"));
    let area = AreaQuery { lat_from_e6: 0, lat_to_e6: 90_000_000, lon_from_e6: 0, lon_to_e6: 180_000_000 };
    show!(app.residents_in(area));
    let layers = vec!["cases".to_owned(), "residents".to_owned()];
    show!(app.map(&MapQuery { area, layers }));
    for resident in residents {
        show!(app.resident(resident), app.visits(resident, None), app.duplicates_of(resident), app.merges(resident));
        show!(app.erasure(resident), app.receipts(resident));
    }
    for case in cases {
        show!(app.case(case), app.receipts(case));
    }
    for place in places {
        show!(app.place(place), app.visits(place, None), app.merges(place));
    }
    shown
}

fn unmasked(screens: &str) -> Vec<&'static str> {
    SECRETS.into_iter().filter(|secret| screens.contains(secret)).collect()
}

/// A grid with a resident twice, a household, a dwelling and a case, all with numbers in them; on every kind of phone.
async fn populated(field: &Field) -> (Vec<String>, Vec<String>, Vec<String>) {
    let wang = field.phone("wang").await;
    let (resident, again) = (registers(&wang), registers(&wang));
    let visit = VisitRequest { note: Some("新号码13611112222".into()), ..VisitRequest::default() };
    wang.capture(|app| app.visit(&resident, &visit));
    wang.edits(&resident, "permit_no", "L350602199001");
    wang.edits(&resident, "kin_phone", "13611112222");
    let place = |kind: &str, fields: Vec<FieldChange>| {
        let request = PlaceRequest { kind: kind.into(), scope: None, set: fields };
        wang.capture(|app| app.capture_place(&request)).record
    };
    let dwelling = place(
        "dwelling",
        vec![set("street", "新华西路"), set("room", "502"), set("owner_phone", "13911112222"), set("owner_id", NUMBER)],
    );
    let household = place(
        "household",
        vec![
            set("head_name", "龘犇"),
            set("head_phone", "13877665544"),
            set("head_id", NUMBER),
            set("household_no", "1"),
        ],
    );
    let case = CaseRequest {
        class: "dispute".into(),
        title: "找13877665544".into(),
        what: Some(format!("当事人{NUMBER}来电13911112222")),
        ..CaseRequest::default()
    };
    let case = wang.capture(|app| app.report_case(&case)).record;
    wang.acts(&case, "comment", Some("再打13911112222"));
    wang.syncs().await;
    (vec![resident, again], vec![case], vec![dwelling, household])
}

#[tokio::test]
async fn no_screen_of_any_post_shows_a_number_whole() {
    let field = Field::new(711);
    let (residents, cases, places) = populated(&field).await;
    for nick in ["wang", "lin", "li", "huang", "xu", "zhou", "gao", "fang", "chen", "he", "luo"] {
        let phone = field.phone(nick).await;
        let shown = screens(&phone.app(), &residents, &cases, &places);
        assert_eq!(unmasked(&shown), Vec::<&str>::new(), "{nick}");
        let whole_name = ["wang", "lin", "li", "huang", "xu"].contains(&nick);
        assert_eq!(shown.contains("龘犇"), whole_name, "{nick} sees 龘* unless the post works with people");
    }
    let _switched_on = switch_on(SeededBug::ForgetsToMask);
    let shown = screens(&field.phone("wang").await.app(), &residents, &cases, &places);
    assert!(unmasked(&shown).contains(&"13877665544"), "the search finds a screen that forgets to mask");
}

#[tokio::test]
async fn what_is_revealed_is_in_the_log_first_and_only_the_auditor_reads_that() {
    let field = Field::new(712);
    let (residents, cases, _) = populated(&field).await;
    let (wang, huang) = (field.phone("wang").await, field.phone("huang").await);
    let (zhou, auditor) = (field.phone("zhou").await, field.phone("auditor").await);
    let resident = &residents[0];
    let before = wang.app().status().unwrap().unsent;
    let shown = wang.app().reveal(resident, "id", &request("identity")).unwrap();
    assert_eq!(shown.value, NUMBER);
    assert!(shown.until > field.clock.now_ms() && !format!("{shown:?}").contains(NUMBER));
    assert_eq!(wang.app().status().unwrap().unsent, before + 1, "it is written down when the value is there");
    wang.app().reveal(resident, "id", &request("identity")).unwrap();
    assert_eq!(wang.app().status().unwrap().unsent, before + 1, "the same look within a minute is one look");
    field.clock.advance(61_000);
    wang.app().reveal(resident, "id", &request("identity")).unwrap();
    assert_eq!(wang.app().status().unwrap().unsent, before + 2);
    assert!(wang.app().reveal(&cases[0], "what", &request("case")).unwrap().value.contains(NUMBER));
    for (reason, field) in [("curiosity", "id"), ("identity", "belief"), ("identity", "nonsense")] {
        assert!(
            matches!(wang.app().reveal(resident, field, &request(reason)), Err(AppError::Invalid { .. })),
            "{reason}"
        );
    }

    field.chapter("the county may not; that it tried is written down too");
    let error = zhou.app().reveal(resident, "phone", &request("contact")).unwrap_err();
    assert!(matches!(&error, AppError::NotAllowed { who_may, .. } if who_may.starts_with("grid_worker")), "{error}");
    assert_eq!(wang.app().find_by_citizen_number(NUMBER).unwrap().len(), 2);
    assert!(matches!(zhou.app().find_by_citizen_number(NUMBER), Err(AppError::NotAllowed { .. })));

    field.settle().await;
    auditor.app().act_as(&auditor.owner.auditing_post().post.to_string()).unwrap();
    let all = auditor.app().audits(&AuditQuery::default()).unwrap().rows;
    let told: Vec<(&str, &str, &str)> =
        all.iter().map(|row| (row.name.as_deref().unwrap_or_default(), row.act.as_str(), row.field.as_str())).collect();
    for line in [
        ("王芳", "reveal", "id"),
        ("王芳", "reveal", "what"),
        ("王芳", "search", "id"),
        ("周岚", "refused", "phone"),
        ("审计", "act_as", ""),
    ] {
        assert!(told.contains(&line), "{line:?} is not in {told:?}");
    }
    assert!(all.iter().all(|row| row.receipted || row.name.as_deref() == Some("审计")));
    let of_record = AuditQuery { record: Some(resident.clone()), ..AuditQuery::default() };
    let of_record = auditor.app().audits(&of_record).unwrap().rows;
    assert_eq!(of_record.iter().filter(|row| row.act == "reveal").count(), 2);
    let elsewhere = AuditQuery { unit: Some("/1/15".into()), ..AuditQuery::default() };
    assert!(auditor.app().audits(&elsewhere).unwrap().rows.is_empty());
    let by_post = AuditQuery { person: Some(wang.owner.id().to_string()), ..AuditQuery::default() };
    assert!(auditor.app().audits(&by_post).unwrap().rows.iter().all(|row| row.unit == GRID));
    assert!(
        matches!(huang.app().audits(&AuditQuery::default()), Err(AppError::NotAllowed { .. })),
        "a desk reads no log"
    );
    let log = format!("{all:?}");
    assert_eq!(unmasked(&log), Vec::<&str>::new());
    field.settle().await;
}

#[tokio::test]
async fn a_reveal_that_is_not_written_down_is_caught() {
    let field = Field::new(713);
    let (residents, ..) = populated(&field).await;
    let wang = field.phone("wang").await;
    let before = wang.app().status().unwrap().unsent;
    let _switched_on = switch_on(SeededBug::RevealUnlogged);
    wang.app().reveal(&residents[0], "id", &request("identity")).unwrap();
    assert_eq!(wang.app().status().unwrap().unsent, before, "what the test above looks at");
}

#[tokio::test]
async fn a_person_is_told_everything_that_is_kept_and_who_saw_it() {
    let field = Field::new(714);
    let (residents, ..) = populated(&field).await;
    let (wang, huang) = (field.phone("wang").await, field.phone("huang").await);
    huang.app().reveal(&residents[0], "phone", &request("contact")).unwrap();
    let report = huang.app().subject_report(&residents[0], &request("subject")).unwrap();
    let value = |key: &str| report.fields.iter().find(|field| field.key == key).map(|field| field.value.as_str());
    assert_eq!((value("id"), value("phone"), value("name")), (Some(NUMBER), Some("13877665544"), Some("龘犇")));
    assert!(report.fields.iter().all(|field| !field.basis.is_empty() && !field.class.is_empty()));
    assert_eq!(report.visits.len(), 1);
    let seen: Vec<(&str, &str)> = report.seen_by.iter().map(|row| (row.act.as_str(), row.field.as_str())).collect();
    assert_eq!(seen, [("reveal", "phone")]);
    assert!(report.writings.iter().any(|writing| writing.name.as_deref() == Some("王芳")));
    let error = wang.app().subject_report(&residents[0], &request("subject")).unwrap_err();
    assert!(matches!(&error, AppError::NotAllowed { who_may, .. } if who_may.contains("community_desk")), "{error}");
    field.settle().await;
}

#[tokio::test]
async fn what_a_hostile_device_writes_for_code_words_of_its_log_shows_no_number() {
    let field = Field::new(726);
    let auditor = field.phone("auditor").await;
    let mut bare = Auditor::enrol(&field.office, Person::called("wang"), 726, &field.clock).await;
    let typed = "张建明13877665544";
    let act = AuditAct {
        field: format!("0123456789abcdef/{typed}"),
        reason: Some(typed.into()),
        note: typed.into(),
        day: Some(typed.into()),
        ..AuditAct::of(typed.into(), &format!("{typed}{}", "说".repeat(1_000)))
    };
    let unsealed = bare.entry(EntryClass::Event, RecordKind::Audit, RecordId::NIL, GRID, act.to_payload().unwrap());
    let record = log_of(unsealed.device, unsealed.post, &unsealed.scope);
    let verdicts = bare.push_all(&[Entry { record, ..unsealed }.seal()]).await;
    assert!(matches!(verdicts[0], Verdict::Stored { .. }), "no relay opens what is said: {verdicts:?}");
    auditor.syncs().await;
    auditor.app().act_as(&auditor.owner.auditing_post().post.to_string()).unwrap();
    let rows = auditor.app().audits(&AuditQuery::default()).unwrap().rows;
    let row = rows.iter().find(|row| row.act.starts_with('张')).unwrap();
    let masked = "张建明138****5544";
    assert_eq!((row.act.as_str(), row.reason.as_str(), row.note.as_str()), (masked, masked, masked));
    assert_eq!((row.field.as_str(), &row.day), (format!("0123456789abcdef/{masked}").as_str(), &None));
    assert_eq!(row.noun.chars().count(), 64, "no page of text either");
    assert!(!format!("{rows:?}").contains("13877665544"));
}
