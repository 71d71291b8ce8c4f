//! Suite `api`: schemathesis asks the real relay everything its published document can think of.

use std::path::PathBuf;

use xshell::{Shell, cmd};

use crate::error::XtaskError;
use crate::test::{Outcome, passed};

const MISSING: &str =
    "schemathesis is not installed (pip install schemathesis, or set ETONG_SCHEMATHESIS to the program)";

pub(crate) fn suite(shell: &Shell) -> Result<Outcome, XtaskError> {
    let program = std::env::var_os("ETONG_SCHEMATHESIS").map_or_else(|| PathBuf::from("schemathesis"), PathBuf::from);
    if cmd!(shell, "{program} --version").quiet().ignore_stdout().ignore_stderr().run().is_err() {
        return Ok(Outcome::Skipped(MISSING));
    }
    Ok(cmd!(shell, "cargo test -p etong-server --features api --test relay api::")
        .env("ETONG_SCHEMATHESIS", &program)
        .run()
        .map(passed)?)
}
