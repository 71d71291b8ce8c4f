//! One edition of a dictionary, and the rule which of several holds.

use etong_protocol::OrgPath;
use jiff::civil::Date;
use serde::de::DeserializeOwned;

use crate::domain::directory::DictionaryRow;

/// What was published (or came with the program: version 0 of the centre).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edition {
    pub dictionary: String,
    pub version: u32,
    /// The first day it holds.
    pub valid_from: Date,
    /// The last day; open when `None`.
    pub valid_to: Option<Date>,
    pub source: String,
    /// JSON.
    pub body: String,
    /// The unit it holds for, with all below.
    pub unit: OrgPath,
}

/// Why an edition cannot be used. Names the edition, so that the unit that published it can mend it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DictionaryError {
    #[error("{dictionary} version {version} of {unit}: {field} is no date as 2026-01-31; publish it again")]
    Date { dictionary: String, version: u32, unit: OrgPath, field: &'static str },
    #[error("{dictionary} version {version} of {unit} cannot be read: {reason}; publish a corrected version")]
    Body { dictionary: String, version: u32, unit: OrgPath, reason: String },
    #[error("no edition of {dictionary} holds for {unit} on {day}; the unit or the centre has to publish one")]
    Missing { dictionary: String, unit: OrgPath, day: Date },
}

/// The edition that holds, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held<T> {
    pub body: T,
    pub version: u32,
    pub unit: OrgPath,
    pub source: String,
    /// Nearer or newer editions that were passed over because they cannot be read. Never silent: show them.
    pub faults: Vec<DictionaryError>,
}

impl Edition {
    /// # Errors
    /// `Date` when a day of validity is none.
    pub fn read(row: DictionaryRow) -> Result<Self, DictionaryError> {
        let date = |field, text: &str| {
            text.parse().map_err(|_| DictionaryError::Date {
                dictionary: row.dictionary.clone(),
                version: row.version,
                unit: row.path.clone(),
                field,
            })
        };
        Ok(Self {
            valid_from: date("valid_from", &row.valid_from)?,
            valid_to: row.valid_to.as_deref().map(|text| date("valid_to", text)).transpose()?,
            dictionary: row.dictionary,
            version: row.version,
            source: row.source,
            body: row.body,
            unit: row.path,
        })
    }

    #[must_use]
    pub fn holds_on(&self, day: Date) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|last| day <= last)
    }

    /// The body as the module that knows it wants it.
    ///
    /// # Errors
    /// `Body` with the line and what is wrong there.
    pub fn body<T: DeserializeOwned>(&self) -> Result<T, DictionaryError> {
        serde_json::from_str(&self.body).map_err(|error| self.unreadable(error.to_string()))
    }

    /// Rules are told apart by their ids.
    ///
    /// # Errors
    /// `Body` naming the id that two of them have.
    pub fn refuse_twins<'a>(&self, ids: impl Iterator<Item = &'a str>) -> Result<(), DictionaryError> {
        let mut ids: Vec<&str> = ids.collect();
        ids.sort_unstable();
        match ids.array_windows().find(|[one, other]| one == other) {
            Some([twice, _]) => Err(self.unreadable(format!("two rules have the id {twice}"))),
            None => Ok(()),
        }
    }

    #[must_use]
    pub fn unreadable(&self, reason: String) -> DictionaryError {
        DictionaryError::Body {
            dictionary: self.dictionary.clone(),
            version: self.version,
            unit: self.unit.clone(),
            reason,
        }
    }
}

/// The editions that concern `unit`, the one that wins first: nearest unit, then highest version.
#[must_use]
pub fn best_first<'a>(editions: &'a [Edition], unit: &OrgPath) -> Vec<&'a Edition> {
    let mut fit: Vec<&Edition> = editions.iter().filter(|edition| edition.unit.covers(unit)).collect();
    fit.sort_by_key(|edition| std::cmp::Reverse((edition.unit.units().len(), edition.version, edition.valid_from)));
    fit
}

