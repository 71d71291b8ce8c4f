//! Assessments: the list, the table of one a page at a time, the cases behind a figure, what counting again says, the report
//! for files, and appeals. Units stand in the order of their paths; nothing here is sorted by how good it looks.

use etong_protocol::{OrgPath, RecordId};
use rusqlite::{Transaction, params};

use super::case::holder;
use super::{PAGE_ROWS, paged, record_text, scope_text};
use crate::domain::assessment::{
    AppealFold, AssessmentFold, Indicator, Measure, Period, Rate, Recheck, ZeroAlarmOf, mean_tenths, rate, report_csv,
    score,
};
use crate::domain::calendar::local_day;
use crate::error::StoreError;
use crate::store::dictionary;
use crate::view::shown::shown;

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

/// One figure.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct FigureView {
    pub indicator: String,
    /// Chinese name; the word itself for one of a newer program.
    pub name: String,
    pub weight: u32,
    pub numerator: u32,
    pub denominator: u32,
    /// `no_case`, `too_few_to_say` or `known`.
    pub said: String,
    /// In tenths of a percent, with the 95 % interval after Wilson.
    pub permille: Option<u32>,
    pub low: Option<u32>,
    pub high: Option<u32>,
    /// `share`; `minutes` or `times` where the numerator is a sum.
    pub measure: String,
    /// The mean of such a sum, in tenths.
    pub mean_tenths: Option<u32>,
}

/// The cases behind a figure.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct FigureCasesPage {
    pub numerator: u32,
    pub denominator: u32,
    pub rows: Vec<FigureCaseRow>,
    pub more: bool,
    /// Why these may not be all cases of the figure: this phone has read less of the log, or of another feed.
    pub incomplete: Option<String>,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct FigureCaseRow {
    pub record: String,
    pub title: String,
    pub class: String,
    pub state: String,
    /// It is in the numerator too.
    pub counts: bool,
    /// What it adds, where the numerator is a sum: minutes or times.
    pub amount: Option<u32>,
}

/// What counting again says.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct RecheckView {
    /// Figures that were counted again here, of which these differ.
    pub checked: u32,
    pub differences: Vec<DifferenceView>,
    /// Units that are not all in reach of this phone.
    pub out_of_reach: Vec<String>,
    /// Why it could not be counted again: this phone has read less of the log, or of another feed.
    pub cannot: Option<String>,
}

/// One figure that differs.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct DifferenceView {
    pub unit: String,
    pub indicator: String,
    pub published_numerator: u32,
    pub published_denominator: u32,
    /// Equal counts mean: as many cases, but not the same ones.
    pub here_numerator: u32,
    pub here_denominator: u32,
}

/// The report for files: the same bytes on every machine.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ReportView {
    pub csv: String,
    pub json: String,
}

/// One grid's disputes and 110 calls.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ZeroAlarmRow {
    pub unit: String,
    pub disputes: u32,
    pub settled_inside: u32,
    pub calls: Option<u32>,
    /// `zero_alarm`, `not`, or `unknown` while nobody told the number of calls.
    pub outcome: String,
}

/// One page of appeals.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct AppealsPage {
    pub rows: Vec<AppealRow>,
    pub more: bool,
}

/// One appeal.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct AppealRow {
    pub record: String,
    pub assessment: String,
    pub unit: String,
    pub indicator: String,
    /// `open`, `upheld` or `rejected`.
    pub state: String,
    pub by_name: Option<String>,
    pub at: i64,
}

/// One appeal with its words.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct AppealView {
    pub record: String,
    pub assessment: String,
    pub unit: String,
    pub indicator: String,
    pub case: Option<String>,
    pub reason: String,
    pub upheld: Option<bool>,
    pub answer: Option<String>,
    pub correction: Option<String>,
    /// The answer waits for the relay.
    pub waits: bool,
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

/// The cases a figure looks at, those of the numerator marked.
///
/// # Errors
/// As `assessments`.
pub fn figure_cases(
    tx: &Transaction<'_>,
    assessment: i64,
    unit: &OrgPath,
    bit: i64,
    incomplete: Option<String>,
    offset: u32,
) -> Result<FigureCasesPage, StoreError> {
    let (from, to) = (unit.to_bytes(), unit.subtree_end());
    let mut statement = tx.prepare_cached(include_str!("assessment/figure.sql"))?;
    let (numerator, denominator) = statement
        .query_row(params![assessment, from, to, bit], |row| Ok((row.get("numerator")?, row.get("denominator")?)))?;
    let mut statement = tx.prepare_cached(include_str!("assessment/figure_cases.sql"))?;
    let rows = statement.query_and_then(params![assessment, from, to, bit, PAGE_ROWS + 1, offset], |row| {
        Ok::<_, StoreError>(FigureCaseRow {
            record: record_text(&row.get::<_, Vec<u8>>("record")?)?,
            title: shown(row.get::<_, String>("title")?),
            class: row.get("class")?,
            state: row.get("state")?,
            counts: row.get("counts")?,
            amount: None,
        })
    })?;
    let (rows, more) = paged(rows.collect::<Result<_, _>>()?);
    Ok(FigureCasesPage { numerator, denominator, rows, more, incomplete })
}

