//! The typed reading of a resident's document. Nothing is dropped: what this program does not know, or cannot read, is in `extra`.

use std::collections::{BTreeMap, BTreeSet};

use etong_merge::{Field, Scalar};
use etong_protocol::RecordId;
use jiff::civil::Date;

use super::catalogue::CATALOGUE;
use crate::domain::field::{Conflict, FieldClass, IdDocument, Reading};
use crate::domain::place::Fix;

/// A resident as its fields say.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Resident {
    pub name: String,
    pub id: Option<IdDocument>,
    pub birth: Option<Date>,
    pub place: Option<Fix>,
    pub dwelling: Option<RecordId>,
    pub household: Option<RecordId>,
    pub tags: BTreeSet<String>,
    /// Every known field that holds text, by key, as stored; `name`, `id`, `birth`, `place` and `dwelling` among them.
    pub texts: BTreeMap<&'static str, String>,
    /// Fields that two people changed at the same time.
    pub conflicts: Vec<Conflict>,
    /// Fields of a newer program, and known ones that hold what they should not.
    pub extra: BTreeMap<String, Scalar>,
}

impl Resident {
    #[must_use]
    pub fn read(fields: &BTreeMap<String, Field>) -> Self {
        let Reading { tags, texts, conflicts, extra } = Reading::read(CATALOGUE, fields);
        let text = |key: &str| texts.get(key).map(String::as_str);
        Self {
            name: text("name").unwrap_or_default().to_owned(),
            id: text("id").and_then(IdDocument::read),
            birth: text("birth").and_then(|birth| birth.parse().ok()),
            place: text("place").and_then(|place| place.parse().ok()),
            dwelling: text("dwelling").and_then(|id| id.parse().ok()),
            household: text("household").and_then(|id| id.parse().ok()),
            tags,
            texts,
            conflicts,
            extra,
        }
    }

    /// The text of a known field.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<&str> {
        self.texts.get(key).map(String::as_str)
    }

    /// Somebody has to decide which of two identities is right.
    #[must_use]
    pub fn needs_review(&self) -> bool {
        self.conflicts.iter().any(|conflict| conflict.class == FieldClass::Identity)
    }
}

/// Prints no personal data.
impl std::fmt::Debug for Resident {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let keys: Vec<&&str> = self.texts.keys().collect();
        write!(f, "Resident({keys:?}, {} conflicts, {} extra)", self.conflicts.len(), self.extra.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(entries: &[(&str, Scalar, &[Scalar])]) -> BTreeMap<String, Field> {
        let field = |value: &Scalar, others: &[Scalar]| Field { value: value.clone(), others: others.to_vec() };
        entries.iter().map(|(key, value, others)| ((*key).to_owned(), field(value, others))).collect()
    }

    #[test]
    fn a_document_reads_as_a_person_and_loses_nothing() {
        let resident = Resident::read(&fields(&[
            ("name", "王芳".into(), &[]),
            ("id", "111:350602199001011234".into(), &[]),
            ("birth", "1990-01-01".into(), &[]),
            ("place", "24513000,117655000,8".into(), &[]),
            ("phone", "13800001234".into(), &[]),
            ("tag/独居老人", true.into(), &[]),
            ("tag/租客", false.into(), &[]),
            ("blood_type", "AB".into(), &[]),
            ("marriage", 20.into(), &[]),
        ]));
        assert_eq!(resident.name, "王芳");
        assert_eq!(resident.id.as_ref().unwrap().masked(), "3506**********1234");
        assert_eq!(resident.birth.unwrap().year(), 1990);
        assert_eq!(resident.place.as_ref().unwrap().accuracy_m, 8);
        assert_eq!(resident.tags, BTreeSet::from(["独居老人".to_owned()]));
        assert_eq!(resident.text("phone"), Some("13800001234"));
        let extra: Vec<&str> = resident.extra.keys().map(String::as_str).collect();
        assert_eq!(extra, ["blood_type", "marriage"]);
        assert!(!resident.needs_review() && resident.conflicts.is_empty());
        assert!(!format!("{resident:?}").contains("王芳"));
    }

    #[test]
    fn two_names_need_a_review_and_two_phones_only_show_both() {
        let phones = fields(&[("phone", "1".into(), &["2".into()]), ("tag/x", true.into(), &[true.into()])]);
        let resident = Resident::read(&phones);
        assert_eq!((resident.conflicts.len(), resident.needs_review()), (1, false));
        let names = Resident::read(&fields(&[("name", "王芳".into(), &["王方".into()])]));
        assert!(names.needs_review());
    }
}
