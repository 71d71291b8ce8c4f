//! What the documents claim: each test they name is a test, each file they name by its last name lies beside the one named before it,
//! each method of `App` is there; every row of the features has a test; no cell of the threat model is left empty, and of each promise
//! a mistake was planted, or the row says why none can be; no row stands twice or out of order. That whole paths exist is asked by `links`.

use std::collections::BTreeSet;

use crate::tidy::finding::Finding;
use crate::tidy::tree::Tree;

const THREATS: &str = "docs/threat-model.md";
const FEATURES: &str = "docs/features.md";
const CLAIMING: [&str; 3] = [FEATURES, "docs/conflicts.md", THREATS];
/// The table of promises begins with this heading.
const PROMISES: &str = "## Promises";
const SEEDED: &str = "*(seeded)*";
/// A reason follows.
const NOT_PLANTED: &str = "not planted: ";
/// A name with fewer joints is a field or a word.
const JOINTS: usize = 4;

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let tests: BTreeSet<&str> = tree.with_extension("rs").flat_map(|(_, text)| tests_in(text)).collect();
    let functions: BTreeSet<&str> = tree.with_extension("rs").flat_map(|(_, text)| names(text)).collect();
    let mut findings = Vec::new();
    for path in CLAIMING {
        let Some(text) = tree.files.get(path) else { continue };
        let mut heading = "";
        let (mut said, mut last) = (BTreeSet::new(), 0_u32);
        for (line, nth) in text.lines().zip(1..) {
            heading = if line.starts_with("## ") { line.trim() } else { heading };
            let mut find = |what: String| findings.push(Finding::new("claims", path, nth, what));
            let words: Vec<&str> = line.split('`').skip(1).step_by(2).collect();
            for word in words.iter().filter(|word| is_test(word) && !tests.contains(*word)) {
                find(format!("names {word}, which is no test"));
            }
            for method in words.iter().filter_map(|word| word.strip_prefix("App::")) {
                let name = method.split('(').next().unwrap_or_default();
                if !name.is_empty() && !functions.contains(name) {
                    find(format!("names App::{name}, which is not there"));
                }
            }
            for file in beside_nothing(tree, &words) {
                find(format!("names {file}, which does not lie beside the file named before it"));
            }
            if let Some(begins) = beginning(line)
                && !said.insert((heading, begins))
            {
                find(format!("a second row begins with “{begins}”: make one of them"));
            }
            if path == FEATURES
                && let Some(number) = row_number(line)
            {
                if number <= last {
                    find(format!("row {number} stands behind row {last}"));
                }
                last = number;
                if !words.iter().any(|word| tests.contains(word)) {
                    find("a row names no test".to_owned());
                }
            }
            if path == THREATS && heading == PROMISES && is_unproven_promise(line) {
                let advice = format!(
                    "no mistake was planted against this promise: plant one behind `sim` and write {SEEDED} behind its test, or \
                     say why none can be planted ({NOT_PLANTED}…)"
                );
                find(advice);
            }
            if path == THREATS && has_empty_cell(line) {
                find("a cell is empty: say what is left, or that nothing known is".to_owned());
            }
        }
    }
    findings
}

/// File names without a folder that are not in the folder of the path before them.
fn beside_nothing<'w>(tree: &Tree, words: &[&'w str]) -> Vec<&'w str> {
    let (mut folder, mut gone) = (None, Vec::new());
    for word in words {
        if let Some((before, last)) = word.rsplit_once('/').filter(|_| tree.files.contains_key(*word)) {
            folder = Some((before, last));
        } else if is_file(word)
            && let Some((before, _)) = folder
            && !tree.files.contains_key(&format!("{before}/{word}"))
        {
            gone.push(*word);
        }
    }
    gone
}

fn is_file(word: &str) -> bool {
    let Some((stem, ending)) = word.rsplit_once('.') else { return false };
    let small = |letter: u8| letter.is_ascii_lowercase() || letter == b'_';
    matches!(ending, "rs" | "sql") && stem.bytes().all(small)
}

/// Of `| 12 | …` in the table of features.
fn row_number(line: &str) -> Option<u32> {
    beginning(line)?.parse().ok()
}

fn names(text: &str) -> impl Iterator<Item = &str> {
    text.split("fn ").skip(1).filter_map(first_name)
}

