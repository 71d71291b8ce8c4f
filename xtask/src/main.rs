//! `cargo xtask …`: everything a person or CI runs in this repository. Each verb is one file and calls real tools.

mod advisories;
mod api;
mod bench;
mod bindings;
mod city;
mod demo;
mod error;
mod json_forms;
mod json_verbs;
mod schema;
mod test;
mod tidy;

use std::path::Path;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use xshell::Shell;

use crate::error::XtaskError;

/// Everything a person or CI runs in this repository.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Show the main job: a day of seven phones and one relay.
    Demo(demo::DemoArguments),
    /// Run every check and test; the last line is `N passed, N failed, N skipped` (suites).
    Test,
    /// Check what no compiler checks: arrows, owners, sizes, links, names, SQL.
    Tidy,
    /// Ask which of what is linked is known to be weak (cargo deny). Exit 3: the list of weaknesses cannot be reached.
    Advisories(advisories::AdvisoriesArguments),
    /// Measure; writes the numbers as JSON.
    Bench(bench::BenchArguments),
    /// Make a synthetic, real-shaped city.
    City(city::CityArguments),
    /// Generate the Python bindings from the built library.
    Bindings(bindings::BindingsArguments),
    /// Rewrite `docs/json.md` from the types and the verbs.
    Json,
    /// Rewrite `core/src/store/schema.sql` from a fresh database.
    Schema,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            error.exit_code()
        }
    }
}

fn run(arguments: &Arguments) -> Result<(), XtaskError> {
    let shell = Shell::new()?;
    if let Some(root) = Path::new(env!("CARGO_MANIFEST_DIR")).parent() {
        shell.change_dir(root);
    }
    match &arguments.verb {
        Verb::Demo(arguments) => demo::run(&shell, arguments),
        Verb::Test => test::run(&shell),
        Verb::Tidy => tidy::run(&shell),
        Verb::Advisories(arguments) => advisories::run(&shell, arguments),
        Verb::Bench(arguments) => bench::run(&shell, arguments),
        Verb::City(arguments) => city::run(&shell, arguments),
        Verb::Bindings(arguments) => bindings::run(&shell, arguments),
        Verb::Schema => schema::run(&shell),
        Verb::Json => json_forms::run(&shell),
    }
}
