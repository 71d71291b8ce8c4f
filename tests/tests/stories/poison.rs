//! A bad change parks alone, with a reason; everything else flows.

use etong_core::sim::{SeededBug, seed as switch_on};
use etong_core::{AppError, SyncLimits};
use etong_merge::{AutomergeDoc, FieldEdit, RecordDoc};
use etong_protocol::{EntryClass, RecordId, RecordKind, RefusalCode, Verdict};
use etong_server::directory::Import;
use etong_tests::Field;
use etong_tests::auditor::Auditor;
use etong_tests::town::{GRID, Person};

use super::names;

/// Of four entries one is broken and one holds no act: two go through, and the relay has kept the broken one.
async fn writes_poison(field: &Field) {
    let mut bad = Auditor::enrol(&field.office, Person::called("lin"), field.seed, &field.clock).await;
    let change = |name: &str| AutomergeDoc::empty().edit([9; 16], &[FieldEdit::set("name", name)], 0).unwrap().unwrap();
    let record = |nth: u8| RecordId::new(field.clock.now_ms(), [nth; 10]);
    let mut broken = change("坏").bytes;
    let middle = broken.len() / 2;
    *broken.get_mut(middle).unwrap() ^= 0xff;
    let resident = |nth, payload| bad.entry(EntryClass::Doc, RecordKind::Resident, record(nth), GRID, payload).seal();
    let case = |nth, payload| bad.entry(EntryClass::Event, RecordKind::Case, record(nth), GRID, payload).seal();
    let batch = [
        resident(1, change("陈小明").bytes),
        resident(2, broken),
        case(3, b"no act at all".to_vec()),
        resident(4, change("林大海").bytes),
    ];
    let verdicts = bad.push_all(&batch).await;
    let stored = |verdict: &Verdict| matches!(verdict, Verdict::Stored { .. });
    assert_eq!(verdicts.iter().map(stored).collect::<Vec<_>>(), [true, false, true, true]);
    assert_eq!(verdicts.get(1), Some(&Verdict::Refused { code: RefusalCode::Quarantined }));
}

#[tokio::test]
async fn a_poisoned_change_parks_alone() {
    let field = Field::new(31);
    let (wang, huang) = (field.phone("wang").await, field.phone("huang").await);
    writes_poison(&field).await;
    wang.syncs().await;
    assert_eq!(names(&wang).len(), 2);
    let aside = wang.app().kept_aside().unwrap();
    assert_eq!((aside.len(), aside[0].side.as_str(), aside[0].code.as_str()), (1, "phone", "payload"));
    assert!(aside[0].detail.contains("cannot be read"), "{}", aside[0].detail);
    wang.registers("王小红");
    field.settle().await;
    assert_eq!(names(&huang).len(), 3);
}

#[tokio::test]
async fn a_phone_whose_pull_stops_at_poison_or_forgets_it_is_found_out() {
    for (bug, synced, shown) in [(SeededBug::PoisonStops, false, 0), (SeededBug::PoisonForgotten, true, 2)] {
        let field = Field::new(31);
        let wang = field.phone("wang").await;
        writes_poison(&field).await;
        let _switched_on = switch_on(bug);
        assert_eq!(wang.try_sync(SyncLimits::default()).await.is_ok(), synced, "{bug:?}");
        assert_eq!(names(&wang).len(), shown, "{bug:?}");
        assert!(wang.app().kept_aside().unwrap().is_empty(), "{bug:?}: what the story above looks at");
    }
}

#[tokio::test]
async fn the_last_work_of_a_post_that_ended_is_kept_aside_and_can_be_offered_again() {
    let field = Field::new(32);
    field.expect_refusals();
    let (wang, person) = (field.phone("wang").await, Person::called("wang"));
    let before = wang.registers("陈小明");
    wang.syncs().await;

    field.chapter("王芳's post ends while she is offline");
    let first = wang.reports("路灯不亮");
    wang.edits(&before, "note", "最后一次走访");
    let away = vec![person.post_until(Some("2026-08-31")), person.second_post("community_desk", 121)];
    field.import(&Import { posts: away, ..Import::default() });
    let report = wang.syncs().await;
    assert_eq!((report.sent, report.in_custody), (0, 2), "both were written after the end");
    let aside = wang.app().kept_aside().unwrap();
    assert_eq!(aside.len(), 2);
    for row in &aside {
        assert_eq!((row.side.as_str(), row.code.as_str()), ("relay", "InCustody"));
        assert!(row.detail.contains("once a desk has looked at it"), "{}", row.detail);
    }
    assert_eq!(wang.app().receipts(&first).unwrap()[0].step, "custody");
    let note = super::field(&wang.app().resident(&before).unwrap(), "note").0;
    assert_eq!(note, "", "a refused change does not stay in what the phone shows");

    field.chapter("the centre made a mistake and gives it back");
    field.import(&Import { posts: vec![person.post_until(None)], ..Import::default() });
    wang.syncs().await;
    for row in &aside {
        wang.app().offer_again(&row.entry).unwrap();
    }
    let report = wang.syncs().await;
    assert_eq!((report.sent, report.refused), (2, 0));
    assert!(wang.app().kept_aside().unwrap().is_empty());
    assert_eq!(super::field(&wang.app().resident(&before).unwrap(), "note").0, "最后一次走访");
    let error = wang.app().offer_again(&aside[0].entry).unwrap_err();
    assert!(matches!(error, AppError::NotFound { .. }), "{error}");
    field.settle().await;
}
