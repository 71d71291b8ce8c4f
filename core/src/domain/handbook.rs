//! 手册: short texts that people in the field look up without a network. The ten duties (十项职责), village rules and family sayings
//! that help in a quarrel (土规定), the guide to services (服务事项), material for training (集训). A unit publishes them as the dictionary
//! `handbook.<section>`; what a unit publishes holds for all below it, and the nearer unit's words replace an entry of the same id.

use std::collections::BTreeMap;

use etong_protocol::OrgPath;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::dictionary::{DictionaryError, Edition, best_first};
use super::word::open_word;

open_word!(
    /// The parts of the handbook.
    HandbookSection {
        /// 职责.
        Duties = "duties",
        /// 村规民约, 家风家训.
        LocalRules = "local_rules",
        /// 服务事项.
        Services = "services",
        /// 集训.
        Training = "training",
        /// 集训计划: courses with their days; who wants to come signs up by the call that goes with it.
        Courses = "courses",
    }
);

/// One text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandbookEntry {
    /// Stays the same from version to version; a mediation names a local rule by it.
    pub id: String,
    pub title: String,
    #[serde(default)]
    pub text: String,
    /// The form a screen opens from here, as in `resident`; `None`: nothing to fill in.
    #[serde(default)]
    pub opens: Option<String>,
    /// Days as `2026-01-31`: of a course, or of anything else that is for a time only. What is over is listed no more.
    #[serde(default)]
    pub from: Option<String>,
    /// The last day; `from` alone is one day.
    #[serde(default)]
    pub to: Option<String>,
    #[serde(default, rename = "where")]
    pub at: Option<String>,
    /// Id of the call by which one signs up.
    #[serde(default)]
    pub call: Option<String>,
}

impl HandbookEntry {
    /// Is it not over yet on `day`?
    #[must_use]
    fn is_current(&self, day: Date) -> bool {
        let last = self.to.as_ref().or(self.from.as_ref()).and_then(|last| last.parse::<Date>().ok());
        last.is_none_or(|last| last >= day)
    }

    fn fault(&self, section: &str) -> Option<String> {
        let day = |text: &Option<String>| text.as_ref().map(|text| text.parse::<Date>());
        let (from, to) = (day(&self.from), day(&self.to));
        let dated = section == HandbookSection::Courses.dictionary();
        match (from, to) {
            _ if self.id.is_empty() || self.title.is_empty() => Some("every entry needs an id and a title".to_owned()),
            (None, None) if dated => Some("a course needs the day it begins".to_owned()),
            (None, Some(_)) => Some("it has a last day and no first".to_owned()),
            (Some(Err(_)), _) | (_, Some(Err(_))) => Some("days are written as 2026-01-31".to_owned()),
            (Some(Ok(from)), Some(Ok(to))) if to < from => Some("it ends before it begins".to_owned()),
            _ => None,
        }
    }
}

#[derive(Deserialize)]
struct Body {
    entries: Vec<HandbookEntry>,
}

/// An entry, and who published it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandbookText {
    pub entry: HandbookEntry,
    pub unit: OrgPath,
    pub version: u32,
    pub source: String,
}

impl HandbookSection {
    /// The dictionary a section is published under.
    #[must_use]
    pub fn dictionary(&self) -> String {
        format!("handbook.{self}")
    }
}

/// What holds for `unit` on `day`, the centre's first, what has days in the order of those, and the editions that cannot be read.
/// Each unit's highest version counts.
#[must_use]
pub fn texts(editions: &[Edition], unit: &OrgPath, day: Date) -> (Vec<HandbookText>, Vec<DictionaryError>) {
    let (mut found, mut faults) = (Vec::<HandbookText>::new(), Vec::new());
    let mut newest: BTreeMap<usize, Vec<HandbookText>> = BTreeMap::new();
    for edition in best_first(editions, unit).into_iter().filter(|edition| edition.holds_on(day)) {
        let level = edition.unit.units().len();
        if newest.contains_key(&level) {
            continue;
        }
        match read(edition) {
            Ok(texts) => {
                newest.insert(level, texts);
            }
            Err(fault) => faults.push(fault),
        }
    }
    for text in newest.into_values().flatten() {
        match found.iter_mut().find(|known| known.entry.id == text.entry.id) {
            Some(known) => *known = text,
            None => found.push(text),
        }
    }
    found.retain(|text| text.entry.is_current(day));
    found.sort_by(|one, other| one.entry.from.cmp(&other.entry.from));
    (found, faults)
}

