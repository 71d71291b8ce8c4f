//! 查看: what was looked at on this phone, a row for each record, post and day. The row comes first, the entry of the audit log later.

use etong_protocol::{PostId, RecordId};
use rusqlite::{Transaction, params};

use crate::error::StoreError;

/// One look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Look {
    pub record: RecordId,
    pub post: PostId,
    /// Day in China.
    pub day: String,
    pub first_at: i64,
}

/// Was it noted that day already?
pub(crate) fn is_known(tx: &Transaction<'_>, record: RecordId, post: PostId, day: &str) -> Result<bool, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("looked/is_known.sql"))?;
    Ok(statement.query_row(params![record.as_bytes(), post.as_bytes(), day], |row| row.get("known"))?)
}

/// The second look of a day changes nothing.
pub(crate) fn note(tx: &Transaction<'_>, look: &Look) -> Result<(), StoreError> {
    let mut statement = tx.prepare_cached(include_str!("looked/note.sql"))?;
    statement.execute(params![look.record.as_bytes(), look.post.as_bytes(), look.day, look.first_at])?;
    Ok(())
}

/// Posts and days of which looks are not in the audit log yet.
pub(crate) fn untold(tx: &Transaction<'_>) -> Result<Vec<(PostId, String)>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("looked/untold.sql"))?;
    let rows = statement.query_map([], |row| Ok((PostId::from_bytes(row.get("post")?), row.get("day")?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// What of one post and day is not in the audit log yet, by id.
pub(crate) fn untold_of(tx: &Transaction<'_>, post: PostId, day: &str) -> Result<Vec<RecordId>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("looked/untold_of.sql"))?;
    let rows =
        statement.query_map(params![post.as_bytes(), day], |row| Ok(RecordId::from_bytes(row.get("record")?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// All of one post and day is in the audit log.
pub(crate) fn told(tx: &Transaction<'_>, post: PostId, day: &str) -> Result<(), StoreError> {
    tx.prepare_cached(include_str!("looked/told.sql"))?.execute(params![post.as_bytes(), day])?;
    Ok(())
}

/// Takes away what was told and is of a day before `day`.
pub(crate) fn forget_told(tx: &Transaction<'_>, day: &str) -> Result<(), StoreError> {
    tx.prepare_cached(include_str!("looked/forget_told.sql"))?.execute([day])?;
    Ok(())
}
