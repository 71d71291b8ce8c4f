//! 志愿时长证明: a text that says what somebody served, made offline on his own phone and checked offline by anybody. It carries
//! the sealed entries it rests on and the relay's receipts for them, so that every line can be worked out again; the phone signs
//! the whole. It proves when something was captured and when the relay had it, not what was done in between.

use std::collections::{BTreeMap, BTreeSet};

use etong_protocol::{
    DeviceId, EntryId, PublicKey, Receipt, RecordId, RecordKind, SealedEntry, Signature, SigningKey, Verdict, wire,
};
use minicbor::{Decode, Encode};
use sha2::{Digest, Sha256};

use super::muster::fold as fold_muster;
use super::muster_payload::MusterEntry;
use crate::domain::china_time::day_and_minute;
use crate::domain::event::Event;
use crate::domain::patrol::{self, PatrolEntry, PatrolEvent};

const TAG: &str = "etong-hours-1";
const TITLE: &str = "志愿服务时长证明 etong hours 1";
const PROOFS: &str = "\n依据 proofs: ";
const SIGNATURE: &str = "\n签名 signature: ";
/// Bytes of the proofs once unpacked.
const PROOFS_MAX: usize = 8 * 1024 * 1024;

/// What the certificate says; `lines_of` gives the lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    pub name: String,
    /// Kind of post and unit, in plain words.
    pub post: String,
    /// Milliseconds since 1970: the period asked for.
    pub from: i64,
    pub until: i64,
    pub device: DeviceId,
    pub lines: Vec<ServiceLine>,
    /// Finished work that is left out because the relay has not acknowledged it.
    pub waiting: u32,
}

/// One finished patrol or answered call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceLine {
    pub record: RecordId,
    /// `patrol` or `call`.
    pub what: &'static str,
    /// Milliseconds since 1970.
    pub from: i64,
    pub until: i64,
    /// Without pauses.
    pub minutes: i64,
    /// The times were noted afterwards.
    pub noted_later: bool,
}

/// What the lines rest on.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encode, Decode)]
pub struct Proofs {
    /// Sealed entries.
    #[n(0)]
    pub entries: Vec<minicbor::bytes::ByteVec>,
    #[n(1)]
    pub batches: Vec<Batch>,
}

/// One receipt and the entries it covers.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Batch {
    #[n(0)]
    pub receipt: Receipt,
    #[n(1)]
    pub entries: Vec<EntryId>,
}

/// What a checker may believe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    pub device: DeviceId,
    pub lines: Vec<ServiceLine>,
    pub minutes: i64,
    /// Every line rests on entries that the relay has signed for. False without the relay's key.
    pub receipted: bool,
}

/// Why a text is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CertificateError {
    #[error("this is not a certificate of hours, or a part of it is missing")]
    NotOne,
    #[error("the signature does not fit: the text was changed")]
    Signature,
    #[error("the hours do not follow from the entries they rest on")]
    Lines,
    #[error("a receipt is not the relay's, or does not cover its entries")]
    Receipt,
}

/// The finished work that own entries tell of, oldest first. Segments of track are not needed.
#[must_use]
pub fn lines_of(entries: &[SealedEntry]) -> Vec<ServiceLine> {
    let mut records: BTreeMap<(RecordId, RecordKind), Vec<&SealedEntry>> = BTreeMap::new();
    for sealed in entries {
        records.entry((sealed.entry.record, sealed.entry.kind.clone())).or_default().push(sealed);
    }
    let line = |((record, kind), entries): ((RecordId, RecordKind), Vec<&SealedEntry>)| match kind {
        RecordKind::Patrol => patrol_line(record, &entries),
        RecordKind::Muster => muster_line(record, &entries),
        _ => None,
    };
    let mut lines: Vec<ServiceLine> = records.into_iter().filter_map(line).collect();
    lines.sort_by_key(|line| (line.from, line.record));
    lines
}

fn patrol_line(record: RecordId, entries: &[&SealedEntry]) -> Option<ServiceLine> {
    let event =
        |sealed: &&SealedEntry| Some(Event::of(sealed, None, PatrolEntry::from_payload(&sealed.entry.payload).ok()?));
    let counts = |event: &PatrolEvent| !matches!(event.entry, PatrolEntry::Segment(_));
    let events: Vec<PatrolEvent> = entries.iter().filter_map(event).filter(counts).collect();
    let fold = patrol::fold(record, &events)?;
    let until = fold.ended_at?;
    let (from, minutes) = (fold.started_at, fold.duration_ms / 60_000);
    Some(ServiceLine { record, what: "patrol", from, until, minutes, noted_later: false })
}

fn muster_line(record: RecordId, entries: &[&SealedEntry]) -> Option<ServiceLine> {
    let event =
        |sealed: &&SealedEntry| Some(Event::of(sealed, None, MusterEntry::from_payload(&sealed.entry.payload).ok()?));
    let events: Vec<Event<MusterEntry>> = entries.iter().filter_map(event).collect();
    let fold = fold_muster(&events, &[])?;
    let (from, until, minutes) = (fold.arrived_at?, fold.left_at?, fold.served_ms()? / 60_000);
    Some(ServiceLine { record, what: "call", from, until, minutes, noted_later: fold.noted_later })
}

/// The text, signed by the phone.
#[must_use]
pub fn write(certificate: &Certificate, proofs: &Proofs, key: &SigningKey) -> String {
    let packed = wire::encode(proofs);
    let packed = zstd::bulk::compress(&packed, 19).unwrap_or_default();
    let head = head(certificate, &key.public());
    let signed = format!("{head}{PROOFS}{}", data_encoding::BASE64.encode(&packed));
    let signature = key.sign(TAG, signed.as_bytes());
    format!("{signed}{SIGNATURE}{}\n", data_encoding::HEXLOWER.encode(&signature.0))
}

