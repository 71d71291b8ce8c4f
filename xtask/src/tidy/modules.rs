//! Arrows between the modules of core, and purity of those that decide: read from every `crate::` and `super::` path.

use crate::tidy::finding::Finding;
use crate::tidy::source::Source;
use crate::tidy::tree::Tree;

/// Module of core, and all it may use. The order is that of ARCHITECTURE.md, from right to left. `apply` takes in the
/// drafts that `capture`, which is pure, hands on.
const ARROWS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("store", &["domain"]),
    ("projection", &["store", "domain"]),
    ("apply", &["capture", "projection", "store", "domain"]),
    ("capture", &["domain"]),
    ("sync", &["apply", "projection", "store", "domain"]),
    ("view", &["apply", "projection", "store", "domain"]),
    ("app", &["capture", "sync", "view", "apply", "projection", "store", "domain"]),
];

/// Beside the flow: every module but the pure ones may use them.
const BESIDE: &[&str] = &["baseline", "device", "error", "sim"];

/// What nothing that only decides may touch: IO, clocks, chance.
const IMPURE: &[&str] =
    &["rusqlite", "tokio", "reqwest", "getrandom", "std::time", "std::fs", "std::net", "std::thread"];

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, source) in tree.shipped_rust() {
        if let Some(inner) = path.strip_prefix("core/src/") {
            arrows(path, inner, &source, &mut findings);
        }
        if ["core/src/domain", "core/src/capture", "core/protocol/src/", "core/merge/src/"]
            .iter()
            .any(|pure| path.starts_with(pure))
        {
            purity(path, &source, &mut findings);
        }
    }
    findings
}

fn arrows(path: &str, inner: &str, source: &Source, findings: &mut Vec<Finding>) {
    let module = inner.split('/').next().unwrap_or_default().trim_end_matches(".rs");
    if module == "lib" || BESIDE.contains(&module) {
        return;
    }
    let Some((_, allowed)) = ARROWS.iter().find(|(name, _)| *name == module) else {
        let advice = format!(
            "module {module} has no place in the order; give it one in xtask/src/tidy/modules.rs and ARCHITECTURE.md"
        );
        findings.push(Finding::new("module-arrow", path, 0, advice));
        return;
    };
    for (line, used) in uses(inner, source) {
        let known = ARROWS.iter().any(|(name, _)| *name == used);
        let beside = BESIDE.contains(&used.as_str()) && module != "domain" && (module != "capture" || used == "error");
        if used != module && (known || BESIDE.contains(&used.as_str())) && !beside && !allowed.contains(&used.as_str())
        {
            let advice = format!(
                "{module} must not use {used}: each module may use only what is to its right (ARCHITECTURE.md)"
            );
            findings.push(Finding::new("module-arrow", path, line, advice));
        }
    }
}

fn purity(path: &str, source: &Source, findings: &mut Vec<Finding>) {
    let in_core = path.starts_with("core/src/");
    for (line, code) in source.numbered() {
        let automerge = if in_core { &["AutomergeDoc"][..] } else { &[] };
        for word in IMPURE.iter().chain(automerge).filter(|word| has_word(code, word)) {
            let advice = format!("{word} in a pure module: have the caller do it and hand in the result");
            findings.push(Finding::new("purity", path, line, advice));
        }
    }
}

/// Top-level modules named by `crate::…` or by as many `super::` as lead to the root, groups included.
fn uses(inner: &str, source: &Source) -> Vec<(usize, String)> {
    let depth = inner.trim_end_matches("/mod.rs").split('/').count();
    let to_root = "super::".repeat(depth);
    let text = source.code.join("\n");
    let mut found = Vec::new();
    for prefix in ["crate::", to_root.as_str()] {
        for (at, _) in text.match_indices(prefix) {
            let (before, rest) = text.split_at_checked(at).unwrap_or_default();
            if before.ends_with("::") || before.ends_with('$') || before.ends_with(is_name) {
                continue;
            }
            let line = before.matches('\n').count() + 1;
            let rest = rest.strip_prefix(prefix).unwrap_or_default();
            found.extend(heads(rest).into_iter().map(|head| (line, head)));
        }
    }
    found
}

/// `a::b` gives `a`; `{a::{b, c}, d}` gives `a` and `d`.
fn heads(rest: &str) -> Vec<String> {
    let name = |text: &str| text.trim_start().chars().take_while(|c| is_name(*c)).collect::<String>();
    let Some(group) = rest.strip_prefix('{') else { return vec![name(rest)] };
    let mut depth = 0_usize;
    let mut heads = vec![name(group)];
    for (at, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => heads.push(name(group.get(at + 1..).unwrap_or_default())),
            _ => {}
        }
    }
    heads
}

pub(crate) fn has_word(code: &str, word: &str) -> bool {
    code.match_indices(word).any(|(at, _)| {
        let before = code.get(..at).and_then(|before| before.chars().next_back());
        let after = code.get(at + word.len()..).and_then(|after| after.chars().next());
        !before.is_some_and(is_name) && !after.is_some_and(is_name)
    })
}

fn is_name(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

#[cfg(test)]
mod tests {
    use super::{check, heads};
    use crate::tidy::tree::Tree;

    #[test]
    fn an_arrow_to_the_left_is_caught_however_it_is_written() {
        for (path, code) in [
            ("core/src/store/log.rs", "use crate::view::Board;"),
            ("core/src/store/log.rs", "use crate::{\n    domain::case,\n    view::Board,\n};"),
            ("core/src/store/log.rs", "fn a() { super::super::sync::run() }"),
            ("core/src/store/mod.rs", "use super::apply;"),
            ("core/src/domain/case.rs", "use crate::error::CoreError;"),
            ("core/src/capture/case.rs", "use crate::store::entry;"),
            ("core/src/gossip.rs", "//! new"),
        ] {
            assert_eq!(check(&Tree::of(&[(path, code)])).len(), 1, "{path}: {code}");
        }
    }

    #[test]
    fn arrows_to_the_right_pass_and_so_do_tests() {
        for (path, code) in [
            ("core/src/sync/push.rs", "use crate::store::{chain, entry};\nuse super::session;"),
            ("core/src/domain/case/fold.rs", "use super::act;\n// crate::store\nconst A: &str = \"crate::store\";"),
            ("core/src/domain/a.rs", "fn a() {}\n#[cfg(test)]\nmod tests {\n use crate::store::x;\n}"),
            ("core/src/domain/tests/a.rs", "use crate::store::x;"),
        ] {
            assert_eq!(check(&Tree::of(&[(path, code)])), [], "{path}: {code}");
        }
    }

    #[test]
    fn a_clock_in_a_pure_module_is_caught() {
        for word in ["std::time::Duration", "rusqlite::Row", "etong_merge::AutomergeDoc", "tokio::spawn"] {
            let code = format!("use {word};");
            assert_eq!(check(&Tree::of(&[("core/src/domain/a.rs", &code)])).len(), 1, "{word}");
        }
    }

    #[test]
    fn a_group_gives_every_head() {
        assert_eq!(heads("{a::{b, c}, d}; e"), ["a", "d"]);
        assert_eq!(heads("a::b"), ["a"]);
    }
}
