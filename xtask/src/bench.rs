//! `cargo xtask bench --json FILE`: the benchmarks of etong-tests in release mode.

use std::path::PathBuf;

use clap::Args;
use xshell::{Shell, cmd};

use crate::error::XtaskError;

#[derive(Debug, Args)]
pub(crate) struct BenchArguments {
    /// Where to write the numbers.
    #[arg(long)]
    json: PathBuf,
    /// More arguments for the benchmark program, after `--`.
    #[arg(last = true)]
    more: Vec<String>,
}

pub(crate) fn run(shell: &Shell, arguments: &BenchArguments) -> Result<(), XtaskError> {
    let BenchArguments { json, more } = arguments;
    Ok(cmd!(shell, "cargo run --release -p etong-tests --bin bench -- --json {json} {more...}").run()?)
}
