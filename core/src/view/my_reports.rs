//! What I reported, and what I was told: a volunteer's home screen.

use etong_protocol::{DeviceId, PostId};
use rusqlite::Transaction;

use crate::error::StoreError;
use crate::projection::load_case;
use crate::store::record;

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

/// Cases founded on this device or by one of `posts`, newest first.
///
/// # Errors
/// `StoreError` when the store cannot be read.
pub fn my_reports(tx: &Transaction<'_>, device: DeviceId, posts: &[PostId]) -> Result<Vec<MyReport>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("my_reports.sql"))?;
    let numbers: Vec<i64> = statement.query_map([], |row| row.get("no"))?.collect::<Result<_, _>>()?;
    let mut mine = Vec::new();
    for no in numbers {
        let Some(fold) = load_case(tx, no)? else { continue };
        if fold.reporter.device != device && !posts.contains(&fold.reporter.post) {
            continue;
        }
        let found = record::by_number(tx, no)?.record;
        let receipted = fold.acts.first().is_some_and(|act| act.seq.is_some());
        mine.push(MyReport {
            record: found.to_string(),
            class: fold.report.class.as_str().to_owned(),
            title: fold.report.title,
            reported_at: fold.reporter.captured_at,
            receipted,
            replies: replies(tx, no)?,
        });
    }
    Ok(mine)
}

fn replies(tx: &Transaction<'_>, case_no: i64) -> Result<Vec<ReplyView>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("my_reports_replies.sql"))?;
    let rows = statement.query_map([case_no], |row| {
        Ok(ReplyView { state: row.get("state")?, words: row.get("words")?, at: row.get("at")? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
