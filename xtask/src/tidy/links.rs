//! Documents that tell the truth about where things are: links, anchors, and paths named in backticks or comments.

use std::collections::BTreeSet;

use regex::Regex;

use crate::tidy::finding::Finding;
use crate::tidy::source::Source;
use crate::tidy::tree::Tree;

const RULE: &str = "link";
/// A path in backticks that starts with one of these is taken at its word.
const FOLDERS: &str = r"(?:core|bindings|sync-server|tests|xtask|docs|\.ci)";

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let (Ok(link), Ok(path)) = (Regex::new(r"\]\(([^)\s]+)\)"), Regex::new(&format!(r"`({FOLDERS}/[\w./-]*)`"))) else {
        return vec![Finding::new(RULE, "xtask/src/tidy/links.rs", 0, "a pattern does not compile")];
    };
    let mut findings = Vec::new();
    for (document, text) in tree.with_extension("md") {
        for (line, content) in outside_code_blocks(text) {
            for target in link.captures_iter(content).filter_map(|found| found.get(1)) {
                findings.extend(check_link(tree, document, line, target.as_str()));
            }
            for target in path.captures_iter(content).filter_map(|found| found.get(1)) {
                findings.extend(check_path(tree, document, line, target.as_str()));
            }
        }
    }
    findings.extend(check_comments(tree));
    findings
}

fn check_link(tree: &Tree, document: &str, line: usize, target: &str) -> Option<Finding> {
    if target.starts_with("http://") || target.starts_with("https://") || target.starts_with("mailto:") {
        return None;
    }
    let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
    let file = if file.is_empty() { document.to_owned() } else { resolve(document, file) };
    if !exists(tree, &file) {
        return Some(Finding::new(RULE, document, line, format!("{target} points to nothing: {file} does not exist")));
    }
    let has_anchor = tree.files.get(&file).is_some_and(|text| anchors(text).contains(anchor));
    (!anchor.is_empty() && !has_anchor)
        .then(|| Finding::new(RULE, document, line, format!("{file} has no heading #{anchor}")))
}

fn check_path(tree: &Tree, document: &str, line: usize, target: &str) -> Option<Finding> {
    let target = target.trim_end_matches('/');
    (!exists(tree, target))
        .then(|| Finding::new(RULE, document, line, format!("`{target}` does not exist; name what is there")))
}

/// `docs/adr/0003` in a comment is the beginning of a file's name.
fn check_comments(tree: &Tree) -> Vec<Finding> {
    let Ok(mention) = Regex::new(r"docs/[\w./-]*\w") else { return Vec::new() };
    let mut findings = Vec::new();
    for (path, text) in tree.with_extension("rs") {
        for (line, comment) in (1..).zip(Source::read(text).comments) {
            for found in mention.find_iter(&comment) {
                if !tree.files.keys().any(|file| file.starts_with(found.as_str())) {
                    findings.push(Finding::new(RULE, path, line, format!("{} does not exist", found.as_str())));
                }
            }
        }
    }
    findings
}

fn exists(tree: &Tree, path: &str) -> bool {
    let folder = format!("{path}/");
    path.is_empty() || tree.files.contains_key(path) || tree.files.keys().any(|file| file.starts_with(&folder))
}

/// `target` seen from the folder of `document`, without `.` and `..`.
pub(crate) fn resolve(document: &str, target: &str) -> String {
    let mut parts: Vec<&str> = document.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            _ => parts.push(part),
        }
    }
    parts.join("/")
}

fn outside_code_blocks(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut in_block = false;
    (1..).zip(text.lines()).filter(move |(_, line)| {
        let is_fence = line.trim_start().starts_with("```");
        in_block ^= is_fence;
        !in_block && !is_fence
    })
}

/// The anchors of a document's headings, as the usual web views make them.
fn anchors(text: &str) -> BTreeSet<String> {
    let headings = outside_code_blocks(text).filter_map(|(_, line)| line.strip_prefix('#'));
    headings.map(|heading| anchor(heading.trim_start_matches('#').trim())).collect()
}

fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.flat_map(char::to_lowercase).map(|c| if c == ' ' { '-' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::tree::Tree;

    fn findings(text: &str) -> usize {
        let tree = [
            ("docs/a.md", text),
            ("docs/adr/0001-log.md", "# One log\n## What was `measured`?"),
            ("core/src/lib.rs", "//! x"),
        ];
        check(&Tree::of(&tree)).len()
    }

    #[test]
    fn a_link_to_nothing_is_caught() {
        for text in [
            "[a](b.md)",
            "[a](adr/0001-log.md#two-logs)",
            "[a](#nowhere)",
            "[a](../core/nothing.rs)",
            "see `core/src/nothing.rs`",
        ] {
            assert_eq!(findings(text), 1, "{text}");
        }
    }

    #[test]
    fn a_link_to_something_passes() {
        for text in [
            "[a](adr/0001-log.md#what-was-measured)",
            "# Here 网格\n[a](#here-网格)",
            "[a](../core/src/lib.rs) and `core/src/` and `core/src/lib.rs`",
            "[a](https://example.org/x)",
            "```\n[a](b.md)\n```",
        ] {
            assert_eq!(findings(text), 0, "{text}");
        }
    }

    #[test]
    fn a_comment_that_names_a_missing_document_is_caught() {
        let tree = [("docs/adr/0001-log.md", ""), ("core/src/a.rs", "//! See docs/adr/0001.\n// docs/adr/0009")];
        assert_eq!(check(&Tree::of(&tree)).len(), 1);
    }
}
