//! The relay's signed word for each entry of a record, checked again on the spot: what a worker can show.

use etong_protocol::{DeviceId, EntryId, PublicKey, RecordId, RefusalCode, Verdict};
use rusqlite::Transaction;

use super::opened::{OpenedView, opened};
use crate::error::{CoreError, StoreError, SyncError};
use crate::store::setting::{self, Setting};
use crate::store::{chain, entry as store_entry, record, root, wide};

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
    /// Phone clock, milliseconds since 1970: when it was sealed here.
    pub captured_at: Option<i64>,
    /// So far that clock can have been off, in milliseconds; `None`: nobody knows.
    pub within_ms: Option<u32>,
    /// So far that clock was set just before, in milliseconds; negative: back.
    pub clock_jumped_ms: Option<i64>,
    /// Place on the chain this phone signs; its id is `signed_by`.
    pub dseq: Option<u64>,
    pub signed_by: String,
    /// It was proven to stand in the relay's signed history.
    pub proven: bool,
    /// Which supervising units have opened the record.
    pub opened: Vec<OpenedView>,
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
    let device = DeviceId::from_bytes(setting::array(tx, Setting::Device)?.unwrap_or_default()).to_string();
    let opened = opened(tx, found.no)?;
    let mut receipts = Vec::with_capacity(own.len());
    for (entry, seq) in own {
        let receipt = receipt_of(tx, relay.as_ref(), entry, seq)?;
        let stamp = store_entry::stamp_of(tx, entry)?;
        receipts.push(ReceiptView {
            captured_at: stamp.map(|stamp| stamp.captured_at()),
            within_ms: stamp.and_then(|stamp| stamp.within_ms),
            clock_jumped_ms: stamp.and_then(|stamp| stamp.jumped_ms),
            dseq: chain::place_of(tx, entry)?.map(|(_, dseq)| dseq),
            signed_by: device.clone(),
            proven: root::inclusion_of(tx, entry)?.is_some(),
            opened: opened.clone(),
            ..receipt
        });
    }
    Ok(receipts)
}

/// `placed`: where the relay's feed has it, if this phone has read that far.
fn receipt_of(
    tx: &Transaction<'_>,
    relay: Option<&PublicKey>,
    entry: EntryId,
    placed: Option<u64>,
) -> Result<ReceiptView, CoreError> {
    let step = if placed.is_some() { "relay" } else { "phone" };
    let waiting = ReceiptView {
        entry: entry.to_string(),
        step: step.into(),
        seq: placed,
        received_at: None,
        captured_at: None,
        within_ms: None,
        clock_jumped_ms: None,
        dseq: None,
        signed_by: String::new(),
        proven: false,
        opened: Vec::new(),
    };
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
