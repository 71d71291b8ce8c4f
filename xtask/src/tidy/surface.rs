//! The relay's routes and `docs/openapi.json` name the same paths and methods.

use std::collections::BTreeSet;

use regex::Regex;
use serde_json::Value;

use crate::tidy::finding::Finding;
use crate::tidy::tree::Tree;

const RULE: &str = "surface";
const ROUTES: &str = "sync-server/src/routes/mod.rs";
const DOCUMENT: &str = "docs/openapi.json";

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let (Some(routes), Some(document)) = (tree.files.get(ROUTES), tree.files.get(DOCUMENT)) else {
        return Vec::new();
    };
    let Ok(document) = serde_json::from_str::<Value>(document) else {
        return vec![Finding::new(RULE, DOCUMENT, 0, "not JSON")];
    };
    let (served, documented) = (served(routes), documented(&document));
    let missing = served.difference(&documented).map(|(path, method)| {
        Finding::new(RULE, DOCUMENT, 0, format!("{method} {path} is served and not documented: add it under \"paths\""))
    });
    let stale = documented.difference(&served).map(|(path, method)| {
        Finding::new(RULE, DOCUMENT, 0, format!("{method} {path} is documented and not served: take it out"))
    });
    missing.chain(stale).collect()
}

/// The rows of the relay's table of routes.
fn served(routes: &str) -> BTreeSet<(String, String)> {
    let Ok(row) = Regex::new(r#"\(Method::([A-Z]+), "([^"]+)","#) else { return BTreeSet::new() };
    row.captures_iter(routes)
        .filter_map(|found| Some((found.get(2)?.as_str().to_owned(), found.get(1)?.as_str().to_lowercase())))
        .collect()
}

fn documented(document: &Value) -> BTreeSet<(String, String)> {
    let paths = document.get("paths").and_then(Value::as_object);
    let mut documented = BTreeSet::new();
    for (path, entry) in paths.into_iter().flatten() {
        let methods = entry.as_object().into_iter().flat_map(|entry| entry.keys());
        documented.extend(methods.map(|method| (path.clone(), method.clone())));
    }
    documented
}

#[cfg(test)]
mod tests {
    use super::{DOCUMENT, ROUTES, check};
    use crate::tidy::tree::Tree;

    const SERVED: &str = "        (Method::POST, \"/v1/push\", post(push::push)),\n        \
                          (Method::GET, \"/v1/history\", get(history::history)),\n        \
                          (Method::POST, \"/v1/history\", post(history::ask)),\n";

    fn found(document: &str) -> Vec<String> {
        check(&Tree::of(&[(ROUTES, SERVED), (DOCUMENT, document)])).into_iter().map(|one| one.advice).collect()
    }

    #[test]
    fn a_route_without_its_document_and_a_document_without_its_route_are_caught() {
        let whole = r#"{"paths":{"/v1/push":{"post":{}},"/v1/history":{"get":{},"post":{}}}}"#;
        assert_eq!(found(whole), Vec::<String>::new());
        let lacks = r#"{"paths":{"/v1/push":{"post":{}},"/v1/history":{"get":{}}}}"#;
        assert_eq!(found(lacks), ["post /v1/history is served and not documented: add it under \"paths\""]);
        let stale = whole.replace("/v1/push", "/v1/old");
        assert_eq!(found(&stale).len(), 2);
    }
}
