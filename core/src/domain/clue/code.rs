//! The receipt code a reporter keeps: 80 random bits as sixteen letters and digits. Only its SHA-256 travels; that many bits
//! cannot be guessed from the hash.

use data_encoding::BASE32;
use sha2::{Digest, Sha256};

const TAG: &[u8] = b"etong-clue-code-1";

/// As in `MZXW-6YTB-OI5D-GNJS`.
#[derive(Clone, PartialEq, Eq)]
pub struct ReceiptCode(String);

impl ReceiptCode {
    /// From ten random bytes.
    #[must_use]
    pub fn new(random: [u8; 10]) -> Self {
        Self(BASE32.encode(&random))
    }

    /// What a person types: any case, blanks and dashes anywhere, 0, 1 and 8 for O, I and B. `None` when it is no code.
    #[must_use]
    pub fn read(typed: &str) -> Option<Self> {
        let letter = |letter: char| match crate::domain::half_width::half_width(letter).to_ascii_uppercase() {
            '0' => 'O',
            '1' => 'I',
            '8' => 'B',
            other => other,
        };
        let code: String =
            typed.chars().filter(|letter| !letter.is_whitespace() && *letter != '-').map(letter).collect();
        BASE32.decode(code.as_bytes()).ok().filter(|bytes| bytes.len() == 10).map(|_| Self(code))
    }

    /// 64 hex digits.
    #[must_use]
    pub fn hash(&self) -> String {
        data_encoding::HEXLOWER.encode(&Sha256::new().chain_update(TAG).chain_update(&self.0).finalize())
    }
}

impl std::fmt::Display for ReceiptCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (nth, letter) in self.0.chars().enumerate() {
            if nth > 0 && nth % 4 == 0 {
                f.write_str("-")?;
            }
            write!(f, "{letter}")?;
        }
        Ok(())
    }
}

/// The code is the reporter's secret: no log shows it.
impl std::fmt::Debug for ReceiptCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ReceiptCode(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let code = ReceiptCode::new([7, 0, 255, 14, 8, 200, 3, 1, 99, 250]);
        let shown = code.to_string();
        assert_eq!((shown.len(), shown.matches('-').count()), (19, 3));
        for typed in
            [shown.clone(), shown.to_lowercase(), shown.replace('-', " "), shown.replace('O', "0").replace('B', "8")]
        {
            assert_eq!(ReceiptCode::read(&typed).as_ref(), Some(&code), "{typed}");
        }
        for typed in ["", "ABCD", "ABCD-EFGH-ABCD-EFG9", "你好"] {
            assert_eq!(ReceiptCode::read(typed), None, "{typed}");
        }
        assert_eq!(code.hash().len(), 64);
        assert_ne!(code.hash(), ReceiptCode::new([0; 10]).hash());
        assert_eq!(format!("{code:?}"), "ReceiptCode(…)");
    }
}
