//! One figure, and the cases behind it.

use etong_protocol::OrgPath;
use rusqlite::{Transaction, params};

use super::super::{PAGE_ROWS, paged, record_text};
use crate::domain::assessment::{Counting, Indicator, Measure, Rate, mean_tenths, rate};
use crate::error::StoreError;
use crate::view::shown::shown;

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
    /// By the phones' own clocks it would count otherwise: the relay's word shows that one of them was wrong.
    pub clock_doubtful: bool,
}

/// The cases a figure looks at, those of the numerator marked.
///
/// # Errors
/// As `assessments`.
pub fn figure_cases(
    tx: &Transaction<'_>,
    assessment: i64,
    unit: &OrgPath,
    (indicator, counting): (Indicator, Counting),
    incomplete: Option<String>,
    offset: u32,
) -> Result<FigureCasesPage, StoreError> {
    let (from, to) = (unit.to_bytes(), unit.subtree_end());
    let (bit, shown_times) = (indicator.bit(counting), counting.by_shown_times());
    // What asks of draws does not ask what it asked before.
    let before = (indicator != Indicator::CalledBack).then(|| indicator.bit(Counting::AsOwed)).filter(|_| shown_times);
    let mut statement = tx.prepare_cached(include_str!("figure.sql"))?;
    let (numerator, denominator) = statement.query_row(params![assessment, from, to, bit, shown_times], |row| {
        Ok((row.get("numerator")?, row.get("denominator")?))
    })?;
    let mut statement = tx.prepare_cached(include_str!("figure_cases.sql"))?;
    let rows = statement.query_and_then(
        params![assessment, from, to, bit, PAGE_ROWS + 1, offset, shown_times, before],
        |row| {
            Ok::<_, StoreError>(FigureCaseRow {
                record: record_text(&row.get::<_, Vec<u8>>("record")?)?,
                title: shown(row.get::<_, String>("title")?),
                class: row.get("class")?,
                state: row.get("state")?,
                counts: row.get("counts")?,
                amount: None,
                clock_doubtful: row.get("clock_doubtful")?,
            })
        },
    )?;
    let (rows, more) = paged(rows.collect::<Result<_, _>>()?);
    Ok(FigureCasesPage { numerator, denominator, rows, more, incomplete })
}

pub(super) fn figure_view(word: &str, weight: u32, numerator: u32, denominator: u32) -> FigureView {
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
