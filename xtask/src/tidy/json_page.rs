//! `docs/json.md` is what the types say.

use crate::json_forms::{PAGE, page, unknown};
use crate::tidy::finding::Finding;
use crate::tidy::tree::Tree;

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let Some(there) = tree.files.get(PAGE) else { return Vec::new() };
    let mut findings: Vec<Finding> = unknown(tree)
        .into_iter()
        .map(|name| {
            Finding::new(
                "json",
                PAGE,
                1,
                format!("no type {name}: name another where the verb is defined, in core/cli/src/args"),
            )
        })
        .collect();
    if *there != page(tree) {
        findings.push(Finding::new("json", PAGE, 1, "out of date: cargo xtask json"));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_is_out_of_date_is_found() {
        let findings = check(&Tree::of(&[(PAGE, "# JSON forms\n")]));
        assert!(findings.iter().any(|finding| finding.advice.contains("out of date")));
    }
}
