//! Files that can be read in one sitting: a hard cap, and the median that the tree is meant to keep.

use crate::tidy::finding::Finding;
use crate::tidy::tree::{Tree, is_test};

const RULE: &str = "size";
const CAP: usize = 400;

/// Path and why it may be longer.
const LISTED: &[(&str, &str)] =
    &[("core/src/store/schema.sql", "written by `cargo xtask schema`: every table of the store in one place")];

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    check_against(tree, LISTED)
}

fn check_against(tree: &Tree, listed: &[(&str, &str)]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, lines) in sizes(tree) {
        let is_listed = listed.iter().any(|(long, _)| *long == path);
        if lines > CAP && !is_listed {
            let advice = format!(
                "{lines} lines, the cap is {CAP}: split it by step or noun, or list it with a reason in xtask/src/tidy/sizes.rs"
            );
            findings.push(Finding::new(RULE, path, 0, advice));
        }
    }
    for (long, _) in listed {
        if !sizes(tree).any(|(path, lines)| path == *long && lines > CAP) {
            findings.push(Finding::new(
                RULE,
                "xtask/src/tidy/sizes.rs",
                0,
                format!("{long} is no longer too long: take it off the list"),
            ));
        }
    }
    findings
}

/// One line about all Rust files that are not tests.
pub(crate) fn summary(tree: &Tree) -> String {
    let mut lines: Vec<usize> = sizes(tree).filter(|(path, _)| path.ends_with(".rs")).map(|(_, lines)| lines).collect();
    lines.sort_unstable();
    let at = |percent: usize| lines.get(lines.len().saturating_sub(1) * percent / 100).copied().unwrap_or_default();
    format!(
        "{} Rust files that are not tests: median {} lines, p90 {}, longest {}",
        lines.len(),
        at(50),
        at(90),
        at(100)
    )
}

fn sizes(tree: &Tree) -> impl Iterator<Item = (&str, usize)> {
    ["rs", "sql", "py", "sh"]
        .into_iter()
        .flat_map(|extension| tree.with_extension(extension))
        .filter(|(path, _)| !is_test(path))
        .map(|(path, text)| (path, text.lines().count()))
}

#[cfg(test)]
mod tests {
    use super::{CAP, check_against, summary};
    use crate::tidy::tree::Tree;

    #[test]
    fn a_long_file_is_caught_unless_it_is_a_test_or_listed() {
        let (long, short) = ("//! x\n".repeat(CAP + 1), "//! x\n".repeat(CAP));
        let tree = Tree::of(&[("core/src/a.rs", &long), ("core/src/b.rs", &short), ("core/tests/c.rs", &long)]);
        assert_eq!(check_against(&tree, &[]).len(), 1);
        assert_eq!(check_against(&tree, &[("core/src/a.rs", "a table")]), []);
        assert_eq!(check_against(&tree, &[("core/src/a.rs", "a table"), ("core/src/b.rs", "was long")]).len(), 1);
        assert_eq!(summary(&tree), "2 Rust files that are not tests: median 400 lines, p90 400, longest 401");
    }
}
