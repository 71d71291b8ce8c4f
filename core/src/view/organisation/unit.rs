//! One unit: who leads it, who works there, its offices, what stands below it, what became of it.

use etong_protocol::OrgPath;
use rusqlite::{OptionalExtension, Transaction, named_params};

use super::posts::{PostRow, read as read_post};
use super::{OfficeRow, offices, post_text, tags};
use crate::error::{CoreError, StoreError};
use crate::view::{PAGE_ROWS, scope_text};

#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct UnitView {
    pub unit: u32,
    pub path: String,
    pub name: String,
    pub kind: String,
    pub code: String,
    pub valid_from: String,
    pub valid_to: Option<String>,
    /// The post that answers for it, and who holds that.
    pub leader: Option<String>,
    pub leader_name: Option<String>,
    /// Of a team.
    pub team_kind: String,
    pub guiding_name: Option<String>,
    pub skills: Vec<String>,
    /// This phone knows its border.
    pub has_border: bool,
    pub replaces: Vec<u32>,
    pub replaced_by: Vec<u32>,
    /// Posts held here today, at most a page.
    pub posts: Vec<PostRow>,
    pub offices: Vec<OfficeRow>,
    /// Directly below, at most a page.
    pub below: Vec<UnitBelow>,
}

#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct UnitBelow {
    pub unit: u32,
    pub path: String,
    pub name: String,
    pub kind: String,
}

/// # Errors
/// `NotFound` when this phone's directory has no such unit.
pub(crate) fn unit(tx: &Transaction<'_>, unit: u32, day: &str) -> Result<UnitView, CoreError> {
    let missing = || CoreError::NotFound { noun: "unit", id: unit.to_string() };
    let mut statement = tx.prepare_cached(include_str!("unit.sql"))?;
    let mut rows = statement.query([unit])?;
    let row = rows.next()?.ok_or_else(missing)?;
    let path: Vec<u8> = row.get("path")?;
    let path = OrgPath::from_bytes(&path).map_err(|_| StoreError::Unreadable("a scope"))?;
    let leader: Option<Vec<u8>> = row.get("leader")?;
    let ground: Vec<u8> = row.get("ground")?;
    Ok(UnitView {
        unit,
        name: row.get("name")?,
        kind: row.get("kind")?,
        code: row.get("code")?,
        valid_from: row.get("valid_from")?,
        valid_to: row.get("valid_to")?,
        leader: leader.map(|leader| post_text(&leader)).transpose()?,
        leader_name: row.get("leader_name")?,
        team_kind: row.get("team_kind")?,
        guiding_name: row.get("guiding_name")?,
        skills: tags(&row.get::<_, Option<String>>("skills")?.unwrap_or_default()),
        has_border: !ground.is_empty(),
        replaces: lineage(tx, include_str!("unit_replaces.sql"), unit)?,
        replaced_by: lineage(tx, include_str!("unit_replaced_by.sql"), unit)?,
        posts: posts_here(tx, unit, day)?,
        offices: offices(tx, &path, day, 0)?.rows.into_iter().filter(|row| row.unit == path.to_string()).collect(),
        below: below(tx, unit, day)?,
        path: path.to_string(),
    })
}

pub(super) fn name_of(tx: &Transaction<'_>, unit: u32) -> Result<Option<String>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("unit_name.sql"))?;
    Ok(statement.query_row([unit], |row| row.get("name")).optional()?)
}

/// Posts held at exactly this unit on `day`.
pub(super) fn posts_here(tx: &Transaction<'_>, unit: u32, day: &str) -> Result<Vec<PostRow>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("unit_posts.sql"))?;
    let rows = statement.query_and_then(named_params! {":unit": unit, ":day": day, ":rows": PAGE_ROWS}, read_post)?;
    rows.collect()
}

fn below(tx: &Transaction<'_>, unit: u32, day: &str) -> Result<Vec<UnitBelow>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("unit_below.sql"))?;
    let rows = statement.query_and_then(named_params! {":unit": unit, ":day": day, ":rows": PAGE_ROWS}, |row| {
        Ok::<_, StoreError>(UnitBelow {
            unit: row.get("unit")?,
            path: scope_text(&row.get::<_, Vec<u8>>("path")?)?,
            name: row.get("name")?,
            kind: row.get("kind")?,
        })
    })?;
    rows.collect()
}

fn lineage(tx: &Transaction<'_>, sql: &str, unit: u32) -> Result<Vec<u32>, StoreError> {
    let mut statement = tx.prepare_cached(sql)?;
    let rows = statement.query_map([unit], |row| row.get("other"))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
