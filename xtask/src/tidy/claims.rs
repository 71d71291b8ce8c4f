//! What the documents claim of tests: each test they name is there, and no cell of the threat model is left empty.

use std::collections::BTreeSet;

use crate::tidy::finding::Finding;
use crate::tidy::tree::Tree;

const THREATS: &str = "docs/threat-model.md";
const CLAIMING: [&str; 3] = ["docs/features.md", "docs/conflicts.md", THREATS];
/// A name with fewer joints is a field or a word.
const JOINTS: usize = 4;

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let functions: BTreeSet<&str> = tree.with_extension("rs").flat_map(|(_, text)| names(text)).collect();
    let mut findings = Vec::new();
    for path in CLAIMING {
        let Some(text) = tree.files.get(path) else { continue };
        for (line, nth) in text.lines().zip(1..) {
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

fn has_empty_cell(line: &str) -> bool {
    let cells = line.trim().strip_prefix('|').and_then(|line| line.strip_suffix('|'));
    cells.is_some_and(|cells| cells.split('|').any(|cell| cell.trim().is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_that_is_nowhere_and_an_empty_cell_are_found() {
        let code = ("tests/a.rs", "async fn a_lost_phone_shows_nobody_anything() {}");
        let told = "| `a_lost_phone_shows_nobody_anything` | `custody_grace_days` |\n| `a_lost_phone_shows_everybody_everything` | x |";
        let findings = check(&Tree::of(&[code, ("docs/features.md", told)]));
        assert_eq!(findings.iter().map(|finding| finding.line).collect::<Vec<_>>(), [2]);
        let findings = check(&Tree::of(&[(THREATS, "| a | b |\n|---|---|\n| a | |\n| a | b |")]));
        assert_eq!(findings.iter().map(|finding| finding.line).collect::<Vec<_>>(), [3]);
    }
}
