//! The typed reading of a resident's document. Nothing is dropped: what this program does not know, or cannot read, is in `extra`.

use std::collections::{BTreeMap, BTreeSet};

use etong_merge::{Field, Scalar};
use etong_protocol::RecordId;
use jiff::civil::Date;

use super::catalogue::{FieldClass, TAG_PREFIX, spec};
use super::codes::ID_TYPE;
use crate::domain::citizen_number::{CitizenNumber, mask_document_number};
use crate::domain::place::Fix;

/// A resident as its fields say.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Resident {
    pub name: String,
    pub id: Option<IdDocument>,
    pub birth: Option<Date>,
    pub place: Option<Fix>,
    pub dwelling: Option<RecordId>,
    pub tags: BTreeSet<String>,
    /// Every known field that holds text, by key, as stored; `name`, `id`, `birth`, `place` and `dwelling` among them.
    pub texts: BTreeMap<&'static str, String>,
    /// Fields that two people changed at the same time.
    pub conflicts: Vec<Conflict>,
    /// Fields of a newer program, and known ones that hold what they should not.
    pub extra: BTreeMap<String, Scalar>,
}

/// The coupled field `id`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct IdDocument {
    /// GA/T 517.
    pub kind: String,
    pub number: String,
}

/// Two people wrote different values without knowing of each other.
#[derive(Clone, PartialEq, Eq)]
pub struct Conflict {
    pub key: String,
    pub class: FieldClass,
    pub value: Scalar,
    pub others: Vec<Scalar>,
}

impl Resident {
    #[must_use]
    pub fn read(fields: &BTreeMap<String, Field>) -> Self {
        let mut resident = Self::default();
        for (key, field) in fields {
            resident.take(key, field);
        }
        resident
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

    fn take(&mut self, key: &str, field: &Field) {
        let spec = spec(key);
        if let Some(spec) = spec
            && !field.others.is_empty()
            && spec.class != FieldClass::SetElement
        {
            self.conflicts.push(Conflict {
                key: key.to_owned(),
                class: spec.class,
                value: field.value.clone(),
                others: field.others.clone(),
            });
        }
        match (spec, &field.value) {
            (Some(spec), Scalar::Bool(set)) if spec.class == FieldClass::SetElement => {
                if *set {
                    self.tags.extend(key.strip_prefix(TAG_PREFIX).map(str::to_owned));
                }
            }
            (Some(spec), Scalar::Text(text)) if spec.class != FieldClass::SetElement => {
                self.type_text(spec.key, text);
                self.texts.insert(spec.key, text.clone());
            }
            (_, value) => {
                self.extra.insert(key.to_owned(), value.clone());
            }
        }
    }

    fn type_text(&mut self, key: &'static str, text: &str) {
        match key {
            "name" => self.name = text.to_owned(),
            "id" => self.id = IdDocument::read(text),
            "birth" => self.birth = text.parse().ok(),
            "place" => self.place = text.parse().ok(),
            "dwelling" => self.dwelling = text.parse().ok(),
            _ => {}
        }
    }
}

/// Prints no personal data.
impl std::fmt::Debug for Resident {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let keys: Vec<&&str> = self.texts.keys().collect();
        write!(f, "Resident({keys:?}, {} conflicts, {} extra)", self.conflicts.len(), self.extra.len())
    }
}

impl std::fmt::Debug for Conflict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Conflict({}, {:?}, {} others)", self.key, self.class, self.others.len())
    }
}

impl IdDocument {
    /// GA/T 517: 居民身份证.
    pub const CITIZEN: &str = "111";

    /// Reads `type:number`; a bare number is a citizen number. `None` when there is no number.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let (kind, number) = match text.split_once(':') {
            Some((kind, number)) if ID_TYPE.word(kind.trim()).is_some() => (kind.trim(), number.trim()),
            _ => (Self::CITIZEN, text.trim()),
        };
        (!number.is_empty()).then(|| Self { kind: kind.to_owned(), number: number.to_owned() })
    }

    /// The reading of a citizen number; `None` for other documents.
    #[must_use]
    pub fn citizen_number(&self) -> Option<CitizenNumber> {
        (self.kind == Self::CITIZEN).then(|| CitizenNumber::read(&self.number))
    }

    #[must_use]
    pub fn masked(&self) -> String {
        mask_document_number(&self.number)
    }
}

/// `type:number`, as stored.
impl std::fmt::Display for IdDocument {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.kind, self.number)
    }
}

impl std::fmt::Debug for IdDocument {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "IdDocument({}, {})", self.kind, self.masked())
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

    #[test]
    fn an_identity_document_is_its_text() {
        let passport = IdDocument::read("414:E12345678").unwrap();
        assert_eq!((passport.kind.as_str(), passport.to_string().as_str()), ("414", "414:E12345678"));
        assert!(passport.citizen_number().is_none());
        let bare = IdDocument::read("350602199001011234").unwrap();
        assert_eq!(bare.to_string(), "111:350602199001011234");
        assert_eq!(IdDocument::read("111:"), None);
        assert_eq!(IdDocument::read("看不清:一半").unwrap().to_string(), "111:看不清:一半");
    }
}
