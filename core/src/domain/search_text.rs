//! Text for full-text search (FTS5, tokenizer unicode61): every Han character becomes a token of its own, runs of letters and digits
//! stay together. So a two-character name is a phrase of two tokens, found without any dictionary.

use super::half_width::half_width;

/// `text` as it goes into the index: Han characters apart, everything else half-width and lower-case.
#[must_use]
pub fn index_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for letter in text.chars().map(half_width) {
        if is_han(letter) {
            out.extend([' ', letter, ' ']);
        } else if letter.is_alphanumeric() {
            out.extend(letter.to_lowercase());
        } else {
            out.push(' ');
        }
    }
    let words: Vec<&str> = out.split(' ').filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// An FTS5 MATCH expression for what a person typed: each word typed is a phrase, all have to occur, and a phrase that ends
/// in letters or digits also finds longer ones. `None` when nothing searchable was typed.
#[must_use]
pub fn match_expression(typed: &str) -> Option<String> {
    let phrases: Vec<String> = typed
        .split(|letter: char| half_width(letter).is_whitespace())
        .map(index_text)
        .filter(|phrase| !phrase.is_empty())
        .map(|phrase| {
            let open_end = phrase.chars().last().is_some_and(|letter| !is_han(letter));
            format!("\"{phrase}\"{}", if open_end { "*" } else { "" })
        })
        .collect();
    if phrases.is_empty() { None } else { Some(phrases.join(" ")) }
}

/// Is this a Chinese character (CJK unified ideographs with extensions, compatibility ideographs, 〇)?
#[must_use]
pub fn is_han(letter: char) -> bool {
    matches!(u32::from(letter), 0x3007 | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xf900..=0xfaff | 0x20000..=0x323af)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn han_characters_stand_alone_and_the_rest_stays_together() {
        let table = [
            ("张建明", "张 建 明"),
            ("延安北路12号A座", "延 安 北 路 12 号 a 座"),
            ("AB12", "ab12"),
            ("𠮷田", "𠮷 田"),
            ("a-b, c", "a b c"),
            ("  ", ""),
        ];
        for (text, index) in table {
            assert_eq!(index_text(text), index);
        }
    }

    #[test]
    fn what_is_typed_becomes_phrases_that_cannot_break_the_query() {
        let table = [
            ("建明", Some("\"建 明\"")),
            ("张 12", Some("\"张\" \"12\"*")),
            ("\" OR name:*", Some("\"or\"* \"name\"*")),
            ("-- !", None),
            ("", None),
        ];
        for (typed, expression) in table {
            assert_eq!(match_expression(typed).as_deref(), expression, "{typed:?}");
        }
    }
}
