//! What a person typed into the search field: Chinese text and digits go to the full-text index, Latin letters are read
//! as pinyin, full or initials.

use crate::domain::search_text::match_expression;

/// How to look for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Typed {
    /// Nothing searchable.
    Nothing,
    /// An FTS5 expression.
    Text { expression: String },
    /// Names whose pinyin or initials begin with `from`: everything from it up to, but not including, `to`.
    Pinyin { from: String, to: String },
}

impl Typed {
    pub(super) fn read(typed: &str) -> Self {
        let letters: String = typed.chars().filter(|letter| !letter.is_whitespace() && *letter != '\'').collect();
        if !letters.is_empty() && letters.bytes().all(|letter| letter.is_ascii_alphabetic()) {
            let from = letters.to_ascii_lowercase();
            // '{' follows 'z'.
            return Self::Pinyin { to: format!("{from}{{"), from };
        }
        match match_expression(typed) {
            Some(expression) => Self::Text { expression },
            None => Self::Nothing,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_pinyin_and_the_rest_is_text() {
        let pinyin = |from: &str| Typed::Pinyin { from: from.into(), to: format!("{from}{{") };
        for (typed, read) in [
            ("zjm", pinyin("zjm")),
            ("Zhang Jian'ming", pinyin("zhangjianming")),
            ("  ", Typed::Nothing),
            ("建明", Typed::Text { expression: "\"建 明\"".into() }),
            ("1380", Typed::Text { expression: "\"1380\"*".into() }),
        ] {
            assert_eq!(Typed::read(typed), read, "{typed:?}");
        }
    }
}
