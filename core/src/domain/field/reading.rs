//! The typed reading of a document by its catalogue. Nothing is dropped: what this program does not know, or cannot read, is in
//! `extra`.

use std::collections::{BTreeMap, BTreeSet};

use etong_merge::{Field, Scalar};

use super::{FieldClass, FieldSpec, TAG_PREFIX, find};

/// The fields of a document as its catalogue knows them.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Reading {
    pub tags: BTreeSet<String>,
    /// Every known field that holds text, by key, as stored.
    pub texts: BTreeMap<&'static str, String>,
    /// Fields that two people changed at the same time.
    pub conflicts: Vec<Conflict>,
    /// Fields of a newer program, and known ones that hold what they should not.
    pub extra: BTreeMap<String, Scalar>,
}

/// Two people wrote different values without knowing of each other.
#[derive(Clone, PartialEq, Eq)]
pub struct Conflict {
    pub key: String,
    pub class: FieldClass,
    pub value: Scalar,
    pub others: Vec<Scalar>,
}

impl Reading {
    #[must_use]
    pub fn read(catalogue: &'static [FieldSpec], fields: &BTreeMap<String, Field>) -> Self {
        let mut reading = Self::default();
        for (key, field) in fields {
            reading.take(find(catalogue, key), key, field);
        }
        reading
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

    fn take(&mut self, spec: Option<&'static FieldSpec>, key: &str, field: &Field) {
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
                self.texts.insert(spec.key, text.clone());
            }
            (_, value) => {
                self.extra.insert(key.to_owned(), value.clone());
            }
        }
    }
}

/// Prints no personal data.
impl std::fmt::Debug for Reading {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let keys: Vec<&&str> = self.texts.keys().collect();
        write!(f, "Reading({keys:?}, {} conflicts, {} extra)", self.conflicts.len(), self.extra.len())
    }
}

impl std::fmt::Debug for Conflict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Conflict({}, {:?}, {} others)", self.key, self.class, self.others.len())
    }
}
