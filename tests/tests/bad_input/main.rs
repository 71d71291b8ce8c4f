//! Bad input: whoever gives it reads a clear error, and nothing has changed, on the phone or at the relay.

#![cfg(feature = "sim")]

mod enrolment;
mod requests;
mod storage;
mod typed;

use etong_core::AppError;
use etong_tests::Field;

/// What the relay holds, in two numbers.
async fn at_the_relay(field: &Field) -> (usize, usize) {
    (field.feed().await.entries.len(), field.office.devices().len())
}

/// The error is of this kind and says this to a person.
fn says(error: &AppError, words: &str) {
    let text = error.to_string();
    assert!(text.contains(words), "{text:?} does not say {words:?}");
}
