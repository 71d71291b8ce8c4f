//! What the relay no longer counts to this phone's reach, and its erasure. Only what the relay holds is ever erased; what the
//! erasure of a record left behind (ids, places in the chain) stays.

use etong_protocol::{EntryId, OrgPath};
use rusqlite::Transaction;

use super::wide;
use crate::error::StoreError;

/// A document change that stays, as it lies in the log.
#[derive(Debug)]
pub(crate) struct StayingChange {
    pub lsn: i64,
    pub id: EntryId,
    pub seq: Option<u64>,
    /// False when only the document held it.
    pub has_bytes: bool,
}

/// Is there an entry with a place in the feed that the relay does not count any more; and an own one?
pub(crate) fn is_left(tx: &Transaction<'_>) -> Result<(bool, bool), StoreError> {
    let mut statement = tx.prepare_cached(include_str!("leave/is_left.sql"))?;
    Ok(statement.query_row([], |row| Ok((row.get("any_left")?, row.get("own_left")?)))?)
}

/// Records of which a document change goes.
pub(crate) fn documents(tx: &Transaction<'_>) -> Result<Vec<i64>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("leave/documents.sql"))?;
    let rows = statement.query_map([], |row| row.get("record"))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(crate) fn erase_entries(tx: &Transaction<'_>) -> Result<(), StoreError> {
    tx.execute(include_str!("leave/erase_entries.sql"), [])?;
    Ok(())
}

pub(crate) fn erase_entry(tx: &Transaction<'_>, lsn: i64) -> Result<(), StoreError> {
    tx.execute(include_str!("leave/erase_entry.sql"), [lsn])?;
    Ok(())
}

pub(crate) fn erase_document(tx: &Transaction<'_>, record_no: i64) -> Result<(), StoreError> {
    tx.execute(include_str!("leave/erase_document.sql"), [record_no])?;
    Ok(())
}

/// The applied or kept-aside document changes of a record, in the order of the feed.
pub(crate) fn staying(tx: &Transaction<'_>, record_no: i64) -> Result<Vec<StayingChange>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("leave/staying.sql"))?;
    let rows = statement.query_map([record_no], |row| {
        Ok(StayingChange {
            lsn: row.get("lsn")?,
            id: row.get("id").map(EntryId::from_bytes)?,
            seq: row.get::<_, Option<i64>>("seq")?.map(wide),
            has_bytes: row.get("has_bytes")?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Own entries that lie in custody at the relay, with the scope of their record.
pub(crate) fn in_custody(tx: &Transaction<'_>) -> Result<Vec<(i64, OrgPath)>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("leave/in_custody.sql"))?;
    let rows = statement.query_map([], |row| Ok((row.get("lsn")?, row.get::<_, Vec<u8>>("scope")?)))?;
    rows.map(|row| {
        let (lsn, scope) = row?;
        Ok((lsn, OrgPath::from_bytes(&scope).map_err(|_| StoreError::Unreadable("a scope"))?))
    })
    .collect()
}

/// Forgets what an entry says; that there was one stays.
pub(crate) fn empty_entry(tx: &Transaction<'_>, lsn: i64) -> Result<(), StoreError> {
    tx.execute(include_str!("leave/empty_entry.sql"), [lsn])?;
    tx.execute(include_str!("doc/forget_intent.sql"), [lsn])?;
    Ok(())
}

/// TEST ONLY: the mistake that the rule of this module is there to prevent.
#[cfg(feature = "sim")]
pub(crate) fn erase_unsent(tx: &Transaction<'_>) -> Result<(), StoreError> {
    tx.execute(include_str!("leave/erase_unsent.sql"), [])?;
    Ok(())
}

/// Every half-filled form: its id and its JSON.
pub(crate) fn drafts(tx: &Transaction<'_>) -> Result<Vec<(String, String)>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("leave/drafts.sql"))?;
    let rows = statement.query_map([], |row| Ok((row.get("draft")?, row.get("body")?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// What belongs to entries and records that are gone, and the bytes of changes that were made again.
pub(crate) fn erase_orphans(tx: &Transaction<'_>) -> Result<(), StoreError> {
    Ok(tx.execute_batch(include_str!("leave/erase_orphans.sql"))?)
}
