//! 互补搭档: proposals of pairs for a day, grid by grid, each with what speaks for it. In the order of the grids: nobody is ranked.

use etong_protocol::OrgPath;
use rusqlite::{Row, Transaction, named_params};

use super::{post_text, range, tags};
use crate::domain::organisation::{Half, PairReason, pair_reasons};
use crate::error::StoreError;
use crate::view::{PAGE_ROWS, paged, scope_text};

#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PairProposalsPage {
    pub rows: Vec<PairProposalRow>,
    /// There are more after these.
    pub more: bool,
}

/// A grid worker and an officer of the grid or its community.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PairProposalRow {
    /// Path of the grid.
    pub unit: String,
    pub unit_name: String,
    /// Ids of the posts.
    pub worker: String,
    pub worker_name: Option<String>,
    pub officer: String,
    pub officer_name: Option<String>,
    pub officer_kind: String,
    pub reasons: Vec<PairReasonView>,
    /// A roster has them as a pair on that day already.
    pub planned: bool,
}

/// One reason.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PairReasonView {
    /// `worker_and_officer`, `same_grid`, `same_community`, `man_and_woman`, `skill`, `lives_here` or `same_hours`.
    pub reason: String,
    /// The skill that only one of them has.
    pub skill: Option<String>,
    /// Of hours that both work, milliseconds since 1970.
    pub from_at: Option<i64>,
    pub to_at: Option<i64>,
}

/// # Errors
/// `StoreError` when the store cannot be read.
pub(crate) fn pair_proposals(
    tx: &Transaction<'_>,
    scope: &OrgPath,
    day: &str,
    offset: u32,
) -> Result<PairProposalsPage, StoreError> {
    let (start, end) = range(scope);
    let mut statement = tx.prepare_cached(include_str!("pair_proposals.sql"))?;
    let asked = named_params! {":start": start, ":end": end, ":day": day, ":rows": PAGE_ROWS + 1, ":offset": offset};
    let rows = statement.query_and_then(asked, |row| read(tx, row, day))?;
    let (rows, more) = paged(rows.collect::<Result<_, StoreError>>()?);
    Ok(PairProposalsPage { rows, more })
}

fn read(tx: &Transaction<'_>, row: &Row<'_>, day: &str) -> Result<PairProposalRow, StoreError> {
    let (worker_post, officer_post) = (row.get::<_, Vec<u8>>("worker")?, row.get::<_, Vec<u8>>("officer")?);
    let path = |column: &str| {
        OrgPath::from_bytes(&row.get::<_, Vec<u8>>(column)?).map_err(|_| StoreError::Unreadable("a unit's path"))
    };
    let skills = |column: &str| -> Result<Vec<String>, StoreError> {
        Ok(tags(&row.get::<_, Option<String>>(column)?.unwrap_or_default()))
    };
    let grid = path("grid")?;
    let worker = Half {
        unit: grid.clone(),
        skills: skills("worker_skills")?,
        sex: row.get("worker_sex")?,
        lives_in: row.get("worker_lives_in")?,
        hours: hours(tx, &worker_post, day)?,
    };
    let officer = Half {
        unit: path("officer_unit")?,
        skills: skills("officer_skills")?,
        sex: row.get("officer_sex")?,
        lives_in: row.get("officer_lives_in")?,
        hours: hours(tx, &officer_post, day)?,
    };
    Ok(PairProposalRow {
        unit: scope_text(&grid.to_bytes())?,
        unit_name: row.get("grid_name")?,
        worker: post_text(&worker_post)?,
        worker_name: row.get("worker_name")?,
        officer: post_text(&officer_post)?,
        officer_name: row.get("officer_name")?,
        officer_kind: row.get("officer_kind")?,
        reasons: pair_reasons(&worker, &officer).into_iter().map(shown).collect(),
        planned: row.get("planned")?,
    })
}

fn hours(tx: &Transaction<'_>, post: &[u8], day: &str) -> Result<Vec<(i64, i64)>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("hours_of_day.sql"))?;
    let rows = statement.query_and_then(named_params! {":post": post, ":day": day}, |row| {
        Ok::<_, StoreError>((row.get("from_at")?, row.get("to_at")?))
    })?;
    rows.collect()
}

fn shown(reason: PairReason) -> PairReasonView {
    let word = reason.as_str().to_owned();
    let (skill, hours) = match reason {
        PairReason::Skill(skill) => (Some(skill), None),
        PairReason::SameHours(from, to) => (None, Some((from, to))),
        _ => (None, None),
    };
    PairReasonView { reason: word, skill, from_at: hours.map(|(from, _)| from), to_at: hours.map(|(_, to)| to) }
}
