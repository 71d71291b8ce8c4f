//! The form that ids and texts of a draw have. Its digest joins them by line breaks, so none may hold one: what does is not read.

use serde::de::{Deserialize, Deserializer, Error};

/// A line of the digest, and no more than one.
pub(super) fn is_line(text: &str) -> bool {
    !text.chars().any(|letter| letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}'))
}

/// What a word of others becomes, so that it is a line.
pub(super) fn as_line(text: &str) -> String {
    text.chars().map(|letter| if is_line(letter.encode_utf8(&mut [0; 4])) { letter } else { ' ' }).collect()
}

fn is_id(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'))
}

pub(super) fn text<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let text = String::deserialize(from)?;
    if is_line(&text) { Ok(text) } else { Err(D::Error::custom("a text of a draw holds a line break")) }
}

pub(super) fn id<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let id = String::deserialize(from)?;
    if is_id(&id) { Ok(id) } else { Err(D::Error::custom("an id of a draw is not 32 hex digits")) }
}

pub(super) fn ids<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    let ids = Vec::<String>::deserialize(from)?;
    if ids.iter().all(|id| is_id(id)) { Ok(ids) } else { Err(D::Error::custom("an id of a draw is not 32 hex digits")) }
}
