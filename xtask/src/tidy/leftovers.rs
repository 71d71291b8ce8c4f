//! Nothing unfinished lands: no notes to self, no switched-off tests, no debugging, no lint silenced without a word.

use crate::tidy::finding::Finding;
use crate::tidy::modules::has_word;
use crate::tidy::source::Source;
use crate::tidy::tree::{Tree, is_test};

const RULE: &str = "leftover";
const NOTES: &[&str] = &["TODO", "FIXME", "XXX", "HACK"];
const CODE: &[(&str, &str)] = &[
    ("#[ignore", "a switched-off test: assert today's answer with a note instead"),
    ("dbg!", "debugging output"),
    ("todo!", "unfinished code"),
    ("unimplemented!", "unfinished code"),
    ("#[allow(", "silence a lint with #[expect(…, reason = \"…\")]"),
    ("#![allow(", "silence a lint with #![expect(…, reason = \"…\")]"),
];

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.with_extension("rs") {
        let source = Source::read(text);
        notes(path, &source.comments, &mut findings);
        for (line, code) in (1..).zip(&source.code_with_tests) {
            for (word, advice) in CODE.iter().filter(|(word, _)| code.contains(word) && !is_shared_by_tests(path, code))
            {
                findings.push(Finding::new(RULE, path, line, format!("{word}: {advice}")));
            }
        }
    }
    for (path, text) in ["sql", "py", "sh", "toml"].into_iter().flat_map(|extension| tree.with_extension(extension)) {
        let lines: Vec<String> = text.lines().map(str::to_owned).collect();
        notes(path, &lines, &mut findings);
    }
    findings
}

/// A module several test files share has parts that one of them does not use; `expect` cannot say so.
fn is_shared_by_tests(path: &str, code: &str) -> bool {
    is_test(path) && code.contains("allow(dead_code, reason")
}

fn notes(path: &str, lines: &[String], findings: &mut Vec<Finding>) {
    for (number, line) in (1..).zip(lines) {
        for word in NOTES.iter().filter(|word| has_word(line, word)) {
            findings.push(Finding::new(RULE, path, number, format!("{word}: do it or open an issue")));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::tree::Tree;

    #[test]
    fn what_is_left_over_is_caught() {
        for (path, text) in [
            ("core/src/a.rs", "// TODO later"),
            ("core/src/a.sql", "-- FIXME"),
            ("core/src/a.rs", "fn a() { dbg!(1); }"),
            ("core/src/a.rs", "#[cfg(test)]\nmod tests {\n #[ignore]\n fn a() {}\n}"),
            ("core/src/a.rs", "#[allow(dead_code)]"),
        ] {
            assert_eq!(check(&Tree::of(&[(path, text)])).len(), 1, "{text}");
        }
    }

    #[test]
    fn a_rule_about_leftovers_is_not_one() {
        let text = "const A: &str = \"TODO dbg! #[ignore]\"; // the word TODOS is fine";
        assert_eq!(check(&Tree::of(&[("xtask/src/a.rs", text)])), []);
    }
}
