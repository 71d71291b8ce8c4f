//! Appeals against a figure.

use etong_protocol::{RecordId, StandingPost};
use rusqlite::{Params, Transaction, named_params, params};

use super::super::home::answers_appeals;
use super::super::within::Within;
use super::super::{PAGE_ROWS, paged, record_text, scope_text};
use crate::domain::assessment::AppealFold;
use crate::error::StoreError;
use crate::view::shown::shown;

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

/// Open ones first, then newest first.
///
/// # Errors
/// As `assessments`.
pub fn appeals(tx: &Transaction<'_>, offset: u32) -> Result<AppealsPage, StoreError> {
    page(tx, include_str!("appeals.sql"), params![PAGE_ROWS + 1, offset])
}

/// Open ones that the acting post may answer, newest first.
///
/// # Errors
/// As `assessments`.
pub fn appeals_to_answer(
    tx: &Transaction<'_>,
    acting: Option<&StandingPost>,
    offset: u32,
) -> Result<AppealsPage, StoreError> {
    if !acting.is_some_and(|post| answers_appeals(&post.kind)) {
        return Ok(AppealsPage { rows: Vec::new(), more: false });
    }
    let area = Within::of(acting);
    page(
        tx,
        include_str!("appeals_to_answer.sql"),
        named_params! {
            ":from": area.from, ":to": area.to, ":taken": area.taken, ":limit": PAGE_ROWS + 1, ":offset": offset,
        },
    )
}

fn page(tx: &Transaction<'_>, sql: &str, asked: impl Params) -> Result<AppealsPage, StoreError> {
    let mut statement = tx.prepare_cached(sql)?;
    let rows = statement.query_and_then(asked, |row| {
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
