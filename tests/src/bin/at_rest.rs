//! TEST ONLY, started by `plaintext`: a phone whose memory is looked through from outside. Says how far it is and waits for a line
//! before it goes on. What it is to keep it reads from files, so that no copy of it lies in its arguments.

use std::io::{BufRead, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use etong_core::capture::ResidentRequest;
use etong_core::{App, Device, DeviceError};
use zeroize::Zeroizing;

const KEY: usize = 32;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// A key store that keeps nothing in memory, and writes down beside it which keys it drew.
struct Files {
    keys: PathBuf,
    drawn: PathBuf,
}

impl Device for Files {
    fn now_ms(&self) -> i64 {
        1_767_225_600_000
    }

    fn monotonic_ms(&self) -> i64 {
        0
    }

    fn random(&self, count: u32) -> Result<Vec<u8>, DeviceError> {
        let mut bytes = vec![0; usize::try_from(count).unwrap_or(0)];
        std::fs::File::open("/dev/urandom").and_then(|mut file| file.read_exact(&mut bytes)).map_err(failed)?;
        if bytes.len() == KEY {
            let drawn = std::fs::File::options().create(true).append(true).open(&self.drawn);
            drawn.and_then(|mut file| file.write_all(&bytes)).map_err(failed)?;
        }
        Ok(bytes)
    }

    fn secret(&self, name: String) -> Result<Option<Vec<u8>>, DeviceError> {
        match std::fs::read(self.keys.join(name)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(failed(error)),
        }
    }

    fn keep_secret(&self, name: String, secret: Vec<u8>) -> Result<(), DeviceError> {
        let secret = Zeroizing::new(secret);
        std::fs::write(self.keys.join(name), &*secret).map_err(failed)
    }

    fn online(&self) -> bool {
        false
    }
}

fn failed(error: impl std::fmt::Display) -> DeviceError {
    DeviceError::Failed { detail: error.to_string() }
}

fn main() -> Outcome<()> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let (Some(folder), Some(keys), Some(words)) = (arguments.next(), arguments.next(), arguments.next()) else {
        return Err("folder, keys, words".into());
    };
    let switch = arguments.next().unwrap_or_default();
    #[cfg(feature = "sim")]
    let _switched_on = (switch.as_os_str() == "lock-keeps-keys")
        .then(|| etong_core::sim::seed(etong_core::sim::SeededBug::LockKeepsKeys));
    let app = App::open(&folder, Arc::new(Files { keys, drawn: words.join("drawn") }))?;
    saves(&app, &words)?;
    if switch.as_os_str() == "before-a-pin" {
        wait("saved")?;
    }
    // Its own copy: an open phone shows names, and what the core lets go of is overwritten.
    let name = read(&words.join("name"))?;
    app.set_pin(&read(&words.join("pin"))?)?;
    wait("open")?;
    drop(name);
    app.lock()?;
    wait("locked")?;
    app.unlock(&read(&words.join("pin"))?)?;
    app.residents(0)?;
    wait("unlocked")?;
    drop(app);
    wait("dropped")
}

fn saves(app: &App, words: &Path) -> Outcome<()> {
    let name = read(&words.join("name"))?.to_string();
    app.capture_resident(&ResidentRequest { name, ..ResidentRequest::default() })?;
    app.residents(0)?;
    Ok(())
}

fn read(path: &Path) -> Outcome<Zeroizing<String>> {
    let mut words = Zeroizing::new(String::with_capacity(256));
    std::fs::File::open(path)?.read_to_string(&mut words)?;
    Ok(words)
}

fn wait(step: &str) -> Outcome<()> {
    println!("{step}");
    std::io::stdout().flush()?;
    std::io::stdin().lock().read_line(&mut String::new())?;
    Ok(())
}
