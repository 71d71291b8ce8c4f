//! The relay's signed word for each entry of a record, checked again on the spot: what a worker can show.

use etong_protocol::{EntryId, PublicKey, RecordId, Verdict};
use rusqlite::Transaction;

use crate::error::{CoreError, StoreError, SyncError};
use crate::store::setting::{self, Setting};
use crate::store::{chain, record};

/// How far one own entry has come.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ReceiptView {
    pub entry: String,
    /// `phone`: durable on this phone only. `relay`: durable at the relay, with a receipt whose signature was just
    /// checked. `refused`: the relay would not take it.
    pub step: String,
    /// Place in the relay's feed.
    pub seq: Option<u64>,
    /// Relay clock, milliseconds since 1970.
    pub received_at: Option<i64>,
}

/// # Errors
/// `NotFound`, `NotEnrolled`, or a receipt that does not check.
pub fn receipts_of_record(tx: &Transaction<'_>, id: RecordId) -> Result<Vec<ReceiptView>, CoreError> {
    let found = record::find(tx, id)?.ok_or_else(|| CoreError::NotFound { noun: "record", id: id.to_string() })?;
    let mut statement = tx.prepare_cached(include_str!("receipt.sql"))?;
    let own: Vec<EntryId> =
        statement.query_map([found.no], |row| row.get("id").map(EntryId::from_bytes))?.collect::<Result<_, _>>()?;
    let relay = setting::array(tx, Setting::RelayKey)?.map(PublicKey);
    own.into_iter().map(|entry| receipt_of(tx, relay.as_ref(), entry)).collect()
}

fn receipt_of(tx: &Transaction<'_>, relay: Option<&PublicKey>, entry: EntryId) -> Result<ReceiptView, CoreError> {
    let waiting = ReceiptView { entry: entry.to_string(), step: "phone".into(), seq: None, received_at: None };
    let Some((receipt, batch)) = chain::receipt_of(tx, entry)? else { return Ok(waiting) };
    let body = receipt.open(relay.ok_or(SyncError::NotEnrolled)?, &batch)?;
    let nth = batch.iter().position(|id| *id == entry);
    let verdict = nth.and_then(|nth| body.verdicts().nth(nth)).ok_or(StoreError::Unreadable("a receipt"))?;
    let (step, seq) = match verdict {
        Verdict::Stored { seq } => ("relay", Some(seq)),
        Verdict::Refused { .. } => ("refused", None),
        Verdict::Withheld => ("phone", None),
    };
    Ok(ReceiptView { step: step.into(), seq, received_at: Some(body.received_at), ..waiting })
}
