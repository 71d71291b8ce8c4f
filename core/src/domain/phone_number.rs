//! 电话: a mobile or landline number of the mainland. What does not look like one is kept and flagged.

use super::half_width::half_width;

/// A phone number as it was read.
#[derive(Clone, PartialEq, Eq)]
pub struct PhoneNumber {
    /// Digits only, without the country code; the text as typed when it holds more than a number.
    pub normalised: String,
    pub kind: Option<PhoneKind>,
    pub fault: Option<PhoneFault>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PhoneKind {
    Mobile,
    Landline,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum PhoneFault {
    #[error("neither a mobile nor a landline number")]
    Shape,
    #[error("holds something other than a number")]
    Characters,
}

impl PhoneNumber {
    #[must_use]
    pub fn read(text: &str) -> Self {
        let typed: String = text.trim().chars().map(half_width).collect();
        let bare: String = typed.chars().filter(|symbol| !matches!(symbol, ' ' | '-' | '(' | ')')).collect();
        let bare = bare.strip_prefix("+86").or_else(|| bare.strip_prefix("0086")).unwrap_or(&bare);
        if bare.is_empty() || !bare.bytes().all(|byte| byte.is_ascii_digit()) {
            return Self { normalised: typed, kind: None, fault: Some(PhoneFault::Characters) };
        }
        let kind = kind_of(bare);
        let fault = if kind.is_none() { Some(PhoneFault::Shape) } else { None };
        Self { normalised: bare.to_owned(), kind, fault }
    }

    /// `138****1234`.
    #[must_use]
    pub fn masked(&self) -> String {
        mask_phone(&self.normalised)
    }
}

/// A phone number, masked: the first three and last four of a long one, the last two of a short one.
#[must_use]
pub fn mask_phone(number: &str) -> String {
    let length = number.chars().count();
    let (head, tail) = match length {
        10.. => (3, 4),
        5.. => (0, 2),
        _ => (0, 0),
    };
    let hidden = |index: usize| index >= head && index + tail < length;
    number.chars().enumerate().map(|(index, symbol)| if hidden(index) { '*' } else { symbol }).collect()
}

/// Never prints the number.
impl std::fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PhoneNumber({}, {:?})", self.masked(), self.fault)
    }
}

fn kind_of(digits: &str) -> Option<PhoneKind> {
    match (digits.as_bytes(), digits.len()) {
        ([b'1', b'3'..=b'9', ..], 11) => Some(PhoneKind::Mobile),
        // Area code of three digits (01x, 02x) or four (03xx to 09xx), then seven or eight.
        ([b'0', b'1' | b'2', ..], 10 | 11) | ([b'0', b'3'..=b'9', ..], 11 | 12) => Some(PhoneKind::Landline),
        ([b'2'..=b'8', ..], 7 | 8) => Some(PhoneKind::Landline),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_and_flagged_as_the_table_says() {
        let (mobile, landline) = (Some(PhoneKind::Mobile), Some(PhoneKind::Landline));
        let table = [
            ("13800001234", "13800001234", mobile, None),
            ("+86 138-0000-1234", "13800001234", mobile, None),
            ("\u{ff11}3800001234", "13800001234", mobile, None),
            ("0596-2022222", "05962022222", landline, None),
            ("(010) 6552 9988", "01065529988", landline, None),
            ("2022222", "2022222", landline, None),
            ("12800001234", "12800001234", None, Some(PhoneFault::Shape)),
            ("110", "110", None, Some(PhoneFault::Shape)),
            ("问他女儿", "问他女儿", None, Some(PhoneFault::Characters)),
            ("", "", None, Some(PhoneFault::Characters)),
        ];
        for (text, normalised, kind, fault) in table {
            let number = PhoneNumber::read(text);
            assert_eq!((number.normalised.as_str(), number.kind, number.fault), (normalised, kind, fault), "{text}");
        }
    }

    #[test]
    fn a_number_is_masked_wherever_it_shows() {
        for (number, masked) in [("13800001234", "138****1234"), ("2022222", "*****22"), ("110", "***")] {
            assert_eq!(PhoneNumber::read(number).masked(), masked);
        }
    }
}
