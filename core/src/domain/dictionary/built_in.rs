//! Dictionaries that come with the program: one JSON file each under `data`, with its source and the number of its entries.
//! They are version 0 of the centre, so that whatever is published takes their place.

use std::sync::LazyLock;

use etong_protocol::OrgPath;
use jiff::civil::Date;
use serde::Deserialize;

use super::edition::Edition;

/// The files. A new one is a line here.
const FILES: &[&str] = &[
    include_str!("data/callback_rules.json"),
    include_str!("data/calendar.cn.json"),
    include_str!("data/deadline_rules.json"),
    include_str!("data/handbook.duties.json"),
    include_str!("data/retention_rules.json"),
];

static BUILT_IN: LazyLock<Vec<Edition>> =
    LazyLock::new(|| FILES.iter().filter_map(|text| read(text)).map(|(edition, _)| edition).collect());

/// The edition of a dictionary that came with the program.
#[must_use]
pub fn built_in(dictionary: &str) -> Option<&'static Edition> {
    BUILT_IN.iter().find(|edition| edition.dictionary == dictionary)
}

#[derive(Deserialize)]
struct File {
    dictionary: String,
    valid_from: Date,
    source: String,
    #[serde(default)]
    licence: String,
    entries: usize,
    body: serde_json::Value,
}

/// The edition, and how many entries its file says it has. A file that cannot be read is caught by the tests.
fn read(text: &str) -> Option<(Edition, usize)> {
    let file: File = serde_json::from_str(text).ok()?;
    let source = [file.source, file.licence].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; ");
    let edition = Edition {
        dictionary: file.dictionary,
        version: 0,
        valid_from: file.valid_from,
        valid_to: None,
        source,
        body: file.body.to_string(),
        unit: OrgPath::centre(),
    };
    Some((edition, file.entries))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_read_says_its_source_and_has_as_many_entries_as_it_says() {
        assert_eq!(BUILT_IN.len(), FILES.len());
        for text in FILES {
            let (edition, entries) = read(text).unwrap();
            let body: serde_json::Value = edition.body().unwrap();
            assert_eq!(body["entries"].as_array().unwrap().len(), entries, "{}", edition.dictionary);
            assert!(entries > 0 && edition.source.len() > 20, "{}", edition.dictionary);
            assert_eq!(built_in(&edition.dictionary), Some(&edition));
        }
    }

    #[test]
    fn the_lists_have_the_lengths_of_their_sources() {
        let count = |name: &str| {
            let body: serde_json::Value = built_in(name).unwrap().body().unwrap();
            body["entries"].as_array().unwrap().len()
        };
        assert_eq!(count("calendar.cn"), 290, "238 days off and 52 days worked");
        assert_eq!(count("deadline_rules"), 11);
        assert_eq!(count("handbook.duties"), 3);
        assert_eq!(count("retention_rules"), 11);
    }
}
