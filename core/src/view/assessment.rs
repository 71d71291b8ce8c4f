//! Assessments: the list, the table of one a page at a time, the cases behind a figure, what counting again says, the report
//! for files, and appeals. Units stand in the order of their paths; nothing here is sorted by how good it looks.

mod appeal;
mod figure;
mod recheck;
mod report;

use etong_protocol::RecordId;
use rusqlite::{Transaction, params};

use super::case::holder;
use super::{PAGE_ROWS, paged, record_text, scope_text};
use crate::domain::assessment::{AssessmentFold, Indicator, Period, Rate, rate, score};
use crate::domain::calendar::local_day;
use crate::error::StoreError;
use crate::store::dictionary;
use crate::view::shown::shown;

pub use appeal::{AppealRow, AppealView, AppealsPage, appeal_view, appeals, appeals_to_answer};
use figure::figure_view;
pub use figure::{FigureCaseRow, FigureCasesPage, FigureView, figure_cases};
pub use recheck::{DifferenceView, RecheckView, recheck_view};
pub use report::{ReportView, ZeroAlarmPage, ZeroAlarmRow, report, zero_alarm};

/// One page of assessments.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct AssessmentsPage {
    pub rows: Vec<AssessmentRow>,
    /// There are more after these.
    pub more: bool,
}

/// One assessment in a list.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct AssessmentRow {
    pub record: String,
    pub unit: String,
    pub period: String,
    /// Phone clock of the publisher, milliseconds since 1970.
    pub at: i64,
    /// Version of the rules; 0: built in.
    pub rules: u32,
    pub corrects: Option<String>,
    /// A later publication puts this one right.
    pub corrected_by: Option<String>,
    pub provisional: bool,
}

/// One assessment.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct AssessmentView {
    pub record: String,
    pub unit: String,
    pub period: String,
    pub at: i64,
    pub by_name: Option<String>,
    pub rules: u32,
    /// How far the log was read: epoch and number of the last entry.
    pub as_of_epoch: u64,
    pub as_of_seq: u64,
    /// Phones that had not synced, of how many; `None` when nobody said.
    pub unsynced_phones: Option<u32>,
    pub phones: Option<u32>,
    pub corrects: Option<String>,
    pub note: Option<String>,
    pub provisional: bool,
    /// Number of the way of counting; 1 and above: what is done after the period changes no figure.
    pub counting: u32,
    /// The period reaches past the days the calendar knows: deadlines in it were reckoned with weekends only.
    pub calendar_warning: Option<String>,
    /// A page of units.
    pub units: Vec<AssessedUnitView>,
    pub more: bool,
}

/// The figures of one unit.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct AssessedUnitView {
    pub unit: String,
    /// Weighted mean of the rates that can be said, in tenths of a percent, and the weight behind it.
    pub score: Option<u32>,
    pub score_weight: Option<u32>,
    pub figures: Vec<FigureView>,
}

/// Newest first.
///
/// # Errors
/// `StoreError` when the store cannot be read; so for every view here.
pub fn assessments(tx: &Transaction<'_>, offset: u32) -> Result<AssessmentsPage, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("assessment/list.sql"))?;
    let id = |bytes: Option<Vec<u8>>| bytes.map(|bytes| record_text(&bytes)).transpose();
    let rows = statement.query_and_then(params![PAGE_ROWS + 1, offset], |row| {
        Ok::<_, StoreError>(AssessmentRow {
            record: record_text(&row.get::<_, Vec<u8>>("record")?)?,
            unit: scope_text(&row.get::<_, Vec<u8>>("unit")?)?,
            period: row.get("period")?,
            at: row.get("at")?,
            rules: row.get("rules")?,
            corrects: id(row.get("corrects")?)?,
            corrected_by: id(row.get("corrected_by")?)?,
            provisional: row.get("provisional")?,
        })
    })?;
    let (rows, more) = paged(rows.collect::<Result<_, _>>()?);
    Ok(AssessmentsPage { rows, more })
}

/// # Errors
/// As `assessments`.
pub fn assessment(
    tx: &Transaction<'_>,
    id: RecordId,
    fold: &AssessmentFold,
    offset: u32,
) -> Result<AssessmentView, StoreError> {
    let published = &fold.published;
    let skip = usize::try_from(offset).unwrap_or(usize::MAX);
    let full = usize::try_from(PAGE_ROWS).unwrap_or(usize::MAX);
    let units = published.units.iter().skip(skip).take(full).map(|row| {
        let told = published.indicators.iter().zip(&row.figures);
        let figures: Vec<FigureView> =
            told.clone().map(|((word, weight), figure)| figure_view(word, *weight, figure.0, figure.1)).collect();
        let rates: Vec<(Indicator, u32, Rate)> = told
            .filter_map(|((word, weight), figure)| {
                Some((Indicator::from_word(word)?, *weight, rate(figure.0, figure.1)))
            })
            .collect();
        let scored = score(&rates);
        AssessedUnitView {
            unit: row.unit.to_string(),
            score: scored.map(|scored| scored.0),
            score_weight: scored.map(|scored| scored.1),
            figures,
        }
    });
    Ok(AssessmentView {
        record: id.to_string(),
        unit: fold.unit.to_string(),
        period: published.period.clone(),
        at: fold.captured_at,
        by_name: holder(tx, fold.post)?,
        rules: published.rules,
        as_of_epoch: published.as_of.epoch,
        as_of_seq: published.as_of.seq,
        unsynced_phones: published.unsynced.map(|unsynced| unsynced.phones),
        phones: published.unsynced.map(|unsynced| unsynced.of),
        corrects: published.corrects.map(|id| id.to_string()),
        note: shown(&published.note),
        provisional: fold.provisional,
        counting: published.counting,
        calendar_warning: past_the_calendar(tx, fold)?,
        units: units.collect(),
        more: published.units.len().saturating_sub(skip) > full,
    })
}

fn past_the_calendar(tx: &Transaction<'_>, fold: &AssessmentFold) -> Result<Option<String>, StoreError> {
    let calendar = dictionary::calendar(tx, &fold.unit)?;
    let last_day = Period::read(&fold.published.period).ok().map(|period| local_day(period.to.saturating_sub(1)));
    let known = last_day.is_none_or(|day| calendar.known_to().is_some_and(|known| day <= known));
    Ok((!known).then(|| calendar.unknown_days()))
}
