//! Which verb reads and prints what, from where the verbs are defined: the line `JSON: WhatItReads → WhatItPrints` in the words above
//! one, in `core/cli/src/args`.

use std::collections::BTreeMap;

use crate::tidy::Tree;

const ARGS: &str = "core/cli/src/args/";
/// Under which the verbs begin.
const ROOT: &str = "Verb";
const MARK: &str = "JSON: ";

/// One verb: its words, the types it reads and the types it prints.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct JsonVerb {
    pub(crate) words: String,
    pub(crate) reads: Vec<String>,
    pub(crate) prints: Vec<String>,
}

/// In the order of their words.
pub(crate) fn verbs(tree: &Tree) -> Vec<JsonVerb> {
    let mut enums = BTreeMap::new();
    for (_, text) in tree.with_extension("rs").filter(|(path, _)| path.starts_with(ARGS)) {
        read(text, &mut enums);
    }
    let mut found = Vec::new();
    walk(&enums, ROOT, "", &mut found);
    found.sort_by(|one, other| one.words.cmp(&other.words));
    found
}

/// One variant: its word, the type of what stands in it, and what its words say about JSON.
struct Variant {
    word: String,
    inside: String,
    says: Option<String>,
}

fn walk(enums: &BTreeMap<String, Vec<Variant>>, name: &str, above: &str, found: &mut Vec<JsonVerb>) {
    for variant in enums.get(name).into_iter().flatten() {
        let words = format!("{above} {}", variant.word).trim_start().to_owned();
        if let Some((reads, prints)) = variant.says.as_deref().and_then(|says| says.split_once('→')) {
            let types = |text: &str| {
                text.split('|').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
            };
            found.push(JsonVerb { words: words.clone(), reads: types(reads), prints: types(prints) });
        }
        match variant.inside.as_str() {
            // The one list of words that is an argument, not a tree of verbs.
            "List" if name == ROOT => walk(enums, "Noun", &words, found),
            inside => walk(enums, inside, &words, found),
        }
    }
}

fn read(text: &str, enums: &mut BTreeMap<String, Vec<Variant>>) {
    let (mut inside, mut says): (Option<(String, Vec<Variant>)>, Option<String>) = (None, None);
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("pub(crate) enum ").and_then(|line| line.strip_suffix(" {")) {
            (inside, says) = (Some((name.to_owned(), Vec::new())), None);
        } else if line == "}" {
            enums.extend(inside.take());
        } else if let Some((_, variants)) = &mut inside {
            let Some(code) = line.strip_prefix("    ").filter(|code| !code.starts_with(' ')) else { continue };
            if let Some(said) = code.strip_prefix("/// ").and_then(|doc| doc.strip_prefix(MARK)) {
                says = Some(said.trim_end_matches('.').to_owned());
            } else if code.starts_with(|first: char| first.is_ascii_uppercase()) {
                let (name, rest) = code.split_once(['(', ' ', ',']).unwrap_or((code, ""));
                let inside = rest.trim_start_matches("Box<").trim_end_matches([',', ')', '>']).to_owned();
                variants.push(Variant { word: kebab(name), inside, says: says.take() });
            }
        }
    }
}

fn kebab(name: &str) -> String {
    let mut word = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !word.is_empty() {
            word.push('-');
        }
        word.push(letter.to_ascii_lowercase());
    }
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    const ARGS_TEXT: &str = "pub(crate) enum Verb {\n    /// Acts.\n    ///\n    /// JSON: ActRequest → Captured.\n    \
                             Act(Box<Act>),\n    TidyUp(Tidy),\n    List(List),\n}\n\npub(crate) enum Tidy {\n    \
                             /// JSON: → Report | Other.\n    Show {\n        /// JSON: → Nothing.\n        id: String,\n    },\n}\n\n\
                             pub(crate) enum Noun {\n    /// JSON: → Rows.\n    KeptAside,\n}\n";

    #[test]
    fn a_verb_says_what_it_reads_and_prints_wherever_it_stands_in_the_tree() {
        let found = verbs(&Tree::of(&[("core/cli/src/args/mod.rs", ARGS_TEXT)]));
        let told: Vec<String> =
            found.iter().map(|verb| format!("{}: {:?} {:?}", verb.words, verb.reads, verb.prints)).collect();
        assert_eq!(
            told,
            [
                r#"act: ["ActRequest"] ["Captured"]"#,
                r#"list kept-aside: [] ["Rows"]"#,
                r#"tidy-up show: [] ["Report", "Other"]"#,
            ]
        );
    }
}
