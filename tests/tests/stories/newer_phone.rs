//! A newer phone has joined the field. What today's phones do not understand they keep, show as such, and pass on unchanged.

use etong_core::AppError;
use etong_core::capture::CaseActRequest;
use etong_core::domain::case::{CaseAct, CaseEntry};
use etong_merge::{AutomergeDoc, FieldEdit, RecordDoc, Scalar};
use etong_protocol::{EntryClass, EntryId, RecordId, RecordKind, Verdict};
use etong_tests::Field;
use etong_tests::auditor::Auditor;
use etong_tests::town::{GRID, Person};

use super::acts;

async fn newer_phone(field: &Field) -> Auditor {
    Auditor::enrol(&field.office, Person::called("lin"), field.seed, &field.clock).await
}

#[tokio::test]
async fn a_field_of_a_newer_phone_survives_an_edit_on_an_old_one() {
    let field = Field::new(21);
    let mut newer = newer_phone(&field).await;
    let wang = field.phone("wang").await;
    let resident = RecordId::new(field.clock.now_ms(), newer.random());
    let mut doc = AutomergeDoc::empty();
    let edits = [FieldEdit::set("name", "陈小明"), FieldEdit::set("blood_type", "AB"), FieldEdit::set("shoe_size", 43)];
    let change = doc.edit([7; 16], &edits, 0).unwrap().unwrap();
    let entry = newer.entry(EntryClass::Doc, RecordKind::Resident, resident, GRID, change.bytes).seal();
    assert!(matches!(newer.push_all(&[entry]).await[..], [Verdict::Stored { .. }]));

    field.chapter("the old phone knows two fields less, and edits a third");
    wang.syncs().await;
    assert_eq!(wang.app().resident(&resident.to_string()).unwrap().unknown, ["blood_type", "shoe_size"]);
    wang.edits(&resident.to_string(), "note", "已走访");
    wang.syncs().await;

    field.chapter("the newer phone still has them");
    let feed = field.feed().await;
    let theirs = feed.entries.values().filter(|sealed| sealed.entry.record == resident).nth(1).unwrap();
    doc.apply(&theirs.entry.payload).unwrap();
    let fields = doc.fields();
    assert_eq!(fields["blood_type"].value, Scalar::from("AB"));
    assert_eq!(fields["shoe_size"].value, Scalar::from(43));
    assert_eq!(fields["note"].value, Scalar::from("已走访"));
    field.settle().await;
}

#[tokio::test]
async fn an_act_of_a_newer_phone_is_shown_as_unknown_and_stops_steps_but_not_remarks() {
    let field = Field::new(22);
    let wang = field.phone("wang").await;
    let case = wang.reports("占道经营");
    wang.syncs().await;
    let mut newer = newer_phone(&field).await;
    let base: EntryId = wang.app().case(&case).unwrap().acts[0].entry.parse().unwrap();
    let drone = CaseEntry { base: Some(base), act: CaseAct::Unknown("drone".into()) };
    let record: RecordId = case.parse().unwrap();
    let entry = newer.entry(EntryClass::Event, RecordKind::Case, record, GRID, drone.to_payload().unwrap()).seal();
    newer.push_all(std::slice::from_ref(&entry)).await;

    wang.syncs().await;
    let view = wang.app().case(&case).unwrap();
    assert_eq!(acts(&view), [("report", "effective"), ("drone", "unknown")]);
    assert!(view.ahead);
    let accept = CaseActRequest { act: "accept".into(), ..CaseActRequest::default() };
    let error = wang.try_capture(|app| app.act_on_case(&case, &accept)).unwrap_err();
    assert!(matches!(&error, AppError::NotAllowed { rule, .. } if rule.contains("update it first")), "{error}");
    wang.acts(&case, "comment", Some("等新版本"));
    field.settle().await;
    let feed = field.feed().await;
    let kept = &feed.entries[&feed.find(entry.id).unwrap()];
    assert_eq!(kept.bytes, entry.bytes, "passed on to the byte");
}

#[tokio::test]
async fn a_record_of_a_newer_kind_is_held_and_counted_and_bothers_nobody() {
    let field = Field::new(23);
    let mut newer = newer_phone(&field).await;
    let (wang, huang) = (field.phone("wang").await, field.phone("huang").await);
    let kind: RecordKind = "drone_flight".parse().unwrap();
    let flight = RecordId::new(field.clock.now_ms(), newer.random());
    let event = newer.entry(EntryClass::Event, kind.clone(), flight, GRID, b"any bytes".to_vec()).seal();
    let plan = RecordId::new(field.clock.now_ms(), newer.random());
    let change = AutomergeDoc::empty().edit([8; 16], &[FieldEdit::set("height", 120)], 0).unwrap().unwrap();
    let doc = newer.entry(EntryClass::Doc, kind, plan, GRID, change.bytes).seal();
    assert_eq!(newer.push_all(&[event, doc]).await.len(), 2);
    field.settle().await;
    for phone in [&wang, &huang] {
        assert!(phone.app().kept_aside().unwrap().is_empty());
        assert!(phone.app().status().unwrap().complete);
    }
}
