//! What no screen shows: the pages of the file, and the audit log of a hold.

use etong_core::AppError;
use etong_core::sim::{SeededBug, seed};
use etong_core::view::AuditQuery;
use etong_tests::clock::DAY;
use etong_tests::{Field, Phone};

use super::*;

/// How many of the words can be read in the pages of the file, free ones included, and of its journal, before and after tidying up.
async fn words_in_pages(number: u64) -> (usize, usize) {
    let field = Field::new(number);
    let (wang, huang) = (field.phone("wang").await, field.phone("huang").await);
    let raw = |phone: &Phone| {
        let bytes = super::super::pages::decrypted(phone);
        TRACES.into_iter().filter(|words| holds(&bytes, words)).count()
    };
    for nth in 0..12 {
        ended(&wang, &huang, &format!("龘犇家 {nth}")).await;
    }
    let before = raw(&wang);
    field.clock.advance(91 * DAY);
    wang.syncs().await;
    assert_eq!(tidies(&wang).cases, 12);
    let after = raw(&wang);
    let held = wang.app().status().unwrap().held;
    holds_together(&wang).await;
    assert_eq!(wang.app().status().unwrap().held, held);
    (before, after)
}

#[tokio::test]
async fn no_byte_of_a_slimmed_case_is_left_in_any_page_of_the_file_or_its_journal() {
    assert_eq!(words_in_pages(742).await, (TRACES.len(), 0), "the search finds what is there, and nothing after");
    for (number, mistake) in [(744, SeededBug::OverwritesNothing), (745, SeededBug::JournalKept)] {
        let _switched_on = seed(mistake);
        let (_, left) = words_in_pages(number).await;
        assert!(left > 0, "{mistake:?} must be seen");
    }
}

#[tokio::test]
async fn a_hold_and_its_end_are_in_the_log_and_only_the_auditor_reads_that() {
    let held_and_lifted = async |number: u64| {
        let field = Field::new(number);
        let (wang, huang, xu) = (field.phone("wang").await, field.phone("huang").await, field.phone("xu").await);
        let auditor = field.phone("auditor").await;
        let case = ended(&wang, &huang, "龘犇家漏水").await;
        xu.syncs().await;
        let refused = wang.try_capture(|app| app.hold_record(&case)).unwrap_err();
        assert!(matches!(refused, AppError::NotAllowed { .. }), "{refused}");
        xu.capture(|app| app.hold_record(&case));
        field.clock.advance(DAY);
        xu.capture(|app| app.lift_hold(&case));
        field.settle().await;
        auditor.app().act_as(&auditor.owner.auditing_post().post.to_string()).unwrap();
        let query = AuditQuery { record: Some(case.clone()), ..AuditQuery::default() };
        assert!(matches!(xu.app().audits(&query), Err(AppError::NotAllowed { .. })));
        let rows = auditor.app().audits(&query).unwrap().rows;
        rows.into_iter().map(|row| (row.name.unwrap_or_default(), row.act)).collect::<Vec<_>>()
    };
    let expected = ["lift_hold", "hold"].map(|act| ("许建华".to_owned(), act.to_owned()));
    assert_eq!(held_and_lifted(746).await, expected);
    let _switched_on = seed(SeededBug::RevealUnlogged);
    assert_eq!(held_and_lifted(747).await, [], "the mistake must be seen");
}
