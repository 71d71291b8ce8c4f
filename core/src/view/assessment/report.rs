//! An assessment as files, and the grids without an alarm.

use etong_protocol::OrgPath;
use rusqlite::{Transaction, params};

use super::super::PAGE_ROWS;
use super::super::cursor::{self, cursor, cut};
use super::super::shown::shown;
use crate::domain::assessment::{
    self as assessed, AlarmCount, AssessmentFold, Counting, Published, ZeroAlarmOf, dispute_bit, report_csv,
};
use crate::error::{CoreError, StoreError};

/// The report for files: the same bytes on every machine.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ReportView {
    pub csv: String,
    pub json: String,
}

/// One page of grids.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ZeroAlarmPage {
    pub rows: Vec<ZeroAlarmRow>,
    /// Where this page ended, for the next one; `None`: there are no more.
    pub next: Option<String>,
    /// Why these may not be all disputes: this phone has read less of the log, or of another feed.
    pub incomplete: Option<String>,
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

/// # Errors
/// `Unreadable` when JSON cannot carry it, which no published value runs into.
pub fn report(fold: &AssessmentFold) -> Result<ReportView, StoreError> {
    let mut published: Published = fold.published.clone();
    published.note = shown(published.note);
    let masked = |counted: AlarmCount| AlarmCount { source: shown(&counted.source), ..counted };
    published.alarms = published.alarms.into_iter().map(masked).collect();
    let json = serde_json::to_string_pretty(&published).map_err(|_| StoreError::Unreadable("an assessment"))?;
    Ok(ReportView { csv: report_csv(&published), json })
}

/// Grids, in the order of their paths: a page after where the last one ended. `counting`: the way the assessment goes by.
///
/// # Errors
/// `Invalid` for an end that is none; `StoreError` when the store cannot be read.
pub fn zero_alarm(
    tx: &Transaction<'_>,
    assessment: i64,
    fold: &AssessmentFold,
    counting: Counting,
    incomplete: Option<String>,
    from: Option<&str>,
) -> Result<ZeroAlarmPage, CoreError> {
    let end: Option<OrgPath> =
        cursor::after::<1>(from)?.map(|[path]| path.parse().map_err(|_| cursor::no_end())).transpose()?;
    let mut statement = tx.prepare_cached(include_str!("zero_alarm.sql"))?;
    let found =
        statement.query_and_then(params![assessment, dispute_bit(counting), counting.by_shown_times()], |row| {
            let unit = OrgPath::from_bytes(&row.get::<_, Vec<u8>>("scope")?);
            let unit = unit.map_err(|_| StoreError::Unreadable("a scope"))?;
            Ok::<_, StoreError>((unit, (row.get("disputes")?, row.get("settled_inside")?)))
        })?;
    let grids = assessed::zero_alarm(found.collect::<Result<_, _>>()?, &fold.published.alarms);
    let rest = grids.iter().filter(|grid| end.as_ref().is_none_or(|end| grid.unit > *end));
    let page = usize::try_from(PAGE_ROWS).unwrap_or(usize::MAX).saturating_add(1);
    let (rows, next) = cut(rest.take(page).map(row).collect(), PAGE_ROWS, |row| cursor(&[&row.unit]));
    Ok(ZeroAlarmPage { rows, next, incomplete })
}

fn row(grid: &ZeroAlarmOf) -> ZeroAlarmRow {
    ZeroAlarmRow {
        unit: grid.unit.to_string(),
        disputes: grid.disputes,
        settled_inside: grid.settled_inside,
        calls: grid.calls,
        outcome: grid.outcome.as_str().to_owned(),
    }
}