/// Works the certificate out again. `relay`: the relay's public key, if the checker has it.
///
/// # Errors
/// Says which part does not hold.
pub fn check(text: &str, relay: Option<&PublicKey>) -> Result<Checked, CertificateError> {
    let text = text.replace("\r\n", "\n");
    let (signed, signature) = text.trim_end().rsplit_once(SIGNATURE).ok_or(CertificateError::NotOne)?;
    let (said, packed) = signed.split_once(PROOFS).ok_or(CertificateError::NotOne)?;
    let read = Head::read(said).ok_or(CertificateError::NotOne)?;
    let signature = Signature(bytes(signature).ok_or(CertificateError::NotOne)?);
    read.key.verify(TAG, signed.as_bytes(), &signature, "certificate").map_err(|_| CertificateError::Signature)?;
    let proofs = unpack(packed).ok_or(CertificateError::NotOne)?;
    let entries: Result<Vec<SealedEntry>, _> =
        proofs.entries.iter().map(|entry| SealedEntry::open(entry.to_vec())).collect();
    let entries = entries.map_err(|_| CertificateError::Lines)?;
    let lines = lines_of(&entries);
    if entries.iter().any(|sealed| sealed.entry.device != read.certificate.device) {
        return Err(CertificateError::Lines);
    }
    let certificate = Certificate { lines, ..read.certificate };
    if head(&certificate, &read.key) != said {
        return Err(CertificateError::Lines);
    }
    let receipted = match relay {
        Some(relay) => all_receipted(&entries, &proofs.batches, relay, certificate.device)?,
        None => false,
    };
    let minutes = certificate.lines.iter().map(|line| line.minutes).sum();
    Ok(Checked { device: certificate.device, lines: certificate.lines, minutes, receipted })
}

fn all_receipted(
    entries: &[SealedEntry],
    batches: &[Batch],
    relay: &PublicKey,
    device: DeviceId,
) -> Result<bool, CertificateError> {
    let mut stored: BTreeSet<EntryId> = BTreeSet::new();
    for batch in batches {
        let body = batch.receipt.open(relay, &batch.entries).map_err(|_| CertificateError::Receipt)?;
        if body.device != device {
            return Err(CertificateError::Receipt);
        }
        let verdicts = batch.entries.iter().zip(body.verdicts());
        stored.extend(verdicts.filter(|(_, verdict)| matches!(verdict, Verdict::Stored { .. })).map(|(id, _)| *id));
    }
    Ok(entries.iter().all(|sealed| stored.contains(&sealed.id)))
}

fn head(certificate: &Certificate, key: &PublicKey) -> String {
    let mut text = format!(
        "{TITLE}\n姓名 name: {}\n岗位 post: {}\n时段 period: {} {} ({} – {})\n",
        one_line(&certificate.name),
        one_line(&certificate.post),
        certificate.from,
        certificate.until,
        day_and_minute(certificate.from),
        day_and_minute(certificate.until),
    );
    for line in &certificate.lines {
        let later = if line.noted_later { " 补记 noted later" } else { "" };
        text += &format!(
            "{} – {} {} {} 分钟 min {}{later}\n",
            day_and_minute(line.from),
            day_and_minute(line.until),
            if line.what == "patrol" { "巡逻 patrol" } else { "应征 call" },
            line.minutes,
            line.record,
        );
    }
    let minutes: i64 = certificate.lines.iter().map(|line| line.minutes).sum();
    text += &format!("合计 total: {minutes} 分钟 min\n");
    text += &format!("未列入(中继尚未回执) left out, no receipt yet: {}\n", certificate.waiting);
    text += &format!("手机 device: {} {}\n", certificate.device, data_encoding::HEXLOWER.encode(&key.0));
    let digest = data_encoding::HEXLOWER.encode(&Sha256::digest(&text));
    text + &format!("校验 SHA-256: {digest}")
}

/// What has to be read from a text; the rest is worked out again.
struct Head {
    certificate: Certificate,
    key: PublicKey,
}

impl Head {
    fn read(said: &str) -> Option<Self> {
        let mut lines = said.lines();
        (lines.next()? == TITLE).then_some(())?;
        let name = lines.next()?.strip_prefix("姓名 name: ")?.to_owned();
        let post = lines.next()?.strip_prefix("岗位 post: ")?.to_owned();
        let mut period = lines.next()?.strip_prefix("时段 period: ")?.split(' ');
        let (from, until) = (period.next()?.parse().ok()?, period.next()?.parse().ok()?);
        let find = |word: &str| said.lines().rev().find_map(|line| line.strip_prefix(word));
        let waiting = find("未列入(中继尚未回执) left out, no receipt yet: ")?.parse().ok()?;
        let (device, key) = find("手机 device: ")?.split_once(' ')?;
        let key = PublicKey(bytes(key)?);
        let device = device.parse().ok()?;
        Some(Self { certificate: Certificate { name, post, from, until, device, lines: Vec::new(), waiting }, key })
    }
}

fn unpack(packed: &str) -> Option<Proofs> {
    let packed = data_encoding::BASE64.decode(packed.trim().as_bytes()).ok()?;
    let unpacked = zstd::bulk::decompress(&packed, PROOFS_MAX).ok()?;
    wire::decode(&unpacked, "proofs").ok()
}

fn bytes<const N: usize>(hex: &str) -> Option<[u8; N]> {
    data_encoding::HEXLOWER_PERMISSIVE.decode(hex.trim().as_bytes()).ok()?.try_into().ok()
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
#[path = "certificate_tests.rs"]
mod tests;
