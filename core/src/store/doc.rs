//! The saved documents and the intents behind unsent changes to them.

use etong_merge::FieldEdit;
use rusqlite::{OptionalExtension, Transaction, params};

use crate::error::StoreError;

pub(crate) fn blob(tx: &Transaction<'_>, record_no: i64) -> Result<Option<Vec<u8>>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("doc/get.sql"))?;
    Ok(statement.query_row([record_no], |row| row.get("blob")).optional()?)
}

/// Numbers of the records that have a document.
pub(crate) fn numbers(tx: &Transaction<'_>) -> Result<Vec<i64>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("doc/numbers.sql"))?;
    let rows = statement.query_map([], |row| row.get("record"))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(crate) fn keep(tx: &Transaction<'_>, record_no: i64, blob: &[u8]) -> Result<(), StoreError> {
    tx.prepare_cached(include_str!("doc/set.sql"))?.execute(params![record_no, blob])?;
    Ok(())
}

pub(crate) fn keep_intent(tx: &Transaction<'_>, lsn: i64, edits: &[FieldEdit]) -> Result<(), StoreError> {
    let edits = etong_protocol::wire::encode(&edits.to_vec());
    tx.prepare_cached(include_str!("doc/set_intent.sql"))?.execute(params![lsn, edits])?;
    Ok(())
}

pub(crate) fn forget_intent(tx: &Transaction<'_>, lsn: i64) -> Result<(), StoreError> {
    tx.prepare_cached(include_str!("doc/forget_intent.sql"))?.execute([lsn])?;
    Ok(())
}

/// `None` for a change the relay has taken at some time: it is offered as it is, never made again.
pub(crate) fn intent(tx: &Transaction<'_>, lsn: i64) -> Result<Option<Vec<FieldEdit>>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("doc/intent.sql"))?;
    let edits: Option<Vec<u8>> = statement.query_row([lsn], |row| row.get("edits")).optional()?;
    let unreadable = |_| StoreError::Unreadable("an intent");
    edits.map(|edits| etong_protocol::wire::decode(&edits, "intent").map_err(unreadable)).transpose()
}
