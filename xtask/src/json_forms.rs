//! `cargo xtask json`: writes `docs/json.md`, the JSON that verbs read and print, from the types themselves and from where the verbs
//! are defined (`json_verbs`). `cargo xtask tidy` fails when the page is out of date.

use std::collections::BTreeMap;

use xshell::Shell;

use crate::error::XtaskError;
use crate::json_verbs::{JsonVerb, verbs};
use crate::tidy::Tree;

pub(crate) const PAGE: &str = "docs/json.md";

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
    let verbs = verbs(tree);
    let forms = reached(&verbs, forms(tree));
    let mut page = String::from(
        "# JSON forms\n\n<!-- Written by `cargo xtask json` from the types in `core/src` and the verbs in `core/cli/src/args`; do not edit. -->\n\n\
         What `etong` reads with `--from FILE` and prints with `--json`. A list prints its page, or an array of its rows. Moments are milliseconds \
         since 1970, days are `2026-01-31`, ids are text. A field that may be missing is marked `?`; unknown fields are refused on input and may be \
         added to output.\n\nAn error is one object on standard error: `{\"error\": {\"kind\", \"exit\", \"detail\", \"words\", …}}`; of a refusal, \
         `who_may` and `instead` ([Instead](#instead)).\n\n`sync` prints `sent`, `received`, `refused`, `in_custody`, `complete`, `changed`, `residents`, `cases`, `patrols`, `directory`; `verify` `equal`, `held`, `reach`, `unsent`, `read_again`.\n\n| verb | reads | prints |\n|---|---|---|\n",
    );
    let links = |names: &[String]| match names {
        [] => "—".to_owned(),
        names => names.iter().map(|name| linked(name, &forms)).collect::<Vec<_>>().join(" or "),
    };
    for JsonVerb { words, reads, prints } in &verbs {
        page += &format!("| `{words}` | {} | {} |\n", links(reads), links(prints));
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

/// Types that verbs name and that are not there, for the check.
pub(crate) fn unknown(tree: &Tree) -> Vec<String> {
    let forms = forms(tree);
    named(&verbs(tree)).filter(|name| !forms.contains_key(name)).collect()
}

fn named(verbs: &[JsonVerb]) -> impl Iterator<Item = String> {
    verbs.iter().flat_map(|verb| verb.reads.iter().chain(&verb.prints)).cloned()
}

/// Only what the verbs read and print, and what lies inside.
fn reached(verbs: &[JsonVerb], mut forms: BTreeMap<String, Form>) -> BTreeMap<String, Form> {
    let mut wanted: Vec<String> = named(verbs).chain(["Instead".to_owned()]).collect();
    let mut found = BTreeMap::new();
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

/// Structs with named fields, and enums told apart by a tag, that serde reads or writes, with the words above them.
fn read(text: &str, forms: &mut BTreeMap<String, Form>) {
    let (mut words, mut crosses, mut tagged): (Vec<&str>, bool, bool) = (Vec::new(), false, false);
    let mut inside: Option<(String, Form)> = None;
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
                } else if let Some((variant, kind)) = code.trim_end_matches("),").split_once('(').filter(|_| tagged) {
                    form.fields.push((snake(variant), kind_of(kind), words.join(" ")));
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
            (words, crosses, tagged) = (Vec::new(), false, false);
        } else if code.starts_with("#[serde(tag = ") {
            tagged = true;
        } else if let Some(name) = line.strip_prefix("pub enum ").and_then(|line| line.strip_suffix(" {")) {
            if crosses && tagged {
                inside = Some((name.to_owned(), Form { about: words.join(" "), fields: Vec::new() }));
            }
            (words, crosses) = (Vec::new(), false);
        } else if !code.starts_with("#[") {
            (words, crosses, tagged) = (Vec::new(), false, false);
        }
    }
}

fn snake(name: &str) -> String {
    let mut word = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !word.is_empty() {
            word.push('_');
        }
        word.push(letter.to_ascii_lowercase());
    }
    word
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
        let text = "/// A thing.\n#[derive(serde::Serialize)]\npub struct HomeView {\n    /// Its name.\n    pub name: Option<String>,\n}\n\npub struct Other {\n    pub x: u8,\n}\n\n\
                    /// By `act`.\n#[derive(serde::Deserialize)]\n#[serde(tag = \"act\")]\npub enum Asked {\n    FollowUp(HomeView),\n}\n";
        let args = "pub(crate) enum Verb {\n    /// JSON: Asked → HomeView.\n    Home,\n}\n";
        let page = page(&Tree::of(&[("core/src/view/thing.rs", text), ("core/cli/src/args/verb.rs", args)]));
        assert!(page.contains("| `home` | [Asked](#asked) | [HomeView](#homeview) |"), "{page}");
        assert!(page.contains("| `follow_up` | [HomeView](#homeview) |"), "{page}");
        assert!(page.contains("## HomeView\n\nA thing.") && page.contains("| `name` | text? | Its name. |"), "{page}");
        assert!(!page.contains("## Other"));
    }
}
