//! Arrows between crates: who may depend on whom, read from `cargo metadata`.

use std::collections::BTreeMap;

use serde_json::Value;
use xshell::{Shell, cmd};

use crate::error::XtaskError;
use crate::tidy::finding::Finding;

const RULE: &str = "crate-arrow";

/// Crate, and all it may use of this workspace. Whoever is not listed here may use anything.
const ARROWS: &[(&str, &[&str])] = &[
    ("etong-protocol", &[]),
    ("etong-merge", &["etong-protocol"]),
    ("etong-core", &["etong-protocol", "etong-merge"]),
    ("etong-server", &["etong-protocol", "etong-merge"]),
    ("etong-ffi", &["etong-core"]),
    ("etong-print", &["etong-core"]),
    ("etong-cli", &["etong-core", "etong-print"]),
    ("etong-city", &["etong-protocol"]),
    ("xtask", &[]),
];

/// Nothing may use these.
const LEAVES: &[&str] = &["etong-tests", "etong-ffi", "etong-cli", "xtask"];

/// Manifest path from the root, crate name, and the crates it names as dependencies (any kind).
#[derive(Debug)]
pub(crate) struct Crate {
    manifest: String,
    name: String,
    uses: Vec<String>,
}

pub(crate) fn read(shell: &Shell) -> Result<Vec<Crate>, XtaskError> {
    let text = cmd!(shell, "cargo metadata --no-deps --format-version 1").quiet().read()?;
    let metadata: Value = serde_json::from_str(&text)?;
    let root = format!("{}/", text_at(&metadata, "workspace_root"));
    let packages = metadata.get("packages").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    Ok(packages.iter().map(|package| read_one(package, &root)).collect())
}

fn read_one(package: &Value, root: &str) -> Crate {
    let dependencies = package.get("dependencies").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let manifest = text_at(package, "manifest_path");
    Crate {
        manifest: manifest.strip_prefix(root).unwrap_or(manifest).to_owned(),
        name: text_at(package, "name").to_owned(),
        uses: dependencies.iter().map(|dependency| text_at(dependency, "name").to_owned()).collect(),
    }
}

fn text_at<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

pub(crate) fn check(crates: &[Crate]) -> Vec<Finding> {
    let arrows: BTreeMap<&str, &[&str]> = ARROWS.iter().copied().collect();
    let ours = |name: &str| crates.iter().any(|one| one.name == name);
    let mut findings = Vec::new();
    for one in crates {
        let allowed = arrows.get(one.name.as_str());
        for used in one.uses.iter().filter(|used| ours(used)) {
            let is_leaf = LEAVES.contains(&used.as_str());
            if is_leaf || allowed.is_some_and(|allowed| !allowed.contains(&used.as_str())) {
                let advice = format!("{} must not depend on {used}; see ARCHITECTURE.md, arrows", one.name);
                findings.push(Finding::new(RULE, &one.manifest, 0, advice));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::{Crate, check};

    fn one(name: &str, uses: &[&str]) -> Crate {
        let uses = uses.iter().map(|used| (*used).to_owned()).collect();
        Crate { manifest: format!("{name}/Cargo.toml"), name: name.to_owned(), uses }
    }

    #[test]
    fn a_relay_that_links_the_domain_is_caught() {
        let crates = [
            one("etong-server", &["etong-protocol", "etong-core", "serde"]),
            one("etong-core", &[]),
            one("etong-protocol", &[]),
        ];
        let findings = check(&crates);
        assert_eq!(findings.len(), 1);
        assert!(findings[0].advice.starts_with("etong-server must not depend on etong-core"));
    }

    #[test]
    fn a_dependency_on_the_tests_is_caught() {
        assert_eq!(check(&[one("etong-city", &["etong-tests"]), one("etong-tests", &["etong-city"])]).len(), 1);
    }
}
