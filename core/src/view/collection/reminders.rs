//! What is due: planned visits, registrations that run out, and who has not been seen for long. Asked on reading, never stored.

use etong_protocol::StandingPost;
use jiff::civil::Date;
use rusqlite::{Transaction, params};

use super::rows;
use crate::error::StoreError;
use crate::view::shown::shown;
use crate::view::within::Within;
use crate::view::{PAGE_ROWS, record_text, scope_text};

/// Reminders, the earliest day first.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct RemindersPage {
    pub rows: Vec<ReminderRow>,
    pub more: bool,
}

/// One reminder.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ReminderRow {
    pub record: String,
    /// `resident`, `dwelling` or `household`.
    pub kind: String,
    /// `visit`, or the key of the field that runs out.
    pub what: String,
    /// As in `2026-01-31`.
    pub day: String,
    /// The day has passed.
    pub overdue: bool,
    pub name: String,
    pub address: String,
    pub scope: String,
}

/// Records by the time somebody was last there.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct UnseenPage {
    pub rows: Vec<UnseenRow>,
    pub more: bool,
}

/// One record.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct UnseenRow {
    pub record: String,
    pub kind: String,
    /// Milliseconds since 1970; `None` when nobody ever was.
    pub last_at: Option<i64>,
    pub name: String,
    pub address: String,
    pub scope: String,
}

/// Those in the area of the acting post.
///
/// # Errors
/// `StoreError` when the store cannot be read.
pub fn reminders(
    tx: &Transaction<'_>,
    acting: Option<&StandingPost>,
    today: Date,
    until: Date,
    offset: u32,
) -> Result<RemindersPage, StoreError> {
    let area = Within::of(acting);
    let asked = params![PAGE_ROWS + 1, offset, until.to_string(), area.from, area.to, area.taken];
    let today = today.to_string();
    let sight = crate::view::sight(tx)?;
    let (rows, more) = rows(tx, include_str!("reminders.sql"), asked, |row| {
        let day: String = row.get("day")?;
        Ok(ReminderRow {
            record: record_text(&row.get::<_, Vec<u8>>("record")?)?,
            kind: row.get("kind")?,
            what: row.get("what")?,
            overdue: day < today,
            day,
            name: sight.name(&row.get::<_, Option<String>>("name")?.unwrap_or_default()),
            address: shown(row.get::<_, Option<String>>("address")?).unwrap_or_default(),
            scope: scope_text(&row.get::<_, Vec<u8>>("scope")?)?,
        })
    })?;
    Ok(RemindersPage { rows, more })
}

/// Records of a kind that nobody has visited since `since_ms`, the longest unseen first.
///
/// # Errors
/// `StoreError` when the store cannot be read.
pub fn unseen(tx: &Transaction<'_>, kind: &str, since_ms: i64, offset: u32) -> Result<UnseenPage, StoreError> {
    let params = params![PAGE_ROWS + 1, offset, kind, since_ms];
    let sight = crate::view::sight(tx)?;
    let (rows, more) = rows(tx, include_str!("unseen.sql"), params, |row| {
        Ok(UnseenRow {
            record: record_text(&row.get::<_, Vec<u8>>("record")?)?,
            kind: row.get("kind")?,
            last_at: Some(row.get("last_at")?).filter(|at| *at != 0),
            name: sight.name(&row.get::<_, Option<String>>("name")?.unwrap_or_default()),
            address: shown(row.get::<_, Option<String>>("address")?).unwrap_or_default(),
            scope: scope_text(&row.get::<_, Vec<u8>>("scope")?)?,
        })
    })?;
    Ok(UnseenPage { rows, more })
}
