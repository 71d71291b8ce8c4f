//! Draws and surveys become rows.

use rusqlite::Transaction;

use crate::error::StoreError;
use crate::store::record::Record;

pub(super) fn project(_tx: &Transaction<'_>, _record: &Record) -> Result<(), StoreError> {
    Ok(())
}

/// # Errors
/// `Malformed` when it is no such event.
pub(super) fn readable(_kind: &etong_protocol::RecordKind, _payload: &[u8]) -> Result<(), etong_protocol::WireError> {
    Ok(())
}
