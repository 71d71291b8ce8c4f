//! 暂存: half-filled forms, kept as the screen sends them, field by field. They are nobody else's: no draft ever becomes an entry
//! by itself, and none leaves the phone.

use rusqlite::{Transaction, params};

use crate::error::StoreError;

/// At most so many are listed; older ones stay kept.
const LISTED: u32 = 100;

/// One half-filled form.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct DraftView {
    /// The id the screen gave it.
    pub draft: String,
    /// Which form, as in `case`.
    pub noun: String,
    /// The form as JSON.
    pub body: String,
    /// Phone clock, milliseconds since 1970.
    pub changed_at: i64,
}

pub(crate) fn keep(tx: &Transaction<'_>, draft: &str, noun: &str, body: &str, now: i64) -> Result<(), StoreError> {
    tx.prepare_cached(include_str!("draft/keep.sql"))?.execute(params![draft, noun, body, now])?;
    Ok(())
}

/// Was there such a draft?
pub(crate) fn discard(tx: &Transaction<'_>, draft: &str) -> Result<bool, StoreError> {
    Ok(tx.prepare_cached(include_str!("draft/discard.sql"))?.execute([draft])? > 0)
}

/// The newest first.
pub(crate) fn list(tx: &Transaction<'_>, noun: Option<&str>) -> Result<Vec<DraftView>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("draft/list.sql"))?;
    let rows = statement.query_map(params![noun, LISTED], |row| {
        Ok(DraftView {
            draft: row.get("draft")?,
            noun: row.get("noun")?,
            body: row.get("body")?,
            changed_at: row.get("changed_at")?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
