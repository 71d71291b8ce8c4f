//! What can be typed and what cannot.

use std::collections::BTreeSet;

use clap::{Arg, Command};

use super::*;

fn read(line: &str) -> Result<Cli, clap::Error> {
    Cli::read(std::iter::once("etong").chain(line.split_whitespace()).map(Into::into))
}

#[test]
fn the_command_tree_is_sound() {
    command().debug_assert();
}

#[test]
fn json_asks_for_machine_output_except_where_it_names_the_input() {
    let table = [
        ("status", false),
        ("--json status", true),
        ("status --json", true),
        ("patrol pause abcdef --json", true),
        ("call show abcdef --json", true),
        ("capture resident --json -", false),
        ("--json capture resident --json -", true),
        ("capture resident --from - --json", true),
        ("visit record abcdef --json", true),
        ("visit record abcdef --json f.json", false),
    ];
    for (line, json) in table {
        assert_eq!(read(line).unwrap().json, json, "{line}");
    }
}

#[test]
fn every_verb_takes_json_for_machine_output() {
    fn leaves(command: &Command, above: &str, found: &mut Vec<String>) {
        for verb in command.get_subcommands() {
            let name = format!("{above} {}", verb.get_name());
            match verb.get_subcommands().next() {
                Some(_) => leaves(verb, &name, found),
                None => {
                    let json = verb.get_arguments().find(|arg| arg.get_long() == Some("json"));
                    let bare = json.is_some_and(|arg| {
                        !arg.get_action().takes_values()
                            || arg.get_num_args().is_some_and(|args| args.min_values() == 0)
                    });
                    assert!(bare, "{name} does not take --json by itself");
                    found.push(name);
                }
            }
        }
    }
    let mut found = Vec::new();
    let mut whole = command();
    whole.build();
    leaves(&whole, "", &mut found);
    assert!(found.len() > 100, "{}", found.len());
}

#[test]
fn the_page_of_json_forms_has_what_the_verbs_say_and_nothing_else() {
    fn said(command: &Command, above: &str, found: &mut BTreeSet<String>) {
        for verb in command.get_subcommands() {
            let words = format!("{above} {}", verb.get_name()).trim_start().to_owned();
            if verb.get_long_about().is_some_and(|about| about.to_string().contains("JSON: ")) {
                found.insert(words.clone());
            }
            let nouns = verb.get_arguments().filter(|arg| arg.get_id() == "noun").flat_map(Arg::get_possible_values);
            let told = nouns.filter(|noun| noun.get_help().is_some_and(|help| help.to_string().contains("JSON: ")));
            found.extend(told.map(|noun| format!("{words} {}", noun.get_name())));
            said(verb, &words, found);
        }
    }
    let mut here = BTreeSet::new();
    said(&command(), "", &mut here);
    let page = include_str!("../../../../docs/json.md");
    let table = page.lines().skip_while(|line| *line != "| verb | reads | prints |").skip(2);
    let there: BTreeSet<String> = table
        .take_while(|line| line.starts_with("| `"))
        .filter_map(|line| Some(line.strip_prefix("| `")?.split_once('`')?.0.to_owned()))
        .collect();
    assert!(here.len() > 90, "{}", here.len());
    assert_eq!(here, there, "cargo xtask json");
}

#[test]
fn the_readme_names_every_verb() {
    let readme = include_str!("../../../../README.md");
    for verb in command().get_subcommands() {
        assert!(readme.contains(&format!("`{}`", verb.get_name())), "{}", verb.get_name());
    }
}

#[test]
fn global_options_stand_before_or_behind_the_verb() {
    for line in ["--home /h --as p status", "status --home /h --as p"] {
        let cli = read(line).unwrap();
        assert_eq!((cli.home, cli.acting), (Some("/h".into()), Some("p".into())), "{line}");
    }
}

#[test]
fn what_is_not_a_command_is_refused() {
    for line in [
        "frobnicate",
        "capture resident",
        "edit abcdef",
        "edit abcdef name",
        "act abcdef dance",
        "act abcdef dispatch --to x",
        "list people",
        "search",
        "search 王 --box 1,2,3,4",
        "search --box 1,2,3",
        "search --box 24,25,117,181",
        "import residents x.csv --batch 0",
        "sync --deadline 0",
        "patrol fix abcdef 91,0",
        "patrol join",
        "notice withdraw abcdef",
        "call shout abcdef",
        "hours check",
    ] {
        assert!(read(line).is_err(), "{line}");
    }
}
