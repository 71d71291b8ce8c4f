//! The second reading: good rows are saved a batch at a time, each batch whole or not at all. Stops between batches when asked.

use std::sync::atomic::{AtomicBool, Ordering};

use etong_core::capture::ResidentRequest;
use etong_core::{App, AppError};
use indicatif::ProgressBar;

use super::check::Checked;
use super::mark::{Mark, Marks};
use super::{Tally, command, progress_bar, rows};
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
    marks: &mut Marks,
    asked_to_stop: &AtomicBool,
) -> Result<Tally, CliError> {
    let bar = progress_bar(Some(checked.good), "导入 importing");
    let mut tally = Tally::default();
    let mut batch = Batch::default();
    let size = usize::try_from(wanted.batch).unwrap_or(usize::MAX);
    let outcome = (|| {
        for row in rows::open(&wanted.file)? {
            let row = row?;
            if row.line < wanted.first_line() || checked.faults.lines.contains(&row.line) {
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
                keep(app, &mut batch, marks, &mut tally, &bar)?;
            }
        }
        keep(app, &mut batch, marks, &mut tally, &bar)
    })();
    bar.finish_and_clear();
    match outcome {
        Ok(()) => Ok(tally),
        Err(cause) => Err(stopped(wanted, &batch, &tally, marks, cause)),
    }
}

/// Empties the batch only when all of it is on the disk.
fn keep(app: &App, batch: &mut Batch, marks: &mut Marks, tally: &mut Tally, bar: &ProgressBar) -> Result<(), CliError> {
    let (Some(first), Some(last)) = (batch.lines.first(), batch.lines.last()) else { return Ok(()) };
    let rows = u64::try_from(batch.lines.len()).unwrap_or(u64::MAX);
    marks.set(Mark { from: *first, to: last + 1, rows, residents: app.status()?.residents })?;
    let captured = app.capture_residents(&batch.requests).map_err(|(nth, error)| match batch.lines.get(nth) {
        Some(line) => at_line(*line, error),
        None => error,
    })?;
    for (line, captured) in batch.lines.iter().zip(&captured) {
        tally.flags.note(*line, &captured.remarks);
        tally.imported += 1;
        tally.next = line + 1;
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
fn stopped(wanted: &ImportResidents, batch: &Batch, tally: &Tally, marks: &mut Marks, cause: CliError) -> CliError {
    let next = batch.lines.first().copied().unwrap_or_else(|| tally.next.max(wanted.first_line()));
    if let Err(error) = marks.set(Mark { from: next, to: next, rows: 0, residents: 0 }) {
        tracing::warn!(%error, "the place in the file is told, but not kept");
    }
    CliError::Import { imported: tally.imported, next, again: command(wanted, next), cause: Box::new(cause) }
}
