//! Dictionaries and offices of the centre become rows.

use rusqlite::Transaction;

use crate::error::StoreError;

pub(super) fn project(_tx: &Transaction<'_>, _payload: &[u8]) -> Result<(), StoreError> {
    Ok(())
}
