//! No refusal is a dead end: a rule that names no kind of post is `barred` by its id, which says what to do.

use crate::tidy::finding::Finding;
use crate::tidy::tree::Tree;

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let advice = "a refusal that names nobody: use CaptureError::barred with the rule's id, which says what to do";
    let sources = tree.shipped_rust().filter(|(path, _)| path.starts_with("core/src/"));
    sources
        .flat_map(|(path, source)| {
            let dead_ends = source.numbered().filter(|(_, code)| code.contains("who_may: Vec::new() }"));
            dead_ends.map(|(line, _)| Finding::new("refusals", path, line, advice)).collect::<Vec<_>>()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_without_a_way_on_is_found() {
        let dead_end = "fn f() { Err(CaptureError::NotAllowed { rule, who_may: Vec::new() }) }";
        assert_eq!(check(&Tree::of(&[("core/src/capture/a.rs", dead_end)])).len(), 1);
    }
}
