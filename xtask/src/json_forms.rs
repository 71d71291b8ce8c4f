//! `cargo xtask json`: writes `docs/json.md`, the JSON that verbs read and print, from the types themselves. `cargo xtask tidy` fails
//! when the page is out of date.

use std::collections::BTreeMap;

use xshell::Shell;

use crate::error::XtaskError;
use crate::tidy::Tree;

pub(crate) const PAGE: &str = "docs/json.md";

/// Verb, what it reads (`--from`), what it prints with `--json`; `-`: nothing, `*`: an object of its own, as it stands here.
const VERBS: &[(&str, &str, &str)] = &[
    ("act", "CaseActRequest", "Captured"),
    ("appeal open · show", "AppealRequest", "AppealView"),
    ("assessment publish · show", "AssessmentRequest", "AssessmentView"),
    ("audit list", "-", "AuditPage"),
    ("call publish · show", "CallRequest", "CallView"),
    ("campaign publish · show", "CampaignRequest", "CampaignView"),
    ("capture case", "CaseRequest", "Captured"),
    ("capture patrol", "PatrolRequest", "Captured"),
    ("capture resident", "ResidentRequest", "Captured"),
    ("clue report · show", "ClueRequest", "ClueView"),
    ("deadlines", "-", "DeadlineView"),
    ("draw announce · show", "AnnounceRequest", "DrawView"),
    ("due", "-", "DuePage"),
    ("handbook", "-", "HandbookView"),
    ("home", "-", "HomeView"),
    ("inspection do · show", "InspectionRequest", "InspectionView"),
    ("list calls", "-", "CallsPage"),
    ("list campaigns", "-", "CampaignsPage"),
    ("list cases", "-", "BoardPage"),
    ("list kept-aside", "-", "KeptAsideRow"),
    ("list notices", "-", "NoticesPage"),
    ("list patrols", "-", "PatrolsPage"),
    ("list reports", "-", "MyReport"),
    ("list residents · search", "-", "ResidentsPage"),
    ("list units", "-", "UnitsPage"),
    ("map", "-", "MapView"),
    ("mediation open · show", "MediationRequest", "MediationView"),
    ("merge propose · show", "MergeRequest", "MergesView"),
    ("near", "-", "NearView"),
    ("notice publish · show", "NoticeRequest", "NoticeView"),
    ("outbox deliver", "-", "DeliveredView"),
    ("place capture · show", "PlaceRequest", "PlaceView"),
    ("receipt show", "-", "ReceiptView"),
    ("roster plan · day", "RosterRequest", "RosterPage"),
    ("show", "-", "CaseView"),
    ("show (a kind without a screen)", "-", "RecordView"),
    ("special", "SpecialRequest", "Captured"),
    ("status", "-", "StatusView"),
    ("survey import · list", "SurveyRequest", "SurveyView"),
    ("users leave", "-", "LeftView"),
    ("users list", "-", "UserView"),
    ("visit record", "VisitRequest", "Captured"),
];

/// One type: what it is, and its fields.
struct Form {
    about: String,
    fields: Vec<(String, String, String)>,
}

pub(crate) fn run(shell: &Shell) -> Result<(), XtaskError> {
    let tree = Tree::read(&shell.current_dir())?;
    Ok(shell.write_file(PAGE, page(&tree))?)
}

/// The page as the types say it now.
pub(crate) fn page(tree: &Tree) -> String {
    let forms = reached(forms(tree));
    let mut page = String::from(
        "# JSON forms\n\n<!-- Written by `cargo xtask json` from the types in `core/src`; do not edit. -->\n\n\
         What `etong` reads with `--from FILE` and prints with `--json`. A list prints its page, or an array of its rows. Moments are milliseconds \
         since 1970, days are `2026-01-31`, ids are text. A field that may be missing is marked `?`; unknown fields are refused on input and may be \
         added to output.\n\nAn error is one object on standard error: `{\"error\": {\"kind\", \"exit\", \"detail\", \"words\", …}}`; of a refusal, \
         `who_may` and `instead` ([Instead](#instead)).\n\n`sync` prints `sent`, `received`, `refused`, `in_custody`, `complete`, `changed`, `residents`, `cases`, `patrols`, `directory`; `verify` `equal`, `held`, `reach`, `unsent`, `read_again`.\n\n| verb | reads | prints |\n|---|---|---|\n",
    );
    let link = |name: &str| match forms.contains_key(name) {
        true => format!("[{name}](#{})", name.to_lowercase()),
        false => "—".to_owned(),
    };
    for (verb, reads, prints) in VERBS {
        page += &format!("| `{verb}` | {} | {} |\n", link(reads), link(prints));
    }
    for (name, form) in &forms {
        page += &format!("\n## {name}\n\n");
        if !form.about.is_empty() {
            page += &format!("{}\n\n", form.about);
        }
        page += "| field | type | |\n|---|---|---|\n";
        for (field, kind, about) in &form.fields {
            page += &format!("| `{field}` | {} | {about} |\n", linked(kind, &forms));
        }
    }
    page
}

