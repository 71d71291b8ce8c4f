//! The first reading: every row is asked of the core's rules, and nothing is written.

use std::sync::atomic::{AtomicBool, Ordering};

use etong_core::{App, AppError};

use super::fault::{Fault, Faults};
use super::{progress_bar, rows};
use crate::args::ImportResidents;
use crate::error::CliError;

/// What the first reading found.
#[derive(Debug, Default)]
pub(super) struct Checked {
    /// Rows that can be taken.
    pub good: u64,
    pub faults: Faults,
}

pub(super) fn check(app: &App, wanted: &ImportResidents, asked_to_stop: &AtomicBool) -> Result<Checked, CliError> {
    let bar = progress_bar(None, "检查 checking");
    let mut checked = Checked::default();
    for row in rows::open(&wanted.file)? {
        let row = row?;
        if row.line < wanted.first_line() {
            continue;
        }
        if asked_to_stop.load(Ordering::SeqCst) {
            return Err(AppError::Stopped.into());
        }
        match row.request {
            Err(fault) => checked.faults.note(fault),
            Ok(request) => match app.check_resident(&request) {
                Ok(_) => checked.good += 1,
                Err(error) => checked.faults.note(Fault::of(row.line, error)?),
            },
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(checked)
}
