//! One query, one `.sql` file that some code runs; strict tables; columns by name.

use std::collections::BTreeSet;

use regex::Regex;

use crate::tidy::finding::Finding;
use crate::tidy::links::resolve;
use crate::tidy::tree::Tree;

const RULE: &str = "sql";

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let Some(patterns) = Patterns::new() else {
        return vec![Finding::new(RULE, "xtask/src/tidy/sql.rs", 0, "a pattern does not compile")];
    };
    let run = included(tree, &patterns);
    let mut findings = Vec::new();
    for (path, text) in tree.with_extension("sql") {
        // Migrations are taken in by folder; schema.sql is written and checked by a test, never run.
        let is_taken_otherwise = path.contains("/migrations/") || path == "core/src/store/schema.sql";
        if !is_taken_otherwise && !run.contains(path) {
            findings.push(Finding::new(RULE, path, 0, "no code runs it (include_str!): run it or delete it"));
        }
        let statements = without_comments(text);
        if patterns.star.is_match(&statements) {
            findings.push(Finding::new(RULE, path, 0, "name the columns instead of *"));
        }
        if patterns.blind_insert.is_match(&statements) {
            findings.push(Finding::new(RULE, path, 0, "list the columns of the INSERT"));
        }
        findings.extend(loose_tables(path, &statements, &patterns));
    }
    findings
}

struct Patterns {
    include: Regex,
    star: Regex,
    blind_insert: Regex,
    table: Regex,
    strict: Regex,
}

impl Patterns {
    fn new() -> Option<Self> {
        Some(Self {
            include: Regex::new(r#"include_str!\(\s*"([^"]+\.sql)"\s*,?\s*\)"#).ok()?,
            star: Regex::new(r"(?i)\bselect\s+(distinct\s+)?(\w+\.)?\*").ok()?,
            blind_insert: Regex::new(r"(?i)\binsert\s+(or\s+\w+\s+)?into\s+\w+\s+(values|select)\b").ok()?,
            table: Regex::new(r"(?i)^\s*create\s+(temp\s+|temporary\s+)?table\s+(if\s+not\s+exists\s+)?(\w+)").ok()?,
            strict: Regex::new(r"(?is)\)[\s\w,]*\bstrict\b[\s\w,]*$").ok()?,
        })
    }
}

/// The `.sql` files some `.rs` file takes in.
fn included(tree: &Tree, patterns: &Patterns) -> BTreeSet<String> {
    let mut run = BTreeSet::new();
    for (path, text) in tree.with_extension("rs") {
        let files = patterns.include.captures_iter(text).filter_map(|found| found.get(1));
        run.extend(files.map(|file| resolve(path, file.as_str())));
    }
    run
}

fn loose_tables(path: &str, statements: &str, patterns: &Patterns) -> Vec<Finding> {
    let mut findings = Vec::new();
    for statement in statements.split(';') {
        let table = patterns.table.captures(statement).and_then(|found| found.get(3));
        if let Some(table) = table.filter(|_| !patterns.strict.is_match(statement)) {
            findings.push(Finding::new(RULE, path, 0, format!("table {} is not STRICT", table.as_str())));
        }
    }
    findings
}

fn without_comments(text: &str) -> String {
    text.lines().map(|line| line.split("--").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::tree::Tree;

    #[test]
    fn loose_sql_is_caught() {
        for text in [
            "CREATE TABLE a (b INTEGER NOT NULL); -- STRICT",
            "SELECT * FROM a",
            "SELECT a.* FROM a",
            "INSERT OR IGNORE INTO a VALUES (?1)",
        ] {
            let tree =
                Tree::of(&[("core/src/store/a/b.sql", text), ("core/src/store/a.rs", "include_str!(\"a/b.sql\")")]);
            assert_eq!(check(&tree).len(), 1, "{text}");
        }
    }

    #[test]
    fn a_query_nobody_runs_is_caught() {
        assert_eq!(check(&Tree::of(&[("core/src/store/a.sql", "SELECT b FROM a")])).len(), 1);
    }

    #[test]
    fn good_sql_passes() {
        let tree = Tree::of(&[
            (
                "core/src/store/migrations/V1__first.sql",
                "CREATE TABLE a (b TEXT NOT NULL -- x;\n) STRICT, WITHOUT ROWID;\nCREATE VIRTUAL TABLE c USING fts5(d);",
            ),
            ("core/src/view/a.sql", "SELECT count(*) AS n FROM a"),
            ("core/src/view/a.rs", "include_str!(\n    \"a.sql\"\n)"),
        ]);
        assert_eq!(check(&tree), []);
    }
}
