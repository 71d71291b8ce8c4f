//! In whose name `admin` works: an operator with a key file, or, until there are operators, the account of the machine.

use std::error::Error;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use etong_protocol::{PublicKey, SigningKey};
use etong_server::directory::{self, By, Operator};
use etong_server::{Chance, Store, SystemChance};

use super::show::Show;

#[derive(Debug, Args)]
pub(super) struct Account {
    /// The operator who does this.
    #[arg(long, env = "ETONG_OPERATOR", global = true)]
    operator: Option<String>,
    /// The file with that operator's key; readable by that operator alone.
    #[arg(long, env = "ETONG_OPERATOR_KEY", global = true)]
    operator_key: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(super) enum OperatorVerb {
    /// One line each.
    List,
    /// Make a key file and print the public half, which whoever adds the operator needs. Each operator does this alone.
    Key { file: PathBuf },
    /// Add an operator by the public half of a key.
    Add {
        name: String,
        /// 64 hex digits.
        #[arg(long)]
        public_key: String,
    },
    /// Take the right from an operator.
    End { name: String },
}

#[derive(Debug, Subcommand)]
pub(super) enum PendingVerb {
    /// One line each, newest first.
    List,
    /// Strike one out.
    Refuse { pending: i64 },
}

impl Account {
    /// # Errors
    /// When no operator or no key is named, or the key cannot be read.
    pub(super) fn operator(&self) -> Result<Operator, Box<dyn Error>> {
        match (&self.operator, &self.operator_key) {
            (Some(name), Some(file)) => Ok(Operator::new(name, read_key(file)?)),
            _ => Err(directory::DirectoryError::NotAnOperator.into()),
        }
    }

    /// # Errors
    /// As `operator`, once there are operators.
    pub(super) fn by(&self, store: &Store) -> Result<By, Box<dyn Error>> {
        let none_yet = directory::operators(store)?.iter().all(|line| line.ended_at.is_some());
        if self.operator.is_none() && none_yet {
            let account = ["USER", "LOGNAME", "USERNAME"].iter().find_map(|name| std::env::var(name).ok());
            return Ok(By::Machine(account.unwrap_or_else(|| "unknown".to_owned())));
        }
        Ok(By::Operator(self.operator()?))
    }
}

pub(super) fn init(store: &Store, account: &Account, show: Show) -> Result<(), Box<dyn Error>> {
    if !directory::operators(store)?.is_empty() {
        return Err("there are operators already; one of them adds others with `admin operators add`".into());
    }
    let (Some(name), Some(file)) = (&account.operator, &account.operator_key) else {
        return Err(directory::DirectoryError::NotAnOperator.into());
    };
    let key = if file.exists() { read_key(file)? } else { make_key(file)? };
    directory::add_operator(store, name, key.public(), &By::Operator(Operator::new(name, key)))?;
    show.said(&format!("{name} is the first operator; add a second one, without whom no sensitive right can be given"))
}

/// Makes a key file and says its public half.
pub(super) fn key(verb: &OperatorVerb, show: Show) -> Result<(), Box<dyn Error>> {
    match verb {
        OperatorVerb::Key { file } => show.said(&hex(&make_key(file)?.public().0)),
        _ => Ok(()),
    }
}

pub(super) fn operators(
    store: &Store,
    account: &Account,
    verb: &OperatorVerb,
    show: Show,
) -> Result<(), Box<dyn Error>> {
    match verb {
        OperatorVerb::List => show.operators(&directory::operators(store)?),
        OperatorVerb::Key { .. } => key(verb, show),
        OperatorVerb::Add { name, public_key } => {
            let bytes = data_encoding::HEXLOWER_PERMISSIVE.decode(public_key.trim().as_bytes())?;
            let key = PublicKey::from_slice(&bytes)?;
            match directory::add_operator(store, name, key, &By::Operator(account.operator()?))? {
                None => show.said(&format!("{name} is an operator")),
                Some(asked) => show.asked(asked),
            }
        }
        OperatorVerb::End { name } => show.asked(directory::end_operator(store, name, &account.operator()?)?),
    }
}

fn hex(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(bytes)
}

fn read_key(file: &Path) -> Result<SigningKey, Box<dyn Error>> {
    let of_file = |error: std::io::Error| format!("{}: {error}", file.display());
    #[cfg(unix)]
    {
        let mode = std::os::unix::fs::PermissionsExt::mode(&fs::metadata(file).map_err(of_file)?.permissions());
        if mode & 0o077 != 0 {
            return Err(format!("{}: others may read this key; chmod 600 it", file.display()).into());
        }
    }
    let text = zeroize::Zeroizing::new(fs::read_to_string(file).map_err(of_file)?);
    let seed = zeroize::Zeroizing::new(data_encoding::HEXLOWER_PERMISSIVE.decode(text.trim().as_bytes())?);
    let seed = seed.as_slice().try_into().map_err(|_| format!("{}: not an operator's key", file.display()))?;
    Ok(SigningKey::from_seed(seed))
}

/// Never replaces a file.
fn make_key(file: &Path) -> Result<SigningKey, Box<dyn Error>> {
    let mut seed = zeroize::Zeroizing::new([0; 32]);
    SystemChance.fill(&mut *seed)?;
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut made = options.open(file).map_err(|error| format!("{}: {error}", file.display()))?;
    writeln!(made, "{}", hex(&*seed))?;
    made.sync_all()?;
    Ok(SigningKey::from_seed(&seed))
}
