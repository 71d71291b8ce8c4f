//! What was kept aside, here or by the relay, each with its reason.

use etong_protocol::{EntryId, PostId, RecordKind};
use rusqlite::Transaction;

use super::{PAGE_ROWS, record_text, standing};
use crate::error::StoreError;
use crate::projection::load_patrol;
use crate::store::{record, track};
use crate::view::shown::shown;

/// One entry that did not go through.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct KeptAsideRow {
    /// Empty for positions of a patrol that are in no entry yet, and for acts that wait for the report of their case.
    pub entry: String,
    pub record: Option<String>,
    pub kind: String,
    /// `phone`: this phone could not take it in. `relay`: the relay refused it.
    pub side: String,
    pub code: String,
    pub detail: String,
    /// Phone clock, milliseconds since 1970.
    pub at: i64,
}

/// A page from `offset`.
///
/// # Errors
/// `StoreError` when the store cannot be read.
pub fn kept_aside(tx: &Transaction<'_>, offset: u32) -> Result<Vec<KeptAsideRow>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("kept_aside.sql"))?;
    let rows = statement.query_and_then([PAGE_ROWS, offset], |row| {
        let record: Option<Vec<u8>> = row.get("record")?;
        Ok::<_, StoreError>(KeptAsideRow {
            entry: EntryId::from_bytes(row.get("id")?).to_string(),
            record: record.map(|bytes| record_text(&bytes)).transpose()?,
            kind: row.get("kind")?,
            side: if row.get::<_, i64>("side")? == 0 { "phone" } else { "relay" }.to_owned(),
            code: row.get("code")?,
            detail: shown(row.get::<_, String>("detail")?),
            at: row.get("at")?,
        })
    })?;
    let mut rows: Vec<KeptAsideRow> = rows.collect::<Result<_, _>>()?;
    if offset == 0 {
        rows.extend(left_tracks(tx)?);
        rows.extend(without_case(tx)?);
    }
    Ok(rows)
}

/// Positions of patrols that go on no more on this phone, while none of its owner's posts reaches them.
fn left_tracks(tx: &Transaction<'_>) -> Result<Vec<KeptAsideRow>, StoreError> {
    let posts: Vec<PostId> = standing(tx)?.iter().flat_map(|held| &held.posts).map(|held| held.post).collect();
    let mut rows = Vec::new();
    for no in track::patrols(tx)? {
        let Some(fold) = load_patrol(tx, no)? else { continue };
        if fold.is_walked_by(posts.iter().copied()) {
            continue;
        }
        let points = track::waiting(tx, no)?.points;
        rows.push(KeptAsideRow {
            entry: String::new(),
            record: Some(record::by_number(tx, no)?.record.to_string()),
            kind: RecordKind::Patrol.to_string(),
            side: "phone".into(),
            code: "track".into(),
            detail: format!(
                "{} positions of a patrol lie only on this phone; they go into its record once a post here reaches it",
                points.len()
            ),
            at: points.last().map_or(fold.last_seen_at, |point| point.at_ms),
        });
    }
    Ok(rows)
}

/// Acts that came before the report of their case: nothing is wrong with them, and no other screen has a place for them yet.
fn without_case(tx: &Transaction<'_>) -> Result<Vec<KeptAsideRow>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("without_case.sql"))?;
    let rows = statement.query_and_then([PAGE_ROWS], |row| {
        let acts: i64 = row.get("acts")?;
        Ok::<_, StoreError>(KeptAsideRow {
            entry: String::new(),
            record: Some(record_text(&row.get::<_, Vec<u8>>("record")?)?),
            kind: RecordKind::Case.to_string(),
            side: "phone".into(),
            code: "without_case".into(),
            detail: format!("{acts} of its acts are here, its report is not; they are shown in the case once it comes"),
            at: row.get("at")?,
        })
    })?;
    rows.collect()
}
