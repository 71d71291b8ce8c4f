//! `etong-server`: `serve` runs the relay, `admin` looks after its directory, also while it runs.

mod admin;
mod serve;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The post office of etong: carries signed entries between phones.
#[derive(Debug, Parser)]
#[command(name = "etong-server", version)]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Run the relay until it is told to stop (Ctrl-C or SIGTERM).
    Serve(serve::ServeArguments),
    /// Units, people, posts, enrolment codes and devices; works while the relay runs.
    Admin(admin::AdminArguments),
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().verb {
        Verb::Serve(arguments) => serve::serve(&arguments),
        Verb::Admin(arguments) => admin::admin(&arguments),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("etong-server: {error}");
            ExitCode::FAILURE
        }
    }
}