/// Types named in `VERBS` that are not there, for the check.
pub(crate) fn unknown(tree: &Tree) -> Vec<&'static str> {
    let forms = forms(tree);
    let named = VERBS.iter().flat_map(|(_, reads, prints)| [*reads, *prints]);
    named.filter(|name| *name != "-" && !forms.contains_key(*name)).collect()
}

/// Only what the verbs read and print, and what lies inside.
fn reached(mut forms: BTreeMap<String, Form>) -> BTreeMap<String, Form> {
    let named = VERBS.iter().flat_map(|(_, reads, prints)| [*reads, *prints]).chain(["Instead"]);
    let (mut wanted, mut found): (Vec<String>, BTreeMap<String, Form>) =
        (named.map(str::to_owned).collect(), BTreeMap::new());
    while let Some(name) = wanted.pop() {
        if let Some(form) = forms.remove(&name) {
            wanted.extend(form.fields.iter().map(|(_, kind, _)| bare(kind).to_owned()));
            found.insert(name, form);
        }
    }
    found
}

/// The type inside, of lists and of what may be missing.
fn bare(kind: &str) -> &str {
    kind.trim_start_matches("list of ").trim_end_matches('?')
}

fn linked(kind: &str, forms: &BTreeMap<String, Form>) -> String {
    let name = bare(kind);
    match forms.contains_key(name) {
        true => kind.replace(name, &format!("[{name}](#{})", name.to_lowercase())),
        false => kind.to_owned(),
    }
}

fn forms(tree: &Tree) -> BTreeMap<String, Form> {
    let mut forms = BTreeMap::new();
    for (path, text) in tree.with_extension("rs").filter(|(path, _)| path.starts_with("core/src/")) {
        if !path.contains("tests") {
            read(text, &mut forms);
        }
    }
    forms
}

/// Structs with named fields that serde reads or writes, with the words above them.
fn read(text: &str, forms: &mut BTreeMap<String, Form>) {
    let (mut words, mut crosses, mut inside): (Vec<&str>, bool, Option<(String, Form)>) = (Vec::new(), false, None);
    for line in text.lines() {
        let code = line.trim();
        if let Some(doc) = code.strip_prefix("///") {
            words.push(doc.trim());
        } else if let Some((name, mut form)) = inside.take() {
            if line == "}" {
                forms.insert(name, form);
            } else {
                if let Some((field, kind)) = code.strip_prefix("pub ").and_then(|code| code.split_once(": ")) {
                    form.fields.push((field.to_owned(), kind_of(kind.trim_end_matches(',')), words.join(" ")));
                }
                if !code.starts_with("#[") {
                    words.clear();
                }
                inside = Some((name, form));
            }
        } else if code.starts_with("#[derive(") {
            crosses = code.contains("Serialize") || code.contains("Deserialize");
        } else if let Some(name) = line.strip_prefix("pub struct ").and_then(|line| line.strip_suffix(" {")) {
            if crosses && !name.contains('<') {
                inside = Some((name.to_owned(), Form { about: words.join(" "), fields: Vec::new() }));
            }
            (words, crosses) = (Vec::new(), false);
        } else if !code.starts_with("#[") {
            (words, crosses) = (Vec::new(), false);
        }
    }
}

/// A Rust type in words of JSON.
fn kind_of(kind: &str) -> String {
    let inner = |name: &str| kind.strip_prefix(name).and_then(|kind| kind.strip_prefix('<')?.strip_suffix('>'));
    if let Some(inner) = inner("Option") {
        return format!("{}?", kind_of(inner));
    }
    if let Some(inner) = inner("Vec").or_else(|| inner("BTreeSet")) {
        return format!("list of {}", kind_of(inner));
    }
    if let Some(inner) = inner("Box") {
        return kind_of(inner);
    }
    match kind {
        "String" => "text".to_owned(),
        "bool" => "true or false".to_owned(),
        "f64" | "f32" => "number".to_owned(),
        "u8" | "u16" | "u32" | "u64" | "i32" | "i64" | "usize" => "whole number".to_owned(),
        other => other.rsplit("::").next().unwrap_or(other).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_becomes_a_table_of_its_fields() {
        let text = "/// A thing.\n#[derive(serde::Serialize)]\npub struct HomeView {\n    /// Its name.\n    pub name: Option<String>,\n}\n\npub struct Other {\n    pub x: u8,\n}\n";
        let page = page(&Tree::of(&[("core/src/view/thing.rs", text)]));
        assert!(page.contains("## HomeView\n\nA thing.") && page.contains("| `name` | text? | Its name. |"), "{page}");
        assert!(!page.contains("## Other"));
    }
}
