//! The bench: real phones (`App` on SQLCipher), the real relay on a socket, the synthetic city; no simulator, no stand-ins.
//! Read in this order: `key` (what is measured, and how much is allowed), `ground` (data and sizes), `house` (the relay and
//! the tap on its wire), `phone` and `sender` (who talks to it), `scene` (the measurements), `report` (table and JSON).
//! docs/benchmarks.md says what each number means.

mod clock;
mod ground;
mod house;
mod key;
mod machine;
mod phone;
mod pocket;
mod report;
mod samples;
mod scene;
mod sender;
mod tap;

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;

use crate::ground::{Ground, Sizes};
use crate::key::KEYS;
use crate::machine::Machine;
use crate::report::Report;
use crate::scene::{Findings, SCENES};

/// Every step can fail, and then the bench stops and says why.
type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// Measures etong on this machine and compares with its budgets.
#[derive(Debug, Parser)]
#[command(name = "bench")]
struct Arguments {
    /// Where to write the numbers.
    #[arg(long)]
    json: PathBuf,
    /// Measure these keys only (and whatever comes with them).
    #[arg(long, num_args = 1.., value_name = "KEY")]
    only: Vec<String>,
    /// Small sizes, to see whether everything runs; the numbers mean little.
    #[arg(long)]
    quick: bool,
    /// The same seed gives the same people, edits, queries and walk.
    #[arg(long, default_value_t = 20_260_801)]
    seed: u64,
    /// A folder on the disk to be measured; emptied afterwards.
    #[arg(long, default_value_os_t = std::env::temp_dir())]
    dir: PathBuf,
    /// Where the supervisor's phone is kept once it holds the city; what is there is looked at again instead of filling a city.
    /// Of the same seed and sizes.
    #[arg(long)]
    keep: Option<PathBuf>,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Outcome<()> {
    if let Some(unknown) = arguments.only.iter().find(|only| KEYS.iter().all(|key| key.name != only.as_str())) {
        let known: Vec<&str> = KEYS.iter().map(|key| key.name).collect();
        return Err(format!("there is no key {unknown}; there are {}", known.join(", ")).into());
    }
    let played = |only: &&String| SCENES.iter().any(|scene| scene.keys.contains(&only.as_str()));
    if let Some(left_out) = arguments.only.iter().find(|only| !played(only)) {
        return Err(format!(
            "{left_out} is measured with the feature `baseline` only, as `cargo xtask bench` builds it"
        )
        .into());
    }
    let sizes = if arguments.quick { Sizes::QUICK } else { Sizes::FULL };
    let ground = Ground::lay(arguments.seed, sizes, &arguments.dir, arguments.keep.clone())?;
    let mut machine = Machine::look(&arguments.dir);
    let mut findings = Findings::default();
    for scene in SCENES {
        if arguments.only.is_empty() || arguments.only.iter().any(|only| scene.keys.contains(&only.as_str())) {
            eprintln!("bench: {}", scene.about);
            (scene.play)(&ground, &mut findings)?;
        }
    }
    machine.look_again();
    let report = Report { findings: &findings, ground: &ground, machine: &machine, quick: arguments.quick };
    print!("{}", report.table());
    std::fs::write(&arguments.json, report.json()?)?;
    println!("written to {}", arguments.json.display());
    Ok(())
}
