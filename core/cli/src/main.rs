//! `etong`: a phone in a terminal, for scripts, import, demo and support. Reads the command line, runs one verb, prints
//! what came of it, and ends with a code that scripts can tell apart. Holds no rule of the domain.

mod args;
mod ask;
mod device;
mod error;
mod exit;
mod out;
mod phone;
mod stop;
mod typed;
mod verb;

use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;

use serde_json::json;
use tracing_subscriber::filter::LevelFilter;

use crate::args::Cli;
use crate::error::CliError;
use crate::exit::Exit;

fn main() -> ExitCode {
    leave_no_core();
    let line: Vec<OsString> = std::env::args_os().collect();
    let cli = match Cli::read(line.iter().cloned()) {
        Ok(cli) => cli,
        Err(error) => return not_understood(&error, &line),
    };
    log_to_stderr(cli.verbose);
    let json = cli.json;
    let runtime = match tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return end(Exit::Bug, &format!("error: {error}")),
    };
    match runtime.block_on(verb::run(cli)) {
        Ok(answer) => {
            answer.print(json);
            answer.exit.code().into()
        }
        Err(error) => fail(&error, json),
    }
}

/// A picture of the memory would hold keys and names. Where the system has no such switch there is nothing to do.
fn leave_no_core() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let _refused = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    }
    #[cfg(target_os = "linux")]
    let _refused = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
}

#[cfg(all(test, unix))]
#[test]
fn a_crash_leaves_no_picture_of_the_memory() {
    leave_no_core();
    let limit = rustix::process::getrlimit(rustix::process::Resource::Core);
    assert_eq!((limit.current, limit.maximum), (Some(0), Some(0)));
}

fn fail(error: &CliError, json: bool) -> ExitCode {
    end(error.exit(), &if json { error.json().to_string() } else { error.text() })
}

/// `--help` and `--version` end here as well; those are no errors.
fn not_understood(error: &clap::Error, line: &[OsString]) -> ExitCode {
    if !error.use_stderr() {
        out::print(&error.render().to_string());
        return Exit::Ok.code().into();
    }
    // A line that clap could not read has no reliable flags; `capture --json FILE` is the one other use of the word.
    let says = |word: &str| line.iter().any(|part| part == word);
    if says("--json") && !says("capture") {
        let detail = error.render().to_string();
        return end(Exit::Usage, &json!({ "error": { "kind": "usage", "exit": 2, "detail": detail } }).to_string());
    }
    end(Exit::Usage, &format!("错误：命令写法不对，请看 etong --help\n{}", error.render()))
}

fn end(exit: Exit, text: &str) -> ExitCode {
    // Nobody is left to tell when standard error is gone.
    let _ = writeln!(std::io::stderr().lock(), "{}", text.trim_end());
    exit.code().into()
}

fn log_to_stderr(verbose: u8) {
    let level = match verbose {
        0 => return,
        1 => LevelFilter::INFO,
        _ => LevelFilter::DEBUG,
    };
    let only_ours = tracing_subscriber::filter::Targets::new()
        .with_targets(["etong", "etong_core", "etong_merge", "etong_protocol"].map(|name| (name, level)));
    use tracing_subscriber::prelude::*;
    let layer = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_ansi(false).with_filter(only_ours);
    tracing_subscriber::registry().with(layer).init();
}
