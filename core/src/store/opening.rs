//! Details that were looked at and whose founder is to hear of it.

use etong_protocol::{PostId, RecordId};
use rusqlite::{Transaction, params};

use crate::error::StoreError;

/// One look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Opening {
    pub record: RecordId,
    pub post: PostId,
    pub opened_at: i64,
}

/// Was it noted already?
pub(crate) fn is_known(tx: &Transaction<'_>, record: RecordId, post: PostId) -> Result<bool, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("opening/is_known.sql"))?;
    Ok(statement.query_row(params![record.as_bytes(), post.as_bytes()], |row| row.get("known"))?)
}

pub(crate) fn note(tx: &Transaction<'_>, opening: &Opening) -> Result<(), StoreError> {
    let mut statement = tx.prepare_cached(include_str!("opening/note.sql"))?;
    statement.execute(params![opening.record.as_bytes(), opening.post.as_bytes(), opening.opened_at])?;
    Ok(())
}

/// The oldest `limit`, which are then no longer noted.
pub(crate) fn take(tx: &Transaction<'_>, limit: u32) -> Result<Vec<Opening>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("opening/take.sql"))?;
    let rows = statement.query_map([limit], |row| {
        Ok((row.get::<_, [u8; 16]>("record")?, row.get::<_, [u8; 16]>("post")?, row.get("opened_at")?))
    })?;
    rows.map(|row| {
        let (record, post, opened_at) = row?;
        Ok(Opening { record: RecordId::from_bytes(record), post: PostId::from_bytes(post), opened_at })
    })
    .collect()
}

pub(crate) fn is_empty(tx: &Transaction<'_>) -> Result<bool, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("opening/is_empty.sql"))?;
    Ok(statement.query_row([], |row| row.get("none"))?)
}
