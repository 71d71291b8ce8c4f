//! `city --seed 1 --scale 0.01 --out DIR`: writes a city's `directory.json`, `residents.ndjson` and `year.ndjson`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use etong_city::{City, CityError};

/// Makes a synthetic, real-shaped city.
#[derive(Debug, Parser)]
struct Arguments {
    /// The same seed and scale give the same bytes.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// 1 is the whole city: 2,219 grids, 216,130 residents.
    #[arg(long, default_value_t = 0.01)]
    scale: f64,
    /// The folder to write `directory.json`, `residents.ndjson` and `year.ndjson` into.
    #[arg(long)]
    out: PathBuf,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<(), CityError> {
    let city = City::make(arguments.seed, arguments.scale)?;
    let written = city.write(&arguments.out)?;
    let directory = city.directory();
    println!(
        "{}: {} units, {} people, {} posts, {} offices",
        written.directory.display(),
        directory.units.len(),
        directory.people.len(),
        directory.posts.len(),
        directory.offices.len()
    );
    println!("{}: {} residents in {} grids", written.residents.display(), written.resident_count, city.grids().len());
    println!("{}: {} records of a year", written.year.display(), written.happening_count);
    Ok(())
}
