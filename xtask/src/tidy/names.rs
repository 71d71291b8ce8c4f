//! A folder is a step of the flow or a noun of the domain: no names that mean "the rest".

use crate::tidy::finding::Finding;
use crate::tidy::tree::Tree;

const VAGUE: &[&str] =
    &["utils", "util", "helpers", "helper", "common", "manager", "service", "impl", "base", "other", "misc"];

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for path in tree.files.keys() {
        let vague =
            path.split('/').map(|part| part.split('.').next().unwrap_or(part)).find(|part| VAGUE.contains(part));
        if let Some(vague) = vague {
            findings.push(Finding::new(
                "name",
                path,
                0,
                format!("\"{vague}\" names no step and no noun: say what it holds"),
            ));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::tree::Tree;

    #[test]
    fn a_vague_name_is_caught_in_files_and_folders() {
        let tree = Tree::of(&[
            ("core/src/utils.rs", ""),
            ("core/helpers/mod.rs", ""),
            ("core/src/case.rs", ""),
            ("core/database.rs", ""),
        ]);
        assert_eq!(check(&tree).len(), 2);
    }
}
