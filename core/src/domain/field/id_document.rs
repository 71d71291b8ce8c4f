//! 证件: kind and number as one field, for they only make sense together.

use crate::domain::citizen_number::{CitizenNumber, mask_document_number};

/// The coupled field `id`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct IdDocument {
    /// GA/T 517.
    pub kind: String,
    pub number: String,
}

impl IdDocument {
    /// GA/T 517: 居民身份证.
    pub const CITIZEN: &str = "111";

    /// Reads `type:number`, the type three digits; a bare number is a citizen number. `None` when there is no number.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let (kind, number) = match text.split_once(':') {
            Some((kind, number)) if is_type(kind.trim()) => (kind.trim(), number.trim()),
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

fn is_type(kind: &str) -> bool {
    kind.len() == 3 && kind.bytes().all(|byte| byte.is_ascii_digit())
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

    #[test]
    fn an_identity_document_is_its_text() {
        let passport = IdDocument::read("414:E12345678").unwrap();
        assert_eq!((passport.kind.as_str(), passport.to_string().as_str()), ("414", "414:E12345678"));
        assert!(passport.citizen_number().is_none());
        let bare = IdDocument::read("350602199001011234").unwrap();
        assert_eq!(bare.to_string(), "111:350602199001011234");
        assert_eq!(IdDocument::read("111:"), None);
        assert_eq!(IdDocument::read("看不清: 一半").unwrap().to_string(), "111:看不清: 一半");
    }
}
