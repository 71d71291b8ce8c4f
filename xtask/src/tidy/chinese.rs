//! Chinese that people read has Chinese punctuation: no half-width comma, semicolon, colon, question or exclamation mark between
//! two characters. Comments count too: those of the argument parser are its help.

use crate::tidy::finding::Finding;
use crate::tidy::tree::Tree;

const RULE: &str = "chinese";
const HALF_WIDTH: [(char, char); 5] = [(',', '，'), (';', '；'), (':', '：'), ('?', '？'), ('!', '！')];

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let files = ["rs", "py", "sql", "json"].into_iter().flat_map(|extension| tree.with_extension(extension));
    let mut findings = Vec::new();
    for (path, text) in files {
        for (line, row) in (1..).zip(text.lines()) {
            findings.extend(half_width(row).map(|(half, full)| {
                Finding::new(RULE, path, line, format!("{half} between Chinese characters: write {full}"))
            }));
        }
    }
    findings
}

fn half_width(row: &str) -> Option<(char, char)> {
    let characters: Vec<char> = row.chars().collect();
    characters.windows(3).find_map(|three| match three {
        [before, mark, after] if is_han(*before) && (is_han(*after) || *after == '{') => {
            HALF_WIDTH.into_iter().find(|(half, _)| half == mark)
        }
        _ => None,
    })
}

fn is_han(character: char) -> bool {
    ('\u{3400}'..='\u{9fff}').contains(&character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_width_marks_between_characters_are_found_and_others_are_not() {
        let comma = format!("let words = \"已受理{}正在处理\";", ',');
        let tree = Tree::of(&[
            ("core/src/a.rs", comma.as_str()),
            ("b.rs", "(\"已受理\", \"正在处理\") // 已受理，正在 x, 在"),
        ]);
        let findings = check(&tree);
        assert_eq!(findings.len(), 1);
        assert!(findings.iter().all(|finding| finding.path == "core/src/a.rs"));
    }
}
