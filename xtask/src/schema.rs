//! `cargo xtask schema`: the core's schema test opens a fresh database and, asked to, writes what it finds there to
//! `core/src/store/schema.sql`. Without being asked it fails when the file is out of date.

use xshell::{Shell, cmd};

use crate::error::XtaskError;

pub(crate) fn run(shell: &Shell) -> Result<(), XtaskError> {
    cmd!(shell, "cargo test -p etong-core schema").env("UPDATE_SCHEMA", "1").run()?;
    Ok(cmd!(shell, "git --no-pager diff --stat -- core/src/store/schema.sql").run()?)
}
