//! 公民身份号码, GB 11643-1999: six digits of division, eight of birth, three of order, one check character. A number that
//! cannot be read is kept and flagged, never refused: old papers are what they are.

use jiff::civil::Date;

use super::half_width::half_width;

const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];
/// The first two digits in use (GB/T 2260): provinces, Taiwan, Hong Kong, Macau, and residents' permits of those.
const PROVINCES: [u32; 36] = [
    11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54, 61, 62, 63,
    64, 65, 71, 81, 82, 83, 91,
];

/// A number as it was read.
#[derive(Clone, PartialEq, Eq)]
pub struct CitizenNumber {
    /// Half-width, without spaces and hyphens, the check character in upper case.
    pub normalised: String,
    pub birth: Option<Date>,
    pub sex: Option<Sex>,
    /// The division that issued it, six digits (GB/T 2260 of that time).
    pub division: Option<String>,
    /// Empty for a number that is right in every way.
    pub faults: Vec<NumberFault>,
}

/// GB/T 2261.1, as far as a citizen number can say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sex {
    Male,
    Female,
}

impl Sex {
    /// The code of GB/T 2261.1.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Male => "1",
            Self::Female => "2",
        }
    }
}

/// What is odd about a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum NumberFault {
    #[error("not 18 characters long")]
    Length,
    #[error("an old number of 15 digits")]
    Old,
    #[error("holds something other than digits and a last X")]
    Characters,
    #[error("no province has these first digits")]
    Division,
    #[error("the birth date in it does not exist")]
    Birth,
    #[error("the check character does not fit")]
    Check,
}

impl CitizenNumber {
    #[must_use]
    pub fn read(text: &str) -> Self {
        let normalised: String = text
            .chars()
            .map(half_width)
            .filter(|letter| !letter.is_whitespace() && *letter != '-')
            .map(|letter| letter.to_ascii_uppercase())
            .collect();
        let mut number = Self { birth: None, sex: None, division: None, faults: Vec::new(), normalised };
        let symbols: Vec<char> = number.normalised.chars().collect();
        let digits: Vec<u32> = symbols.iter().map_while(|symbol| symbol.to_digit(10)).collect();
        match (symbols.as_slice(), digits.len()) {
            ([.., last], 17 | 18) if symbols.len() == 18 && (digits.len() == 18 || *last == 'X') => {
                let sum: u32 = digits.iter().zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
                number.take_parts(&digits, joined(&digits, 6, 4), 10, 16);
                if CHECK.get((sum % 11) as usize) != Some(last) {
                    number.faults.push(NumberFault::Check);
                }
            }
            (_, 15) if symbols.len() == 15 => {
                number.faults.push(NumberFault::Old);
                number.take_parts(&digits, 1900 + joined(&digits, 6, 2), 8, 14);
            }
            (symbols, _) => {
                let fault = if symbols.len() == 18 { NumberFault::Characters } else { NumberFault::Length };
                number.faults.push(fault);
            }
        }
        number
    }

    /// `3506**********1234`: what a screen shows until a reveal is asked for and logged.
    #[must_use]
    pub fn masked(&self) -> String {
        mask_document_number(&self.normalised)
    }

    /// The numbers this one may have been meant to be: without any fault, and one digit changed or two neighbours swapped away from
    /// it. Empty for a number that is right, and for one that is not 18 characters long.
    #[must_use]
    pub fn corrections(&self) -> Vec<String> {
        let symbols: Vec<char> = self.normalised.chars().collect();
        if self.faults.is_empty() || symbols.len() != 18 {
            return Vec::new();
        }
        let swapped = (1..symbols.len()).map(|at| {
            let mut swapped = symbols.clone();
            swapped.swap(at - 1, at);
            swapped
        });
        let changed = (0..symbols.len()).flat_map(|at| {
            let symbols = &symbols;
            "0123456789X".chars().map(move |symbol| {
                symbols.iter().enumerate().map(|(place, own)| if place == at { symbol } else { *own }).collect()
            })
        });
        let all: std::collections::BTreeSet<String> =
            swapped.chain(changed).map(|symbols: Vec<char>| symbols.into_iter().collect()).collect();
        all.into_iter().filter(|number| Self::read(number).faults.is_empty()).collect()
    }

    fn take_parts(&mut self, digits: &[u32], year: u32, month_at: usize, sex_at: usize) {
        let date = [year, joined(digits, month_at, 2), joined(digits, month_at + 2, 2)];
        self.birth = match date.map(i16::try_from) {
            [Ok(year), Ok(month), Ok(day)] => date_of(year, month, day),
            _ => None,
        };
        if self.birth.is_none() {
            self.faults.push(NumberFault::Birth);
        }
        self.sex = digits.get(sex_at).map(|digit| if digit % 2 == 1 { Sex::Male } else { Sex::Female });
        if PROVINCES.contains(&joined(digits, 0, 2)) {
            self.division = Some(self.normalised.chars().take(6).collect());
        } else {
            self.faults.push(NumberFault::Division);
        }
    }
}

