//! One row of the log, of whomever: do its bytes have its id, and does the row say of it what they say? And one document: does it open, and
//! is it made of as many changes as the log has?

use etong_merge::{AutomergeDoc, RecordDoc};
use etong_protocol::{CustodyDecision, DeviceId, EntryClass, EntryId, RecordId, RecordKind, SealedEntry, custody};

use super::{HistoryReport, Leaf};
use crate::error::CoreError;
use crate::store::recheck::{self, Document, Row};
use crate::store::{Tx, entry, record};

/// As the column says it.
const APPLIED: i64 = 0;
const QUARANTINED: i64 = 1;
const REFUSED: i64 = 2;
const ERASED: i64 = 4;
const DOC: i64 = 0;
const REG: i64 = 2;

/// Tells what is wrong with a row; gives what the relay has to prove of it.
pub(super) fn look(
    tx: &Tx<'_>,
    row: &Row,
    device: DeviceId,
    report: &mut HistoryReport,
) -> Result<Option<Leaf>, CoreError> {
    let Ok(id) = EntryId::from_slice(&row.id) else {
        report.fault(format!("row {} of the log has no id", row.lsn));
        return Ok(None);
    };
    let mut by = None;
    if let Some(bytes) = &row.bytes {
        if EntryId::of(bytes) == id {
            match SealedEntry::open(bytes.clone()) {
                Ok(sealed) => {
                    by = Some(sealed.entry.device);
                    if let Some(wrong) = differs(tx, row, &sealed, device)? {
                        report.fault(format!("entry {id}: {wrong}"));
                    }
                }
                // A newer program's; it waits aside until this one can read it.
                Err(_) if row.state == QUARANTINED => {}
                Err(_) => report.fault(format!("entry {id}: it cannot be read, and nothing says so")),
            }
        } else {
            report.fault(format!("entry {id} was changed on this phone"));
        }
    } else if keeps_words(row) {
        report.fault(format!("entry {id}: what it says is gone from this phone, and nothing took it"));
    }
    if matches!(row.state, QUARANTINED | REFUSED) && !row.aside {
        report.fault(format!("entry {id} is kept aside without a reason"));
    }
    let Some(seq) = row.seq else { return Ok(None) };
    let Ok(seq) = u64::try_from(seq) else {
        report.fault(format!("entry {id} stands at no place of the feed"));
        return Ok(None);
    };
    let to_be_signed = row.class != REG && row.state != ERASED;
    let released = to_be_signed && !row.own && was_released(tx, id)?;
    Ok(Some(Leaf { seq, id, device: by, to_be_signed, own: row.own, released }))
}

/// The decision is an entry like others: its own signature is looked at too.
fn was_released(tx: &Tx<'_>, id: EntryId) -> Result<bool, CoreError> {
    let Some(record) = record::find(tx, custody::decision_record(id))? else { return Ok(false) };
    let decisions = entry::of_record(tx, record.no, &RecordKind::CustodyRelease)?;
    let says = |sealed: &SealedEntry| CustodyDecision::from_payload(&sealed.entry.payload).map(|said| said.entry);
    Ok(decisions.iter().any(|decision| decision.seq.is_some() && says(&decision.sealed) == Ok(id)))
}

/// Must the bytes of a row without any be here? A change of another phone lives on in its document.
fn keeps_words(row: &Row) -> bool {
    let merged = row.class == DOC && !row.own;
    match row.state {
        APPLIED => !merged && !row.slimmed,
        QUARANTINED => true,
        // What lies in custody, what was made again, what was erased.
        _ => false,
    }
}

/// What the row says otherwise than the entry.
fn differs(tx: &Tx<'_>, row: &Row, sealed: &SealedEntry, device: DeviceId) -> Result<Option<&'static str>, CoreError> {
    let entry = &sealed.entry;
    let class = match entry.class {
        EntryClass::Doc => DOC,
        EntryClass::Event => 1,
        EntryClass::Reg => REG,
    };
    if row.class != class {
        return Ok(Some("the log files it under another class"));
    }
    if row.kind != entry.kind.as_str() {
        return Ok(Some("the log files it under another kind"));
    }
    if row.record.as_deref() != Some(entry.record.as_bytes().as_slice()) {
        return Ok(Some("the log files it under another record"));
    }
    if row.own != (entry.device == device) {
        return Ok(Some("the log says otherwise whether this phone wrote it"));
    }
    // The centre tells one row at several places.
    let elsewhere = row.state == APPLIED
        && row.seq.is_some()
        && entry.class != EntryClass::Reg
        && row.scope.as_deref() != Some(entry.scope.to_bytes().as_slice());
    if elsewhere && !recheck::has_refused(tx, row.lsn)? {
        return Ok(Some("its record lies at another place"));
    }
    Ok(None)
}

pub(super) fn fault_of_document(document: &Document) -> Option<String> {
    let name = || match document.record.as_deref().map(RecordId::from_slice) {
        Some(Ok(record)) => record.to_string(),
        _ => format!("number {}", document.no),
    };
    let Ok(doc) = AutomergeDoc::load(&document.blob) else {
        return Some(format!("the document of record {} cannot be read", name()));
    };
    let changes = doc.changes() as u64;
    (changes != document.changes).then(|| {
        format!("the document of record {} is made of {changes} changes, the log has {}", name(), document.changes)
    })
}
