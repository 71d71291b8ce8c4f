//! The fold of a mediation becomes rows.

use etong_protocol::{RecordKind, WireError};
use rusqlite::Transaction;

use crate::domain::mediation::MediationAct;
use crate::error::StoreError;
use crate::store::record::Record;

pub(super) fn project(_tx: &Transaction<'_>, _record: &Record) -> Result<(), StoreError> {
    Ok(())
}

/// # Errors
/// `Malformed` when it is no such event.
pub(super) fn readable(_kind: &RecordKind, payload: &[u8]) -> Result<(), WireError> {
    MediationAct::from_payload(payload).map(drop)
}
