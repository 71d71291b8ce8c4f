//! Surveys of how safe people feel, newest first, each unit with its rate and margin of error.

use rusqlite::{Transaction, params};

use super::cursor::{self, cursor, cut};
use super::{record_text, scope_text};
use crate::domain::survey::safety_rate;
use crate::error::{CoreError, StoreError};
use crate::view::shown::shown;

/// Surveys on one page: each with the units it tells of.
const SURVEYS: u32 = 20;

/// One page of surveys.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SurveysPage {
    pub rows: Vec<SurveyView>,
    /// Where this page ended, for the next one; `None`: there are no more.
    pub next: Option<String>,
}

/// One survey.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SurveyView {
    pub record: String,
    pub title: String,
    pub first_day: String,
    pub last_day: String,
    pub institute: String,
    pub method: String,
    pub results: Vec<SurveyUnitView>,
}

/// One unit of it. Rates are hundredths of a percent: 9912 is 99.12 %; `None` when too few answered.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SurveyUnitView {
    pub unit: String,
    pub unit_name: Option<String>,
    pub planned: u32,
    pub answered: u32,
    pub safe: u32,
    pub rate: Option<u32>,
    /// The margin of error at 95 %, if the sample was drawn at random.
    pub low: Option<u32>,
    pub high: Option<u32>,
}

/// Surveys, the latest first; a page after where the last one ended.
///
/// # Errors
/// `Invalid` for an end that is none; `StoreError` when the store cannot be read.
pub fn surveys(tx: &Transaction<'_>, from: Option<&str>) -> Result<SurveysPage, CoreError> {
    let end = cursor::after::<2>(from)?;
    let (day, no) = (end.map(|[day, _]| day), end.map(|[_, no]| cursor::number(no)).transpose()?);
    let mut statement = tx.prepare_cached(include_str!("survey/surveys.sql"))?;
    let found = statement.query_and_then(params![day, no, SURVEYS + 1], |row| {
        Ok::<_, StoreError>((
            row.get::<_, i64>("no")?,
            SurveyView {
                record: record_text(&row.get::<_, Vec<u8>>("record")?)?,
                title: shown(row.get::<_, String>("title")?),
                first_day: row.get("first_day")?,
                last_day: row.get("last_day")?,
                institute: shown(row.get::<_, String>("institute")?),
                method: shown(row.get::<_, String>("method")?),
                results: Vec::new(),
            },
        ))
    })?;
    let found: Vec<(i64, SurveyView)> = found.collect::<Result<_, _>>()?;
    let (found, next) = cut(found, SURVEYS, |(no, survey)| cursor(&[&survey.last_day, &no]));
    let filled = found.into_iter().map(|(no, survey)| Ok(SurveyView { results: results(tx, no)?, ..survey }));
    Ok(SurveysPage { rows: filled.collect::<Result<_, StoreError>>()?, next })
}

fn results(tx: &Transaction<'_>, no: i64) -> Result<Vec<SurveyUnitView>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("survey/results.sql"))?;
    let rows = statement.query_and_then([no], |row| {
        let (answered, safe): (u32, u32) = (row.get("answered")?, row.get("safe")?);
        let rate = safety_rate(safe, answered);
        Ok(SurveyUnitView {
            unit: scope_text(&row.get::<_, Vec<u8>>("unit")?)?,
            unit_name: row.get("unit_name")?,
            planned: row.get("planned")?,
            answered,
            safe,
            rate: rate.map(|rate| rate.rate),
            low: rate.map(|rate| rate.low),
            high: rate.map(|rate| rate.high),
        })
    })?;
    rows.collect()
}
