//! Of which kind a record is, before a screen opens it, and for kinds that have no screen of their own.

use rusqlite::Transaction;

use crate::domain::mobilisation::MusterFold;
use crate::error::StoreError;
use crate::projection::load_muster;
use crate::store::record::Record;

/// A record from outside.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct RecordView {
    pub record: String,
    /// As in `case` or `mediation`.
    pub kind: String,
    /// Path of the unit it is filed under.
    pub scope: String,
    /// Entries of it on this phone.
    pub entries: u64,
    /// The record it answers: the call of a muster.
    pub belongs_to: Option<String>,
}

/// # Errors
/// `StoreError` when the store cannot be read.
pub(crate) fn record(tx: &Transaction<'_>, found: &Record) -> Result<RecordView, StoreError> {
    let count = |row: &rusqlite::Row<'_>| row.get::<_, i64>("entries");
    let entries = tx.prepare_cached(include_str!("record_entries.sql"))?.query_row([found.no], count)?;
    Ok(RecordView {
        record: found.record.to_string(),
        kind: found.kind.to_string(),
        scope: found.scope.to_string(),
        entries: entries.unsigned_abs(),
        belongs_to: load_muster(tx, found.no)?.map(|muster: MusterFold| muster.call.to_string()),
    })
}
