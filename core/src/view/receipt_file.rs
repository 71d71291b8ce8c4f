//! Gathering what a worker shows for a record.

use std::collections::BTreeMap;

use etong_protocol::evidence::SignedBatch;
use etong_protocol::{ChainId, DeviceId, EntryId, ReceiptBody, RecordId, SealedEntry, SigningKey, wire};
use rusqlite::Transaction;

use super::opened::opened_of;
use crate::domain::opened::LookedAt;
use crate::domain::receipt_file::{Base64, ReceiptFile, ShownBatch, ShownEntry, ShownInclusion, ShownOpening, Signers};
use crate::error::{CoreError, StoreError};
use crate::store::root::Inclusion;
use crate::store::setting::{self, Setting};
use crate::store::{chain, entry, record, root};

/// A file that leaves this phone, and what is to be said of it.
#[derive(Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ReceiptFileView {
    pub text: String,
    /// Supervisors' looks in it.
    pub opened: u32,
    /// Those of them that rest on the relay's word alone: it was not reached, or showed no signature. Made again on the network, the
    /// file may have them.
    pub opened_unsigned: u32,
}

/// Never prints what the file says.
impl std::fmt::Debug for ReceiptFileView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ReceiptFileView({} opened, {} unsigned)", self.opened, self.opened_unsigned)
    }
}

/// The looks that a file would show, for the relay to show who signed for them: place, entry and phone.
///
/// # Errors
/// `StoreError` when the store cannot be read.
pub(crate) fn looks_to_show(tx: &Transaction<'_>, id: RecordId) -> Result<Vec<(u64, EntryId, DeviceId)>, StoreError> {
    let Some(found) = record::find(tx, id)? else { return Ok(Vec::new()) };
    let mut looks = Vec::new();
    for told in opened_of(tx, found.no)? {
        if let (Some(seq), Some(_)) = (told.seq, root::inclusion_of(tx, told.sealed.id)?) {
            looks.push((seq, told.sealed.id, told.sealed.entry.device));
        }
    }
    Ok(looks)
}

/// The file, signed. `content`: with what the entries say. `signers`: who signed for the looks in it, as far as the relay showed.
///
/// # Errors
/// `NotFound` when nothing of the record was written here.
pub(crate) fn receipt_file(
    tx: &Transaction<'_>,
    key: &SigningKey,
    id: RecordId,
    content: bool,
    signers: &Signers,
) -> Result<ReceiptFileView, CoreError> {
    let missing = || CoreError::NotFound { noun: "record written on this phone", id: id.to_string() };
    let found = record::find(tx, id)?.ok_or_else(missing)?;
    let device = DeviceId::from_bytes(setting::array(tx, Setting::Device)?.unwrap_or_default());
    let mut gathered = Gathered { file: ReceiptFile::new(id, device, key), batches: BTreeMap::new() };
    let mut statement = tx.prepare_cached(include_str!("receipt.sql"))?;
    let own: Vec<EntryId> =
        statement.query_map([found.no], |row| row.get("id").map(EntryId::from_bytes))?.collect::<Result<_, _>>()?;
    if own.is_empty() {
        return Err(missing());
    }
    let mut on = LookedAt::default();
    on.written_by_device(device);
    for id in own {
        let held = entry::find(tx, id)?.ok_or(StoreError::Unreadable("an own entry"))?;
        let bytes = entry::bytes(tx, held.lsn)?;
        if let Some(bytes) = &bytes {
            on.written(&SealedEntry::open(bytes.clone())?.entry);
        }
        let bytes = bytes.filter(|_| content).map(Base64);
        let batch = gathered.batch_of(tx, key, id)?;
        gathered.file.entries.push(ShownEntry { id, bytes, batch });
        gathered.include(tx, id)?;
    }
    for told in opened_of(tx, found.no)? {
        let others = on.look(&told.sealed.entry).is_ok();
        // What is not proven to be in the relay's history would only be this phone's word.
        if others && gathered.include(tx, told.sealed.id)? {
            let signed = signers.get(&told.sealed.id).cloned();
            gathered.file.opened.push(ShownOpening { bytes: Base64(told.sealed.bytes), signed });
        }
    }
    let count = |looks: usize| u32::try_from(looks).unwrap_or(u32::MAX);
    let looks = &gathered.file.opened;
    let (opened, opened_unsigned) =
        (count(looks.len()), count(looks.iter().filter(|look| look.signed.is_none()).count()));
    let text = gathered.file.to_text(key).map_err(|_| StoreError::Unreadable("a receipt file"))?;
    Ok(ReceiptFileView { text, opened, opened_unsigned })
}

struct Gathered {
    file: ReceiptFile,
    batches: BTreeMap<(ChainId, u64), usize>,
}

impl Gathered {
    fn batch_of(&mut self, tx: &Transaction<'_>, key: &SigningKey, id: EntryId) -> Result<Option<usize>, CoreError> {
        let Some((receipt, ids)) = chain::receipt_of(tx, id)? else { return Ok(None) };
        let body: ReceiptBody = wire::decode(&receipt.body, "receipt")?;
        if let Some(known) = self.batches.get(&(body.chain, body.first)) {
            return Ok(Some(*known));
        }
        let batch = SignedBatch::sign(body.device, body.chain, body.first, body.head_before, &ids, key);
        let number = self.file.batches.len();
        self.file.batches.push(ShownBatch {
            chain: body.chain,
            first: body.first,
            head_before: Base64(body.head_before.to_vec()),
            ids,
            signature: Base64(batch.signature.0.to_vec()),
            receipt_body: Base64(receipt.body),
            receipt_signature: Base64(receipt.signature.0.to_vec()),
        });
        self.batches.insert((body.chain, body.first), number);
        Ok(Some(number))
    }

    /// True when there is proof that the entry stands in the relay's history.
    fn include(&mut self, tx: &Transaction<'_>, id: EntryId) -> Result<bool, CoreError> {
        let Some(inclusion) = root::inclusion_of(tx, id)? else { return Ok(false) };
        let Some(seen) = root::find(tx, inclusion.epoch, inclusion.size)? else { return Ok(false) };
        let Inclusion { leaves, proof, .. } = inclusion;
        let proof = proof.iter().map(|hash| Base64(hash.to_vec())).collect();
        let shown = ShownInclusion { root: seen.signed.to_string(), leaves, proof };
        if !self.file.inclusions.contains(&shown) {
            self.file.inclusions.push(shown);
        }
        Ok(true)
    }
}
