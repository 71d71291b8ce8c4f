//! The signing key under a passphrase: Argon2id makes a key of it, XChaCha20-Poly1305 seals the seed. The costs stand in
//! the sealed bytes, so that they may rise later; a file that asks for absurd ones is refused.

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::BackupError;
use crate::chance::{Chance, draw};

const SHORTEST: usize = 12;
const PURPOSE: &[u8] = b"etong-relay-key-1";
/// 64 MiB and three passes, beyond OWASP's least for Argon2id.
const COST: Cost = Cost { memory_kib: 64 * 1024, passes: 3, lanes: 1 };
const MOST: Cost = Cost { memory_kib: 1024 * 1024, passes: 64, lanes: 16 };

/// What opens a sealed key. Comes from a file or the environment, never from the command line; wiped on drop.
pub struct Passphrase(Zeroizing<String>);

impl Passphrase {
    /// The first line of `text`.
    ///
    /// # Errors
    /// `WeakPassphrase`.
    pub fn new(text: &str) -> Result<Self, BackupError> {
        let line = text.lines().next().unwrap_or_default().trim();
        if line.chars().count() < SHORTEST {
            Err(BackupError::WeakPassphrase(SHORTEST))
        } else {
            Ok(Self(Zeroizing::new(line.to_owned())))
        }
    }
}

impl std::fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Passphrase(…)")
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Cost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

#[derive(Serialize, Deserialize)]
struct Sealed {
    kdf: String,
    cost: Cost,
    /// Hex, all three.
    salt: String,
    nonce: String,
    sealed: String,
}

pub(super) fn seal(seed: &[u8; 32], passphrase: &Passphrase, chance: &dyn Chance) -> Result<Vec<u8>, BackupError> {
    let (salt, nonce) = (draw::<16>(chance)?, draw::<24>(chance)?);
    let cipher = cipher(passphrase, &salt, COST).ok_or(BackupError::Unsealable)?;
    let payload = Payload { msg: seed, aad: PURPOSE };
    let sealed = cipher.encrypt(&XNonce::from(nonce), payload).map_err(|_| BackupError::Unsealable)?;
    let hex = |bytes: &[u8]| data_encoding::HEXLOWER.encode(bytes);
    let sealed =
        Sealed { kdf: "argon2id".into(), cost: COST, salt: hex(&salt), nonce: hex(&nonce), sealed: hex(&sealed) };
    serde_json::to_vec_pretty(&sealed).map_err(|_| BackupError::Unsealable)
}

pub(super) fn open(bytes: &[u8], passphrase: &Passphrase) -> Result<Zeroizing<[u8; 32]>, BackupError> {
    let damaged = || BackupError::Damaged("its sealed key");
    let sealed: Sealed = serde_json::from_slice(bytes).map_err(|_| damaged())?;
    let unhex = |text: &str| data_encoding::HEXLOWER.decode(text.as_bytes()).map_err(|_| damaged());
    let cost = sealed.cost;
    if sealed.kdf != "argon2id"
        || cost.memory_kib > MOST.memory_kib
        || cost.passes > MOST.passes
        || cost.lanes > MOST.lanes
    {
        return Err(damaged());
    }
    let nonce: [u8; 24] = unhex(&sealed.nonce)?.try_into().map_err(|_| damaged())?;
    let cipher = cipher(passphrase, &unhex(&sealed.salt)?, cost).ok_or_else(damaged)?;
    let payload = Payload { msg: &unhex(&sealed.sealed)?, aad: PURPOSE };
    let seed = cipher.decrypt(&XNonce::from(nonce), payload).map_err(|_| BackupError::WrongPassphrase)?;
    let seed = Zeroizing::new(seed);
    seed.as_slice().try_into().map(Zeroizing::new).map_err(|_| damaged())
}

fn cipher(passphrase: &Passphrase, salt: &[u8], cost: Cost) -> Option<XChaCha20Poly1305> {
    let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(32)).ok()?;
    let mut key = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(passphrase.0.as_bytes(), salt, key.as_mut_slice())
        .ok()?;
    XChaCha20Poly1305::new_from_slice(key.as_slice()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SystemChance;

    #[test]
    fn a_key_opens_under_its_passphrase_and_no_other() {
        let right = Passphrase::new("浙江路 nine green umbrellas\n").unwrap();
        let sealed = seal(&[7; 32], &right, &SystemChance).unwrap();
        assert_eq!(*open(&sealed, &right).unwrap(), [7; 32]);
        let wrong = Passphrase::new("浙江路 nine green umbrella").unwrap();
        assert!(matches!(open(&sealed, &wrong), Err(BackupError::WrongPassphrase)));
        assert!(!String::from_utf8(sealed).unwrap().contains(&"07".repeat(4)), "the seed must not lie open");
    }

    #[test]
    fn a_short_passphrase_and_a_damaged_file_are_told_apart() {
        assert!(matches!(Passphrase::new("short"), Err(BackupError::WeakPassphrase(_))));
        let right = Passphrase::new("nine green umbrellas").unwrap();
        assert!(matches!(open(b"{}", &right), Err(BackupError::Damaged(_))));
        let sealed = String::from_utf8(seal(&[7; 32], &right, &SystemChance).unwrap()).unwrap();
        let absurd = sealed.replace("65536", "4000000000");
        assert!(matches!(open(absurd.as_bytes(), &right), Err(BackupError::Damaged(_))));
    }
}
