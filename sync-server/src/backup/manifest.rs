//! What a backup says of itself, as JSON, and the relay's signature over exactly those bytes.

use data_encoding::{BASE64, HEXLOWER};
use etong_protocol::{PublicKey, Signature, SigningKey};
use serde::{Deserialize, Serialize};

use super::BackupError;

/// Rises when an older program could no longer put a backup back.
pub(super) const FORMAT: u32 = 2;
const TAG: &str = "etong-backup-1";

/// One backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    pub format: u32,
    /// Version of the program that made it.
    pub program: String,
    /// Relay clock, milliseconds since 1970.
    pub made_at: i64,
    /// The feed's epoch and newest `seq` at that moment.
    pub epoch: u64,
    pub head: u64,
    pub database_bytes: u64,
    /// Hex.
    pub database_sha256: String,
    /// The relay's public key, in hex.
    pub relay_key: String,
    /// Hex; absent when the backup holds no key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sealed_key_sha256: Option<String>,
    /// The keys of the records lie in it, each sealed for the relay alone. No hash of them: `forget` takes some out.
    #[serde(default)]
    pub record_keys: bool,
}

impl Manifest {
    pub(super) fn public_key(&self) -> Result<PublicKey, BackupError> {
        let bytes = HEXLOWER.decode(self.relay_key.as_bytes()).map_err(|_| BackupError::Damaged("the relay's key"))?;
        PublicKey::from_slice(&bytes).map_err(|_| BackupError::Damaged("the relay's key"))
    }

    /// The manifest's bytes, and the text of the signature over them.
    pub(super) fn write(&self, key: &SigningKey) -> Result<(Vec<u8>, String), BackupError> {
        let bytes = serde_json::to_vec_pretty(self).map_err(|_| BackupError::Damaged("the manifest"))?;
        let signature = BASE64.encode(&key.sign(TAG, &bytes).0);
        Ok((bytes, signature))
    }

    /// Reads `bytes` without trusting them yet.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, String> {
        serde_json::from_slice(bytes).map_err(|error| format!("its manifest cannot be read ({error})"))
    }

    /// Were these bytes written by the relay whose key they name?
    pub(super) fn check(&self, bytes: &[u8], signature: &str) -> Result<(), BackupError> {
        let altered = || BackupError::Damaged("the manifest is not signed by the relay it names");
        let signature = BASE64.decode(signature.trim().as_bytes()).map_err(|_| altered())?;
        let signature = Signature(signature.try_into().map_err(|_| altered())?);
        self.public_key()?.verify(TAG, bytes, &signature, "manifest").map_err(|_| altered())
    }
}
