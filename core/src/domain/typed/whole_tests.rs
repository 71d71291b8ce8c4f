//! The table is whole: every text field of every payload type, read from the source, is a typed text or said to be none.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::every_typed;

/// The files of payloads, with the kind of their events.
const PAYLOADS: [(&str, &str); 21] = [
    ("case/payload.rs", "case"),
    ("case/report.rs", "case"),
    ("case/reply.rs", "reply"),
    ("mediation/act.rs", "mediation"),
    ("mediation/parts.rs", "mediation"),
    ("mediation/payload.rs", "mediation"),
    ("inspection/act.rs", "inspection"),
    ("clue/act.rs", "clue"),
    ("collection/visit.rs", "visit"),
    ("collection/merge.rs", "merge"),
    ("notice/payload.rs", "notice"),
    ("mobilisation/call_payload.rs", "call"),
    ("mobilisation/muster_payload.rs", "muster"),
    ("organisation/roster.rs", "roster"),
    ("patrol/payload.rs", "patrol"),
    ("patrol/act.rs", "patrol"),
    ("campaign/payload.rs", "campaign"),
    ("assessment/act.rs", "assessment"),
    ("assessment/appeal.rs", "appeal"),
    ("callback/act.rs", "draw"),
    ("survey/payload.rs", "survey"),
];

/// Types that are written down but are no payload of an event: rows of the centre, rules of dictionaries, files, figures.
const OTHERS: [&str; 19] = [
    "event.rs",
    "audit.rs",
    "directory.rs",
    "handbook.rs",
    "assessment/case.rs",
    "assessment/rules.rs",
    "calendar/body.rs",
    "callback/file.rs",
    "callback/rules.rs",
    "clue/guidance.rs",
    "deadline/rule.rs",
    "exchange/batch.rs",
    "inspection/checklist.rs",
    "patrol/rule.rs",
    "patrol/summary.rs",
    "retention/rule.rs",
    "receipt_file/mod.rs",
    "mobilisation/certificate.rs",
    "dictionary/edition.rs",
];

/// Texts that nobody types freely: words of lists, days, codes, hashes.
const WORDS: [&str; 28] = [
    "a",
    "kind",
    "state",
    "hash",
    "media",
    "evidence",
    "code_hash",
    "changed",
    "next_on",
    "sex",
    "nation",
    "paper",
    "item",
    "period",
    "indicators",
    "indicator",
    "first_day",
    "last_day",
    "commit",
    "secret",
    "class",
    "day",
    "pair",
    "code",
    "level",
    "mode",
    "step",
    "wish",
];

/// Text fields of the types of a source that are written down.
fn text_fields(source: &str) -> BTreeSet<String> {
    let source = source.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
    let (mut derived, mut inside) = (false, false);
    let mut fields = BTreeSet::new();
    for line in source.lines() {
        let bare = line.trim();
        if bare.starts_with("#[derive(") {
            derived = bare.contains("Serialize");
        }
        if bare.contains("struct ") || bare.contains("enum ") {
            inside = derived && bare.ends_with('{');
            derived = false;
        }
        if line.starts_with('}') || line.starts_with("    }") && !inside {
            inside = false;
        }
        let field = bare.trim_start_matches("pub ").trim_start_matches("pub(crate) ");
        if let Some((name, of)) = field.split_once(": ").filter(|_| inside && !bare.starts_with(['/', '#']))
            && ["String", "Cow<", "&'a str"].iter().any(|text| of.contains(text))
        {
            fields.insert(name.to_owned());
        }
    }
    fields
}

fn sources() -> BTreeMap<String, BTreeSet<String>> {
    fn walk(root: &Path, folder: &Path, found: &mut BTreeMap<String, BTreeSet<String>>) {
        for file in std::fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            if path.is_dir() {
                walk(root, &path, found);
                continue;
            }
            let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
            let fields = text_fields(&std::fs::read_to_string(&path).unwrap_or_default());
            if name.ends_with(".rs") && !name.contains("tests") && !fields.is_empty() {
                found.insert(name, fields);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/domain");
    let mut found = BTreeMap::new();
    walk(&root, &root, &mut found);
    found
}

#[test]
fn every_text_of_every_payload_is_in_the_table_or_is_no_typed_text() {
    let mut table: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for (kind, specs) in every_typed() {
        table.entry(kind.to_string()).or_default().extend(specs.iter().map(|spec| spec.key));
    }
    let (mut forgotten, mut seen) = (Vec::new(), BTreeMap::<&str, BTreeSet<String>>::new());
    for (file, fields) in sources() {
        let Some((_, kind)) = PAYLOADS.iter().find(|(payload, _)| *payload == file) else {
            if !OTHERS.contains(&file.as_str()) {
                forgotten.push(format!("{file} is neither a payload nor said to be none: {fields:?}"));
            }
            continue;
        };
        let typed = table.get(*kind);
        for field in fields {
            if !WORDS.contains(&field.as_str()) && !typed.is_some_and(|typed| typed.contains(field.as_str())) {
                forgotten.push(format!("{kind}: {field} of {file}"));
            }
            seen.entry(kind).or_default().insert(field);
        }
    }
    assert_eq!(forgotten, Vec::<String>::new(), "add a row to domain/typed/table.rs");
    assert!(seen.len() > 15, "the payloads were not read: {seen:?}");
}

#[test]
fn a_new_text_of_a_payload_would_be_seen() {
    let source =
        "#[derive(Debug, Serialize)]\npub struct New {\n    pub whom_to_tell: Option<String>,\n    pub at: i64,\n}\n";
    assert_eq!(text_fields(source), BTreeSet::from(["whom_to_tell".to_owned()]));
    assert!(text_fields(&source.replace("Serialize", "Clone")).is_empty());
}
