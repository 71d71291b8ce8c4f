//! `cargo xtask demo`: a day with real parts. A small city, one relay, seven encrypted phones; people work offline, collide, sync; a
//! snap report goes up two levels, a quarrel is settled, a pair walks, a callback reopens a case, the month's assessment drills to
//! it, and every phone ends with what the relay holds. Nothing here decides: it runs `etong` and looks.

mod cast;
mod chapters;
mod phone;
mod relay;
mod say;
mod stage;

use clap::Args;
use xshell::Shell;

use crate::demo::stage::Stage;
use crate::error::XtaskError;

#[derive(Debug, Args)]
pub(crate) struct DemoArguments {
    /// Stop the relay at the end instead of leaving it up to try things.
    #[arg(long)]
    exit: bool,
    /// The seed of the city.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

impl DemoArguments {
    pub(crate) fn for_tests() -> Self {
        Self { exit: true, seed: 1 }
    }
}

pub(crate) fn run(shell: &Shell, arguments: &DemoArguments) -> Result<(), XtaskError> {
    let mut stage = Stage::set(shell, arguments.seed)?;
    chapters::enrolment::tell(&stage)?;
    let offline = chapters::offline::tell(&mut stage)?;
    chapters::one_resident::tell(&stage, &offline)?;
    chapters::one_case::tell(&mut stage, &offline)?;
    let draw = chapters::callback::announce(&stage)?;
    chapters::up_two_levels::tell(&stage, &offline)?;
    chapters::quarrel::tell(&stage)?;
    chapters::patrol::tell(&stage)?;
    chapters::callback::tell(&stage, &offline, &draw)?;
    chapters::month::tell(&stage, &offline)?;
    chapters::proof::tell(&stage, &offline)?;
    if !arguments.exit {
        stage.stay_up()?;
    }
    Ok(())
}
