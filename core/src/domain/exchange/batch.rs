//! 批次: the file. The first line says what it is, each line below is one case, whole as it stands (so a later batch takes the
//! place of what an earlier one said), or only its id when it was erased.

use etong_protocol::{DeviceId, OrgPath, RecordId, SigningKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::domain::case::CaseFold;
use crate::domain::field::numbers_in;
use crate::domain::receipt_file::Base64;

pub(super) const FORMAT: &str = "etong-cases-1";
pub(super) const SIGNATURE_FORMAT: &str = "etong-batch-signature-1";
pub(super) const TAG: &str = "etong-batch-1";

/// A place in a relay's feed: what was read up to it is in the batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BatchPlace {
    pub epoch: u64,
    pub seq: u64,
}

/// The first line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BatchHeader {
    /// `etong-cases-1`.
    pub format: String,
    pub device: DeviceId,
    /// The unit whose cases these are, with all below.
    pub unit: OrgPath,
    /// The batch this one goes on from, if it does; else every case is in it.
    pub after: Option<BatchPlace>,
    /// First day of what is in it, as `2026-01-31`, when it was asked for by day.
    pub since: Option<String>,
    pub read_to: BatchPlace,
    /// Phone clock, milliseconds since 1970.
    pub made_at: i64,
    /// Lines below this one.
    pub rows: u64,
    /// Numbers of people are masked; no batch says otherwise.
    pub masked: bool,
}

/// One line below it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "row", rename_all = "snake_case")]
pub enum BatchRow {
    Case(Box<CaseInBatch>),
    /// 删除: nothing is left of it; what the receiver holds of it has to go too.
    Erased {
        record: RecordId,
    },
}

/// A case as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseInBatch {
    pub record: RecordId,
    pub scope: OrgPath,
    pub class: String,
    pub kind: Option<String>,
    pub level: Option<String>,
    pub urgent: bool,
    pub title: String,
    pub what: String,
    pub source: String,
    pub external_no: Option<String>,
    pub state: String,
    pub responsible_kind: String,
    pub responsible_scope: OrgPath,
    /// Phone clocks, milliseconds since 1970.
    pub reported_at: i64,
    pub moved_at: i64,
    pub closed_at: Option<i64>,
    pub result: Option<String>,
    pub duplicate_of: Option<RecordId>,
    pub supervised: bool,
    pub reworks: u32,
    pub reopened: u32,
}

/// A batch with its detached signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedBatchFile {
    pub text: String,
    pub signature: String,
}

/// The signature's file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BatchSignature {
    /// `etong-batch-signature-1`.
    pub format: String,
    pub device: DeviceId,
    pub device_key: Base64,
    /// Of the batch's bytes, 64 hex digits: for a person to compare; the signature is over the bytes themselves.
    pub sha256: String,
    pub signature: Base64,
}

/// What a batch says of a case: no party, no caller, no address, and every number masked.
#[must_use]
pub fn case_in_batch(record: RecordId, case: &CaseFold) -> CaseInBatch {
    let report = &case.report;
    CaseInBatch {
        record,
        scope: case.scope.clone(),
        class: report.class.as_str().to_owned(),
        kind: report.kind.clone(),
        level: report.level.as_ref().map(|level| level.as_str().to_owned()),
        urgent: report.urgent,
        title: numbers_in(&report.title),
        what: numbers_in(&report.what),
        source: report.source.as_str().to_owned(),
        external_no: report.external_no.clone(),
        state: case.state.as_str().to_owned(),
        responsible_kind: case.responsible.kind.to_string(),
        responsible_scope: case.responsible.scope.clone(),
        reported_at: case.reporter.captured_at,
        moved_at: case.moved_at,
        closed_at: case.closed_at,
        result: case.result.as_deref().map(numbers_in),
        duplicate_of: case.marks.duplicate_of,
        supervised: case.marks.supervised.is_some(),
        reworks: case.marks.reworks,
        reopened: case.marks.reopened,
    }
}

/// The file and its signature.
///
/// # Errors
/// When JSON cannot carry it, which no value of these types runs into.
pub fn write_batch(
    header: &BatchHeader,
    rows: &[BatchRow],
    key: &SigningKey,
) -> Result<SignedBatchFile, serde_json::Error> {
    let mut text = serde_json::to_string(header)? + "\n";
    for row in rows {
        text += &serde_json::to_string(row)?;
        text.push('\n');
    }
    let signature = BatchSignature {
        format: SIGNATURE_FORMAT.to_owned(),
        device: header.device,
        device_key: Base64(key.public().0.to_vec()),
        sha256: sha256_of(&text),
        signature: Base64(key.sign(TAG, text.as_bytes()).0.to_vec()),
    };
    Ok(SignedBatchFile { text, signature: serde_json::to_string_pretty(&signature)? + "\n" })
}

pub(super) fn sha256_of(text: &str) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(text.as_bytes()))
}
