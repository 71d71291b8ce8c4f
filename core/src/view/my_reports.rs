//! What I reported, and what I was told: a volunteer's home screen.

use etong_protocol::{DeviceId, PostId};
use rusqlite::{Transaction, named_params};

use super::opened::{OpenedView, opened};
use super::{PAGE_ROWS, record_text};
use crate::error::StoreError;
use crate::view::shown::shown;

/// One report of mine.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct MyReport {
    pub record: String,
    pub class: String,
    pub title: String,
    /// Phone clock, milliseconds since 1970.
    pub reported_at: i64,
    /// The relay holds the report.
    pub receipted: bool,
    /// Which supervising units have opened it.
    pub opened: Vec<OpenedView>,
    /// Oldest first; empty while nobody has answered.
    pub replies: Vec<ReplyView>,
}

/// One answer.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ReplyView {
    pub state: String,
    pub words: String,
    /// Phone clock of who answered, milliseconds since 1970.
    pub at: i64,
}

/// Cases founded on this device or by one of `posts`, newest first, a page from `offset`.
///
/// # Errors
/// `StoreError` when the store cannot be read.
pub fn my_reports(
    tx: &Transaction<'_>,
    device: DeviceId,
    posts: &[PostId],
    offset: u32,
) -> Result<Vec<MyReport>, StoreError> {
    let posts: Vec<String> = posts.iter().map(ToString::to_string).collect();
    let posts = serde_json::Value::from(posts).to_string();
    let mut statement = tx.prepare_cached(include_str!("my_reports.sql"))?;
    let given = named_params! {
        ":device": device.as_bytes(), ":posts": posts, ":limit": PAGE_ROWS, ":offset": offset,
    };
    let found = statement.query_and_then(given, |row| {
        let report = MyReport {
            record: record_text(&row.get::<_, Vec<u8>>("record")?)?,
            class: row.get("class")?,
            title: shown(row.get::<_, String>("title")?),
            reported_at: row.get("reported_at")?,
            receipted: row.get("receipted")?,
            opened: Vec::new(),
            replies: Vec::new(),
        };
        Ok::<_, StoreError>((row.get::<_, i64>("no")?, report))
    })?;
    let mut mine = Vec::new();
    for row in found {
        let (no, report) = row?;
        mine.push(MyReport { opened: opened(tx, no)?, replies: replies(tx, no)?, ..report });
    }
    Ok(mine)
}

pub(crate) fn replies(tx: &Transaction<'_>, case_no: i64) -> Result<Vec<ReplyView>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("my_reports_replies.sql"))?;
    let rows = statement.query_map([case_no], |row| {
        Ok(ReplyView { state: row.get("state")?, words: shown(row.get::<_, String>("words")?), at: row.get("at")? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
