//! Features that plant bugs or take a protection away belong to the tests: no manifest of what ships may switch one on.

use crate::tidy::finding::Finding;
use crate::tidy::tree::Tree;

const RULE: &str = "tests-only-feature";
const TESTS_ONLY: &[&str] = &["baseline", "sim"];
const TESTS: &str = "tests/Cargo.toml";

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.with_extension("toml").filter(|(path, _)| *path != TESTS) {
        for (line, code) in (1..).zip(text.lines()) {
            if let Some(feature) = TESTS_ONLY.iter().find(|feature| switches_on(code, feature)) {
                let advice = format!("the feature {feature} is for {TESTS} alone; nothing that ships may have it");
                findings.push(Finding::new(RULE, path, line, advice));
            }
        }
    }
    findings
}

fn switches_on(code: &str, feature: &str) -> bool {
    let quoted = format!("\"{feature}\"");
    code.contains(&format!("/{feature}\"")) || (code.contains("features") && code.contains(&quoted))
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::tree::Tree;

    #[test]
    fn a_program_that_leaves_a_protection_out_is_caught() {
        let tree = Tree::of(&[
            ("core/cli/Cargo.toml", "etong-core = { workspace = true, features = [\"baseline\"] }\n"),
            ("bindings/Cargo.toml", "sim = [\"etong-core/sim\"]\n"),
            ("tests/Cargo.toml", "baseline = [\"etong-core/baseline\"]\n"),
            ("core/Cargo.toml", "baseline = []\n"),
        ]);
        assert_eq!(check(&tree).len(), 2);
    }
}
