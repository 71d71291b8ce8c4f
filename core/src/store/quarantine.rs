//! Entries kept aside, each with a reason a person can read. Nothing is ever deleted from here unseen.

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

pub(crate) fn release(tx: &Transaction<'_>, lsn: i64) -> Result<(), StoreError> {
    tx.prepare_cached(include_str!("quarantine/release.sql"))?.execute([lsn])?;
    Ok(())
}
