//! ARCHITECTURE names every path that the relay answers, as `docs/openapi.json` lists them.

use crate::tidy::finding::Finding;
use crate::tidy::tree::Tree;

const LIST: &str = "docs/openapi.json";
const TOLD: &str = "ARCHITECTURE.md";

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let (Some(list), Some(told)) = (tree.files.get(LIST), tree.files.get(TOLD)) else { return Vec::new() };
    let api: serde_json::Value = serde_json::from_str(list).unwrap_or_default();
    let paths = api.get("paths").and_then(serde_json::Value::as_object);
    let missing = paths.into_iter().flat_map(|paths| paths.keys()).filter(|path| {
        let named = |end: &str| told.contains(&format!(" {path}{end}"));
        !(named("`") || named("?"))
    });
    missing.map(|path| Finding::new("routes", TOLD, 1, format!("does not name {path} of {LIST}"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_is_told_nowhere_is_found() {
        let api = r#"{"paths": {"/v1/pull": {}, "/v1/card": {}}}"#;
        let findings = check(&Tree::of(&[(LIST, api), (TOLD, "`GET /v1/pull`")]));
        assert_eq!(findings.len(), 1);
    }
}
