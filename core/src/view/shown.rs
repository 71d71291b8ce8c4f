//! The one place through which what a person typed leaves the views: with the numbers in it masked. `cargo xtask tidy` looks that
//! a view lets no text out past it.

use crate::domain::field::numbers_in;

/// Something that a person typed.
pub(crate) trait Written {
    type Shown;

    fn shown(self) -> Self::Shown;
}

/// Characters of a code word of another program: all of ours are shorter.
const CODE_MAX: usize = 64;

/// A code word that another program wrote (an act, a kind, a reason): ours come through as they are. A hostile program may write
/// anything, so no number of a person is in it, and it is no page of text.
pub(crate) fn code(word: &str) -> String {
    shown(word).chars().take(CODE_MAX).collect()
}

/// A path to a value, `phone` or `3f8a…/parties/0/phone`: the id of the entry as it is, and each step as a code word.
pub(crate) fn path(path: &str) -> String {
    match path.split_once('/') {
        Some((entry, steps)) if is_entry(entry) => format!("{entry}/{}", code(steps)),
        _ => code(path),
    }
}

/// The first sixteen hex digits of an entry's id.
fn is_entry(text: &str) -> bool {
    text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// As a screen may show it.
pub(crate) fn shown<T: Written>(written: T) -> T::Shown {
    written.shown()
}

impl Written for &str {
    type Shown = String;

    fn shown(self) -> String {
        #[cfg(feature = "sim")]
        if crate::sim::has_bug(crate::sim::SeededBug::ShowsWhatWasTyped) {
            return self.to_owned();
        }
        numbers_in(self)
    }
}

impl Written for String {
    type Shown = Self;

    fn shown(self) -> Self {
        self.as_str().shown()
    }
}

impl Written for &String {
    type Shown = String;

    fn shown(self) -> String {
        self.as_str().shown()
    }
}

impl<T: Written> Written for Option<T> {
    type Shown = Option<T::Shown>;

    fn shown(self) -> Self::Shown {
        self.map(T::shown)
    }
}

impl<'a, T> Written for &'a Option<T>
where
    &'a T: Written,
{
    type Shown = Option<<&'a T as Written>::Shown>;

    fn shown(self) -> Self::Shown {
        self.as_ref().map(Written::shown)
    }
}

impl<T: Written> Written for Vec<T> {
    type Shown = Vec<T::Shown>;

    fn shown(self) -> Self::Shown {
        self.into_iter().map(T::shown).collect()
    }
}

impl<'a, T> Written for &'a Vec<T>
where
    &'a T: Written,
{
    type Shown = Vec<<&'a T as Written>::Shown>;

    fn shown(self) -> Self::Shown {
        self.iter().map(Written::shown).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_words_of_ours_come_through_and_those_of_another_program_are_masked_and_cut() {
        use crate::domain::audit::{AuditWord, RevealReason};
        let ours =
            AuditWord::KNOWN.iter().map(AuditWord::as_str).chain(RevealReason::KNOWN.iter().map(RevealReason::as_str));
        for word in ours.chain(etong_protocol::RecordKind::KNOWN.iter().map(etong_protocol::RecordKind::as_str)) {
            assert_eq!(code(word), word);
        }
        assert_eq!(code("张13877665544"), "张138****5544");
        assert_eq!(code(&"说".repeat(1_000)).chars().count(), CODE_MAX);
        for ours in ["id", "evidence", "3f8a138776655441/parties/0/phone", "own_phone"] {
            assert_eq!(path(ours), ours);
        }
        assert_eq!(path("3f8a138776655441/13877665544"), "3f8a138776655441/138****5544");
        assert_eq!(path("13877665544"), "138****5544");
        assert_eq!(path(&"x/".repeat(500)).chars().count(), CODE_MAX);
    }
}
