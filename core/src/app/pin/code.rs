//! The recovery code: 128 random bits in Crockford's base 32, in groups, with his check sign, so that a slip of the pen is told
//! from a code of another phone. Small letters, spaces and I, L, O for 1 and 0 are taken.

use zeroize::Zeroizing;

use crate::device::{Device, random_array};
use crate::error::CoreError;

const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Digits and the signs that only a check can be.
const CHECKS: &[u8; 37] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U";
const LENGTH: usize = 26;
const GROUP: usize = 5;

pub(super) struct Code(Zeroizing<[u8; 16]>);

pub(super) fn fresh(device: &dyn Device) -> Result<Code, CoreError> {
    Ok(Code(Zeroizing::new(random_array(device)?)))
}

impl Code {
    pub(super) fn bytes(&self) -> &[u8] {
        self.0.as_slice()
    }

    pub(super) fn read(typed: &str) -> Option<Self> {
        let signs: Zeroizing<Vec<u8>> = Zeroizing::new(
            typed
                .bytes()
                .filter(|byte| !matches!(byte, b'-' | b' ' | b'\n' | b'\r' | b'\t'))
                .map(|byte| match byte.to_ascii_uppercase() {
                    b'I' | b'L' => b'1',
                    b'O' => b'0',
                    other => other,
                })
                .collect(),
        );
        let (check, digits) = signs.split_last()?;
        if digits.len() != LENGTH {
            return None;
        }
        let mut value: u128 = 0;
        for digit in digits {
            let five = DIGITS.iter().position(|known| known == digit)?;
            value = value.checked_mul(32)?.checked_add(u128::try_from(five).ok()?)?;
        }
        (sign_of(value) == Some(*check)).then(|| Self(Zeroizing::new(value.to_be_bytes())))
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let value = u128::from_be_bytes(*self.0);
        for place in 0..LENGTH {
            if place > 0 && place % GROUP == 0 {
                f.write_str("-")?;
            }
            let five = (value >> (5 * (LENGTH - 1 - place))) & 31;
            let digit = usize::try_from(five).ok().and_then(|five| DIGITS.get(five));
            write!(f, "{}", char::from(*digit.unwrap_or(&b'?')))?;
        }
        write!(f, "{}", char::from(sign_of(value).unwrap_or(b'?')))
    }
}

fn sign_of(value: u128) -> Option<u8> {
    usize::try_from(value % 37).ok().and_then(|rest| CHECKS.get(rest)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_code_reads_back_and_one_wrong_sign_is_noticed(bytes: [u8; 16], place in 0_usize..26, by in 1_u8..32) {
            let shown = Code(Zeroizing::new(bytes)).to_string();
            let sloppy = shown.to_lowercase().replace('0', "o").replace('1', "l").replace('-', " ");
            let read = Code::read(&sloppy).unwrap();
            prop_assert_eq!(read.bytes(), bytes.as_slice());
            let mut signs: Vec<u8> = shown.bytes().filter(|sign| *sign != b'-').collect();
            let old = DIGITS.iter().position(|digit| *digit == signs[place]).unwrap();
            signs[place] = DIGITS[(old + usize::from(by)) % 32];
            prop_assert!(Code::read(std::str::from_utf8(&signs).unwrap()).is_none());
        }
    }

    #[test]
    fn what_is_no_code_is_refused() {
        for typed in ["", "0", "王芳", &"Z".repeat(27), &"0".repeat(26), &"0".repeat(28)] {
            assert!(Code::read(typed).is_none(), "{typed:?}");
        }
    }
}
