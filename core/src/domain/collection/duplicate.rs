//! Likely duplicates: plain rules that list their facts. They propose; two people decide.

use jiff::civil::Date;

use super::number_key::NumberHash;
use crate::domain::pinyin::name_keys;
use crate::domain::word::open_word;
use etong_protocol::RecordId;

open_word!(
    /// A fact that two records share.
    Likeness {
        /// Their documents have the same number.
        SameNumber = "same_number",
        /// One number becomes the other when one digit is changed or two neighbours are swapped.
        MistypedNumber = "mistyped_number",
        /// The same name and the same birth date.
        SameNameAndBirth = "same_name_and_birth",
        /// Names that sound alike, in the same dwelling.
        SameSoundAndDwelling = "same_sound_and_dwelling",
    }
);

/// What of a person the rules look at.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PersonFacts {
    pub name: String,
    pub birth: Option<Date>,
    pub dwelling: Option<RecordId>,
    pub number: Option<NumberHash>,
    /// Hashes of the numbers this one may have been meant to be, when it cannot be right as it is.
    pub corrections: Vec<NumberHash>,
}

/// What speaks for two records being of one person, strongest first; empty when nothing does.
#[must_use]
pub fn likenesses(a: &PersonFacts, b: &PersonFacts) -> Vec<Likeness> {
    let same = |one: &Option<NumberHash>, other: &Option<NumberHash>| one.is_some() && one == other;
    let mistyped = |wrong: &PersonFacts, right: &PersonFacts| {
        right.number.is_some_and(|number| wrong.corrections.contains(&number))
    };
    let named = !a.name.is_empty() && !b.name.is_empty();
    let mut found = Vec::new();
    if same(&a.number, &b.number) {
        found.push(Likeness::SameNumber);
    } else if mistyped(a, b) || mistyped(b, a) {
        found.push(Likeness::MistypedNumber);
    }
    if named && a.name == b.name && a.birth.is_some() && a.birth == b.birth {
        found.push(Likeness::SameNameAndBirth);
    }
    let sound = |facts: &PersonFacts| name_keys(&facts.name).full;
    if named && a.dwelling.is_some() && a.dwelling == b.dwelling && sound(a) == sound(b) {
        found.push(Likeness::SameSoundAndDwelling);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use Likeness::{MistypedNumber, SameNameAndBirth, SameNumber, SameSoundAndDwelling};

    fn person(name: &str, birth: &str, dwelling: u8, number: u8) -> PersonFacts {
        PersonFacts {
            name: name.into(),
            birth: birth.parse().ok(),
            dwelling: (dwelling > 0).then(|| RecordId::from_bytes([dwelling; 16])),
            number: (number > 0).then_some([number; 16]),
            corrections: Vec::new(),
        }
    }

    #[test]
    fn two_records_are_alike_as_the_table_says() {
        let typo = PersonFacts { corrections: vec![[5; 16], [6; 16]], ..person("李强", "", 0, 4) };
        let table = [
            (
                person("王芳", "1990-01-01", 1, 1),
                person("王芳", "1990-01-01", 1, 1),
                vec![SameNumber, SameNameAndBirth, SameSoundAndDwelling],
            ),
            (person("王芳", "", 0, 1), person("王方", "", 0, 1), vec![SameNumber]),
            (person("王芳", "1990-01-01", 0, 1), person("王芳", "1990-01-01", 0, 2), vec![SameNameAndBirth]),
            (person("王芳", "", 3, 0), person("王方", "", 3, 0), vec![SameSoundAndDwelling]),
            (person("王芳", "", 0, 0), person("王芳", "", 0, 0), vec![]),
            (person("王芳", "1990-01-01", 0, 0), person("王方", "1990-01-01", 0, 0), vec![]),
            (person("", "1990-01-01", 2, 0), person("", "1990-01-01", 2, 0), vec![]),
            (typo.clone(), person("李强", "", 0, 6), vec![MistypedNumber]),
            (typo, person("李强", "", 0, 7), vec![]),
        ];
        for (nth, (a, b, alike)) in table.into_iter().enumerate() {
            assert_eq!(likenesses(&a, &b), alike, "row {nth}");
            assert_eq!(likenesses(&b, &a), alike, "row {nth}, turned round");
        }
    }
}
