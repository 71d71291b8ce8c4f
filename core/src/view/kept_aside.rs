//! What was kept aside, here or by the relay, each with its reason.

use etong_protocol::EntryId;
use rusqlite::Transaction;

use super::record_text;
use crate::error::StoreError;

/// One entry that did not go through.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct KeptAsideRow {
    pub entry: String,
    pub record: Option<String>,
    pub kind: String,
    /// `phone`: this phone could not take it in. `relay`: the relay refused it.
    pub side: String,
    pub code: String,
    pub detail: String,
    /// Phone clock, milliseconds since 1970.
    pub at: i64,
}

/// # Errors
/// `StoreError` when the store cannot be read.
pub fn kept_aside(tx: &Transaction<'_>) -> Result<Vec<KeptAsideRow>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("kept_aside.sql"))?;
    let rows = statement.query_and_then([], |row| {
        let record: Option<Vec<u8>> = row.get("record")?;
        Ok::<_, StoreError>(KeptAsideRow {
            entry: EntryId::from_bytes(row.get("id")?).to_string(),
            record: record.map(|bytes| record_text(&bytes)).transpose()?,
            kind: row.get("kind")?,
            side: if row.get::<_, i64>("side")? == 0 { "phone" } else { "relay" }.to_owned(),
            code: row.get("code")?,
            detail: row.get("detail")?,
            at: row.get("at")?,
        })
    })?;
    rows.collect()
}