/// Never prints the number.
impl std::fmt::Debug for CitizenNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "CitizenNumber({}, {:?})", self.masked(), self.faults)
    }
}

/// The number of any identity document, masked: long ones keep four characters at each end, short ones less.
#[must_use]
pub fn mask_document_number(number: &str) -> String {
    let length = number.chars().count();
    let (head, tail) = match length {
        15.. => (4, 4),
        7.. => (1, 2),
        _ => (0, 0),
    };
    let hidden = |index: usize| index >= head && index + tail < length;
    number.chars().enumerate().map(|(index, symbol)| if hidden(index) { '*' } else { symbol }).collect()
}

/// The character that makes seventeen digits a citizen number.
#[must_use]
pub fn check_character(digits: &str) -> Option<char> {
    let digits: Vec<u32> = digits.chars().map(|digit| digit.to_digit(10)).collect::<Option<_>>()?;
    if digits.len() != WEIGHTS.len() {
        return None;
    }
    let sum: u32 = digits.iter().zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
    CHECK.get((sum % 11) as usize).copied()
}

fn joined(digits: &[u32], from: usize, count: usize) -> u32 {
    digits.iter().skip(from).take(count).fold(0, |number, digit| number * 10 + digit)
}

fn date_of(year: i16, month: i16, day: i16) -> Option<Date> {
    let narrow = |part| i8::try_from(part).ok();
    (year >= 1800).then_some(())?;
    Date::new(year, narrow(month)?, narrow(day)?).ok()
}

#[cfg(test)]
mod tests {
    use super::NumberFault::*;
    use super::*;

    #[test]
    fn numbers_are_read_and_flagged_as_the_table_says() {
        type Row = (&'static str, &'static str, Option<&'static str>, Option<Sex>, &'static [NumberFault]);
        let male = Some(Sex::Male);
        let female = Some(Sex::Female);
        let table: &[Row] = &[
            // The worked example of GB 11643-1999, annex B.
            ("11010519491231002X", "11010519491231002X", Some("1949-12-31"), female, &[]),
            ("11010519491231002x", "11010519491231002X", Some("1949-12-31"), female, &[]),
            ("440524188001010014", "440524188001010014", Some("1880-01-01"), male, &[]),
            (" 110105 19491231 002x ", "11010519491231002X", Some("1949-12-31"), female, &[]),
            ("\u{ff11}1010519491231002\u{ff38}", "11010519491231002X", Some("1949-12-31"), female, &[]),
            ("110105194912310021", "110105194912310021", Some("1949-12-31"), female, &[Check]),
            ("110105194902300021", "110105194902300021", None, female, &[Birth, Check]),
            ("990105194912310021", "990105194912310021", Some("1949-12-31"), female, &[Division, Check]),
            ("350602580712101", "350602580712101", Some("1958-07-12"), male, &[Old]),
            ("1101051949123100X2", "1101051949123100X2", None, None, &[Characters]),
            ("旧证看不清", "旧证看不清", None, None, &[Length]),
            ("", "", None, None, &[Length]),
        ];
        for (text, normalised, birth, sex, faults) in table {
            let number = CitizenNumber::read(text);
            assert_eq!(number.normalised, *normalised, "{text}");
            assert_eq!(number.birth.map(|date| date.to_string()).as_deref(), *birth, "{text}");
            assert_eq!(number.sex, *sex, "{text}");
            assert_eq!(number.faults, *faults, "{text}");
        }
    }

    #[test]
    fn the_check_character_is_the_one_of_the_standard() {
        assert_eq!(check_character("11010519491231002"), Some('X'));
        assert_eq!(check_character("44052418800101001"), Some('4'));
        assert_eq!(check_character("1101051949123100"), None);
    }

    #[test]
    fn a_number_is_masked_wherever_it_shows() {
        let number = CitizenNumber::read("350602199001011234");
        assert_eq!(number.masked(), "3506**********1234");
        assert!(!format!("{number:?}").contains("1990"));
        assert_eq!(mask_document_number("E12345678"), "E******78");
        assert_eq!(mask_document_number("12345"), "*****");
    }

    #[test]
    fn a_mistyped_number_knows_what_it_may_have_been() {
        let right = "11010519491231002X";
        assert!(CitizenNumber::read(right).corrections().is_empty());
        for typo in ["11010519491231020X", "11010519491231003X", "110105194912310021", "11015019491231002X"] {
            let corrections = CitizenNumber::read(typo).corrections();
            assert!(corrections.contains(&right.to_owned()), "{typo}");
            assert!(corrections.len() < 40, "{typo}: {}", corrections.len());
        }
        assert!(CitizenNumber::read("350602580712101").corrections().is_empty(), "an old number is no typo");
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_once_and_for_all(text in "[0-9]{14,18}[0-9xX]?|.{0,20}") {
            let number = CitizenNumber::read(&text);
            let whole = number.birth.is_some() && number.sex.is_some() && number.division.is_some();
            proptest::prop_assert!(whole || !number.faults.is_empty());
            proptest::prop_assert_eq!(CitizenNumber::read(&number.normalised), number);
        }
    }
}
