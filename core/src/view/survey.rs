//! Surveys of how safe people feel, newest first, each unit with its rate and margin of error.

use rusqlite::Transaction;

use super::{record_text, scope_text};
use crate::domain::survey::safety_rate;
use crate::error::StoreError;
use crate::view::shown::shown;

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

/// # Errors
/// `StoreError` when the store cannot be read.
pub fn surveys(tx: &Transaction<'_>) -> Result<Vec<SurveyView>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("survey/surveys.sql"))?;
    let mut rows = statement.query([])?;
    let mut all: Vec<SurveyView> = Vec::new();
    while let Some(row) = rows.next()? {
        let record = record_text(&row.get::<_, Vec<u8>>("record")?)?;
        if all.last().is_none_or(|last| last.record != record) {
            all.push(SurveyView {
                record,
                title: shown(row.get::<_, String>("title")?),
                first_day: row.get("first_day")?,
                last_day: row.get("last_day")?,
                institute: shown(row.get::<_, String>("institute")?),
                method: shown(row.get::<_, String>("method")?),
                results: Vec::new(),
            });
        }
        let (answered, safe): (u32, u32) = (row.get("answered")?, row.get("safe")?);
        let rate = safety_rate(safe, answered);
        let unit = SurveyUnitView {
            unit: scope_text(&row.get::<_, Vec<u8>>("unit")?)?,
            unit_name: row.get("unit_name")?,
            planned: row.get("planned")?,
            answered,
            safe,
            rate: rate.map(|rate| rate.rate),
            low: rate.map(|rate| rate.low),
            high: rate.map(|rate| rate.high),
        };
        if let Some(last) = all.last_mut() {
            last.results.push(unit);
        }
    }
    Ok(all)
}
