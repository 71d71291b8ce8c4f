//! Importing residents in two readings of one file: the first checks every row and imports nothing, the second saves the
//! rows in transactions. When it stops in between it says exactly what is safe and how to go on, and a second try by mistake is
//! refused.

mod check;
mod csv_rows;
mod fault;
mod line_numbers;
mod mark;
mod ndjson_rows;
pub(super) mod orders;
mod rows;
mod save;

use std::path::Path;

use etong_core::App;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::json;

use crate::args::ImportResidents;
use crate::error::CliError;
use crate::out::{Answer, facts, words};
use crate::stop::Stop;

pub(crate) use fault::Faults;
use fault::Flags;
use mark::{Mark, Marks};

/// What became of the rows.
#[derive(Debug, Default)]
struct Tally {
    imported: u64,
    /// A line behind the last row that was saved.
    next: u64,
    flags: Flags,
}

pub(super) fn residents(app: &App, home: &Path, wanted: &ImportResidents) -> Result<Answer, CliError> {
    let asked_to_stop = Stop::listen()?.flag();
    let mut marks = Marks::open(home, &wanted.file)?;
    if wanted.from_line.is_none()
        && let Some(mark) = marks.left_over()
    {
        return Err(cut_off(app, wanted, mark)?);
    }
    let checked = check::check(app, wanted, &asked_to_stop)?;
    if !checked.faults.is_empty() && !wanted.skip_faulty {
        return Err(CliError::Rows(checked.faults));
    }
    let tally = save::save(app, wanted, &checked, &mut marks, &asked_to_stop)?;
    marks.clear()?;
    Ok(summary(&checked.faults, &tally))
}

/// An earlier import of the same file did not end.
fn cut_off(app: &App, wanted: &ImportResidents, mark: Mark) -> Result<CliError, CliError> {
    let advice = match mark.next(app.status()?.residents) {
        Some(next) => format!("the rows before line {next} are on this phone; go on with: {}", command(wanted, next)),
        None => format!(
            "the rows before line {} are on this phone, those of lines {} to {} all are or none is; look one of them up, then \
             go on with --from-line {} or {}",
            mark.from,
            mark.from,
            mark.to - 1,
            mark.from,
            mark.to
        ),
    };
    Ok(CliError::CutOff { file: wanted.file.clone(), line: mark.from, advice })
}

/// What to type to go on from a line.
fn command(wanted: &ImportResidents, line: u64) -> String {
    let plain = |letter: char| letter.is_alphanumeric() || "/._-".contains(letter);
    let mut file = wanted.file.display().to_string();
    if !file.chars().all(plain) {
        file = format!("'{}'", file.replace('\'', r"'\''"));
    }
    let skip = if wanted.skip_faulty { " --skip-faulty" } else { "" };
    format!("etong import residents {file} --from-line {line}{skip}")
}

fn summary(faults: &Faults, tally: &Tally) -> Answer {
    let lines = facts([
        ("已导入", "imported", Some(tally.imported.to_string())),
        ("已跳过", "skipped", Some(faults.total.to_string())),
        ("存疑", "flagged, to be checked", Some(tally.flags.rows.to_string())),
    ]);
    let mut text = format!("导入完成，已存在本机 import done, saved on this phone\n{lines}");
    for flag in &tally.flags.shown {
        text += &format!("\n存疑 line {}: {} {}", flag.line, words::field(&flag.field), flag.about);
    }
    if tally.flags.rows > 0 {
        text += "\n存疑的内容已照样收下，请复核 odd values were taken as they are; please have a look";
    }
    if !faults.is_empty() {
        text += &format!("\n跳过的行 skipped rows:\n{faults}");
    }
    let json = json!({
        "imported": tally.imported,
        "skipped": faults.total,
        "flagged": tally.flags.rows,
        "faults": faults,
        "flags": tally.flags.shown,
    });
    Answer::new(text, json)
}

/// Counts rows on stderr; not drawn when that is no terminal. `rows`: how many there are, when known.
fn progress_bar(rows: Option<u64>, doing: &'static str) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(rows, ProgressDrawTarget::stderr()).with_message(doing);
    let template = if rows.is_some() { "{msg} {wide_bar} {pos}/{len} {eta}" } else { "{msg} {pos}" };
    bar.with_style(ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()))
}