fn read(edition: &Edition) -> Result<Vec<HandbookText>, DictionaryError> {
    let body: Body = edition.body()?;
    let wrong = body.entries.iter().find_map(|entry| Some((entry, entry.fault(&edition.dictionary)?)));
    if let Some((entry, fault)) = wrong {
        return Err(edition.unreadable(format!("{fault}: {:?}", entry.id)));
    }
    let text = |entry| HandbookText {
        entry,
        unit: edition.unit.clone(),
        version: edition.version,
        source: edition.source.clone(),
    };
    Ok(body.entries.into_iter().map(text).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::dictionary::built_in;
    use crate::domain::directory::DictionaryRow;

    fn edition(unit: &str, version: u32, entries: &str) -> Edition {
        let row = DictionaryRow {
            dictionary: "handbook.local_rules".into(),
            version,
            valid_from: "2026-01-01".into(),
            valid_to: None,
            source: "村民会议".into(),
            body: format!(r#"{{"entries":[{entries}]}}"#),
            path: unit.parse().unwrap(),
        };
        Edition::read(row).unwrap()
    }

    fn titles(editions: &[Edition], unit: &str) -> (Vec<String>, usize) {
        let (texts, faults) = texts(editions, &unit.parse().unwrap(), "2026-06-01".parse().unwrap());
        (texts.into_iter().map(|text| text.entry.title).collect(), faults.len())
    }

    #[test]
    fn a_village_adds_to_the_township_and_replaces_an_entry_of_the_same_id() {
        let editions = [
            edition("/1/12", 1, r#"{"id":"noise","title":"十点后不吵闹"},{"id":"well","title":"古井轮流清"}"#),
            edition("/1/12/121", 1, r#"{"id":"old","title":"作废的"}"#),
            edition("/1/12/121", 2, r#"{"id":"noise","title":"九点后不吵闹"},{"id":"feast","title":"宴席从简"}"#),
            edition("/1/13", 1, r#"{"id":"other","title":"别处的"}"#),
        ];
        let village = ["九点后不吵闹", "古井轮流清", "宴席从简"].map(str::to_owned).to_vec();
        assert_eq!(titles(&editions, "/1/12/121/1211"), (village, 0));
        assert_eq!(titles(&editions, "/1/12/122"), (vec!["十点后不吵闹".to_owned(), "古井轮流清".to_owned()], 0));
        assert_eq!(titles(&editions, "/2"), (Vec::new(), 0));
    }

    #[test]
    fn an_edition_that_cannot_be_read_is_named_and_the_one_before_it_holds() {
        let editions = [edition("/1", 1, r#"{"id":"a","title":"甲"}"#), edition("/1", 2, r#"{"id":"","title":"乙"}"#)];
        assert_eq!(titles(&editions, "/1"), (vec!["甲".to_owned()], 1));
    }

    #[test]
    fn courses_stand_in_the_order_of_their_days_until_they_are_over() {
        let course = |unit: &str, version, entries: &str| Edition {
            dictionary: "handbook.courses".into(),
            ..edition(unit, version, entries)
        };
        let planned = [course(
            "/1",
            1,
            r#"{"id":"law","title":"调解法规","from":"2026-07-02","to":"2026-07-03","where":"街道礼堂","call":"c1"},
               {"id":"aid","title":"急救","from":"2026-06-01"},
               {"id":"gone","title":"消防","from":"2026-05-30","to":"2026-05-31"}"#,
        )];
        let (texts, faults) = texts(&planned, &"/1/12".parse().unwrap(), "2026-06-01".parse().unwrap());
        let told: Vec<(&str, Option<&str>)> =
            texts.iter().map(|text| (text.entry.title.as_str(), text.entry.call.as_deref())).collect();
        assert_eq!((told, faults.len()), (vec![("急救", None), ("调解法规", Some("c1"))], 0));
        for wrong in [
            r#"{"id":"a","title":"甲"}"#,
            r#"{"id":"a","title":"甲","from":"soon"}"#,
            r#"{"id":"a","title":"甲","to":"2026-07-01"}"#,
            r#"{"id":"a","title":"甲","from":"2026-07-02","to":"2026-07-01"}"#,
        ] {
            assert!(read(&course("/1", 1, wrong)).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_three_duties_that_are_named_come_with_the_program() {
        let edition = built_in(&HandbookSection::Duties.dictionary()).unwrap();
        let duties = read(edition).unwrap();
        let opens: Vec<&str> = duties.iter().filter_map(|duty| duty.entry.opens.as_deref()).collect();
        assert_eq!(opens, ["resident", "case", "inspection"]);
        assert_eq!(built_in(&HandbookSection::LocalRules.dictionary()), None);
    }
}
