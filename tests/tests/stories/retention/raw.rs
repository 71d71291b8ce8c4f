//! The raw file, without the cipher.

use super::*;

/// Without the cipher the file shows its free pages too; the whole process is without it, so this runs by itself:
/// `cargo test -p etong-tests --features sim,baseline --test stories -- in_the_raw_file`.
#[tokio::test]
async fn no_byte_of_a_slimmed_case_is_left_in_the_raw_file_or_its_journal() {
    let _plain = etong_core::baseline::without(&[etong_core::baseline::Protection::Cipher]);
    let field = Field::new(742);
    let (wang, huang) = (field.phone("wang").await, field.phone("huang").await);
    let raw = |phone: &Phone| {
        let read = |name: &str| std::fs::read(phone.folder().join(name)).unwrap_or_default();
        let bytes = [read("etong.db"), read("etong.db-wal")].concat();
        TRACES.into_iter().filter(|words| holds(&bytes, words)).count()
    };
    let mut cases = Vec::new();
    for nth in 0..40 {
        cases.push(ended(&wang, &huang, &format!("龘犇家 {nth}")).await);
    }
    assert_eq!(raw(&wang), TRACES.len(), "the search finds what is there");
    field.clock.advance(91 * DAY);
    wang.syncs().await;
    assert_eq!(tidies(&wang).cases, 40);
    assert_eq!(raw(&wang), 0, "free pages and the journal included");
    let before = wang.app().status().unwrap().held;
    holds_together(&wang).await;
    assert_eq!(wang.app().status().unwrap().held, before);
}
