//! `cargo xtask city …`: hands its arguments to the generator in tests/city.

use std::path::PathBuf;

use clap::Args;
use xshell::{Shell, cmd};

use crate::error::XtaskError;

#[derive(Debug, Args)]
pub(crate) struct CityArguments {
    /// The same seed and scale give the same bytes.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// 1 is the whole city: 2,219 grids, 216,130 residents.
    #[arg(long, default_value_t = 0.01)]
    scale: f64,
    /// The folder for `directory.json` and `residents.ndjson`.
    #[arg(long, default_value = "target/city")]
    out: PathBuf,
}

pub(crate) fn run(shell: &Shell, arguments: &CityArguments) -> Result<(), XtaskError> {
    let CityArguments { seed, scale, out } = arguments;
    let (seed, scale) = (seed.to_string(), scale.to_string());
    Ok(cmd!(shell, "cargo run --quiet -p etong-city --bin city -- --seed {seed} --scale {scale} --out {out}").run()?)
}
