//! The relay's signing key in its file: 32 bytes for their owner only. Made once; a key that others may read is refused.

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};
use std::path::Path;
use std::sync::Arc;

use zeroize::Zeroizing;

use crate::chance::{Chance, draw};
use crate::error::RelayError;

pub(crate) const DATABASE: &str = "relay.db";
pub(crate) const KEY_FILE: &str = "relay.key";
/// The keys of records.
pub(crate) const KEYS: &str = "keys.db";
/// A longer file is no seed.
const LONGEST: u64 = 64;

/// # Errors
/// `MissingKeyFile`, `BadKeyFile`, `Exposed`, `Folder`.
pub(crate) fn read_seed(path: &Path) -> Result<Zeroizing<[u8; 32]>, RelayError> {
    let trouble = |source| RelayError::Folder { path: path.to_owned(), source: Arc::new(source) };
    let file = match File::open(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(RelayError::MissingKeyFile(path.to_owned()));
        }
        file => file.map_err(trouble)?,
    };
    refuse_exposed(&file, path)?;
    let mut bytes = Zeroizing::new(Vec::new());
    file.take(LONGEST).read_to_end(&mut bytes).map_err(trouble)?;
    bytes.as_slice().try_into().map(Zeroizing::new).map_err(|_| RelayError::BadKeyFile(path.to_owned()))
}

/// Makes a key where there is none.
pub(super) fn make_seed(path: &Path, chance: &dyn Chance) -> Result<Zeroizing<[u8; 32]>, RelayError> {
    let seed = Zeroizing::new(draw::<32>(chance)?);
    // Under another name until it is whole: half a key would stop every later start.
    let unfinished = path.with_extension("unfinished");
    let written = private().create(true).truncate(true).open(&unfinished).and_then(|mut file| {
        file.write_all(seed.as_slice())?;
        file.sync_all()?;
        fs::rename(&unfinished, path)
    });
    written.map_err(|source| RelayError::Folder { path: path.to_owned(), source: Arc::new(source) })?;
    Ok(seed)
}

/// Writes to files that only their owner may read.
pub(crate) fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// # Errors
/// `Exposed` when anybody but the owner may read or write the open `file` at `path`.
pub fn refuse_exposed(file: &File, path: &Path) -> Result<(), RelayError> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let trouble = |source| RelayError::Folder { path: path.to_owned(), source: Arc::new(source) };
        if file.metadata().map_err(trouble)?.permissions().mode() & 0o077 != 0 {
            return Err(RelayError::Exposed(path.to_owned()));
        }
    }
    #[cfg(not(unix))]
    let _ = (file, path);
    Ok(())
}
