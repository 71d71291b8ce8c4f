//! Chinese words for the core's codes. A code without a word (from a newer program) is shown as it is.

mod case;
mod field;
mod mediation;
mod office;
mod people;
mod request;

use etong_core::domain::{collection, resident};

use request::{FIELDS, REFUSALS};

/// Every word stands in one of these lists.
const LISTS: [&[(&str, &str)]; 5] = [case::WORDS, field::WORDS, mediation::WORDS, people::WORDS, office::WORDS];

/// Acts on a case whose word means something else as well.
const ACTS: &[(&str, &str)] = &[("dispute", "不认可")];

/// `待受理 reported`; a word without a Chinese one stays alone.
pub(crate) fn word(code: &str) -> String {
    match zh_of(code) {
        Some(zh) => format!("{zh} {code}"),
        None => code.to_owned(),
    }
}

/// Only the Chinese word, where there is one.
pub(crate) fn zh(code: &str) -> &str {
    zh_of(code).unwrap_or(code)
}

/// `反馈 report_back` for an act on a case; some acts have the word of a class.
pub(crate) fn act(code: &str) -> String {
    match find(ACTS, code) {
        Some(zh) => format!("{zh} {code}"),
        None => word(code),
    }
}

/// Only the Chinese word of an act on a case.
pub(crate) fn act_zh(code: &str) -> &str {
    find(ACTS, code).unwrap_or_else(|| zh(code))
}

pub(crate) fn refusal(code: &str) -> &str {
    find(REFUSALS, code).unwrap_or(code)
}

/// `联系电话 phone` for the key of a field.
pub(crate) fn field(key: &str) -> String {
    let places = [collection::BUILDING, collection::DWELLING, collection::HOUSEHOLD];
    let of_place = || places.into_iter().flatten().find(|spec| spec.key == key);
    match resident::spec(key).or_else(of_place) {
        Some(spec) => format!("{} {key}", spec.zh),
        None => find(FIELDS, key).map_or_else(|| key.to_owned(), |zh| format!("{zh} {key}")),
    }
}

pub(crate) fn yes_no(yes: bool) -> String {
    if yes { "是 yes" } else { "否 no" }.to_owned()
}

fn zh_of(code: &str) -> Option<&'static str> {
    LISTS.into_iter().find_map(|words| find(words, code))
}

fn find(words: &[(&'static str, &'static str)], code: &str) -> Option<&'static str> {
    words.iter().find(|(own, _)| *own == code).map(|(_, zh)| *zh)
}

#[cfg(test)]
mod tests {
    use super::*;
    use etong_core::domain::case::{ActWord, CaseClass, CaseState};
    use etong_core::protocol::PostKind;

    #[test]
    fn every_word_of_the_core_has_a_chinese_one() {
        let states = CaseState::ALL.map(CaseState::as_str);
        let acts = ActWord::ALL.map(ActWord::as_str);
        let classes = CaseClass::KNOWN.iter().map(CaseClass::as_str);
        let posts = PostKind::KNOWN.iter().map(PostKind::as_str);
        for code in states.into_iter().chain(acts).chain(classes).chain(posts) {
            assert_ne!(zh(code), code);
        }
        assert_eq!(word("drone_flight"), "drone_flight");
    }

    #[test]
    fn an_act_is_not_shown_as_the_class_of_that_name() {
        assert_eq!((act("dispute").as_str(), word("dispute").as_str()), ("不认可 dispute", "矛盾纠纷 dispute"));
        let classes: Vec<&str> = CaseClass::KNOWN.iter().map(CaseClass::as_str).collect();
        for word in ActWord::ALL.map(ActWord::as_str) {
            assert!(!classes.contains(&word) || find(ACTS, word).is_some(), "{word} is an act and a class");
        }
    }

    #[test]
    fn a_mistyped_record_id_is_no_document() {
        assert_eq!(field("record"), "编号 record");
        assert_eq!(field("id"), "证件 id");
    }

    #[test]
    fn a_word_stands_once() {
        let codes: Vec<&str> = LISTS.into_iter().flatten().map(|(code, _)| *code).collect();
        for (nth, code) in codes.iter().enumerate() {
            assert!(!codes[nth + 1..].contains(code), "{code}");
        }
    }
}
