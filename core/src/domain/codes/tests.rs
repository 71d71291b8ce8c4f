//! Code lists: as many entries as the standard has, and the words of those people use.

use super::*;
use std::collections::BTreeSet;

#[test]
fn each_list_has_as_many_entries_as_its_standard_and_no_code_or_word_twice() {
    let table = [
        (CodeName::Sex, 4),
        (CodeName::Marriage, 8),
        (CodeName::Nation, 58),
        (CodeName::Education, 40),
        (CodeName::Relation, 84),
        (CodeName::Politics, 13),
        (CodeName::IdType, 10),
        (CodeName::HouseholdMatch, 2),
        (CodeName::HouseholdKind, 2),
        (CodeName::LeftBehind, 3),
        (CodeName::Division, 13),
        (CodeName::YesNo, 2),
    ];
    assert_eq!(table.len(), CodeName::ALL.len());
    for (name, count) in table {
        let list: CodeTable = serde_json::from_str(name.built_in()).unwrap();
        assert_eq!(list.entries.len(), count, "{name:?}");
        assert!(list.entries.is_sorted_by(|a, b| a.code < b.code), "{name:?}");
        let words: BTreeSet<&str> = list
            .entries
            .iter()
            .flat_map(|entry| std::iter::once(&entry.word).chain(&entry.also))
            .map(String::as_str)
            .collect();
        let also: usize = list.entries.iter().map(|entry| entry.also.len()).sum();
        assert_eq!(words.len(), count + also, "{name:?}");
        assert!(!list.source.is_empty() && !list.note.is_empty(), "{name:?}");
        assert!(name.built_in().contains(&format!("\"dictionary\": \"{}\"", name.dictionary())), "{name:?}");
        assert_eq!(Codes::default().table(name), &list);
    }
}

#[test]
fn a_code_is_found_by_itself_or_by_its_words() {
    let codes = Codes::default();
    let table = [
        (CodeName::Nation, "22", Some("22")),
        (CodeName::Nation, "畲族", Some("22")),
        (CodeName::Nation, "汉", Some("01")),
        (CodeName::Sex, "女", Some("2")),
        (CodeName::Sex, "3", None),
        (CodeName::Education, "初中", Some("70")),
        (CodeName::Education, "初中毕业", Some("71")),
        (CodeName::Relation, "儿媳", Some("38")),
        (CodeName::Division, "龙海区", Some("350604")),
        (CodeName::Division, "龙海市", Some("350681")),
        (CodeName::YesNo, "是", Some("1")),
    ];
    for (name, typed, code) in table {
        assert_eq!(codes.table(name).code(typed), code, "{typed}");
    }
    assert_eq!(codes.table(CodeName::Nation).word("23"), Some("高山"));
}

#[test]
fn 龙海_and_长泰_have_one_code_on_each_day() {
    let codes = Codes::default();
    let division = codes.table(CodeName::Division);
    let on = |day: &str| -> Vec<&str> { division.on(day.parse().unwrap()).map(|entry| entry.code.as_str()).collect() };
    let table = [
        ("2020-07-30", ["350625", "350681"], ["350604", "350605"]),
        ("2021-02-03", ["350604", "350605"], ["350625", "350681"]),
    ];
    for (day, held, not) in table {
        assert_eq!(on(day).len(), 11, "{day}");
        assert!(
            held.iter().all(|code| on(day).contains(code)) && not.iter().all(|code| !on(day).contains(code)),
            "{day}"
        );
    }
    assert_eq!(division.word("350681"), Some("龙海市"), "an old record keeps its meaning");
}

#[test]
fn a_published_list_takes_the_place_of_the_built_in_one_and_a_broken_one_does_not() {
    let mut codes = Codes::default();
    assert!(codes.publish(
        "code.left_behind",
        r#"{"source":"县民政局","entries":[{"code":"1","word":"留守儿童"},{"code":"4","word":"空巢老人"}]}"#
    ));
    assert_eq!(codes.table(CodeName::LeftBehind).code("空巢老人"), Some("4"));
    assert_eq!(codes.table(CodeName::LeftBehind).code("留守妇女"), None);
    for (dictionary, body) in
        [("code.sex", "{}"), ("code.sex", "[1"), ("code.sex", r#"{"source":"x","entries":[]}"#), ("calendar.cn", "{}")]
    {
        assert!(!codes.publish(dictionary, body), "{dictionary}");
    }
    assert_eq!(codes.table(CodeName::Sex).code("男"), Some("1"));
}
