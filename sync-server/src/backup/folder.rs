//! Names of the files of a backup, and writing and hashing them for their owner only, durably.

use std::fs::{DirBuilder, File};
use std::io::{Read, Write};
use std::path::Path;

use sha2::{Digest, Sha256};

use super::BackupError;
use crate::store::key_file::private;

pub(super) const DATABASE: &str = "relay.db";
pub(super) const KEYS: &str = "keys.db";
pub(super) const MANIFEST: &str = "manifest.json";
pub(super) const SIGNATURE: &str = "manifest.sig";
pub(super) const SEALED_KEY: &str = "relay.key.sealed";

const PIECE: usize = 256 * 1024;

/// What was read on the way.
pub(super) struct Measured {
    pub(super) bytes: u64,
    pub(super) sha256: String,
}

pub(super) fn make_private_folder(path: &Path) -> Result<(), BackupError> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(BackupError::file(path))
}

/// A new file only its owner may read.
pub(super) fn private_file(path: &Path) -> Result<File, BackupError> {
    private().create_new(true).open(path).map_err(BackupError::file(path))
}

pub(super) fn write_private(path: &Path, bytes: &[u8]) -> Result<(), BackupError> {
    let mut file = private_file(path)?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(BackupError::file(path))
}

/// The names in a folder are durable only when the folder is.
pub(super) fn sync_folder(path: &Path) -> Result<(), BackupError> {
    if cfg!(unix) {
        File::open(path).and_then(|folder| folder.sync_all()).map_err(BackupError::file(path))?;
    }
    Ok(())
}

pub(super) fn sha256(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(bytes))
}

/// Reads `from` to its end; what was read is also written to `to`, if there is one.
pub(super) fn measure(from: &Path, mut to: Option<&mut File>) -> Result<Measured, BackupError> {
    let mut file = File::open(from).map_err(BackupError::file(from))?;
    let (mut hash, mut bytes, mut piece) = (Sha256::new(), 0_u64, vec![0; PIECE]);
    loop {
        let read = file.read(&mut piece).map_err(BackupError::file(from))?;
        let read = piece.get(..read).unwrap_or_default();
        if read.is_empty() {
            break;
        }
        hash.update(read);
        bytes += u64::try_from(read.len()).unwrap_or(0);
        if let Some(to) = to.as_mut() {
            to.write_all(read).map_err(BackupError::file(from))?;
        }
    }
    Ok(Measured { bytes, sha256: data_encoding::HEXLOWER.encode(&hash.finalize()) })
}
