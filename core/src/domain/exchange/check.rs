//! Checking a batch, by whoever received it: needs no phone and no relay.

use etong_protocol::{DeviceId, PublicKey, Signature};

use super::batch::{BatchHeader, BatchRow, BatchSignature, FORMAT, SIGNATURE_FORMAT, TAG, sha256_of};

/// A batch that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedBatch {
    pub header: BatchHeader,
    /// The key it is signed with, 64 hex digits: whose it is, the relay's directory says.
    pub key: String,
    pub sha256: String,
    pub cases: u64,
    pub erased: u64,
}

/// Why a batch is not to be believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BatchFault {
    #[error("line {line} cannot be read: {reason}")]
    Line { line: u64, reason: String },
    #[error("the signature's file cannot be read: {0}")]
    Signature(String),
    #[error("it is of the format {0}, which this program does not know; update it")]
    Format(String),
    #[error("it was changed after it was signed, or the signature belongs to another batch")]
    NotSigned,
    #[error("it is signed with the key {0}, not with the one that was asked for")]
    OtherKey(String),
    #[error("it says to be of the phone {says}, the signature is of {signed}")]
    OtherDevice { says: DeviceId, signed: DeviceId },
    #[error("it says to hold {says} rows and holds {holds}")]
    Rows { says: u64, holds: u64 },
    #[error("line {line} holds a record that a line above holds already")]
    Twice { line: u64 },
}

/// `key`: whose signature is awaited, if that is known.
///
/// # Errors
/// The first thing that is wrong; nothing in the file is then to be believed.
pub fn check_batch(text: &str, signature: &str, key: Option<&PublicKey>) -> Result<CheckedBatch, BatchFault> {
    let signed: BatchSignature =
        serde_json::from_str(signature).map_err(|error| BatchFault::Signature(error.to_string()))?;
    if signed.format != SIGNATURE_FORMAT {
        return Err(BatchFault::Format(signed.format));
    }
    let bad = |what: &str| BatchFault::Signature(format!("{what} has the wrong length"));
    let own = PublicKey::from_slice(&signed.device_key.0).map_err(|_| bad("device_key"))?;
    let name = data_encoding::HEXLOWER.encode(&own.0);
    if key.is_some_and(|key| *key != own) {
        return Err(BatchFault::OtherKey(name));
    }
    let written = Signature(signed.signature.0.as_slice().try_into().map_err(|_| bad("signature"))?);
    own.verify(TAG, text.as_bytes(), &written, "batch").map_err(|_| BatchFault::NotSigned)?;
    let sha256 = sha256_of(text);
    if sha256 != signed.sha256 {
        return Err(BatchFault::NotSigned);
    }
    let fault = |line: u64, error: &serde_json::Error| BatchFault::Line { line, reason: error.to_string() };
    let mut lines = text.lines().zip(1_u64..);
    let (first, _) = lines.next().ok_or(BatchFault::Line { line: 1, reason: "the file is empty".into() })?;
    let format: serde_json::Value = serde_json::from_str(first).map_err(|error| fault(1, &error))?;
    let format = format.get("format").and_then(serde_json::Value::as_str).unwrap_or_default();
    if format != FORMAT {
        return Err(BatchFault::Format(format.to_owned()));
    }
    let header: BatchHeader = serde_json::from_str(first).map_err(|error| fault(1, &error))?;
    if header.device != signed.device {
        return Err(BatchFault::OtherDevice { says: header.device, signed: signed.device });
    }
    let (mut cases, mut erased, mut seen) = (0_u64, 0_u64, std::collections::BTreeSet::new());
    for (row, line) in lines {
        let row: BatchRow = serde_json::from_str(row).map_err(|error| fault(line, &error))?;
        let record = match &row {
            BatchRow::Case(case) => case.record,
            BatchRow::Erased { record } => *record,
        };
        if !seen.insert(record) {
            return Err(BatchFault::Twice { line });
        }
        match row {
            BatchRow::Case(_) => cases += 1,
            BatchRow::Erased { .. } => erased += 1,
        }
    }
    if header.rows != cases + erased {
        return Err(BatchFault::Rows { says: header.rows, holds: cases + erased });
    }
    Ok(CheckedBatch { header, key: name, sha256, cases, erased })
}

