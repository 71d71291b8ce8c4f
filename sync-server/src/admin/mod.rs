//! `etong-server admin`: the directory from a terminal. Opens the same folder as a running relay and writes in short
//! transactions of its own.

mod account;
mod show;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, Subcommand};
use etong_protocol::{DeviceId, EntryId, Invitation, PersonId, PostId};
use etong_server::directory::{self, By, CodeAsked, CodeFor, Decision, DictionaryRow, DirectoryError, Import};
use etong_server::{Store, SystemChance, SystemClock, custody, kept_sealed};
use serde::de::DeserializeOwned;

use account::{Account, OperatorVerb, PendingVerb};
use show::Show;

#[derive(Debug, Args)]
pub(crate) struct AdminArguments {
    /// The relay's folder.
    #[arg(long, env = "ETONG_DATA")]
    data: PathBuf,
    /// Answer in JSON.
    #[arg(long, global = true)]
    json: bool,
    /// Make a new relay in this folder, which must not hold one yet; `serve` makes one too.
    #[arg(long, global = true)]
    new: bool,
    #[command(flatten)]
    account: Account,
    #[command(subcommand)]
    verb: AdminVerb,
}

#[derive(Debug, Subcommand)]
enum AdminVerb {
    /// Take units, people, posts, offices and dictionaries from a JSON file: all of it, or nothing.
    Import { file: PathBuf },
    /// Publish one dictionary, or a list of them, from a JSON file: name, version, days, source, body.
    PublishDictionary { file: PathBuf },
    /// Make the first operator. From then on every change names one, and sensitive rights need two.
    Init,
    /// Operators, and the keys by which they are known.
    Operators {
        #[command(subcommand)]
        verb: OperatorVerb,
    },
    /// Changes that wait for a second operator.
    Pending {
        #[command(subcommand)]
        verb: PendingVerb,
    },
    /// Approve a pending change; with the second approval it is in force.
    Approve { pending: i64 },
    /// 志愿者注册: those who asked to become volunteers.
    Registrations {
        #[command(subcommand)]
        verb: RegistrationVerb,
    },
    /// Who changed what in the directory, and the proof that it still says so.
    Audit {
        #[command(subcommand)]
        verb: AuditVerb,
    },
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
    /// Outboxes that are kept sealed because something in them was refused: which entries and why, by ids alone; with --retry
    /// they are offered once more, after the cause is gone.
    OpenSealed {
        #[arg(long)]
        retry: bool,
    },
    /// Shut a device out from its next request on.
    Revoke {
        #[arg(long)]
        device: DeviceId,
        /// It was lost: at its next contact it seals what it has not sent and erases the rest.
        #[arg(long)]
        wipe: bool,
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
    /// Show a QR code that holds the relay's address and key besides the code.
    #[arg(long, requires = "url")]
    qr: bool,
    /// Where phones reach this relay, as in https://relay.example:8440; for --qr.
    #[arg(long, env = "ETONG_URL")]
    url: Option<String>,
}

#[derive(Debug, Subcommand)]
enum RegistrationVerb {
    /// One line each, newest first.
    List,
    /// Let the phone in as a volunteer of the unit it asked for.
    Accept {
        device: DeviceId,
        /// The desk that decided.
        #[arg(long)]
        post: Option<PostId>,
    },
    /// Refuse; the applicant reads the reason.
    Decline {
        device: DeviceId,
        #[arg(long)]
        reason: String,
        /// The desk that decided.
        #[arg(long)]
        post: Option<PostId>,
    },
}

#[derive(Debug, Subcommand)]
enum AuditVerb {
    /// One line each, oldest first.
    List {
        /// Only what came after this row.
        #[arg(long, default_value_t = 0)]
        after: u64,
        #[arg(long, default_value_t = 1000)]
        limit: u32,
    },
    /// Go through all of it; fails when something was changed.
    Verify {
        /// A head noted earlier, `number:hash`, which must still be there.
        #[arg(long)]
        head: Option<String>,
    },
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

/// A mistyped folder must not become a second relay.
fn right_folder(data: &Path, new: bool) -> Result<(), Box<dyn Error>> {
    let folder = data.display();
    match (etong_server::holds_relay(data), new) {
        (true, true) => Err(format!("there is a relay in {folder} already: leave --new out").into()),
        (false, false) => Err(format!(
            "there is no relay in {folder}, and nothing was made: look at --data (or ETONG_DATA); to make a new relay there, \
             start it (etong-server serve --data {folder}) or add --new"
        )
        .into()),
        _ => Ok(()),
    }
}

pub(crate) fn admin(arguments: &AdminArguments) -> Result<(), Box<dyn Error>> {
    // A key is made by its operator alone, where no relay needs to be.
    if let AdminVerb::Operators { verb: verb @ OperatorVerb::Key { .. } } = &arguments.verb {
        return account::key(verb, Show { json: arguments.json });
    }
    right_folder(&arguments.data, arguments.new)?;
    let store = Store::open(&arguments.data, Arc::new(SystemClock::new()), Arc::new(SystemChance), None)?;
    let show = Show { json: arguments.json };
    let account = &arguments.account;
    let by = |store: &Store| -> Result<By, Box<dyn Error>> { account.by(store) };
    match &arguments.verb {
        AdminVerb::Import { file } => {
            let rows: Import = read(file)?;
            show.summary(&directory::import_by(&store, &rows, &by(&store)?)?)
        }
        AdminVerb::PublishDictionary { file } => {
            let dictionaries = read::<Published>(file)?.into_rows();
            show.summary(&directory::import_by(&store, &Import { dictionaries, ..Import::default() }, &by(&store)?)?)
        }
        AdminVerb::Init => account::init(&store, account, show),
        AdminVerb::Operators { verb } => account::operators(&store, account, verb, show),
        AdminVerb::Pending { verb: PendingVerb::List } => show.pending(&directory::pending_list(&store)?),
        AdminVerb::Pending { verb: PendingVerb::Refuse { pending } } => {
            directory::refuse_pending(&store, *pending, &account.operator()?)?;
            show.said(&format!("pending change {pending} is struck out"))
        }
        AdminVerb::Approve { pending } => show.approved(&directory::approve(&store, *pending, &account.operator()?)?),
        AdminVerb::Audit { verb: AuditVerb::List { after, limit } } => {
            show.audit(&directory::audit_lines(&store, *after, *limit)?)
        }
        AdminVerb::Audit { verb: AuditVerb::Verify { head } } => {
            show.audit_report(&directory::verify_audit(&store, head.as_deref())?)
        }
        AdminVerb::Registrations { verb } => {
            let (device, decision, post) = match verb {
                RegistrationVerb::List => return show.registrations(&directory::registrations(&store)?),
                RegistrationVerb::Accept { device, post } => (device, Decision::Accept, post),
                RegistrationVerb::Decline { device, reason, post } => (device, Decision::Decline(reason.clone()), post),
            };
            let who = by(&store)?;
            let who = match post {
                Some(post) => By::AtDesk(*post, Box::new(who)),
                None => who,
            };
            directory::decide(&store, *device, &decision, &who)?;
            show.said(&format!("the registration of {device} is decided"))
        }
        AdminVerb::IssueCode(code) => {
            let whom = match (code.whom.post, code.whom.person) {
                (Some(post), _) => CodeFor::Post(post),
                (None, Some(person)) => CodeFor::Person(person),
                (None, None) => return Err("say for whom: --post or --person".into()),
            };
            let issued = match directory::issue_code_by(&store, whom, code.valid_minutes, &by(&store)?)? {
                CodeAsked::Made(issued) => issued,
                CodeAsked::Waits(asked) => return show.asked(asked),
            };
            match &code.url {
                Some(url) if code.qr => show.invitation(&Invitation {
                    relay: url.trim_end_matches('/').to_owned(),
                    relay_key: store.public_key(),
                    code: issued.code.clone(),
                    expires_at: issued.expires_at,
                }),
                _ => show.code(&issued),
            }
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
            custody::decide_by(&store, *entry, true, reason, &by(&store)?)?;
            show.decided(*entry, "released")
        }
        AdminVerb::Custody { verb: CustodyVerb::Refuse { entry, reason } } => {
            custody::decide_by(&store, *entry, false, reason, &by(&store)?)?;
            show.decided(*entry, "refused")
        }
        AdminVerb::OpenSealed { retry: false } => show.kept_sealed(&kept_sealed::list(&store, &by(&store)?)?),
        AdminVerb::OpenSealed { retry: true } => show.kept_sealed(&kept_sealed::retry(&store, &by(&store)?)?),
        AdminVerb::Revoke { device, wipe: true } => {
            directory::wipe_by(&store, *device, &by(&store)?)?;
            show.said(&format!("{device} is shut out, and erases what it holds at its next contact"))
        }
        AdminVerb::Revoke { device, wipe: false } => {
            directory::revoke_by(&store, *device, &by(&store)?)?;
            show.revoked(*device)
        }
    }
}
