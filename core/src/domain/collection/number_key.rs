//! Citizen numbers compared without being shown: HMAC-SHA-256 over the normalised number (RFC 2104, FIPS 180-4). Whoever holds the
//! key can try out numbers until one fits, for there are few; so a hash stays inside the encrypted store and never travels.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::domain::citizen_number::CitizenNumber;

/// The key of one store, or the one its county gave out.
#[derive(Clone, PartialEq, Eq)]
pub struct NumberKey([u8; 32]);

/// What stands for a number.
pub type NumberHash = [u8; 16];

impl NumberKey {
    #[must_use]
    pub const fn from_bytes(key: [u8; 32]) -> Self {
        Self(key)
    }

    /// The same for a number however it was typed; kinds of document do not mix.
    #[must_use]
    pub fn hash(&self, kind: &str, number: &str) -> NumberHash {
        let normalised = CitizenNumber::read(number).normalised;
        let mut hash = NumberHash::default();
        // HMAC takes keys of any length.
        if let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) {
            mac.update(kind.as_bytes());
            mac.update(b":");
            mac.update(normalised.as_bytes());
            hash.iter_mut().zip(mac.finalize().into_bytes()).for_each(|(to, from)| *to = from);
        }
        hash
    }
}

/// Never prints the key.
impl std::fmt::Debug for NumberKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NumberKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_hmac_sha_256_cut_to_sixteen_bytes() {
        // openssl: printf '111:11010519491231002X' | openssl dgst -sha256 -mac HMAC -macopt hexkey:0b…0b (32 times)
        let key = NumberKey::from_bytes([0x0b; 32]);
        let hex: String = key.hash("111", "11010519491231002X").iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, "50d8a588b49aea9f1295f5ed9cbd4bcc");
    }

    #[test]
    fn one_number_has_one_hash_however_it_is_typed() {
        let key = NumberKey::from_bytes([7; 32]);
        let hash = key.hash("111", "11010519491231002X");
        assert_eq!(key.hash("111", " 110105 19491231 002x"), hash);
        assert_ne!(key.hash("414", "11010519491231002X"), hash);
        assert_ne!(key.hash("111", "110105194912310021"), hash);
        assert_ne!(NumberKey::from_bytes([8; 32]).hash("111", "11010519491231002X"), hash);
        assert!(!format!("{key:?}").contains('7'));
    }
}
