//! What is known of a photo arrives days before its case, or long after the end of it; conflict 10 of docs/conflicts.md.

use etong_core::AppError;
use etong_core::capture::{CaseActRequest, EvidenceRequest};
use etong_core::domain::case::{CaseAct, CaseClass, CaseEntry, CaseSource, Evidence, Report};
use etong_core::view::BoardQuery;
use etong_protocol::{EntryClass, RecordId, RecordKind, Verdict};
use etong_tests::auditor::Auditor;
use etong_tests::clock::DAY;
use etong_tests::town::{GRID, Person};
use etong_tests::{Field, Phone};

use super::acts;

/// The hashes of the files a phone shows with a case, and how each of them stands.
fn files(phone: &Phone, case: &str) -> Vec<(String, String)> {
    let shown = phone.app().case(case).unwrap().acts.into_iter();
    shown.filter_map(|act| Some((act.file?.hash, act.standing))).collect()
}

fn photo(field: &Field, hash: &str) -> CaseActRequest {
    let file = EvidenceRequest {
        hash: hash.into(),
        media: "image/jpeg".into(),
        size: 240_000,
        taken_at: field.clock.now_ms(),
        in_app: true,
    };
    CaseActRequest { act: "evidence".into(), file: Some(file), ..CaseActRequest::default() }
}

#[tokio::test]
async fn a_photo_that_comes_days_before_its_case_is_counted_and_found_in_it_when_it_comes() {
    let field = Field::new(511);
    let (wang, huang) = (field.phone("wang").await, field.phone("huang").await);
    // A phone that sends what is known of files first, as one may whose report the relay refused at first.
    let mut lins = Auditor::enrol(&field.office, Person::called("lin"), field.seed, &field.clock).await;
    let case = RecordId::new(field.clock.now_ms(), lins.random());
    let id = case.to_string();
    let entry = |lins: &Auditor, act: CaseAct| {
        let payload = CaseEntry { base: None, act }.to_payload().unwrap();
        lins.entry(EntryClass::Event, RecordKind::Case, case, GRID, payload).seal()
    };
    let hashes = ["1a".repeat(32), "2b".repeat(32)];
    for hash in &hashes {
        let taken_at = field.clock.now_ms();
        let (hash, media) = (hash.clone(), "image/jpeg".to_owned());
        let file = Evidence { hash, media, size: 240_000, taken_at, in_app: true, place: None, note: None };
        let photo = entry(&lins, CaseAct::Evidence(file));
        assert!(matches!(lins.push_all(&[photo]).await[..], [Verdict::Stored { .. }]));
    }

    field.chapter("three days without the report: nobody can act on it, and everybody sees that something waits");
    for phone in [&wang, &huang] {
        phone.syncs().await;
        phone.restarts();
        assert_eq!(phone.app().board(&BoardQuery::default()).unwrap().total, 0, "{}", phone.name);
        assert!(matches!(phone.app().case(&id), Err(AppError::NotFound { .. })), "{}", phone.name);
        assert_eq!(phone.app().status().unwrap().without_case, 1, "{}", phone.name);
        assert_eq!(phone.app().status().unwrap().kept_aside, 0, "{}: it is no mistake of anybody", phone.name);
        let rows = phone.app().kept_aside().unwrap();
        assert_eq!(
            (rows.len(), rows[0].code.as_str(), rows[0].record.as_deref()),
            (1, "without_case", Some(id.as_str()))
        );
        assert!(rows[0].detail.starts_with("2 of its acts"), "{}", rows[0].detail);
        let error = phone.try_capture(|app| app.act_on_case(&id, &photo(&field, &hashes[0]))).unwrap_err();
        assert!(matches!(error, AppError::NotFound { .. }), "{error}");
    }
    field.clock.advance(3 * DAY);

    field.chapter("the report comes; both photos are in the case, and it goes its way");
    let report = Report::new(CaseClass::Hazard, "护栏断裂", CaseSource::Patrol);
    let report = entry(&lins, CaseAct::Report(Box::new(report)));
    assert!(matches!(lins.push_all(&[report]).await[..], [Verdict::Stored { .. }]));
    for phone in [&wang, &huang] {
        phone.syncs().await;
        let both: Vec<(String, String)> = hashes.iter().map(|hash| (hash.clone(), "remark".to_owned())).collect();
        assert_eq!(files(phone, &id), both, "{}", phone.name);
        assert_eq!(phone.app().status().unwrap().without_case, 0, "{}", phone.name);
        assert!(phone.app().kept_aside().unwrap().is_empty(), "{}", phone.name);
        assert_eq!(phone.app().board(&BoardQuery::default()).unwrap().rows[0].title, "护栏断裂");
    }
    wang.acts(&id, "handle", None);
    wang.acts(&id, "report_back", Some("已更换"));
    field.settle().await;
    let view = huang.app().case(&id).unwrap();
    let expected = [
        ("evidence", "remark"),
        ("evidence", "remark"),
        ("report", "effective"),
        ("handle", "effective"),
        ("report_back", "effective"),
    ];
    assert_eq!((view.state.as_str(), acts(&view)), ("reported_back", expected.to_vec()));
}

#[tokio::test]
async fn a_photo_that_comes_long_after_the_end_stays_with_the_case_and_moves_nothing() {
    let field = Field::new(512);
    let (wang, lin, huang) = (field.phone("wang").await, field.phone("lin").await, field.phone("huang").await);
    let case = wang.reports("井盖缺失");
    for phone in [&wang, &lin] {
        phone.syncs().await;
    }

    field.chapter("林强 takes a photo without a line; the others finish, close and archive without him");
    lin.device.set_online(false);
    let hash = "3c".repeat(32);
    lin.capture(|app| app.act_on_case(&case, &photo(&field, &hash)));
    assert_eq!(files(&lin, &case), [(hash.clone(), "remark".to_owned())]);
    wang.acts(&case, "handle", None);
    wang.acts(&case, "report_back", Some("已补盖"));
    wang.syncs().await;
    huang.syncs().await;
    for act in ["close", "evaluate", "archive"] {
        huang.acts(&case, act, None);
    }
    huang.syncs().await;
    field.clock.advance(60 * DAY);
    let before = wang.app().case(&case).unwrap();

    field.chapter("two months later he has a line");
    lin.device.set_online(true);
    for phone in [&lin, &wang, &huang] {
        phone.syncs().await;
        assert_eq!(files(phone, &case), [(hash.clone(), "remark".to_owned())], "{}", phone.name);
        let view = phone.app().case(&case).unwrap();
        assert_eq!((view.state.as_str(), view.hops.len()), ("archived", before.hops.len()), "{}", phone.name);
    }
    field.settle().await;
}
