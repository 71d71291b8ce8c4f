//! Entries kept aside, each with a reason a person can read. Nothing is ever deleted from here unseen.

use etong_protocol::EntryId;
use rusqlite::{Transaction, params};

use crate::error::StoreError;

/// Who would not take it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Phone,
    Relay,
}

pub(crate) fn keep(
    tx: &Transaction<'_>,
    lsn: i64,
    side: Side,
    code: &str,
    detail: &str,
    at: i64,
) -> Result<(), StoreError> {
    let side = match side {
        Side::Phone => 0,
        Side::Relay => 1,
    };
    tx.prepare_cached(include_str!("quarantine/insert.sql"))?.execute(params![lsn, side, code, detail, at])?;
    Ok(())
}

/// Says that a refused entry is on its way to the relay again; the next answer replaces it.
pub(crate) fn mark_offered(tx: &Transaction<'_>, lsn: i64) -> Result<(), StoreError> {
    tx.prepare_cached(include_str!("quarantine/mark_offered.sql"))?.execute([lsn])?;
    Ok(())
}

/// Own changes of a record that the relay refused because they build on something it lacked, oldest first.
pub(crate) fn early(tx: &Transaction<'_>, record_no: i64) -> Result<Vec<EntryId>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("quarantine/early.sql"))?;
    let rows = statement.query_map([record_no], |row| row.get("id").map(EntryId::from_bytes))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Does the relay keep an own entry that waits for a desk?
pub(crate) fn is_in_custody(tx: &Transaction<'_>) -> Result<bool, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("quarantine/is_in_custody.sql"))?;
    Ok(statement.query_row([], |row| row.get("waiting"))?)
}

/// Writes down what a desk decided on an own entry in custody; false when it waits no more.
pub(crate) fn decided(tx: &Transaction<'_>, entry: EntryId, code: &str, detail: &str) -> Result<bool, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("quarantine/decided.sql"))?;
    Ok(statement.execute(params![entry.as_bytes(), code, detail])? > 0)
}

/// Own entries that the relay refused for good: they are nowhere else.
pub(crate) fn refused_own(tx: &Transaction<'_>) -> Result<u64, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("quarantine/refused_own.sql"))?;
    Ok(super::wide(statement.query_row([], |row| row.get("refused"))?))
}

pub(crate) fn release(tx: &Transaction<'_>, lsn: i64) -> Result<(), StoreError> {
    tx.prepare_cached(include_str!("quarantine/release.sql"))?.execute([lsn])?;
    Ok(())
}
