//! What could go, and what keeps a record back: questions to the tables, answered row by row; `domain/retention` decides.

use std::collections::BTreeSet;

use etong_protocol::RecordId;
use rusqlite::{OptionalExtension, Row, Transaction, named_params};

use crate::domain::retention::Keep;
use crate::error::StoreError;

/// An ended case whose words are here.
#[derive(Debug)]
pub(crate) struct EndedCase {
    pub record_no: i64,
    pub state: String,
    /// When it was moved last, as it counts.
    pub moved_at: i64,
}

/// Cases that ended before `until`, by their number.
pub(crate) fn ended_cases(tx: &Transaction<'_>, until: i64) -> Result<Vec<EndedCase>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("retention/ended_cases.sql"))?;
    let rows = statement.query_map([until], |row| {
        Ok(EndedCase { record_no: row.get("record")?, state: row.get("state")?, moved_at: row.get("moved_at")? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// One of a stretch of records.
#[derive(Debug)]
pub(crate) struct InStretch {
    pub record_no: i64,
    /// When it was moved last, as it counts; 0 for a patrol.
    pub moved_at: i64,
    /// Something of it can go.
    pub here: bool,
}

/// Cases that ended before `until`, from behind one of them on, in the order of their end.
pub(crate) fn ended_from(
    tx: &Transaction<'_>,
    until: i64,
    moved_at: i64,
    record_no: i64,
    limit: u32,
) -> Result<Vec<InStretch>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("retention/ended_from.sql"))?;
    let asked = named_params! {":until": until, ":moved_at": moved_at, ":record": record_no, ":limit": limit};
    let rows = statement.query_map(asked, |row| {
        Ok(InStretch { record_no: row.get("record")?, moved_at: row.get("moved_at")?, here: row.get("here")? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Patrols by their number, from behind one of them on.
pub(crate) fn patrols_from(
    tx: &Transaction<'_>,
    until: i64,
    record_no: i64,
    limit: u32,
) -> Result<Vec<InStretch>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("retention/patrols_from.sql"))?;
    let asked = named_params! {":until": until, ":record": record_no, ":limit": limit};
    let rows = statement.query_map(asked, |row| {
        let here: Option<bool> = row.get("here")?;
        Ok(InStretch { record_no: row.get("record")?, moved_at: 0, here: here.unwrap_or(false) })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// One ended case, if it is one.
pub(crate) fn ended_case(tx: &Transaction<'_>, record_no: i64) -> Result<Option<EndedCase>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("retention/ended_case.sql"))?;
    let found = statement.query_row([record_no], |row| {
        Ok(EndedCase { record_no, state: row.get("state")?, moved_at: row.get("moved_at")? })
    });
    Ok(found.optional()?)
}

/// Patrols begun before `until` of which something came since they were last looked at.
pub(crate) fn old_patrols(tx: &Transaction<'_>, until: i64) -> Result<Vec<i64>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("retention/old_patrols.sql"))?;
    let rows = statement.query_map([until], |row| row.get("record"))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Where posts were last known to be, before `until`: how many; they go when `drop`.
pub(crate) fn last_places(tx: &Transaction<'_>, until: i64, drop: bool) -> Result<u64, StoreError> {
    let found = super::wide(
        tx.prepare_cached(include_str!("retention/count_last_places.sql"))?
            .query_row([until], |row| row.get("places"))?,
    );
    if drop {
        tx.prepare_cached(include_str!("retention/drop_last_places.sql"))?.execute([until])?;
    }
    Ok(found)
}

/// What keeps a record back, as far as the tables say.
pub(crate) fn keeps(tx: &Transaction<'_>, record_no: i64, record: RecordId) -> Result<BTreeSet<Keep>, StoreError> {
    let about = named_params! {":no": record_no, ":id": record.as_bytes(), ":text": record.to_string()};
    let mut statement = tx.prepare_cached(include_str!("retention/keeps.sql"))?;
    Ok(statement.query_row(about, read_keeps)?)
}

/// Records on hold here, and slimmed cases.
pub(crate) fn standing(tx: &Transaction<'_>) -> Result<(u64, u64), StoreError> {
    let mut statement = tx.prepare_cached(include_str!("retention/standing.sql"))?;
    Ok(statement.query_row([], |row| Ok((super::wide(row.get("held")?), super::wide(row.get("slimmed")?))))?)
}

/// One record on hold.
#[derive(Debug)]
pub(crate) struct HeldRecord {
    pub record: Vec<u8>,
    pub kind: String,
    pub scope: Vec<u8>,
    pub changed_at: i64,
}

/// Records on hold, the latest first, a page.
pub(crate) fn held(tx: &Transaction<'_>, limit: u32, offset: u32) -> Result<Vec<HeldRecord>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("retention/held.sql"))?;
    let rows = statement.query_map([limit, offset], |row| {
        Ok(HeldRecord {
            record: row.get("record")?,
            kind: row.get("kind")?,
            scope: row.get("scope")?,
            changed_at: row.get("changed_at")?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn read_keeps(row: &Row<'_>) -> rusqlite::Result<BTreeSet<Keep>> {
    let mut keeps = BTreeSet::new();
    for keep in Keep::ALL {
        // What the state and the table of slimmed records say is added by whoever asks.
        if matches!(keep, Keep::Open | Keep::AskedFor) {
            continue;
        }
        if row.get(keep.as_str())? {
            keeps.insert(keep);
        }
    }
    Ok(keeps)
}
