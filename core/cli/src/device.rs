//! What a terminal lends the core in place of a phone: the machine's clocks and randomness, and secrets in files.
//!
//! WEAKER THAN A PHONE'S KEY STORE: whoever can read this user's files can read the keys, and a backup of the home
//! folder takes them along unless `--keys` puts them elsewhere. Each secret is one file, readable by its owner only, in a
//! folder that only its owner may enter; it is replaced whole or not at all. Never prints a secret.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use etong_core::{Device, DeviceError};

/// No secret of the core is longer; a longer file is not ours.
const SECRET_BYTES_MAX: u64 = 4096;

/// A terminal as a phone.
#[derive(Debug)]
pub(crate) struct Terminal {
    keys: PathBuf,
    started: Instant,
    online: bool,
    ahead_ms: i64,
}

impl Terminal {
    /// `keys`: the folder of secrets, made when the first one is kept. `online`: false plays a phone without network. `days_ahead`:
    /// plays a phone so many days later; the relay keeps its own clock, and stamps say what this one thought.
    pub(crate) fn new(keys: PathBuf, online: bool, days_ahead: u8) -> Self {
        Self { keys, started: monotonic(), online, ahead_ms: i64::from(days_ahead) * 24 * 60 * 60 * 1_000 }
    }

    /// Can the secrets be read, by their owner and by nobody else? The core asks for them one at a time and takes a failure
    /// for a mistake of the shell, so what a person can put right is told before.
    pub(crate) fn check(&self) -> Result<(), (PathBuf, std::io::Error)> {
        let inside = match std::fs::read_dir(&self.keys) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
            inside => inside.map_err(|error| (self.keys.clone(), error))?,
        };
        for key in inside {
            let path = key.map_err(|error| (self.keys.clone(), error))?.path();
            File::open(&path).and_then(|file| private(&file)).map_err(|error| (path, error))?;
        }
        Ok(())
    }

    fn path(&self, name: &str) -> Result<PathBuf, DeviceError> {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'.' | b'_' | b'-');
        if name.is_empty() || name.starts_with('.') || !name.bytes().all(plain) {
            return Err(failed("key store", "a secret's name must be plain lower-case letters"));
        }
        Ok(self.keys.join(name))
    }
}

impl Device for Terminal {
    fn now_ms(&self) -> i64 {
        let since = wall_clock().duration_since(UNIX_EPOCH);
        let now = since.map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX));
        now.saturating_add(self.ahead_ms)
    }

    fn monotonic_ms(&self) -> i64 {
        since_start(self.started)
    }

    fn random(&self, count: u32) -> Result<Vec<u8>, DeviceError> {
        let mut bytes = vec![0; usize::try_from(count).map_err(|error| failed("randomness", error))?];
        getrandom::fill(&mut bytes).map_err(|error| failed("randomness", error))?;
        Ok(bytes)
    }

    fn secret(&self, name: String) -> Result<Option<Vec<u8>>, DeviceError> {
        let path = self.path(&name)?;
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failed(path.display(), error)),
        };
        private(&file).map_err(|error| failed(path.display(), error))?;
        let mut secret = Vec::new();
        file.take(SECRET_BYTES_MAX).read_to_end(&mut secret).map_err(|error| failed(path.display(), error))?;
        Ok(Some(secret))
    }

    fn keep_secret(&self, name: String, secret: Vec<u8>) -> Result<(), DeviceError> {
        let path = self.path(&name)?;
        replace(&self.keys, &path, &secret).map_err(|error| failed(path.display(), error))
    }

    fn online(&self) -> bool {
        self.online
    }
}

/// Writes beside the old file, makes it durable, puts it in the old one's place: a crash leaves one or the other.
fn replace(folder: &Path, path: &Path, secret: &[u8]) -> std::io::Result<()> {
    let mut made = DirBuilder::new();
    made.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut made, 0o700);
    made.create(folder)?;
    let mut beside = path.to_owned().into_os_string();
    beside.push(".new");
    match std::fs::remove_file(&beside) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&beside)?;
    file.write_all(secret)?;
    file.sync_all()?;
    std::fs::rename(&beside, path)?;
    // The new name is durable only when the folder is.
    File::open(folder)?.sync_all()
}

#[cfg(unix)]
pub(crate) fn private(file: &File) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = file.metadata()?.permissions().mode();
    if mode & 0o077 == 0 {
        return Ok(());
    }
    Err(std::io::Error::other("others may read it; take their rights away with chmod 600"))
}

#[cfg(not(unix))]
pub(crate) fn private(_: &File) -> std::io::Result<()> {
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "this is the Device of the terminal: the one place with a real clock")]
fn wall_clock() -> SystemTime {
    SystemTime::now()
}

/// Since the machine's start, also while it slept: each command is a process of its own, and waits go on between them.
#[cfg(target_os = "linux")]
fn since_start(_: Instant) -> i64 {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
    now.tv_sec.saturating_mul(1_000).saturating_add(now.tv_nsec / 1_000_000)
}

#[cfg(not(target_os = "linux"))]
fn since_start(started: Instant) -> i64 {
    i64::try_from(started.elapsed().as_millis()).unwrap_or(i64::MAX)
}

#[expect(clippy::disallowed_methods, reason = "this is the Device of the terminal: the one place with a real clock")]
fn monotonic() -> Instant {
    Instant::now()
}

fn failed(what: impl std::fmt::Display, error: impl std::fmt::Display) -> DeviceError {
    DeviceError::Failed { detail: format!("{what}: {error}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_kept_whole_and_for_its_owner_only() {
        let home = tempfile::tempdir().unwrap();
        let terminal = Terminal::new(home.path().join("keys"), true, 0);
        assert_eq!(terminal.secret("etong.device".into()).unwrap(), None);
        terminal.keep_secret("etong.device".into(), vec![1; 32]).unwrap();
        terminal.keep_secret("etong.device".into(), vec![2; 32]).unwrap();
        assert_eq!(terminal.secret("etong.device".into()).unwrap(), Some(vec![2; 32]));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
            assert_eq!(mode(&home.path().join("keys")), 0o700);
            assert_eq!(mode(&home.path().join("keys/etong.device")), 0o600);
            std::fs::set_permissions(home.path().join("keys/etong.device"), std::fs::Permissions::from_mode(0o644))
                .unwrap();
            assert!(terminal.secret("etong.device".into()).unwrap_err().to_string().contains("chmod 600"));
        }
    }

    #[test]
    fn a_name_that_leads_out_of_the_folder_is_refused() {
        let terminal = Terminal::new("/nonexistent".into(), true, 0);
        for name in ["", "..", "../x", "a/b", "A", ".hidden"] {
            assert!(terminal.secret(name.into()).is_err(), "{name:?}");
        }
    }
}
