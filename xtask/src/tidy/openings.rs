//! Every module opens by saying what it is.

use crate::tidy::finding::Finding;
use crate::tidy::tree::Tree;

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let silent = tree.with_extension("rs").filter(|(_, text)| !text.starts_with("//! "));
    silent
        .map(|(path, _)| Finding::new("opening", path, 1, "open with `//!`: what it is, and what it never does"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::tree::Tree;

    #[test]
    fn a_module_without_a_word_about_itself_is_caught() {
        let tree = Tree::of(&[("core/src/a.rs", "//! A.\nfn a() {}"), ("core/src/b.rs", "fn b() {}\n//! B.")]);
        assert_eq!(check(&tree).len(), 1);
    }
}
