//! `etong-server admin`: the directory from a terminal. Opens the same folder as a running relay and writes in short
//! transactions of its own.

mod show;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, Subcommand};
use etong_protocol::{DeviceId, EntryId, PersonId, PostId};
use etong_server::directory::{self, CodeFor, DictionaryRow, DirectoryError, Import};
use etong_server::{Store, SystemChance, SystemClock, custody};
use serde::de::DeserializeOwned;

use show::Show;

#[derive(Debug, Args)]
pub(crate) struct AdminArguments {
    /// The relay's folder.
    #[arg(long, env = "ETONG_DATA")]
    data: PathBuf,
    /// Answer in JSON.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    verb: AdminVerb,
}

#[derive(Debug, Subcommand)]
enum AdminVerb {
    /// Take units, people, posts, offices and dictionaries from a JSON file: all of it, or nothing.
    Import { file: PathBuf },
    /// Publish one dictionary, or a list of them, from a JSON file: name, version, days, source, body.
    PublishDictionary { file: PathBuf },
    /// Make a one-time code that lets one phone in.
    IssueCode(IssueCodeArguments),
    Units {
        #[command(subcommand)]
        verb: ListVerb,
    },
    People {
        #[command(subcommand)]
        verb: ListVerb,
    },
    Posts {
        #[command(subcommand)]
        verb: ListVerb,
    },
    Offices {
        #[command(subcommand)]
        verb: ListVerb,
    },
    Dictionaries {
        #[command(subcommand)]
        verb: ListVerb,
    },
    Devices {
        #[command(subcommand)]
        verb: ListVerb,
    },
    /// After putting a backup of the folder back, with the relay stopped: phones then offer again what it lacks.
    NewEpoch,
    /// Entries kept safe that do not count yet: list them, let one into the log, or refuse it.
    Custody {
        #[command(subcommand)]
        verb: CustodyVerb,
    },
    /// Shut a device out from its next request on.
    Revoke {
        #[arg(long)]
        device: DeviceId,
    },
}

#[derive(Debug, Args)]
#[group(id = "whom", required = true, multiple = false)]
struct Whom {
    /// For the person who holds this post.
    #[arg(long)]
    post: Option<PostId>,
    /// For this person.
    #[arg(long)]
    person: Option<PersonId>,
}

#[derive(Debug, Args)]
struct IssueCodeArguments {
    #[command(flatten)]
    whom: Whom,
    /// The code is worth nothing after that.
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=10_080))]
    valid_minutes: u32,
}

#[derive(Debug, Subcommand)]
enum ListVerb {
    /// One line each.
    List,
}

#[derive(Debug, Subcommand)]
enum CustodyVerb {
    /// One line each.
    List,
    /// Let an entry into the log as it is; it then reaches everybody in its reach.
    Release {
        entry: EntryId,
        #[arg(long)]
        reason: String,
    },
    /// Refuse an entry; its author's phone hears the reason.
    Refuse {
        entry: EntryId,
        #[arg(long)]
        reason: String,
    },
}

/// What a file of dictionaries may hold.
#[derive(Debug, serde::Deserialize)]
#[serde(untagged)]
enum Published {
    Many(Vec<DictionaryRow>),
    One(DictionaryRow),
}

impl Published {
    fn into_rows(self) -> Vec<DictionaryRow> {
        match self {
            Self::Many(rows) => rows,
            Self::One(row) => vec![row],
        }
    }
}

fn read<T: DeserializeOwned>(file: &Path) -> Result<T, Box<dyn Error>> {
    let text = std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    Ok(serde_json::from_str(&text).map_err(|error| DirectoryError::Unreadable(error.to_string()))?)
}

pub(crate) fn admin(arguments: &AdminArguments) -> Result<(), Box<dyn Error>> {
    let store = Store::open(&arguments.data, Arc::new(SystemClock::new()), Arc::new(SystemChance), None)?;
    let show = Show { json: arguments.json };
    match &arguments.verb {
        AdminVerb::Import { file } => {
            let rows: Import = read(file)?;
            show.summary(&directory::import(&store, &rows)?)
        }
        AdminVerb::PublishDictionary { file } => {
            let dictionaries = read::<Published>(file)?.into_rows();
            show.summary(&directory::import(&store, &Import { dictionaries, ..Import::default() })?)
        }
        AdminVerb::IssueCode(code) => {
            let whom = match (code.whom.post, code.whom.person) {
                (Some(post), _) => CodeFor::Post(post),
                (None, Some(person)) => CodeFor::Person(person),
                (None, None) => return Err("say for whom: --post or --person".into()),
            };
            show.code(&directory::issue_code(&store, whom, code.valid_minutes)?)
        }
        AdminVerb::Units { verb: ListVerb::List } => show.units(&directory::units(&store)?),
        AdminVerb::People { verb: ListVerb::List } => show.people(&directory::people(&store)?),
        AdminVerb::Posts { verb: ListVerb::List } => show.posts(&directory::posts(&store)?),
        AdminVerb::Offices { verb: ListVerb::List } => show.offices(&directory::offices(&store)?),
        AdminVerb::Dictionaries { verb: ListVerb::List } => show.dictionaries(&directory::dictionaries(&store)?),
        AdminVerb::Devices { verb: ListVerb::List } => show.devices(&directory::devices(&store)?),
        AdminVerb::NewEpoch => show.new_epoch(store.begin_epoch()?),
        AdminVerb::Custody { verb: CustodyVerb::List } => show.custody(&custody::list(&store)?),
        AdminVerb::Custody { verb: CustodyVerb::Release { entry, reason } } => {
            custody::decide(&store, *entry, true, reason)?;
            show.decided(*entry, "released")
        }
        AdminVerb::Custody { verb: CustodyVerb::Refuse { entry, reason } } => {
            custody::decide(&store, *entry, false, reason)?;
            show.decided(*entry, "refused")
        }
        AdminVerb::Revoke { device } => {
            directory::revoke(&store, *device)?;
            show.revoked(*device)
        }
    }
}
