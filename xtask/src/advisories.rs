//! `cargo xtask advisories`: which of what is linked is known to be weak, by cargo-deny and the RustSec list. It needs the
//! network, so it is no part of `cargo xtask test`; "not reached" is never taken for "nothing found".

use clap::Args;
use xshell::{Shell, cmd};

use crate::error::XtaskError;

#[derive(Debug, Args)]
pub(crate) struct AdvisoriesArguments {
    /// Use the copy of the list that was fetched before.
    #[arg(long)]
    offline: bool,
}

pub(crate) fn run(shell: &Shell, arguments: &AdvisoriesArguments) -> Result<(), XtaskError> {
    if cmd!(shell, "cargo deny --version").quiet().ignore_stdout().ignore_stderr().run().is_err() {
        return Err(XtaskError::NoCargoDeny);
    }
    let offline = arguments.offline.then_some("--disable-fetch");
    let asked = cmd!(shell, "cargo deny --locked check --hide-inclusion-graph {offline...} advisories").ignore_status();
    let answer = asked.output()?;
    let said = String::from_utf8_lossy(&answer.stderr).into_owned() + &String::from_utf8_lossy(&answer.stdout);
    eprint!("{said}");
    if answer.status.success() {
        println!("nothing that is linked is known to be weak");
        return Ok(());
    }
    Err(outcome(&said))
}

/// What a failed check means.
fn outcome(said: &str) -> XtaskError {
    let unreached = said.lines().find(|line| line.contains("advisory database"));
    match unreached {
        Some(line) => XtaskError::NoAdvisories(short(line)),
        None => XtaskError::Weak,
    }
}

fn short(line: &str) -> String {
    line.split(" with cli").next().unwrap_or(line).chars().take(160).collect()
}

#[cfg(test)]
mod tests {
    use super::outcome;
    use crate::error::XtaskError;

    #[test]
    fn a_list_that_cannot_be_reached_is_told_apart_from_a_weakness() {
        let unreached =
            "[ERROR] failed to fetch advisory database https://github.com/RustSec/advisory-db with cli: failed";
        assert!(matches!(outcome(unreached), XtaskError::NoAdvisories(_)));
        let absent = "[ERROR] failed to load advisory database: not found";
        assert!(matches!(outcome(absent), XtaskError::NoAdvisories(_)));
        let weak = "error[vulnerability]: a crate lets anybody in\nadvisories FAILED";
        assert!(matches!(outcome(weak), XtaskError::Weak));
    }
}