#[must_use]
pub fn recheck_view(outcome: Recheck) -> RecheckView {
    let differences = outcome.differences.into_iter().map(|difference| DifferenceView {
        unit: difference.unit.to_string(),
        indicator: difference.indicator,
        published_numerator: difference.published.0,
        published_denominator: difference.published.1,
        here_numerator: difference.here.0,
        here_denominator: difference.here.1,
    });
    RecheckView {
        checked: outcome.checked,
        differences: differences.collect(),
        out_of_reach: outcome.out_of_reach.iter().map(OrgPath::to_string).collect(),
        cannot: (!outcome.unknown.is_empty())
            .then(|| format!("this program does not know {}; update it", outcome.unknown.join(", "))),
    }
}

/// # Errors
/// `Unreadable` when JSON cannot carry it, which no published value runs into.
pub fn report(fold: &AssessmentFold) -> Result<ReportView, StoreError> {
    let json = serde_json::to_string_pretty(&fold.published).map_err(|_| StoreError::Unreadable("an assessment"))?;
    Ok(ReportView { csv: report_csv(&fold.published), json })
}

#[must_use]
pub fn zero_alarm_rows(grids: &[ZeroAlarmOf]) -> Vec<ZeroAlarmRow> {
    let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
    let row = |grid: &ZeroAlarmOf| ZeroAlarmRow {
        unit: grid.unit.to_string(),
        disputes: count(grid.disputes.len()),
        settled_inside: count(grid.settled_inside.len()),
        calls: grid.calls,
        outcome: grid.outcome.as_str().to_owned(),
    };
    grids.iter().map(row).collect()
}

/// Open ones first, then newest first.
///
/// # Errors
/// As `assessments`.
pub fn appeals(tx: &Transaction<'_>, offset: u32) -> Result<AppealsPage, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("assessment/appeals.sql"))?;
    let rows = statement.query_and_then(params![PAGE_ROWS + 1, offset], |row| {
        Ok::<_, StoreError>(AppealRow {
            record: record_text(&row.get::<_, Vec<u8>>("record")?)?,
            assessment: record_text(&row.get::<_, Vec<u8>>("assessment")?)?,
            unit: scope_text(&row.get::<_, Vec<u8>>("unit")?)?,
            indicator: row.get("indicator")?,
            state: row.get("state")?,
            by_name: row.get("by_name")?,
            at: row.get("at")?,
        })
    })?;
    let (rows, more) = paged(rows.collect::<Result<_, _>>()?);
    Ok(AppealsPage { rows, more })
}

#[must_use]
pub fn appeal_view(id: RecordId, appeal: AppealFold) -> AppealView {
    let (upheld, answer, correction) = match appeal.answer {
        Some(answer) => (Some(answer.upheld), Some(shown(answer.words)), answer.correction),
        None => (None, None, None),
    };
    AppealView {
        record: id.to_string(),
        assessment: appeal.of.assessment.to_string(),
        unit: appeal.of.unit.to_string(),
        indicator: appeal.of.indicator,
        case: appeal.of.case.map(|case| case.to_string()),
        reason: shown(appeal.of.reason),
        upheld,
        answer,
        correction: correction.map(|id| id.to_string()),
        waits: appeal.waits,
    }
}

fn figure_view(word: &str, weight: u32, numerator: u32, denominator: u32) -> FigureView {
    let (said, known) = match rate(numerator, denominator) {
        Rate::NoCase => ("no_case", None),
        Rate::TooFewToSay => ("too_few_to_say", None),
        Rate::Known { permille, low, high } => ("known", Some((permille, low, high))),
    };
    let indicator = Indicator::from_word(word);
    let measure = indicator.map_or(Measure::Share, Indicator::measure);
    let known = known.filter(|_| measure == Measure::Share);
    FigureView {
        indicator: word.to_owned(),
        name: indicator.map_or(word, |indicator| indicator.zh()).to_owned(),
        weight,
        numerator,
        denominator,
        said: said.to_owned(),
        permille: known.map(|known| known.0),
        low: known.map(|known| known.1),
        high: known.map(|known| known.2),
        measure: measure.as_str().to_owned(),
        mean_tenths: mean_tenths(numerator, denominator).filter(|_| measure != Measure::Share),
    }
}
