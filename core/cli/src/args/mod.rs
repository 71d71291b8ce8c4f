//! What can be typed: every verb with its options, and nothing about what they do. `--json` before or behind a verb asks
//! for machine output; with a file behind it, it names the input of the verbs that read one, as `--from` does.

mod act;
mod case;
mod collection;
mod custody;
mod draw;
mod exchange;
mod machine;
mod mediation;
mod mobilisation;
mod options;
mod organisation;
mod patrol;
mod pin;
mod privacy;
mod proof;
mod retention;
mod safety;
mod verb;

use std::path::PathBuf;

use clap::{ArgAction, FromArgMatches, Parser};

use crate::exit;

pub(crate) use act::Act;
pub(crate) use case::{Draft, List};
pub(crate) use collection::{Merge, MergePair, Place, PlaceKind, Visit, VisitedKind};
pub(crate) use custody::Custody;
pub(crate) use draw::{Draw, Survey};
pub(crate) use exchange::{Export, ImportOrders};
pub(crate) use machine::command;
use machine::{MACHINE, wants_json};
pub(crate) use mediation::{Mediation, MediationList, Print, PrintAssessment, PrintMediation, Quiet};
pub(crate) use mobilisation::{Call, Campaign, Hours, Notice};
pub(crate) use options::{Capture, Enroll, Import, ImportResidents, Noun, Register, Sync};
pub(crate) use organisation::{After, Card, Org, Page, Roster};
pub(crate) use patrol::Patrol;
pub(crate) use pin::{NewPin, Pin, Users};
pub(crate) use privacy::{Audit, Erasure, Reason};
pub(crate) use proof::{Evidence, History, Outbox, Receipt};
pub(crate) use retention::{Hold, TidyUp};
pub(crate) use safety::{Appeal, Assessment, Clue, Inspection, Warning};
pub(crate) use verb::Verb;

/// 网格E通：终端里的一部手机 · etong: a phone in a terminal.
///
/// Everything is kept encrypted in one folder (--home) and works offline; `sync` carries it to the relay and back.
/// Errors go to stderr, first in Chinese, then in English; with --json as one JSON object.
#[derive(Debug, Parser)]
#[command(name = "etong", version, after_help = exit::HELP, disable_help_subcommand = true)]
pub(crate) struct Cli {
    /// 手机所在的文件夹 · the folder of this phone.
    #[arg(long, value_name = "DIR", env = "ETONG_HOME", global = true)]
    pub home: Option<PathBuf>,
    /// 密钥文件夹（默认 HOME/keys）· the folder of its keys, HOME/keys when left out.
    #[arg(long, value_name = "DIR", env = "ETONG_KEYS", global = true)]
    pub keys: Option<PathBuf>,
    /// 本机第几位用户（默认 1）· which user of this phone.
    #[arg(long, value_name = "N", env = "ETONG_USER", default_value_t = 1, global = true)]
    pub user: u32,
    /// PIN 所在文件，- 为标准输入 · file that holds the PIN, for this one command; only its owner may read it. - for standard input.
    #[arg(long, value_name = "FILE", env = "ETONG_PIN_FILE", global = true)]
    pub pin_file: Option<PathBuf>,
    /// 本次以哪个岗位办理 · the post that acts this once: its id, the end of its id, or its kind if you have one of it.
    #[arg(long = "as", value_name = "POST", global = true)]
    pub acting: Option<String>,
    /// 运行日志写到 stderr（只有编号）· log to stderr, ids only; twice for more.
    #[arg(short, long, action = ArgAction::Count, global = true)]
    pub verbose: u8,
    /// 机器可读输出 · output for machines, one JSON value.
    #[arg(id = MACHINE, long = "json")]
    pub json: bool,
    #[command(subcommand)]
    pub verb: Verb,
}

impl Cli {
    /// Reads the command line.
    pub(crate) fn read(line: impl IntoIterator<Item = std::ffi::OsString>) -> Result<Self, clap::Error> {
        let matches = command().try_get_matches_from(line)?;
        let mut cli = Self::from_arg_matches(&matches)?;
        cli.json = wants_json(&matches);
        Ok(cli)
    }
}

#[cfg(test)]
mod tests;
