//! What a re-check looks at: every row of the log as it lies in the file, whatever it says, and every document with the number of changes
//! it must hold. Nothing here trusts a column.

use rusqlite::{Transaction, named_params};

use crate::error::StoreError;

/// A row of the log with what stands beside it.
#[derive(Debug)]
pub(crate) struct Row {
    pub lsn: i64,
    pub id: Vec<u8>,
    pub class: i64,
    pub kind: String,
    pub own: bool,
    pub seq: Option<i64>,
    pub state: i64,
    pub bytes: Option<Vec<u8>>,
    /// When the relay says it had it; milliseconds since 1970.
    pub received_at: Option<i64>,
    /// Of the record it is filed under; `None` when there is no such record.
    pub record: Option<Vec<u8>>,
    pub scope: Option<Vec<u8>>,
    /// Its words went with a slimmed record.
    pub slimmed: bool,
    /// There is a reason for keeping it aside.
    pub aside: bool,
}

/// Rows behind `after`, in the order this phone took them in.
pub(crate) fn rows(tx: &Transaction<'_>, after: i64, limit: u32) -> Result<Vec<Row>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("recheck/rows.sql"))?;
    let rows = statement.query_map(named_params! {":after": after, ":limit": limit}, |row| {
        Ok(Row {
            lsn: row.get("lsn")?,
            id: row.get("id")?,
            class: row.get("class")?,
            kind: row.get("kind")?,
            own: row.get::<_, i64>("own")? == 1,
            seq: row.get("seq")?,
            state: row.get("state")?,
            bytes: row.get("bytes")?,
            received_at: row.get("received_at")?,
            record: row.get("record")?,
            scope: row.get("scope")?,
            slimmed: row.get("slimmed")?,
            aside: row.get("aside")?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(crate) fn count(tx: &Transaction<'_>) -> Result<u64, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("recheck/count.sql"))?;
    Ok(super::wide(statement.query_row([], |row| row.get("many"))?))
}

/// Places of the feed at which this phone holds more than one entry.
pub(crate) fn double_places(tx: &Transaction<'_>) -> Result<Vec<u64>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("recheck/double_places.sql"))?;
    let rows = statement.query_map([], |row| row.get("seq").map(super::wide))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Is something counted that has no place or no id?
pub(crate) fn counts_nonsense(tx: &Transaction<'_>) -> Result<bool, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("recheck/counts_nonsense.sql"))?;
    Ok(statement.query_row([], |row| row.get("odd"))?)
}

/// An own entry of this record was refused: the place it was meant for is no fault of those that were taken.
pub(crate) fn has_refused(tx: &Transaction<'_>, lsn: i64) -> Result<bool, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("recheck/has_refused.sql"))?;
    Ok(statement.query_row([lsn], |row| row.get("refused"))?)
}

/// A document and how many changes of the log it is made of.
#[derive(Debug)]
pub(crate) struct Document {
    pub no: i64,
    pub record: Option<Vec<u8>>,
    pub blob: Vec<u8>,
    pub changes: u64,
}

/// Documents of records behind `after`.
pub(crate) fn documents(tx: &Transaction<'_>, after: i64, limit: u32) -> Result<Vec<Document>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("recheck/documents.sql"))?;
    let rows = statement.query_map(named_params! {":after": after, ":limit": limit}, |row| {
        Ok(Document {
            no: row.get("no")?,
            record: row.get("record")?,
            blob: row.get("blob")?,
            changes: super::wide(row.get("changes")?),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
