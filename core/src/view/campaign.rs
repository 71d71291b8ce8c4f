//! Campaigns, and how far each has come: counted by unit in the order of their paths, never by person and never as a ranking.

use etong_protocol::{OrgPath, RecordId};
use rusqlite::{Transaction, params};

use super::cursor::{self, cursor, cut};
use super::{PAGE_ROWS, paged, record_text, scope_text};
use crate::domain::campaign::CampaignState;
use crate::error::{CoreError, StoreError};
use crate::projection::load_campaign;
use crate::store::record;
use crate::view::shown::shown;

/// One page of the list.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct CampaignsPage {
    pub rows: Vec<CampaignRow>,
    /// There are more after these.
    pub more: bool,
}

/// One campaign.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct CampaignRow {
    pub record: String,
    pub name: String,
    /// `planned`, `running`, `over`, `finished` or `called_off`.
    pub state: String,
    pub scope: String,
    /// Milliseconds since 1970.
    pub from: i64,
    pub until: i64,
    pub provisional: bool,
}

/// One campaign in full.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct CampaignView {
    pub campaign: CampaignRow,
    pub tasks: Vec<String>,
    pub teams: Vec<String>,
    pub guidance: String,
    /// What came of it, or why it was called off.
    pub closed: Option<String>,
    /// A page of the units directly below, and the campaign's own where something was done there.
    pub progress: Vec<UnitProgress>,
    /// Where this page ended, for the next one; `None`: there are no more.
    pub next: Option<String>,
}

/// What was done in one unit, as far as this phone reads it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct UnitProgress {
    pub path: String,
    pub name: Option<String>,
    pub patrols: u32,
    /// Of these.
    pub ended: u32,
    pub findings: u32,
}

/// Newest first.
///
/// # Errors
/// `StoreError` when the store cannot be read.
pub fn campaigns(tx: &Transaction<'_>, offset: u32, now: i64) -> Result<CampaignsPage, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("campaigns.sql"))?;
    let rows = statement.query_and_then(params![PAGE_ROWS + 1, offset], |row| {
        let (from, until): (i64, i64) = (row.get("from_at")?, row.get("until_at")?);
        let closed: String = row.get("closed")?;
        let state = match closed.as_str() {
            "" if now < from => CampaignState::Planned.as_str(),
            "" if now <= until => CampaignState::Running.as_str(),
            "" => CampaignState::Over.as_str(),
            closed => closed,
        };
        Ok::<_, StoreError>(CampaignRow {
            record: record_text(&row.get::<_, Vec<u8>>("record")?)?,
            name: shown(row.get::<_, String>("name")?),
            state: state.to_owned(),
            scope: scope_text(&row.get::<_, Vec<u8>>("scope")?)?,
            from,
            until,
            provisional: row.get("provisional")?,
        })
    })?;
    let rows: Vec<CampaignRow> = rows.collect::<Result<_, _>>()?;
    let (rows, more) = paged(rows);
    Ok(CampaignsPage { rows, more })
}

/// `from`: where the page of units before ended.
///
/// # Errors
/// `NotFound` when there is no such campaign on this phone; `Invalid` for an end that is none.
pub fn campaign(tx: &Transaction<'_>, id: RecordId, from: Option<&str>, now: i64) -> Result<CampaignView, CoreError> {
    let missing = || CoreError::NotFound { noun: "campaign", id: id.to_string() };
    let found = record::find(tx, id)?.ok_or_else(missing)?;
    let fold = load_campaign(tx, found.no)?.ok_or_else(missing)?;
    let (progress, next) = progress(tx, id, &fold.scope, from)?;
    Ok(CampaignView {
        progress,
        next,
        campaign: CampaignRow {
            record: id.to_string(),
            state: fold.state(now).as_str().to_owned(),
            scope: fold.scope.to_string(),
            from: fold.from,
            until: fold.until,
            provisional: fold.provisional,
            name: shown(fold.name),
        },
        tasks: shown(fold.tasks),
        teams: fold.teams.iter().map(ToString::to_string).collect(),
        guidance: shown(fold.guidance),
        closed: shown(fold.closed.map(|(_, words)| words)),
    })
}

fn progress(
    tx: &Transaction<'_>,
    campaign: RecordId,
    scope: &OrgPath,
    from: Option<&str>,
) -> Result<(Vec<UnitProgress>, Option<String>), CoreError> {
    let end: Option<OrgPath> =
        cursor::after::<1>(from)?.map(|[path]| path.parse().map_err(|_| cursor::no_end())).transpose()?;
    let bytes = scope.to_bytes();
    let width = i64::try_from(bytes.len() + 4).unwrap_or(i64::MAX);
    let mut statement = tx.prepare_cached(include_str!("campaign_progress.sql"))?;
    let asked = params![campaign.as_bytes(), bytes, width, end.map(|end| end.to_bytes()), PAGE_ROWS + 1];
    let rows = statement.query_and_then(asked, |row| {
        Ok::<_, StoreError>(UnitProgress {
            path: scope_text(&row.get::<_, Vec<u8>>("path")?)?,
            name: row.get("name")?,
            patrols: row.get("patrols")?,
            ended: row.get("ended")?,
            findings: row.get("findings")?,
        })
    })?;
    Ok(cut(rows.collect::<Result<_, _>>()?, PAGE_ROWS, |unit| cursor(&[&unit.path])))
}