#[cfg(test)]
mod tests {
    use etong_protocol::{EntryId, Hlc, PostId, PostKind, RecordId, SigningKey};
    use proptest::prelude::*;

    use super::super::{BatchPlace, SignedBatchFile, case_in_batch, write_batch};
    use super::*;
    use crate::domain::case::{CaseAct, CaseClass, CaseEntry, CaseEvent, CaseSource, Party, Report, fold};

    fn key(nth: u8) -> SigningKey {
        SigningKey::from_seed(&[nth; 32])
    }

    fn batch(rows: u64) -> SignedBatchFile {
        let mut report = Report::new(CaseClass::Dispute, "13877665544 来电", CaseSource::Hotline);
        report.what = "身份证 350602199001011234".into();
        report.external_no = Some("ZZ-1".into());
        report.address = Some("新华路 7 号".into());
        report.caller = Some(Party { name: "陈秀英".into(), phone: Some("13877665544".into()), role: None });
        let event = CaseEvent {
            id: EntryId::of(b"report"),
            seq: Some(1),
            hlc: Hlc(1),
            device: DeviceId::NIL,
            post: PostId::NIL,
            unit: None,
            post_kind: PostKind::GridWorker,
            scope: "/1/2/3/4".parse().unwrap(),
            captured_at: 5,
            entry: CaseEntry { base: None, act: CaseAct::Report(Box::new(report)) },
        };
        let case = case_in_batch(RecordId::from_bytes([1; 16]), &fold(&[event]).unwrap());
        let header = BatchHeader {
            format: FORMAT.into(),
            device: DeviceId::NIL,
            unit: "/1/2".parse().unwrap(),
            after: None,
            since: None,
            read_to: BatchPlace { epoch: 1, seq: 9 },
            made_at: 77,
            rows,
            masked: true,
        };
        let rows = [BatchRow::Case(Box::new(case)), BatchRow::Erased { record: RecordId::from_bytes([2; 16]) }];
        write_batch(&header, &rows, &key(7)).unwrap()
    }

    #[test]
    fn a_batch_checks_and_names_nobody() {
        let file = batch(2);
        let checked = check_batch(&file.text, &file.signature, Some(&key(7).public())).unwrap();
        assert_eq!((checked.cases, checked.erased, checked.header.read_to.seq), (1, 1, 9));
        for secret in ["13877665544", "350602199001011234", "陈秀英", "新华路"] {
            assert!(!file.text.contains(secret), "{secret} in {}", file.text);
        }
        assert!(file.text.contains("ZZ-1"), "the receiver finds it by its own number");
        assert_eq!(batch(2), file, "the same cases, the same bytes");
    }

    #[test]
    fn another_key_and_a_wrong_count_are_named() {
        let file = batch(2);
        let other = check_batch(&file.text, &file.signature, Some(&key(8).public())).unwrap_err();
        assert!(matches!(other, BatchFault::OtherKey(_)), "{other}");
        let short = batch(3);
        assert_eq!(check_batch(&short.text, &short.signature, None), Err(BatchFault::Rows { says: 3, holds: 2 }));
        assert_eq!(check_batch(&file.text, &short.signature, None), Err(BatchFault::NotSigned));
    }

    proptest! {
        #[test]
        fn a_batch_with_one_wrong_byte_is_refused(place in 0_usize..2_000, by in 1_u8..128) {
            let file = batch(2);
            let mut bytes = file.text.clone().into_bytes();
            let place = place % bytes.len();
            bytes[place] ^= by;
            if let Ok(text) = String::from_utf8(bytes) {
                prop_assert_eq!(check_batch(&text, &file.signature, None), Err(BatchFault::NotSigned));
            }
        }
    }
}
