//! Words that nobody may see: typed at the terminal without being shown, or read from a file that only its owner may read. Never an
//! argument, never printed, wiped after use.

use std::fs::File;
use std::io::{IsTerminal as _, Read as _};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::device;
use crate::error::CliError;

pub(crate) type Secret = Zeroizing<String>;

/// No PIN and no code is longer.
const LONGEST: u64 = 256;

/// What is asked for, in both languages, and the option that names a file instead.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked {
    pub words: &'static str,
    pub option: &'static str,
}

pub(crate) const PIN: Asked = Asked { words: "PIN", option: "--pin-file" };
pub(crate) const NEW_PIN: Asked = Asked { words: "新 PIN new PIN", option: "--new-pin-file" };
pub(crate) const CODE: Asked = Asked { words: "恢复码 recovery code", option: "--code-file" };

/// `None` when there is no file and nobody at the terminal.
pub(crate) fn maybe(asked: Asked, file: Option<&Path>) -> Result<Option<Secret>, CliError> {
    match file {
        Some(path) => read(path).map(Some),
        None if std::io::stdin().is_terminal() => typed(asked.words).map(Some),
        None => Ok(None),
    }
}

pub(crate) fn must(asked: Asked, file: Option<&Path>) -> Result<Secret, CliError> {
    maybe(asked, file)?.ok_or_else(|| {
        let Asked { words, option } = asked;
        CliError::Usage(format!("no terminal to type at; say where it is: {option} FILE ({words})"))
    })
}

/// Typed twice: nobody sees what they type.
pub(crate) fn new_pin(file: Option<&PathBuf>) -> Result<Secret, CliError> {
    let first = must(NEW_PIN, file.map(PathBuf::as_path))?;
    if file.is_none() && typed("再输一次 once more")? != first {
        return Err(CliError::Usage("the two PINs differ; nothing was changed".into()));
    }
    Ok(first)
}

fn typed(words: &str) -> Result<Secret, CliError> {
    let terminal = Path::new("terminal");
    Ok(Zeroizing::new(rpassword::prompt_password(format!("{words}: ")).map_err(CliError::file(terminal))?))
}

fn read(path: &Path) -> Result<Secret, CliError> {
    let mut words = Zeroizing::new(String::with_capacity(usize::try_from(LONGEST).unwrap_or(0)));
    if path == Path::new("-") {
        std::io::stdin().lock().take(LONGEST).read_to_string(&mut words).map_err(CliError::file(path))?;
    } else {
        let file = File::open(path).map_err(CliError::file(path))?;
        if file.metadata().is_ok_and(|file| file.is_file()) {
            device::private(&file).map_err(CliError::file(path))?;
        }
        file.take(LONGEST).read_to_string(&mut words).map_err(CliError::file(path))?;
    }
    Ok(Zeroizing::new(words.trim().to_owned()))
}
