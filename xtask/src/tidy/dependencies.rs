//! Every crate of others that this workspace names has a line in `docs/dependencies.md` (what for, why this one, licence),
//! and no line is left of one that is gone.

use std::collections::{BTreeMap, BTreeSet};

use regex::Regex;

use crate::tidy::finding::Finding;
use crate::tidy::tree::Tree;

const RULE: &str = "dependency";
const DOCUMENT: &str = "docs/dependencies.md";

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let Some(document) = tree.files.get(DOCUMENT) else { return Vec::new() };
    let Ok(row) = Regex::new(r"^\| `([\w-]+)` \|([^|]*)\|([^|]*)\|([^|]*)\|$") else { return Vec::new() };
    let mut findings = Vec::new();
    let mut justified = BTreeMap::new();
    for (number, line) in (1..).zip(document.lines()) {
        let Some(cells) = row.captures(line) else { continue };
        let cell = |nth: usize| cells.get(nth).map_or("", |cell| cell.as_str().trim());
        if [2, 3, 4].iter().any(|&nth| cell(nth).is_empty()) {
            findings.push(Finding::new(RULE, DOCUMENT, number, format!("{}: fill every cell", cell(1))));
        }
        justified.insert(cell(1).to_owned(), number);
    }
    let named = named(tree);
    for (name, manifest) in &named {
        if !justified.contains_key(name) {
            let advice = format!("{name} has no line in {DOCUMENT}: say what for, why this one, and its licence");
            findings.push(Finding::new(RULE, manifest, 0, advice));
        }
    }
    for (name, number) in justified {
        if !named.contains_key(&name) {
            findings.push(Finding::new(
                RULE,
                DOCUMENT,
                number,
                format!("{name} is no dependency any more: take it out"),
            ));
        }
    }
    findings
}

/// Crates of others, and the manifest that names each first.
fn named(tree: &Tree) -> BTreeMap<String, String> {
    let mut named = BTreeMap::new();
    for (manifest, text) in tree.with_extension("toml").filter(|(path, _)| path.ends_with("Cargo.toml")) {
        for name in of_manifest(text) {
            named.entry(name).or_insert_with(|| manifest.to_owned());
        }
    }
    named
}

/// Tables end in `dependencies`; a line of one is `name = …` or `name.workspace = true`. Ours are named by path.
fn of_manifest(text: &str) -> BTreeSet<String> {
    let (mut inside, mut names) = (false, BTreeSet::new());
    for line in text.lines() {
        if let Some(table) = line.strip_prefix('[') {
            inside = table.trim_end_matches(']').ends_with("dependencies");
        } else if inside && let Some((name, value)) = line.split_once('=') {
            let name = name.trim().trim_end_matches(".workspace");
            if !name.starts_with('#') && !name.starts_with("etong-") && !value.contains("path =") {
                names.insert(name.to_owned());
            }
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::{DOCUMENT, check};
    use crate::tidy::tree::Tree;

    const MANIFEST: &str = "[workspace.dependencies]\netong-core = { path = \"core\" }\nserde = \"1\"\n\n[profile.dev]\n\
                            opt-level = 1\n[target.'cfg(unix)'.dependencies]\nrustix.workspace = true\n";
    const ROW: &str = "| `serde` | reads JSON | the usual one | MIT |\n";

    fn advice(document: &str) -> Vec<String> {
        let tree = Tree::of(&[("Cargo.toml", MANIFEST), (DOCUMENT, document)]);
        check(&tree).into_iter().map(|finding| finding.advice).collect()
    }

    #[test]
    fn a_missing_a_stale_and_an_empty_line_are_caught() {
        let whole = format!("{ROW}| `rustix` | limits | safe calls | MIT |\n");
        assert_eq!(advice(&whole), Vec::<String>::new());
        assert!(advice(ROW)[0].starts_with("rustix has no line"));
        assert!(
            advice(&format!("{whole}| `chrono` | dates | old | MIT |\n"))[0].starts_with("chrono is no dependency")
        );
        assert!(advice(&whole.replace("limits", " "))[0].starts_with("rustix: fill every cell"));
    }
}
