//! What this phone's owner has opened; of this phone only.

use rusqlite::{Transaction, params};

use crate::error::StoreError;

pub(crate) fn mark(tx: &Transaction<'_>, notice_no: i64, now_ms: i64) -> Result<(), StoreError> {
    tx.prepare_cached(include_str!("seen/mark.sql"))?.execute(params![notice_no, now_ms])?;
    Ok(())
}
