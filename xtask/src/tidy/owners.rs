//! Libraries with one home: SQLite in the stored modules, automerge in merge, uniffi at the glass.

use crate::tidy::finding::Finding;
use crate::tidy::modules::has_word;
use crate::tidy::tree::Tree;

const RULE: &str = "owner";

/// Where SQLite may be named.
const SQLITE: &[&str] = &[
    "core/src/store/",
    "core/src/projection/",
    "core/src/view/",
    "core/src/apply",
    "core/src/error.rs",
    "sync-server/src/store/",
    "sync-server/src/directory/",
    "sync-server/src/intake/",
    "sync-server/src/outlet/",
    "sync-server/src/verify/",
    "sync-server/src/error.rs",
];

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, source) in tree.shipped_rust() {
        let mut is_switched = false;
        for (line, code) in source.numbered() {
            is_switched = is_switched || code.starts_with("#[cfg") || code.trim_start().starts_with("#[cfg_attr");
            let mut find = |advice: &str| findings.push(Finding::new(RULE, path, line, advice));
            if has_word(code, "rusqlite") && !SQLITE.iter().any(|home| path.starts_with(home)) {
                find(
                    "rusqlite outside the stored modules: let store/ (or a view's .sql) do it, and pass store's own types",
                );
            }
            if (code.contains("automerge::") || code.contains("use automerge")) && !path.starts_with("core/merge/") {
                find("automerge outside core/merge: use etong_merge's RecordDoc");
            }
            if has_word(code, "uniffi")
                && !(path.starts_with("bindings/") || (path.starts_with("core/src/") && is_switched))
            {
                find(
                    "uniffi outside bindings/: one #[cfg_attr(feature = \"uniffi\", …)] line in core, nothing elsewhere",
                );
            }
            is_switched = is_switched && !ends_item(code);
        }
    }
    findings
}

/// The last line of an attribute, a statement or an item, so of what a `#[cfg(…)]` before it switches.
fn ends_item(code: &str) -> bool {
    let is_attribute_on_its_own = code.contains("cfg_attr") && code.trim_end().ends_with(']');
    is_attribute_on_its_own || code.starts_with('}') || (!code.starts_with(' ') && code.trim_end().ends_with(';'))
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::tree::Tree;

    #[test]
    fn a_library_away_from_home_is_caught() {
        for (path, code) in [
            ("core/src/domain/case.rs", "use rusqlite::Row;"),
            ("core/cli/src/main.rs", "fn a(c: rusqlite::Connection) {}"),
            ("sync-server/src/routes/push.rs", "use rusqlite::params;"),
            ("core/src/apply/docs.rs", "use automerge::Automerge;"),
            ("core/src/view/board.rs", "#[derive(uniffi::Record)]"),
            ("core/src/device.rs", "#[cfg(feature = \"uniffi\")]\nimpl A {\n}\nuse uniffi::X;"),
            ("sync-server/src/lib.rs", "#[cfg_attr(feature = \"uniffi\", derive(uniffi::Record))]"),
        ] {
            assert_eq!(check(&Tree::of(&[(path, code)])).len(), 1, "{path}: {code}");
        }
    }

    #[test]
    fn a_library_at_home_passes() {
        for (path, code) in [
            ("core/src/store/log.rs", "use rusqlite::Row;"),
            ("core/merge/src/doc.rs", "use automerge::Automerge;"),
            ("core/src/view/board.rs", "#[cfg_attr(feature = \"uniffi\", derive(uniffi::Record))]"),
            ("core/src/lib.rs", "#[cfg(feature = \"uniffi\")]\nuniffi::setup_scaffolding!();"),
            ("core/src/apply/docs.rs", "use etong_merge::AutomergeDoc; // automerge::Change"),
            (
                "core/src/device.rs",
                "#[cfg(feature = \"uniffi\")]\nimpl From<uniffi::X> for Y {\n    fn from(e: uniffi::X) -> Self {\n    }\n}",
            ),
            ("bindings/src/lib.rs", "#[derive(uniffi::Object)]"),
        ] {
            assert_eq!(check(&Tree::of(&[(path, code)])), [], "{path}: {code}");
        }
    }
}
