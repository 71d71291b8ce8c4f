//! Checking a receipt file with nothing but the relay's public key. Everything in it is vouched for, or none of it is believed.

use std::collections::BTreeMap;

use etong_protocol::evidence::SignedBatch;
use etong_protocol::history::{SignedRoot, root_from};
use etong_protocol::{EntryId, PublicKey, Receipt, RefusalCode, SealedEntry, Signature, Verdict};

use super::opening::{CheckedOpening, PassedOver, openings};
use super::{Base64, FORMAT, ReceiptFile, ShownBatch, ShownInclusion, TAG};
use crate::domain::opened::LookedAt;

/// Why a file proves nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileFault {
    #[error("it is no receipt file, or it was cut or changed: {0}")]
    Unreadable(String),
    #[error("it is of a kind this program does not know: {0}")]
    OtherFormat(String),
    #[error("it is not as the phone wrote it: its signature does not match")]
    NotSigned,
    #[error("entry {0}: its content is not what its id stands for, or of another record")]
    OtherContent(EntryId),
    #[error("entry {0}: it is not in the batch it is said to be in")]
    NotInBatch(EntryId),
    #[error("batch {0}: the phone did not sign it like this")]
    BatchNotSigned(usize),
    #[error("batch {0}: its receipt is not this relay's, or not for these entries")]
    NoReceipt(usize),
    #[error("proof {0}: its root is not this relay's, or the entries are not under it")]
    NotIncluded(usize),
    #[error("what says that it was opened is not about this record, or not in the relay's history")]
    NotOpened,
    #[error("opening {0}: the phone that wrote it did not sign it like this, or this relay does not know that phone")]
    NotSignedFor(usize),
}

/// What a file proves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    pub record: String,
    pub device: String,
    pub entries: Vec<CheckedEntry>,
    pub opened: Vec<CheckedOpening>,
    /// Nobody's looks, whatever they say.
    pub passed_over: Vec<PassedOver>,
}

impl Checked {
    /// Of every look in the file it is proven which unit's it was, that a phone signed for it, and that it was a supervisor's.
    #[must_use]
    pub fn proves_the_looks(&self) -> bool {
        self.passed_over.is_empty() && self.opened.iter().all(CheckedOpening::is_proven)
    }
}

/// What is proven of one entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedEntry {
    pub entry: EntryId,
    /// Its content is in the file. Phone clock, milliseconds since 1970, and how far it can be off.
    pub captured_at: Option<(i64, Option<u32>)>,
    /// The place on the chain the phone signed.
    pub dseq: Option<u64>,
    /// Durable at the relay: place in the feed, and relay clock in milliseconds since 1970.
    pub stored: Option<(u64, i64)>,
    pub refused: Option<RefusalCode>,
    /// Under a root of the relay's history: entries under it, and relay clock in milliseconds since 1970.
    pub history: Option<(u64, i64)>,
}

/// The relay's public key as `etong status` shows it: 64 hex digits.
#[must_use]
pub fn relay_key(text: &str) -> Option<PublicKey> {
    let bytes = data_encoding::HEXLOWER_PERMISSIVE.decode(text.trim().as_bytes()).ok()?;
    PublicKey::from_slice(&bytes).ok()
}

