//! 志愿时长: the certificate of what the owner of this phone served, from what lies on it, and the check of anybody's.

use std::collections::BTreeMap;

use etong_protocol::{EntryId, PublicKey, RecordId, SealedEntry, SigningKey, Standing, Verdict};
use rusqlite::Transaction;

use crate::domain::mobilisation::{self, Batch, Certificate, MusterEntry, Proofs, lines_of};
use crate::domain::patrol::PatrolEntry;
use crate::domain::typed::texts_of;
use crate::error::{CoreError, StoreError, SyncError};
use crate::store::chain;
use crate::store::setting::{self, Setting};

/// A certificate as text, to be handed on by any channel.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct HoursText {
    pub text: String,
    pub minutes: i64,
    /// Patrols and calls in it.
    pub lines: u32,
    /// Finished, but left out: the relay has not acknowledged them yet.
    pub waiting: u32,
}

/// What a certificate proves.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct HoursCheck {
    /// Id of the phone that signed it.
    pub device: String,
    pub minutes: i64,
    pub lines: u32,
    /// Every line rests on entries the relay of this phone has signed for.
    pub receipted: bool,
}

/// Finished patrols and calls begun from `from` to before `until`, milliseconds since 1970; and whether words in it are such as a
/// screen would mask.
pub(crate) fn certify_hours(
    tx: &Transaction<'_>,
    key: &SigningKey,
    from: i64,
    until: i64,
) -> Result<(HoursText, bool), CoreError> {
    let standing: Standing = super::standing(tx)?.ok_or(SyncError::NotEnrolled)?;
    let device = setting::array(tx, Setting::Device)?.ok_or(StoreError::Unreadable("this phone's identity"))?;
    let mut records: BTreeMap<RecordId, Vec<SealedEntry>> = BTreeMap::new();
    for sealed in own_service(tx)? {
        records.entry(sealed.entry.record).or_default().push(sealed);
    }
    let (mut proven, mut waiting, mut batches) = (Vec::new(), 0_u32, BTreeMap::new());
    for entries in records.into_values() {
        let lines = lines_of(&entries);
        if !lines.iter().any(|line| (from..until).contains(&line.from)) {
            continue;
        }
        match receipts(tx, &entries)? {
            Some(found) => {
                batches.extend(found);
                proven.extend(entries);
            }
            None => waiting = waiting.saturating_add(1),
        }
    }
    let held = setting::array(tx, Setting::ActingPost)?.map(etong_protocol::PostId::from_bytes);
    let post = standing.posts.iter().find(|post| Some(post.post) == held).or(standing.posts.first());
    let certificate = Certificate {
        name: standing.person_name.clone(),
        post: post.map(|post| format!("{} {}", post.kind, post.unit_name)).unwrap_or_default(),
        from,
        until,
        device: etong_protocol::DeviceId::from_bytes(device),
        lines: lines_of(&proven),
        waiting,
    };
    let entries = proven.iter().map(|sealed| sealed.bytes.clone().into()).collect();
    let proofs = Proofs { entries, batches: batches.into_values().collect() };
    let hours = HoursText {
        text: mobilisation::write(&certificate, &proofs, key),
        minutes: certificate.lines.iter().map(|line| line.minutes).sum(),
        lines: u32::try_from(certificate.lines.len()).unwrap_or(u32::MAX),
        waiting,
    };
    Ok((hours, proven.iter().any(is_masked)))
}

fn is_masked(sealed: &SealedEntry) -> bool {
    texts_of(&sealed.entry.kind, &sealed.entry.payload).iter().any(|typed| typed.shown(&[]) != typed.text)
}

pub(crate) fn check_hours(tx: &Transaction<'_>, text: &str) -> Result<HoursCheck, CoreError> {
    let relay = setting::array(tx, Setting::RelayKey)?.map(PublicKey);
    let checked = mobilisation::check(text, relay.as_ref())
        .map_err(|error| CoreError::Invalid { field: "certificate".into(), reason: error.to_string() })?;
    Ok(HoursCheck {
        device: checked.device.to_string(),
        minutes: checked.minutes,
        lines: u32::try_from(checked.lines.len()).unwrap_or(u32::MAX),
        receipted: checked.receipted,
    })
}

/// Own entries that hours follow from.
fn own_service(tx: &Transaction<'_>) -> Result<Vec<SealedEntry>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("hours.sql"))?;
    let rows = statement.query_map([], |row| row.get::<_, Vec<u8>>("bytes"))?;
    let mut entries = Vec::new();
    for bytes in rows {
        let sealed = SealedEntry::open(bytes?).map_err(|_| StoreError::Unreadable("an own entry"))?;
        if counts(&sealed) {
            entries.push(sealed);
        }
    }
    Ok(entries)
}

fn counts(sealed: &SealedEntry) -> bool {
    let payload = &sealed.entry.payload;
    match sealed.entry.kind {
        etong_protocol::RecordKind::Patrol => matches!(
            PatrolEntry::from_payload(payload),
            Ok(PatrolEntry::Start(_) | PatrolEntry::Pause | PatrolEntry::Resume | PatrolEntry::End { .. })
        ),
        _ => !matches!(MusterEntry::from_payload(payload), Ok(MusterEntry::Unknown(_)) | Err(_)),
    }
}

/// The receipts of all these entries, by batch; `None` while one of them has none.
fn receipts(tx: &Transaction<'_>, entries: &[SealedEntry]) -> Result<Option<BTreeMap<Vec<u8>, Batch>>, CoreError> {
    let Some(relay) = setting::array(tx, Setting::RelayKey)?.map(PublicKey) else { return Ok(None) };
    let mut batches = BTreeMap::new();
    for sealed in entries {
        let Some((receipt, batch)) = chain::receipt_of(tx, sealed.id)? else { return Ok(None) };
        let body = receipt.open(&relay, &batch)?;
        if !is_stored(&batch, sealed.id, body.verdicts()) {
            return Ok(None);
        }
        batches.insert(receipt.body.clone(), Batch { receipt, entries: batch });
    }
    Ok(Some(batches))
}

fn is_stored(batch: &[EntryId], id: EntryId, verdicts: impl Iterator<Item = Verdict>) -> bool {
    batch.iter().zip(verdicts).any(|(entry, verdict)| *entry == id && matches!(verdict, Verdict::Stored { .. }))
}
