//! Looks offices and dictionaries over before they are published. PURE but for what was published before, which is lent.

use std::collections::{BTreeMap, BTreeSet};

use etong_protocol::OrgPath;
use etong_protocol::limits::MAX_PAYLOAD_BYTES;

use super::boundary::is_on_the_map;
use super::check::{Held, Wrong};
use super::day::is_day;
use super::error::RowError;
use super::row::{DictionaryRow, Import};

/// The name, days and source of a dictionary travel beside its body.
const LARGEST_BODY: usize = MAX_PAYLOAD_BYTES - 4 * 1024;
const LONGEST_TEXT: usize = 500;

pub(super) fn check_offices(import: &Import, held: &Held, paths: &BTreeMap<u32, OrgPath>, errors: &mut Vec<RowError>) {
    let mut seen = BTreeSet::new();
    for (index, row) in import.offices.iter().enumerate() {
        let mut wrong = Wrong::new(errors, "offices", index, row.office.to_string());
        wrong.when(row.office == 0, "offices are numbered from 1");
        wrong.when(!seen.insert(row.office), "this office stands in the file twice");
        wrong.name(&row.name);
        wrong.when(!paths.contains_key(&row.unit), format!("there is no unit {}", row.unit));
        let moved = held.offices.get(&row.office).is_some_and(|unit| *unit != row.unit);
        wrong.when(moved, "an office never changes its unit; give it a new number there");
        wrong.when(row.place.is_some_and(|place| !is_on_the_map(place)), "the place is not in the country");
        wrong.when(row.valid_to.as_ref().is_some_and(|day| !is_day(day)), "valid_to must be a day, YYYY-MM-DD");
        for (field, text) in [("address", &row.address), ("phone", &row.phone), ("hours", &row.hours)] {
            let plain = text.len() <= LONGEST_TEXT && !text.chars().any(char::is_control);
            wrong.when(!plain, format!("{field} must be plain text of at most {LONGEST_TEXT} bytes"));
        }
    }
}

/// The path each dictionary of the file is published at.
pub(super) fn check_dictionaries(
    import: &Import,
    held: &Held,
    paths: &BTreeMap<u32, OrgPath>,
    errors: &mut Vec<RowError>,
) {
    let mut seen = BTreeSet::new();
    for (index, row) in import.dictionaries.iter().enumerate() {
        let mut wrong = Wrong::new(errors, "dictionaries", index, row.label());
        let word = row.dictionary.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._".contains(&b));
        wrong.when(!word || !(1..=48).contains(&row.dictionary.len()), "the name must be 1 to 48 of a-z 0-9 . and _");
        wrong.when(row.version == 0, "versions are numbered from 1");
        wrong.when(!seen.insert((&row.dictionary, row.version, row.unit)), "this version stands in the file twice");
        wrong.when(!is_day(&row.valid_from), "valid_from must be a day, YYYY-MM-DD");
        wrong.when(row.valid_to.as_ref().is_some_and(|day| !is_day(day)), "valid_to must be a day, YYYY-MM-DD");
        wrong.when(row.valid_to.as_ref().is_some_and(|to| *to < row.valid_from), "it ends before it begins");
        wrong.when(row.source.len() > LONGEST_TEXT, format!("the source is longer than {LONGEST_TEXT} bytes"));
        let size = row.body.to_string().len();
        wrong.when(size > LARGEST_BODY, format!("the body has {size} bytes; at most {LARGEST_BODY} travel, split it"));
        match path_of(row, paths) {
            None => wrong.say(format!("there is no unit {}", row.unit.unwrap_or_default())),
            Some(path) => {
                let key = (row.dictionary.clone(), row.version, path);
                let changed = held.dictionaries.get(&key).is_some_and(|before| before != row);
                wrong.when(changed, "this version was published otherwise and stays; publish the next version");
            }
        }
    }
}

/// Whose subtree it is for; `None` for a unit that does not exist.
pub(super) fn path_of(row: &DictionaryRow, paths: &BTreeMap<u32, OrgPath>) -> Option<OrgPath> {
    match row.unit {
        None => Some(OrgPath::centre()),
        Some(unit) => paths.get(&unit).cloned(),
    }
}
