//! The relay's signed word for each entry of a record, checked again on the spot: what a worker can show.

use etong_protocol::{EntryId, PublicKey, RecordId, RefusalCode, Verdict};
use rusqlite::Transaction;

use crate::error::{CoreError, StoreError, SyncError};
use crate::store::setting::{self, Setting};
use crate::store::{chain, record, wide};

/// How far one own entry has come.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ReceiptView {
    pub entry: String,
    /// `phone`: durable on this phone only. `relay`: durable at the relay. `custody`: durable at the relay, where
    /// it waits for a desk. `refused`: the relay would not take it.
    pub step: String,
    /// Place in the relay's feed.
    pub seq: Option<u64>,
    /// Relay clock, milliseconds since 1970, from a receipt whose signature was just checked. `None` at the relay: after
    /// a restored backup the entry came back on the relay's signed feed, and its receipt went with the old disk.
    pub received_at: Option<i64>,
}

/// # Errors
/// `NotFound`, `NotEnrolled`, or a receipt that does not check.
pub fn receipts_of_record(tx: &Transaction<'_>, id: RecordId) -> Result<Vec<ReceiptView>, CoreError> {
    let found = record::find(tx, id)?.ok_or_else(|| CoreError::NotFound { noun: "record", id: id.to_string() })?;
    let mut statement = tx.prepare_cached(include_str!("receipt.sql"))?;
    let own: Vec<(EntryId, Option<u64>)> = statement
        .query_map([found.no], |row| {
            Ok((row.get("id").map(EntryId::from_bytes)?, row.get::<_, Option<i64>>("seq")?.map(wide)))
        })?
        .collect::<Result<_, _>>()?;
    let relay = setting::array(tx, Setting::RelayKey)?.map(PublicKey);
    own.into_iter().map(|(entry, seq)| receipt_of(tx, relay.as_ref(), entry, seq)).collect()
}

/// `placed`: where the relay's feed has it, if this phone has read that far.
fn receipt_of(
    tx: &Transaction<'_>,
    relay: Option<&PublicKey>,
    entry: EntryId,
    placed: Option<u64>,
) -> Result<ReceiptView, CoreError> {
    let step = if placed.is_some() { "relay" } else { "phone" };
    let waiting = ReceiptView { entry: entry.to_string(), step: step.into(), seq: placed, received_at: None };
    let Some((receipt, batch)) = chain::receipt_of(tx, entry)? else { return Ok(waiting) };
    let body = receipt.open(relay.ok_or(SyncError::NotEnrolled)?, &batch)?;
    let nth = batch.iter().position(|id| *id == entry);
    let verdict = nth.and_then(|nth| body.verdicts().nth(nth)).ok_or(StoreError::Unreadable("a receipt"))?;
    let (step, seq) = match verdict {
        Verdict::Stored { seq } => ("relay", Some(seq)),
        // A desk let it out of custody since.
        Verdict::Refused { .. } if placed.is_some() => ("relay", placed),
        Verdict::Refused { code: RefusalCode::InCustody } => ("custody", None),
        Verdict::Refused { .. } => ("refused", None),
        Verdict::Withheld => return Ok(waiting),
    };
    Ok(ReceiptView { step: step.into(), seq, received_at: Some(body.received_at), ..waiting })
}