/// The function behind each `#[test]`, however the attribute is written.
fn tests_in(text: &str) -> impl Iterator<Item = &str> {
    let marked = text.split("#[test]").skip(1).chain(text.split("#[tokio::test").skip(1));
    marked.filter_map(|part| part.split_once("fn ").and_then(|(_, rest)| first_name(rest)))
}

fn first_name(part: &str) -> Option<&str> {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    part.split(|letter| !is_part(letter)).next()
}

fn is_test(word: &str) -> bool {
    let small = |letter: u8| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == b'_';
    word.bytes().all(small) && word.matches('_').count() >= JOINTS
}

/// A row below the head of the table.
fn is_unproven_promise(line: &str) -> bool {
    let is_row = line.starts_with("| ") && !line.starts_with("| promise ");
    let reason = line.split_once(NOT_PLANTED).is_some_and(|(_, reason)| reason.split_whitespace().take(4).count() == 4);
    is_row && !line.contains(SEEDED) && !reason
}

/// The first cell of a row of a table.
fn beginning(line: &str) -> Option<&str> {
    let cell = line.strip_prefix("| ")?.split(" | ").next()?;
    (!cell.starts_with("---")).then_some(cell)
}

fn has_empty_cell(line: &str) -> bool {
    let cells = line.trim().strip_prefix('|').and_then(|line| line.strip_suffix('|'));
    cells.is_some_and(|cells| cells.split('|').any(|cell| cell.trim().is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_that_is_nowhere_an_empty_cell_and_a_promise_that_nobody_broke_are_found() {
        let code = (
            "tests/a.rs",
            "#[tokio::test]\nasync fn a_lost_phone_shows_nobody_anything() {}\nfn a_lost_phone_of_a_town() {}",
        );
        let told = "| `a_lost_phone_shows_nobody_anything` | `custody_grace_days` |\n| `a_lost_phone_shows_everybody_everything` | x |";
        let findings = check(&Tree::of(&[code, ("docs/features.md", told)]));
        assert_eq!(findings.iter().map(|finding| finding.line).collect::<Vec<_>>(), [2]);
        let helper = "| `a_lost_phone_of_a_town` |";
        let findings = check(&Tree::of(&[code, ("docs/conflicts.md", helper)]));
        assert_eq!(findings.len(), 1, "a function that is no test");
        let rows = "## Promises\n| promise | test |\n|---|---|\n| a | `x` *(seeded)* |\n| b | not planted: it is a pure function |\n\
                    | c | `x` |\n| d | not planted: |\n## Else\n| e | `x` |\n";
        let findings = check(&Tree::of(&[(THREATS, rows)]));
        assert_eq!(findings.iter().map(|finding| finding.line).collect::<Vec<_>>(), [6, 7], "{findings:?}");
        let findings = check(&Tree::of(&[(THREATS, "| a | b |\n|---|---|\n| c | |\n| d | b |")]));
        assert_eq!(findings.iter().map(|finding| finding.line).collect::<Vec<_>>(), [3]);
        let findings =
            check(&Tree::of(&[("docs/conflicts.md", "## A\n| a | b |\n| c | d |\n| a | e |\n## B\n| a | f |")]));
        assert_eq!(findings.iter().map(|finding| finding.line).collect::<Vec<_>>(), [4], "a row that stands twice");
    }

    #[test]
    fn a_row_without_a_test_a_file_that_lies_elsewhere_and_a_method_that_is_gone_are_found() {
        let code = [("core/a/one.rs", "#[test]\nfn it_is_as_it_says() {}\nfn home() {}"), ("core/b/two.rs", "")];
        let told = "| 1 | x | `core/a/one.rs`, `App::home` | `it_is_as_it_says` |\n\
                    | 2 | x | `core/a/one.rs`, `two.rs` | `it_is_as_it_says` |\n\
                    | 3 | x | `App::house` | `it_is_as_it_says` |\n| 4 | x | y | z |\n| words | x |";
        let findings = check(&Tree::of(&[code[0], code[1], (FEATURES, told)]));
        assert_eq!(findings.iter().map(|finding| finding.line).collect::<Vec<_>>(), [2, 3, 4]);
        let rows = "| 2 | x | `it_is_as_it_says` |\n| 1 | x | `it_is_as_it_says` |";
        let findings = check(&Tree::of(&[code[0], (FEATURES, rows)]));
        assert_eq!(findings.iter().map(|finding| finding.line).collect::<Vec<_>>(), [2], "out of order");
    }
}
