//! `--json` on every verb: by itself it asks for machine output, with a file behind it, it names the input of a verb that reads one.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command, CommandFactory};

use super::{Cli, options};

pub(super) const MACHINE: &str = "machine";

/// The whole command tree, with `--json` on every verb that does not use the word for its input.
pub(crate) fn command() -> Command {
    json_on_leaves(Cli::command())
}

fn json_on_leaves(command: Command) -> Command {
    let verbs: Vec<String> = command.get_subcommands().map(|verb| verb.get_name().to_owned()).collect();
    verbs.into_iter().fold(command, |command, name| {
        command.mut_subcommand(name, |verb| {
            let leaf = verb.get_subcommands().next().is_none();
            if leaf && !verb.get_arguments().any(|arg| arg.get_long() == Some("json")) {
                let help = "机器可读输出 · output for machines, one JSON value";
                verb.arg(Arg::new(MACHINE).long("json").action(ArgAction::SetTrue).help(help))
            } else {
                json_on_leaves(verb)
            }
        })
    })
}

pub(super) fn wants_json(matches: &ArgMatches) -> bool {
    let here = matches.try_get_one::<bool>(MACHINE).ok().flatten().copied().unwrap_or(false);
    let named = matches.try_get_many::<PathBuf>(options::INPUT).ok().flatten().is_some_and(|files| files.len() > 0);
    let bare = matches.try_contains_id(options::INPUT).unwrap_or(false) && !named;
    here || bare || matches.subcommand().is_some_and(|(_, below)| wants_json(below))
}
