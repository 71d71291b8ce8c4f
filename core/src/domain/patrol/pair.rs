//! 互补搭档联勤: two phones without network agree that they set out together. The first shows a short code (and a ticket as QR
//! text); the second writes `join` with that code under the same record. The log carries only what the code hashes to until the
//! partner has it. Six digits are evidence of having met, not a secret.

use etong_protocol::{OrgPath, RecordId};
use sha2::{Digest, Sha256};

const TAG: &[u8] = b"etong-pair-1";
const TICKET: &str = "etong:pair:1:";

/// Six digits from four random bytes.
#[must_use]
pub fn code_of(seed: [u8; 4]) -> String {
    format!("{:06}", u32::from_be_bytes(seed) % 1_000_000)
}

/// What the start of a patrol carries of its code.
#[must_use]
pub fn mark_of(patrol: RecordId, code: &str) -> String {
    let digest = Sha256::new().chain_update(TAG).chain_update(patrol.as_bytes()).chain_update(code).finalize();
    data_encoding::HEXLOWER.encode(digest.get(..8).unwrap_or_default())
}

/// What the QR of the first phone says: enough to join a patrol the second phone has never heard of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairTicket {
    pub patrol: RecordId,
    pub scope: OrgPath,
    pub code: String,
}

impl std::fmt::Display for PairTicket {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{TICKET}{}:{}:{}", self.patrol, self.scope, self.code)
    }
}

impl PairTicket {
    /// Reads what `Display` writes; `None` for anything else.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let mut parts = text.trim().strip_prefix(TICKET)?.split(':');
        let ticket = Self {
            patrol: parts.next()?.parse().ok()?,
            scope: parts.next()?.parse().ok()?,
            code: code(parts.next()?)?,
        };
        parts.next().is_none().then_some(ticket)
    }
}

/// Six digits, however they were spaced.
#[must_use]
pub fn code(typed: &str) -> Option<String> {
    let digits: String = typed.chars().filter(|letter| !letter.is_whitespace()).collect();
    (digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticket_is_its_text() {
        let ticket = PairTicket {
            patrol: RecordId::new(7, [1; 10]),
            scope: "/1/2/3/4".parse().unwrap(),
            code: code_of([1, 2, 3, 4]),
        };
        assert_eq!(PairTicket::read(&ticket.to_string()), Some(ticket.clone()));
        assert_eq!(ticket.code.len(), 6);
        for text in ["", "etong:pair:1:x:/1:123456", "etong:pair:2:a", &format!("{ticket}:more"), &format!("{ticket}7")]
        {
            assert_eq!(PairTicket::read(text), None, "{text}");
        }
    }

    #[test]
    fn a_code_fits_one_patrol_only() {
        let (a, b) = (RecordId::new(1, [0; 10]), RecordId::new(2, [0; 10]));
        assert_ne!(mark_of(a, "123456"), mark_of(b, "123456"));
        assert_ne!(mark_of(a, "123456"), mark_of(a, "123457"));
        assert_eq!((code("12 34 56").as_deref(), code("12345"), code("12345x")), (Some("123456"), None, None));
    }
}
