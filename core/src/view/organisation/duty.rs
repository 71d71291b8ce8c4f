//! 值守: who is on duty at a unit now; where nobody is planned, the unit above answers.

use etong_protocol::OrgPath;
use rusqlite::{Transaction, named_params};

use super::post_text;
use crate::error::StoreError;
use crate::view::shown::shown;

#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct DutyView {
    /// The unit whose duty it is; `None` when nobody is planned all the way up.
    pub unit: Option<String>,
    pub unit_name: Option<String>,
    /// The unit asked for has nobody on duty; one above it answers.
    pub from_above: bool,
    pub rows: Vec<DutyRow>,
}

/// One post on duty.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct DutyRow {
    pub post: String,
    pub kind: Option<String>,
    pub name: Option<String>,
    /// Milliseconds since 1970.
    pub from_at: i64,
    pub to_at: i64,
    pub note: String,
}

/// # Errors
/// `StoreError` when the store cannot be read.
pub(crate) fn duty(tx: &Transaction<'_>, unit: &OrgPath, at_ms: i64) -> Result<DutyView, StoreError> {
    let mut asked = Some(unit.clone());
    while let Some(path) = asked {
        let rows = rows(tx, &path, at_ms)?;
        if !rows.is_empty() {
            let name = path.unit().map(|unit| super::unit::name_of(tx, unit.0)).transpose()?.flatten();
            return Ok(DutyView { unit: Some(path.to_string()), unit_name: name, from_above: path != *unit, rows });
        }
        asked = path.parent();
    }
    Ok(DutyView { unit: None, unit_name: None, from_above: false, rows: Vec::new() })
}

fn rows(tx: &Transaction<'_>, path: &OrgPath, at_ms: i64) -> Result<Vec<DutyRow>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("duty.sql"))?;
    let rows = statement.query_and_then(named_params! {":scope": path.to_bytes(), ":at": at_ms}, |row| {
        Ok::<_, StoreError>(DutyRow {
            post: post_text(&row.get::<_, Vec<u8>>("post")?)?,
            kind: row.get("kind")?,
            name: row.get("name")?,
            from_at: row.get("from_at")?,
            to_at: row.get("to_at")?,
            note: shown(row.get::<_, String>("note")?),
        })
    })?;
    rows.collect()
}
