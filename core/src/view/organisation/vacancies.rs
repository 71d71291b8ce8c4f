//! The vacancy board: grids that lack a grid worker, an officer or teams, and who answers for them meanwhile.

use etong_protocol::OrgPath;
use rusqlite::{OptionalExtension, Transaction, named_params};

use super::range;
use crate::domain::organisation::{Staffing, gaps};
use crate::error::StoreError;
use crate::view::{PAGE_ROWS, scope_text};

#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct VacanciesPage {
    /// Grids of the reach.
    pub grids: u32,
    /// Grids with a gap, on all pages.
    pub total: u32,
    pub rows: Vec<VacancyRow>,
}

#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct VacancyRow {
    pub unit: String,
    pub unit_name: String,
    /// `grid_worker`, `officer`, `teams`.
    pub missing: Vec<String>,
    /// Teams that serve it.
    pub teams: u32,
    /// The community, which answers for what nobody in the grid takes.
    pub falls_to: Option<String>,
    /// Who sits at its desk, if the directory on this phone says so.
    pub falls_to_name: Option<String>,
}

/// Grids at `scope` and below with a gap on `day`.
///
/// # Errors
/// `StoreError` when the store cannot be read.
pub(crate) fn vacancies(
    tx: &Transaction<'_>,
    scope: &OrgPath,
    day: &str,
    offset: u32,
) -> Result<VacanciesPage, StoreError> {
    let (start, end) = range(scope);
    let (mut grids, mut total, mut rows) = (0_u32, 0_u32, Vec::new());
    let mut statement = tx.prepare_cached(include_str!("vacancies.sql"))?;
    let mut desk = tx.prepare_cached(include_str!("vacancies_desk.sql"))?;
    let mut found = statement.query(named_params! {":start": start, ":end": end, ":day": day})?;
    while let Some(row) = found.next()? {
        grids = grids.saturating_add(1);
        let staffing = Staffing {
            grid_workers: row.get("grid_workers")?,
            officers: row.get("officers")?,
            teams: row.get("teams")?,
        };
        let missing: Vec<String> = gaps(staffing).into_iter().map(|gap| gap.as_str().to_owned()).collect();
        if missing.is_empty() {
            continue;
        }
        if total >= offset && total - offset < PAGE_ROWS {
            let path = OrgPath::from_bytes(&row.get::<_, Vec<u8>>("path")?);
            let path = path.map_err(|_| StoreError::Unreadable("a scope"))?;
            rows.push(VacancyRow {
                unit: scope_text(&path.to_bytes())?,
                unit_name: row.get("name")?,
                missing,
                teams: staffing.teams,
                falls_to: path.parent().map(|above| above.to_string()),
                falls_to_name: desk
                    .query_row(named_params! {":unit": row.get::<_, u32>("parent")?, ":day": day}, |row| {
                        row.get("name")
                    })
                    .optional()?,
            });
        }
        total = total.saturating_add(1);
    }
    Ok(VacanciesPage { grids, total, rows })
}
