//! Which PIN is refused: what is tried first by whoever finds a phone.

use crate::error::CoreError;

const SHORTEST: usize = 6;
const LONGEST: usize = 32;

pub(super) fn check(pin: &str) -> Result<(), CoreError> {
    if !(SHORTEST..=LONGEST).contains(&pin.len()) || !pin.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(invalid("is 6 to 32 digits"));
    }
    let digits = pin.as_bytes();
    let steps =
        |step: i16| digits.iter().zip(digits.iter().skip(1)).all(|(a, b)| i16::from(*b) - i16::from(*a) == step);
    let repeats = |length: usize| digits.iter().zip(digits.iter().skip(length)).all(|(a, b)| a == b);
    if steps(1) || steps(-1) || (1..=3).any(repeats) {
        return Err(invalid("is too easy to guess: no rows like 123456, no repeats like 111111 or 121212"));
    }
    Ok(())
}

pub(super) fn invalid(reason: &str) -> CoreError {
    CoreError::Invalid { field: "pin".into(), reason: reason.into() }
}

pub(super) fn invalid_code(reason: &str) -> CoreError {
    CoreError::Invalid { field: "recovery_code".into(), reason: reason.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_that_is_tried_first_is_refused() {
        for pin in ["", "12345", "12345a", "123456", "654321", "111111", "121212", "123123", "１２３４５６"] {
            assert!(check(pin).is_err(), "{pin:?}");
        }
        for pin in ["290417", "135790", "112358"] {
            check(pin).unwrap();
        }
    }
}
