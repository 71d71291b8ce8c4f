//! Evidence of one record as JSON: hex for ids and keys, base64 for bytes. What each field proves is said in docs/evidence.md.

use data_encoding::{BASE64, HEXLOWER};
use etong_protocol::evidence::Evidence;
use etong_protocol::{PublicKey, SealedEntry};
use serde_json::{Value, json};

use crate::error::CoreError;

/// A file that leaves this phone, and what is to be said of it.
#[derive(Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct EvidenceFileView {
    pub text: String,
    /// Entries that no device signed for: they came before signatures were kept, and prove nothing about their writer.
    pub unsigned: u32,
}

/// Never prints what the file says.
impl std::fmt::Debug for EvidenceFileView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "EvidenceFileView({} unsigned)", self.unsigned)
    }
}

/// # Errors
/// When the evidence was not checked before and cannot be read.
pub(crate) fn evidence_file(
    evidence: &Evidence,
    relay: &PublicKey,
    unsigned: usize,
) -> Result<EvidenceFileView, CoreError> {
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
    Ok(EvidenceFileView { text: format!("{file:#}\n"), unsigned: u32::try_from(unsigned).unwrap_or(u32::MAX) })
}
