//! `etong-server`: `serve` runs the relay, `admin` looks after its directory, `backup` copies it, both also while it runs;
//! `restore` puts a copy back, `forget` takes what was erased out of older copies; `tidy-up` takes what is over;
//! `verify` checks all of it again.

mod admin;
mod keep;
mod serve;
mod tidying;
mod verifying;

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
    /// Copy the relay into a new folder, also while it runs.
    Backup(keep::BackupArguments),
    /// Put a backup into an empty folder, under a new epoch.
    Restore(keep::RestoreArguments),
    /// Take away what the relay keeps for its own door and no longer needs; say which records are old.
    TidyUp(tidying::TidyArguments),
    /// Check the whole log, every device's chain and signature, the tree over the log, custody and receipts once more; fails when
    /// anything does not fit, and names it.
    Verify(verifying::VerifyArguments),
    /// Take the keys of erased records out of older backups, so that these hold no more of them than the relay.
    Forget(keep::ForgetArguments),
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().verb {
        Verb::Serve(arguments) => serve::serve(&arguments),
        Verb::Admin(arguments) => admin::admin(&arguments),
        Verb::Backup(arguments) => keep::back_up(&arguments),
        Verb::Restore(arguments) => keep::restore(&arguments),
        Verb::TidyUp(arguments) => tidying::tidy_up(&arguments),
        Verb::Verify(arguments) => verifying::verify(&arguments),
        Verb::Forget(arguments) => keep::forget(&arguments),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("etong-server: {error}");
            ExitCode::FAILURE
        }
    }
}
