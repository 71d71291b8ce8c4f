//! What the documents claim of tests: each test they name is there, no cell of the threat model is left empty, and of each promise a
//! mistake was planted, or the row says why none can be.

use std::collections::BTreeSet;

use crate::tidy::finding::Finding;
use crate::tidy::tree::Tree;

const THREATS: &str = "docs/threat-model.md";
const CLAIMING: [&str; 3] = ["docs/features.md", "docs/conflicts.md", THREATS];
/// The table of promises begins with this heading.
const PROMISES: &str = "## Promises";
const SEEDED: &str = "*(seeded)*";
/// A reason follows.
const NOT_PLANTED: &str = "not planted: ";
/// A name with fewer joints is a field or a word.
const JOINTS: usize = 4;

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let functions: BTreeSet<&str> = tree.with_extension("rs").flat_map(|(_, text)| names(text)).collect();
    let mut findings = Vec::new();
    for path in CLAIMING {
        let Some(text) = tree.files.get(path) else { continue };
        let mut heading = "";
        for (line, nth) in text.lines().zip(1..) {
            heading = if line.starts_with("## ") { line.trim() } else { heading };
            if path == THREATS && heading == PROMISES && is_unproven_promise(line) {
                let advice = format!(
                    "no mistake was planted against this promise: plant one behind `sim` and write {SEEDED} behind its test, or \
                     say why none can be planted ({NOT_PLANTED}…)"
                );
                findings.push(Finding::new("claims", path, nth, advice));
            }
            let gone = line.split('`').skip(1).step_by(2).filter(|word| is_test(word) && !functions.contains(word));
            findings
                .extend(gone.map(|word| Finding::new("claims", path, nth, format!("names {word}, which is no test"))));
            if path == THREATS && has_empty_cell(line) {
                findings.push(Finding::new(
                    "claims",
                    path,
                    nth,
                    "a cell is empty: say what is left, or that nothing known is",
                ));
            }
        }
    }
    findings
}

fn names(text: &str) -> impl Iterator<Item = &str> {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    text.split("fn ").skip(1).filter_map(move |part| part.split(|letter| !is_part(letter)).next())
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

fn has_empty_cell(line: &str) -> bool {
    let cells = line.trim().strip_prefix('|').and_then(|line| line.strip_suffix('|'));
    cells.is_some_and(|cells| cells.split('|').any(|cell| cell.trim().is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_that_is_nowhere_an_empty_cell_and_a_promise_that_nobody_broke_are_found() {
        let code = ("tests/a.rs", "async fn a_lost_phone_shows_nobody_anything() {}");
        let told = "| `a_lost_phone_shows_nobody_anything` | `custody_grace_days` |\n| `a_lost_phone_shows_everybody_everything` | x |";
        let findings = check(&Tree::of(&[code, ("docs/features.md", told)]));
        assert_eq!(findings.iter().map(|finding| finding.line).collect::<Vec<_>>(), [2]);
        let rows = "## Promises\n| promise | test |\n|---|---|\n| a | `x` *(seeded)* |\n| b | not planted: it is a pure function |\n\
                    | c | `x` |\n| d | not planted: |\n## Else\n| e | `x` |\n";
        let findings = check(&Tree::of(&[(THREATS, rows)]));
        assert_eq!(findings.iter().map(|finding| finding.line).collect::<Vec<_>>(), [6, 7], "{findings:?}");
        let findings = check(&Tree::of(&[(THREATS, "| a | b |\n|---|---|\n| a | |\n| a | b |")]));
        assert_eq!(findings.iter().map(|finding| finding.line).collect::<Vec<_>>(), [3]);
    }
}
