//! Evidence of one record as JSON: hex for ids and keys, base64 for bytes. What each field proves is said in docs/evidence.md.

use data_encoding::{BASE64, HEXLOWER};
use etong_protocol::evidence::Evidence;
use etong_protocol::{PublicKey, SealedEntry};
use serde_json::{Value, json};

use crate::error::CoreError;

/// # Errors
/// When the evidence was not checked before and cannot be read.
pub(crate) fn evidence_file(evidence: &Evidence, relay: &PublicKey) -> Result<String, CoreError> {
    let bytes = |bytes: &[u8]| Value::from(BASE64.encode(bytes));
    let mut entries = Vec::new();
    for entry in &evidence.entries {
        let id = SealedEntry::open(entry.bytes.clone())?.id;
        entries.push(json!({
            "seq": entry.seq, "id": id.to_string(), "bytes": bytes(&entry.bytes), "batch": entry.batch,
        }));
    }
    let mut batches = Vec::new();
    for batch in &evidence.batches {
        let ids: Vec<String> = batch.entries()?.iter().map(ToString::to_string).collect();
        batches.push(json!({
            "device": HEXLOWER.encode(batch.device.as_bytes()),
            "chain": HEXLOWER.encode(batch.chain.as_bytes()),
            "first": batch.first,
            "head_before": bytes(&batch.head_before),
            "ids": ids,
            "signature": bytes(&batch.signature.0),
        }));
    }
    let devices: Vec<Value> = evidence
        .devices
        .iter()
        .map(|device| json!({ "body": bytes(&device.body), "signature": bytes(&device.signature.0) }))
        .collect();
    let included: Vec<Value> = evidence.included()?.iter().map(|hash| bytes(hash)).collect();
    let file = json!({
        "format": "etong-evidence-1",
        "record": HEXLOWER.encode(evidence.record.as_bytes()),
        "relay_key": HEXLOWER.encode(&relay.0),
        "entries": entries,
        "batches": batches,
        "devices": devices,
        "root": { "body": bytes(&evidence.root.body), "signature": bytes(&evidence.root.signature.0) },
        "included": included,
    });
    Ok(format!("{file:#}\n"))
}
