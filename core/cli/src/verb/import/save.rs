//! The second reading: good rows are saved a batch at a time, each batch whole or not at all. Stops between batches when asked.

use std::sync::atomic::{AtomicBool, Ordering};

use etong_core::capture::ResidentRequest;
use etong_core::{App, AppError};
use indicatif::ProgressBar;

use super::check::Checked;
use super::{Tally, progress_bar, rows};
use crate::args::ImportResidents;
use crate::error::CliError;

/// Rows that go into one transaction, with the line of each.
#[derive(Debug, Default)]
struct Batch {
    lines: Vec<u64>,
    requests: Vec<ResidentRequest>,
}

pub(super) fn save(
    app: &App,
    wanted: &ImportResidents,
    checked: &Checked,
    asked_to_stop: &AtomicBool,
) -> Result<Tally, CliError> {
    let bar = progress_bar(Some(checked.good), "导入 importing");
    let mut tally = Tally::default();
    let mut batch = Batch::default();
    let size = usize::try_from(wanted.batch).unwrap_or(usize::MAX);
    let outcome = (|| {
        for row in rows::open(&wanted.file)? {
            let row = row?;
            if row.line < wanted.from_line || checked.faults.lines.contains(&row.line) {
                continue;
            }
            let changed = || CliError::Content {
                file: wanted.file.clone(),
                field: None,
                reason: format!("line {} was good a moment ago: the file changed while it was read", row.line),
            };
            batch.requests.push(row.request.map_err(|_| changed())?);
            batch.lines.push(row.line);
            if batch.lines.len() >= size {
                if asked_to_stop.load(Ordering::SeqCst) {
                    return Err(AppError::Stopped.into());
                }
                keep(app, &mut batch, &mut tally, &bar)?;
            }
        }
        keep(app, &mut batch, &mut tally, &bar)
    })();
    bar.finish_and_clear();
    match outcome {
        Ok(()) => Ok(tally),
        Err(cause) => Err(stopped(wanted, &batch, &tally, cause)),
    }
}

/// Empties the batch only when all of it is on the disk.
fn keep(app: &App, batch: &mut Batch, tally: &mut Tally, bar: &ProgressBar) -> Result<(), CliError> {
    let captured = app.capture_residents(&batch.requests).map_err(|(nth, error)| match batch.lines.get(nth) {
        Some(line) => at_line(*line, error),
        None => error,
    })?;
    for (line, captured) in batch.lines.iter().zip(&captured) {
        tally.flags.note(*line, &captured.remarks);
        tally.imported += 1;
    }
    bar.set_position(tally.imported);
    *batch = Batch::default();
    Ok(())
}

fn at_line(line: u64, error: AppError) -> AppError {
    match error {
        AppError::Invalid { field, reason } => AppError::Invalid { field, reason: format!("{reason} (line {line})") },
        other => other,
    }
}

/// Rows wait in the batch from the first that is not saved.
fn stopped(wanted: &ImportResidents, batch: &Batch, tally: &Tally, cause: CliError) -> CliError {
    let next = batch.lines.first().copied().unwrap_or(wanted.from_line);
    let skip = if wanted.skip_faulty { " --skip-faulty" } else { "" };
    let again = format!("etong import residents {} --from-line {next}{skip}", wanted.file.display());
    CliError::Import { imported: tally.imported, next, again, cause: Box::new(cause) }
}