/// # Errors
/// The first thing that is wrong; nothing in the file is then to be believed.
pub fn check(text: &str, relay: &PublicKey) -> Result<Checked, FileFault> {
    let unreadable = |error: serde_json::Error| FileFault::Unreadable(error.to_string());
    let file: ReceiptFile = serde_json::from_str(text).map_err(unreadable)?;
    if file.format != FORMAT {
        return Err(FileFault::OtherFormat(file.format));
    }
    // One way to write it only: a change that a reader of JSON overlooks is a change.
    if serde_json::to_string_pretty(&file).map_err(unreadable)? != text.trim_end_matches(['\n', '\r']) {
        return Err(FileFault::Unreadable("it is written otherwise than the phone writes".into()));
    }
    let key = PublicKey::from_slice(&file.device_key.0).map_err(|_| FileFault::NotSigned)?;
    let unsigned = ReceiptFile { signature: Base64(Vec::new()), ..file.clone() };
    let unsigned = serde_json::to_string_pretty(&unsigned).map_err(unreadable)?;
    let signature = signature(&file.signature).ok_or(FileFault::NotSigned)?;
    key.verify(TAG, unsigned.as_bytes(), &signature, "file").map_err(|_| FileFault::NotSigned)?;

    let batches = batches(&file, &key, relay)?;
    let history = history(&file.inclusions, relay)?;
    let mut on = LookedAt::default();
    on.written_by_device(file.device);
    let entries = file.entries.iter().map(|shown| {
        let mut checked =
            CheckedEntry { entry: shown.id, captured_at: None, dseq: None, stored: None, refused: None, history: None };
        if let Some(bytes) = &shown.bytes {
            let sealed = SealedEntry::open(bytes.0.clone()).map_err(|_| FileFault::OtherContent(shown.id))?;
            let fits =
                sealed.id == shown.id && sealed.entry.record == file.record && sealed.entry.device == file.device;
            if !fits {
                return Err(FileFault::OtherContent(shown.id));
            }
            on.written(&sealed.entry);
            checked.captured_at = Some((sealed.entry.stamp.captured_at(), sealed.entry.stamp.within_ms));
        }
        if let Some(nth) = shown.batch {
            let found = batches.get(nth).and_then(|batch| batch.get(&shown.id));
            let (dseq, verdict, received_at) = found.ok_or(FileFault::NotInBatch(shown.id))?;
            checked.dseq = Some(*dseq);
            match verdict {
                Verdict::Stored { seq } => {
                    checked.stored = Some((*seq, *received_at));
                    checked.history = history.get(&(*seq, shown.id)).copied();
                }
                Verdict::Refused { code } => checked.refused = Some(*code),
                Verdict::Withheld => {}
            }
        }
        Ok(checked)
    });
    let entries = entries.collect::<Result<_, _>>()?;
    let (opened, passed_over) = openings(&file, &on, &history, relay)?;
    Ok(Checked { record: file.record.to_string(), device: file.device.to_string(), entries, opened, passed_over })
}

type Answers = BTreeMap<EntryId, (u64, Verdict, i64)>;
/// Place and entry, to the size of the root it stands under and when that was signed.
pub(super) type Proven = BTreeMap<(u64, EntryId), (u64, i64)>;

fn batches(file: &ReceiptFile, key: &PublicKey, relay: &PublicKey) -> Result<Vec<Answers>, FileFault> {
    file.batches.iter().enumerate().map(|(nth, shown)| answers(file, nth, shown, key, relay)).collect()
}

fn answers(
    file: &ReceiptFile,
    nth: usize,
    shown: &ShownBatch,
    key: &PublicKey,
    relay: &PublicKey,
) -> Result<Answers, FileFault> {
    let unsigned = || FileFault::BatchNotSigned(nth);
    let head: [u8; 32] = shown.head_before.0.as_slice().try_into().map_err(|_| unsigned())?;
    let by_phone = signature(&shown.signature).ok_or_else(unsigned)?;
    let batch = SignedBatch::new(file.device, shown.chain, shown.first, head, &shown.ids, by_phone);
    let ids = batch.verify(key).map_err(|_| unsigned())?;
    let no_receipt = || FileFault::NoReceipt(nth);
    let by_relay = signature(&shown.receipt_signature).ok_or_else(no_receipt)?;
    let receipt = Receipt { body: shown.receipt_body.0.clone(), signature: by_relay };
    let body = receipt.open(relay, &ids).map_err(|_| no_receipt())?;
    if (body.device, body.chain, body.first, body.head_before) != (file.device, shown.chain, shown.first, head) {
        return Err(no_receipt());
    }
    let places = body.first..;
    Ok(ids
        .into_iter()
        .zip(places.zip(body.verdicts()))
        .map(|(id, (dseq, said))| (id, (dseq, said, body.received_at)))
        .collect())
}

/// Which entries stand in the history: under a root of how many, signed when.
fn history(shown: &[ShownInclusion], relay: &PublicKey) -> Result<Proven, FileFault> {
    let mut proven = BTreeMap::new();
    for (nth, inclusion) in shown.iter().enumerate() {
        let fault = || FileFault::NotIncluded(nth);
        let root: SignedRoot = inclusion.root.parse().map_err(|_| fault())?;
        let root = root.open(relay).map_err(|_| fault())?;
        let proof: Result<Vec<[u8; 32]>, _> =
            inclusion.proof.iter().map(|hash| hash.0.as_slice().try_into().map_err(|_| fault())).collect();
        if inclusion.leaves.is_empty() || root_from(&inclusion.leaves, root.size, &proof?) != Some(root.root) {
            return Err(fault());
        }
        proven.extend(inclusion.leaves.iter().map(|leaf| (*leaf, (root.size, root.at))));
    }
    Ok(proven)
}

pub(super) fn signature(bytes: &Base64) -> Option<Signature> {
    bytes.0.as_slice().try_into().ok().map(Signature)
}
