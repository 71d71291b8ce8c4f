//! An assessment as files, and the grids without an alarm.

use crate::domain::assessment::{AlarmCount, AssessmentFold, Published, ZeroAlarmOf, report_csv};
use crate::error::StoreError;
use crate::view::shown::shown;

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
