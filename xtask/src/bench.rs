//! `cargo xtask bench --json FILE`: the benchmarks of etong-tests, built in release mode, with the sizes of docs/benchmarks.md.

use std::path::PathBuf;

use clap::Args;
use xshell::{Shell, cmd};

use crate::error::XtaskError;

#[derive(Debug, Args)]
pub(crate) struct BenchArguments {
    /// Where to write the numbers; from the root of the repository.
    #[arg(long)]
    json: PathBuf,
    /// Measure these keys only (and whatever comes with them).
    #[arg(long, num_args = 1.., value_name = "KEY")]
    only: Vec<String>,
    /// Small sizes, to see whether everything runs; the numbers mean little.
    #[arg(long)]
    quick: bool,
    /// More arguments for the benchmark program, after `--`.
    #[arg(last = true)]
    more: Vec<String>,
}

pub(crate) fn run(shell: &Shell, arguments: &BenchArguments) -> Result<(), XtaskError> {
    let BenchArguments { json, only, quick, more } = arguments;
    let quick = quick.then_some("--quick");
    let only = only.iter().flat_map(|key| ["--only", key.as_str()]);
    let program = cmd!(shell, "cargo run --release -p etong-tests --features baseline --bin bench -- --json {json}");
    Ok(program.args(quick).args(only).args(more).run()?)
}
