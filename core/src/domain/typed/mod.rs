//! 所填文字: every text that people type into an event, where it lies in the payload, and what class it is of. One table for all
//! kinds: a text that is not in it cannot be revealed, and the tests look that no payload has another.

mod table;
mod tree;

use etong_protocol::RecordKind;

use crate::domain::field::{DataClass, numbers_in};
use crate::domain::person_name::mask_name;
use crate::domain::phone_number::mask_phone;

pub use table::{TypedForm, TypedSpec, every_typed};
use tree::Tree;

/// One typed text of an event.
#[derive(Clone, PartialEq, Eq)]
pub struct TypedText {
    pub spec: &'static TypedSpec,
    /// Where in the event, as in `parties/1/phone`.
    pub path: String,
    pub text: String,
}

/// Never prints the text.
impl std::fmt::Debug for TypedText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TypedText({})", self.path)
    }
}

/// The typed texts in the payload of an event of this kind; none when it cannot be read.
#[must_use]
pub fn texts_of(kind: &RecordKind, payload: &[u8]) -> Vec<TypedText> {
    let Some(tree) = Tree::read(payload) else { return Vec::new() };
    let mut found = Vec::new();
    tree.each_text(&mut |key, path, text| {
        if let Some(spec) = table::spec_of(kind, key) {
            found.push(TypedText { spec, path: path.to_owned(), text: text.to_owned() });
        }
    });
    found
}

impl TypedText {
    /// As a screen may show it; `names`: of parties that are masked in the whole record.
    #[must_use]
    pub fn shown(&self, names: &[String]) -> String {
        match (self.spec.class, self.spec.form) {
            (DataClass::Operational, _) => self.text.clone(),
            (_, TypedForm::Name) => numbers_in(&mask_name(&self.text)),
            (_, TypedForm::Phone) => mask_phone(&self.text),
            (_, TypedForm::Text) => {
                numbers_in(&names.iter().fold(self.text.clone(), |text, name| text.replace(name, &mask_name(name))))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::case::{CaseAct, CaseClass, CaseEntry, CaseSource, Party, Report};

    #[test]
    fn the_texts_of_an_act_are_found_by_their_path_and_shown_masked() {
        let parties = vec![Party { name: "王芳".into(), phone: Some("13800001234".into()), role: None }];
        let report = Report::new(CaseClass::Hazard, "找13877665544", CaseSource::Snap);
        let act = CaseAct::Report(Box::new(Report { parties, ..report }));
        let payload = CaseEntry { base: None, act }.to_payload().unwrap();
        let found = texts_of(&RecordKind::Case, &payload);
        let told: Vec<(String, String)> = found.iter().map(|text| (text.path.clone(), text.shown(&[]))).collect();
        for (path, shown) in [("title", "找138****5544"), ("parties/0/name", "王*"), ("parties/0/phone", "138****1234")]
        {
            assert!(told.contains(&(path.to_owned(), shown.to_owned())), "{path}: {told:?}");
        }
        assert!(!told.iter().any(|(path, _)| path == "class" || path == "a"), "{told:?}");
        assert!(!format!("{found:?}").contains("13877665544"));
    }

    #[test]
    fn a_payload_that_is_none_or_is_too_deep_has_no_texts() {
        assert_eq!(texts_of(&RecordKind::Case, b"\xff\x00"), Vec::new());
        let deep: Vec<u8> = [vec![0x81; 50_000], vec![0xf6]].concat();
        assert_eq!(texts_of(&RecordKind::Case, &deep), Vec::new());
    }
}

#[cfg(test)]
#[path = "whole_tests.rs"]
mod whole_tests;