/// The edition of `dictionary` that holds for `unit` on `day`, read by `read`. `editions` are those of this dictionary.
///
/// # Errors
/// `Missing` when none that can be read holds that day.
pub fn held<T>(
    editions: &[Edition],
    dictionary: &str,
    unit: &OrgPath,
    day: Date,
    read: impl Fn(&Edition) -> Result<T, DictionaryError>,
) -> Result<Held<T>, DictionaryError> {
    let mut faults = Vec::new();
    for edition in best_first(editions, unit) {
        if edition.dictionary != dictionary || !edition.holds_on(day) {
            continue;
        }
        match read(edition) {
            Ok(body) => {
                let (version, unit, source) = (edition.version, edition.unit.clone(), edition.source.clone());
                return Ok(Held { body, version, unit, source, faults });
            }
            Err(fault) => faults.push(fault),
        }
    }
    let missing = DictionaryError::Missing { dictionary: dictionary.to_owned(), unit: unit.clone(), day };
    Err(faults.into_iter().next().unwrap_or(missing))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edition(unit: &str, version: u32, from: &str, to: Option<&str>, body: &str) -> Edition {
        let row = DictionaryRow {
            dictionary: "greeting".into(),
            version,
            valid_from: from.into(),
            valid_to: to.map(str::to_owned),
            source: "a decision".into(),
            body: body.into(),
            path: unit.parse().unwrap(),
        };
        Edition::read(row).unwrap()
    }

    fn greeting(editions: &[Edition], unit: &str, day: &str) -> Result<Held<String>, DictionaryError> {
        held(editions, "greeting", &unit.parse().unwrap(), day.parse().unwrap(), Edition::body)
    }

    #[test]
    fn the_nearest_unit_wins_then_the_highest_version_and_only_on_its_days() {
        let editions = [
            edition("/", 1, "2026-01-01", None, r#""centre 1""#),
            edition("/", 2, "2026-03-01", None, r#""centre 2""#),
            edition("/1/12", 1, "2026-06-01", Some("2026-06-30"), r#""township""#),
            edition("/1/13", 9, "2026-01-01", None, r#""elsewhere""#),
        ];
        let table = [
            ("/1/12/121", "2026-01-01", "centre 1"),
            ("/1/12/121", "2026-02-28", "centre 1"),
            ("/1/12/121", "2026-03-01", "centre 2"),
            ("/1/12/121", "2026-06-01", "township"),
            ("/1/12", "2026-06-30", "township"),
            ("/1/12/121", "2026-07-01", "centre 2"),
            ("/1", "2026-06-15", "centre 2"),
            ("/1/13/7", "2026-06-15", "elsewhere"),
        ];
        for (unit, day, words) in table {
            assert_eq!(greeting(&editions, unit, day).unwrap().body, words, "{unit} {day}");
        }
        let error = greeting(&editions, "/1", "2025-12-31").unwrap_err();
        assert_eq!(
            error.to_string(),
            "no edition of greeting holds for /1 on 2025-12-31; the unit or the centre has to publish one"
        );
    }

    #[test]
    fn an_edition_that_cannot_be_read_is_passed_over_and_named() {
        let editions =
            [edition("/", 1, "2026-01-01", None, r#""good""#), edition("/1", 4, "2026-01-01", None, "{\n  not json")];
        let found = greeting(&editions, "/1/12", "2026-05-01").unwrap();
        assert_eq!((found.body.as_str(), found.version), ("good", 1));
        let fault = found.faults[0].to_string();
        assert!(fault.starts_with("greeting version 4 of /1 cannot be read: ") && fault.contains("line 1"), "{fault}");
    }

    #[test]
    fn a_day_that_is_none_is_named() {
        let row = DictionaryRow {
            dictionary: "greeting".into(),
            version: 3,
            valid_from: "2026-02-30".into(),
            valid_to: None,
            source: String::new(),
            body: String::new(),
            path: OrgPath::centre(),
        };
        let error = Edition::read(row).unwrap_err().to_string();
        assert!(error.contains("version 3") && error.contains("valid_from"), "{error}");
    }
}
