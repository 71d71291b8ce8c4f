//! `etong-server backup`, `restore` and `forget`: the terminal's side of a relay's backups. A passphrase comes from a
//! file or the environment; the command line is for everybody on the machine to read.

use std::error::Error;
use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use etong_server::backup::{self, KeyFrom, Manifest, Passphrase};
use etong_server::{SystemChance, SystemClock, refuse_exposed};
use zeroize::Zeroizing;

const FROM_ENVIRONMENT: &str = "ETONG_BACKUP_PASSPHRASE";

#[derive(Debug, Args)]
pub(crate) struct BackupArguments {
    /// The relay's folder; the relay may be running.
    #[arg(long, env = "ETONG_DATA")]
    data: PathBuf,
    /// The folder to make; it must not exist yet.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Take the signing key along, sealed under a passphrase (--passphrase-file, or ETONG_BACKUP_PASSPHRASE).
    #[arg(long)]
    with_key: bool,
    /// A file with the passphrase on its first line, readable by its owner only.
    #[arg(long, value_name = "FILE", requires = "with_key")]
    passphrase_file: Option<PathBuf>,
    /// Answer in JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct RestoreArguments {
    /// The folder for the relay; it must hold no database.
    #[arg(long, env = "ETONG_DATA")]
    data: PathBuf,
    /// The backup.
    #[arg(long, value_name = "DIR")]
    from: PathBuf,
    /// The relay's signing key, as it was kept elsewhere.
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// Opens the key inside the backup; ETONG_BACKUP_PASSPHRASE does so too.
    #[arg(long, value_name = "FILE", conflicts_with = "key")]
    passphrase_file: Option<PathBuf>,
    /// A keys.db newer than the backup's: what was erased since stays erased. One that lies in the folder is used anyway.
    #[arg(long, value_name = "FILE")]
    keys: Option<PathBuf>,
    /// Answer in JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ForgetArguments {
    /// The relay's folder; the relay may be running.
    #[arg(long, env = "ETONG_DATA")]
    data: PathBuf,
    /// Backups, or their keys.db kept apart.
    #[arg(required = true, value_name = "DIR|FILE")]
    backups: Vec<PathBuf>,
    /// Answer in JSON.
    #[arg(long)]
    json: bool,
}

pub(crate) fn forget(arguments: &ForgetArguments) -> Result<(), Box<dyn Error>> {
    let forgot = backup::forget(&arguments.data, &arguments.backups)?;
    say(arguments.json, &forgot, |forgot| {
        let line =
            |one: &backup::Forgot| format!("{}: {} keys of erased records taken out", one.backup.display(), one.keys);
        forgot.iter().map(line).collect::<Vec<_>>().join("\n")
    })
}

pub(crate) fn back_up(arguments: &BackupArguments) -> Result<(), Box<dyn Error>> {
    let passphrase = match (arguments.with_key, passphrase(arguments.passphrase_file.as_deref())?) {
        (false, _) => None,
        (true, Some(passphrase)) => Some(passphrase),
        (true, None) => {
            return Err(
                format!("--with-key needs a passphrase: --passphrase-file FILE, or set {FROM_ENVIRONMENT}").into()
            );
        }
    };
    let BackupArguments { data, out, .. } = arguments;
    let made =
        backup::back_up(data, out, passphrase.as_ref(), &SystemClock::new(), &SystemChance, std::thread::yield_now)?;
    let key = match passphrase {
        Some(_) => "the signing key is in it, sealed",
        None => "the signing key is NOT in it; keep relay.key elsewhere",
    };
    let folder = made.folder.display();
    say(arguments.json, &made.manifest, |manifest| {
        let Manifest { epoch, head, database_bytes, .. } = manifest;
        format!("{folder}: epoch {epoch}, head {head}, {database_bytes} bytes; {key}")
    })
}

pub(crate) fn restore(arguments: &RestoreArguments) -> Result<(), Box<dyn Error>> {
    let key = match &arguments.key {
        Some(file) => KeyFrom::File(file.clone()),
        None => passphrase(arguments.passphrase_file.as_deref())?.map_or(KeyFrom::Nowhere, KeyFrom::Backup),
    };
    let restored = backup::restore(&arguments.data, &arguments.from, &key, arguments.keys.as_deref(), &SystemChance)?;
    let answer = serde_json::json!({ "epoch": restored.epoch, "head": restored.manifest.head, "made_at": restored.manifest.made_at });
    say(arguments.json, &answer, |_| {
        format!(
            "put back as of head {}, under the new epoch {}. Start the relay: phones offer again what it lacks.\n\
             Look over `admin devices list`: a device revoked since the backup is let in again, one enrolled since is not known.",
            restored.manifest.head, restored.epoch
        )
    })
}

fn passphrase(file: Option<&Path>) -> Result<Option<Passphrase>, Box<dyn Error>> {
    let Some(path) = file else {
        let said = std::env::var(FROM_ENVIRONMENT).ok().map(Zeroizing::new);
        return Ok(said.map(|said| Passphrase::new(&said)).transpose()?);
    };
    let told = |error: std::io::Error| format!("{}: {error}", path.display());
    let mut file = File::open(path).map_err(told)?;
    refuse_exposed(&file, path)?;
    let mut text = Zeroizing::new(String::new());
    file.read_to_string(&mut text).map_err(told)?;
    Ok(Some(Passphrase::new(&text)?))
}

fn say<T: serde::Serialize>(json: bool, value: &T, line: impl Fn(&T) -> String) -> Result<(), Box<dyn Error>> {
    let text = if json { serde_json::to_string(value)? } else { line(value) };
    Ok(writeln!(std::io::stdout(), "{text}")?)
}
