//! What somebody with the key would read in the pages themselves.

use super::*;

/// Traces in the pages of 王芳's file and of its journal, free ones included, before and after an erasure.
async fn in_pages(number: u64) -> (usize, usize) {
    let field = Field::new(number);
    let (wang, huang, xu) = (field.phone("wang").await, field.phone("huang").await, field.phone("xu").await);
    let traces = |phone: &Phone| {
        let bytes = super::super::pages::decrypted(phone);
        TRACES.into_iter().filter(|words| holds(&bytes, words)).count()
    };
    let resident = registers(&wang);
    for nth in 0..20 {
        wang.registers(&format!("王小{nth}"));
    }
    wang.edits(&resident, "phone", "13977665544");
    wang.syncs().await;
    huang.syncs().await;
    let before = traces(&wang);
    erases(&huang, &xu, &resident).await;
    wang.syncs().await;
    assert!(is_gone(&wang, &resident));
    (before, traces(&wang))
}

#[tokio::test]
async fn no_byte_of_an_erased_person_is_left_in_any_page_of_the_file_or_its_journal() {
    let (before, after) = in_pages(771).await;
    assert!(before >= 4, "the search finds what is there: {before}");
    assert_eq!(after, 0);
    for (number, mistake) in [(772, PhoneBug::OverwritesNothing), (773, PhoneBug::JournalKept)] {
        let _switched_on = switch_on(mistake);
        assert!(in_pages(number).await.1 > 0, "{mistake:?} must be seen");
    }
}
