//! What is kept beside the log: entries in custody with the decisions on them, and the receipts that lost phones were given.

use etong_protocol::custody::decision_record;
use etong_protocol::{DeliveryReceipt, EntryId, RecordKind, SealedEntry, wire};
use rusqlite::{Connection, Row};

use super::{RelayReport, chains, feed};
use crate::error::RelayError;
use crate::store::Store;

const RELEASED: i64 = 1;
const REFUSED: i64 = 2;
const ERASED: i64 = 3;

pub(super) fn walk(store: &Store, connection: &Connection, report: &mut RelayReport) -> Result<(), RelayError> {
    let mut statement = connection.prepare(include_str!("sql/every_custody.sql"))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let no: i64 = row.get("no")?;
        let emptied = row.get::<_, i64>("decision")? == ERASED;
        match emptied {
            true => report.custody_gone += 1,
            false => report.custody += 1,
        }
        let fault = match emptied {
            true if row.get("gone")? => None,
            true => Some("it says it went with its record, and its record was not erased".to_owned()),
            false => fault_of(store, row)?,
        };
        if let Some(fault) = fault {
            report.fault(format!(
                "custody {no} of record {}: {fault}",
                feed::record_of(&row.get::<_, Vec<u8>>("record")?)
            ));
        }
    }
    for entry in chains::lost_from_custody(connection)? {
        report.fault(format!("entry {entry}: a phone was told that it is in custody, and it is nowhere"));
    }
    let mut statement = connection.prepare(include_str!("sql/every_delivery.sql"))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        report.receipts += 1;
        let (id, receipt): (Vec<u8>, Vec<u8>) = (row.get("id")?, row.get("receipt")?);
        let device: Option<Vec<u8>> = row.get("device")?;
        let opened =
            wire::decode::<DeliveryReceipt>(&receipt, "receipt").and_then(|receipt| receipt.open(&store.public_key()));
        let fits = opened
            .is_ok_and(|body| body.id.as_slice() == id && device.as_deref() == Some(body.device.as_bytes().as_slice()));
        if !fits {
            let id = data_encoding::HEXLOWER.encode(&id);
            report.fault(format!("the receipt for sealed outbox {id} is not this relay's, or of another one"));
        }
    }
    Ok(())
}

fn fault_of(store: &Store, row: &Row<'_>) -> Result<Option<String>, RelayError> {
    let said = |words: &str| Ok(Some(words.to_owned()));
    let Ok(id) = EntryId::from_slice(&row.get::<_, Vec<u8>>("entry")?) else { return said("its entry has no id") };
    let bytes = match store.unseal(row.get("key")?, id.as_bytes(), &row.get::<_, Vec<u8>>("bytes")?) {
        Ok(bytes) => bytes,
        Err(error @ (RelayError::BadRow { .. } | RelayError::KeyDestroyed(_) | RelayError::KeysTooOld(_))) => {
            return Ok(Some(format!("entry {id} cannot be opened: {error}")));
        }
        Err(error) => return Err(error),
    };
    if EntryId::of(&bytes) != id {
        return Ok(Some(format!("entry {id}: its bytes are not those of its id")));
    }
    let Ok(SealedEntry { entry, .. }) = SealedEntry::open(bytes) else {
        return Ok(Some(format!("entry {id}: its envelope cannot be read")));
    };
    let device: Option<Vec<u8>> = row.get("device")?;
    let fits = row.get::<_, String>("kind")? == entry.kind.as_str()
        && row.get::<_, Vec<u8>>("record")? == entry.record.as_bytes()
        && row.get::<_, Vec<u8>>("scope")? == entry.scope.to_bytes()
        && device.as_deref() == Some(entry.device.as_bytes().as_slice())
        && row.get::<_, Vec<u8>>("decision_record")? == decision_record(id).as_bytes();
    if !fits {
        return Ok(Some(format!("entry {id}: what is written beside it is of another entry")));
    }
    let decision: i64 = row.get("decision")?;
    if decision == 0 {
        return Ok(None);
    }
    let word = if decision == REFUSED { RecordKind::CustodyRefusal } else { RecordKind::CustodyRelease };
    let opened: Option<(Vec<u8>, Vec<u8>, i64)> = match row.get::<_, Option<Vec<u8>>>("said")? {
        Some(bytes) => Some((row.get("said_id")?, bytes, row.get("said_key")?)),
        None => None,
    };
    let decided = opened.and_then(|(said_id, bytes, key)| store.unseal(key, &said_id, &bytes).ok());
    let decided = decided.and_then(|bytes| SealedEntry::open(bytes).ok());
    if decided.is_none_or(|sealed| sealed.entry.kind != word || sealed.entry.record != decision_record(id)) {
        return Ok(Some(format!("entry {id}: the decision on it is not in the log")));
    }
    if decision == RELEASED && !row.get::<_, bool>("logged")? {
        return Ok(Some(format!("entry {id} was let out and is not in the log")));
    }
    Ok(None)
}
