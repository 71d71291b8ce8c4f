//! What people typed leaves a view only through `shown` (`core/src/view/shown.rs`): in a view, a field whose name is that of a typed
//! text, or a text column read from the database, is filled through one of the masks. The names are those of the table of typed texts.

use std::collections::BTreeSet;

use regex::Regex;

use crate::tidy::finding::Finding;
use crate::tidy::tree::Tree;

const RULE: &str = "typed";
const VIEWS: &str = "core/src/view/";
const TABLE: &str = "core/src/domain/typed/table.rs";
/// What masks: the one place, the sight of a post, and the masks for a name or number alone.
const MASKS: [&str; 8] =
    ["shown(", "shown::shown", "code(&", "sight.", "mask_name(", "mask_phone", "masked(", "numbers_in("];
/// Names of typed texts that hold something else in these views: a word of a list, the name of a unit or of who holds a post, the telephone of
/// an office, a text of the centre, a figure.
const NOT_TYPED: &[(&str, &[&str])] = &[
    ("assessment.rs", &["rules", "name", "measure"]),
    ("audit.rs", &["name"]),
    ("audit/roles.rs", &["name"]),
    ("callback.rs", &["rules", "text"]),
    ("campaign.rs", &["name"]),
    ("view/case.rs", &["source", "to_name", "name"]),
    ("view/clue.rs", &["place", "reason"]),
    ("custody.rs", &["reason"]),
    ("deadline.rs", &["who", "what"]),
    ("erasure.rs", &["name"]),
    ("exchange.rs", &["source", "external_no"]),
    ("handbook.rs", &["title", "text", "source"]),
    ("view/history.rs", &["proof"]),
    ("hours.rs", &["name", "text"]),
    ("inspection.rs", &["words"]),
    ("map.rs", &["name"]),
    ("masked.rs", &["by"]),
    ("view/mediation.rs", &["source", "role"]),
    ("view/mobilisation.rs", &["present", "name"]),
    ("home.rs", &["what"]),
    ("nearest.rs", &["name", "number"]),
    ("notice.rs", &["text", "name"]),
    ("opened.rs", &["name"]),
    ("view/patrol.rs", &["what", "name"]),
    ("view/retention.rs", &["reason", "source"]),
    ("sharing.rs", &["name"]),
    ("subject.rs", &["name"]),
    ("units.rs", &["name"]),
    ("warning.rs", &["facts", "address", "party"]),
    ("collection/codes.rs", &["source", "note"]),
    ("collection/merges.rs", &["name"]),
    ("collection/reminders.rs", &["what"]),
    ("collection/visits.rs", &["present"]),
    ("evidence_file.rs", &["text"]),
    ("rehomed.rs", &["place"]),
    ("assessment/figure.rs", &["name", "measure"]),
    ("organisation/card.rs", &["text", "name"]),
    ("organisation/duty.rs", &["name"]),
    ("organisation/located.rs", &["place"]),
    ("organisation/my_posts.rs", &["lead"]),
    ("organisation/offices.rs", &["name", "address", "phone"]),
    ("organisation/pairs.rs", &["reason", "skills"]),
    ("organisation/posts.rs", &["name", "lead"]),
    ("organisation/roster.rs", &["name"]),
    ("organisation/unit.rs", &["name", "skills"]),
    ("organisation/vacancies.rs", &["name"]),
    ("organisation/who_can_help.rs", &["number", "name", "lead", "skills"]),
    ("mediation/paper.rs", &["name"]),
];

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let Some(table) = tree.files.get(TABLE) else { return Vec::new() };
    let typed = typed_names(table);
    let (Ok(filled), Ok(read)) =
        (Regex::new(r"(?:^\s*|\{ )(\w+): (?:\S.*)$"), Regex::new(r#"row\.get(?:::<[^(]*>)?\("(\w+)"\)"#))
    else {
        return Vec::new();
    };
    let mut findings = Vec::new();
    for (path, source) in
        tree.shipped_rust().filter(|(path, _)| path.starts_with(VIEWS) && !path.ends_with("/shown.rs"))
    {
        let whole: Vec<&str> = tree.files.get(path).map(|text| text.lines().collect()).unwrap_or_default();
        let mut in_type = false;
        for (number, code) in source.numbered() {
            let line = whole.get(number - 1).copied().unwrap_or_default();
            in_type = if code.contains("struct ") || code.contains("enum ") {
                code.trim_end().ends_with('{')
            } else {
                in_type && !code.starts_with('}')
            };
            if in_type || code.trim_start().starts_with("fn ") || code.contains("&'") && code.contains("fn ") {
                continue;
            }
            let name = filled.captures(line).and_then(|found| found.get(1)).map(|name| name.as_str());
            let column = read.captures(line).and_then(|found| found.get(1)).map(|name| name.as_str());
            let about = [name, column].into_iter().flatten().find(|name| typed.contains(*name));
            let Some(about) = about else { continue };
            let is_known =
                |(file, fields): &(&str, &[&str])| path.ends_with(&format!("/{file}")) && fields.contains(&about);
            let statement = statement_at(&source.code, number);
            if MASKS.iter().any(|mask| statement.contains(mask)) || NOT_TYPED.iter().any(is_known) {
                continue;
            }
            let advice = format!(
                "{about} is typed by people: fill it through `shown`, or say in {RULE}.rs what else it is here"
            );
            findings.push(Finding::new(RULE, path, number, advice));
        }
    }
    findings
}

/// The keys of the table but those of numbers that are given out.
fn typed_names(table: &str) -> BTreeSet<String> {
    let Ok(row) = Regex::new(r#"\b(?:text|name|phone)\("(\w+)""#) else { return BTreeSet::new() };
    row.captures_iter(table).filter_map(|found| found.get(1)).map(|key| key.as_str().to_owned()).collect()
}

/// From the line on, to the end of the field or statement.
fn statement_at(code: &[String], number: usize) -> String {
    let mut depth = 0_i32;
    let mut statement = String::new();
    for line in code.iter().skip(number - 1).take(12) {
        statement.push_str(line);
        statement.push('\n');
        depth += i32::try_from(line.matches(['(', '{', '[']).count()).unwrap_or(0);
        depth -= i32::try_from(line.matches([')', '}', ']']).count()).unwrap_or(0);
        if depth <= 0 && line.trim_end().ends_with([',', ';', '}']) || depth < 0 {
            break;
        }
    }
    statement
}

#[cfg(test)]
mod tests {
    use super::{TABLE, check};
    use crate::tidy::tree::Tree;

    const ROWS: &str =
        "const CASE: &[TypedSpec] = &[text(\"title\", \"标题\"), given_out(\"contact\", \"联系电话\")];\n";

    fn found(view: &str) -> Vec<String> {
        let tree = Tree::of(&[(TABLE, ROWS), ("core/src/view/new.rs", view)]);
        check(&tree).into_iter().map(|one| format!("{}: {}", one.line, one.advice)).collect()
    }

    #[test]
    fn a_view_that_lets_typed_text_out_past_the_mask_is_caught() {
        let view = "pub struct NewView {\n    pub title: String,\n}\nfn new(fold: Fold) -> NewView {\n    NewView {\n        title: FILLED,\n    }\n}\n";
        for leak in [
            "fold.title",
            "fold.title.clone()",
            "row.get(\"title\")?",
            "fold\n            .title\n            .clone()",
        ] {
            assert_eq!(found(&view.replace("FILLED", leak)).len(), 1, "{leak}");
        }
        for masked in [
            "shown(fold.title)",
            "shown(row.get::<_, String>(\"title\")?)",
            "shown(\n            fold.title,\n        )",
        ] {
            assert_eq!(found(&view.replace("FILLED", masked)), Vec::<String>::new(), "{masked}");
        }
    }

    #[test]
    fn a_typed_column_is_caught_whatever_the_field_is_called_and_a_number_given_out_is_not() {
        let leak = "fn row(row: &Row) -> Line {\n    Line { words: row.get(\"title\")?, }\n}\n";
        assert_eq!(found(leak).len(), 1);
        assert_eq!(
            found("fn call(call: Call) -> View {\n    View {\n        contact: call.contact,\n    }\n}\n"),
            Vec::<String>::new()
        );
    }
}
