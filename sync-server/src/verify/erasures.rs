//! Every erasure: the two people who made it stand in the log, one who asked and another who approved. One that a newer database made is known by
//! its destroyed key alone.

use std::collections::{BTreeMap, BTreeSet};

use etong_protocol::{EntryId, RecordKind, SealedEntry, Tombstone, TombstoneAct};
use rusqlite::{Connection, named_params};

use super::{RelayReport, feed};
use crate::error::RelayError;
use crate::store::Store;

pub(super) fn walk(store: &Store, connection: &Connection, report: &mut RelayReport) -> Result<(), RelayError> {
    let destroyed: BTreeSet<i64> = store.destroyed_keys()?.into_iter().collect();
    let mut statement = connection.prepare(include_str!("sql/every_erasure.sql"))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        report.erasures += 1;
        let record: Vec<u8> = row.get("record")?;
        if row.get("buried")? {
            report.buried += 1;
            let gone = row.get::<_, Option<i64>>("key")?.is_some_and(|key| destroyed.contains(&key));
            if !gone {
                let record = feed::record_of(&record);
                report.fault(format!("record {record}: it says its key was destroyed elsewhere, and its key is here"));
            }
        } else if !by_two(connection, &record)? {
            let record = feed::record_of(&record);
            report.fault(format!(
                "record {record}: it was erased, and the log has not one who asked and another who approved"
            ));
        }
    }
    Ok(())
}

fn by_two(connection: &Connection, record: &[u8]) -> Result<bool, RelayError> {
    let mut statement = connection.prepare_cached(include_str!("sql/steps_of_erasure.sql"))?;
    let mut rows = statement.query(named_params! {":record": record})?;
    let mut asked: BTreeMap<EntryId, i64> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let author: i64 = row.get("author")?;
        // What cannot be read is told by the walk over the log.
        let Ok(id) = EntryId::from_slice(&row.get::<_, Vec<u8>>("id")?) else { continue };
        let Ok(SealedEntry { entry, .. }) = SealedEntry::open(row.get("bytes")?) else { continue };
        if entry.kind != RecordKind::Tombstone || author == 0 {
            continue;
        }
        let Ok(step) = Tombstone::from_payload(&entry.payload) else { continue };
        match step.a {
            TombstoneAct::Ask => {
                asked.insert(id, author);
            }
            TombstoneAct::Approve => {
                let by = step.asked.and_then(|ask| asked.get(&ask));
                if by.is_some_and(|by| *by != author) {
                    return Ok(true);
                }
            }
            _ => {}
        }
    }
    Ok(false)
}
