//! Every device's chain, link by link: places without a gap, heads that follow from each other, entries that are in the log where the link says so;
//! and every signature over a stretch of it, with the device's key.

use etong_protocol::chain::next_head;
use etong_protocol::evidence::SignedBatch;
use etong_protocol::{Chain, ChainId, DeviceId, EntryId, PublicKey, RefusalCode, Signature};
use rusqlite::{Connection, Row, named_params};

use super::{Progress, RelayReport};
use crate::error::RelayError;
use crate::store::number::{code_to_sql, from_sql, to_sql};

pub(super) fn rows(connection: &Connection) -> Result<u64, RelayError> {
    Ok(connection.query_row(include_str!("sql/count_links.sql"), [], |row| row.get("many")).map(from_sql)?)
}

/// One chain as its row says it.
struct Told {
    no: i64,
    id: ChainId,
    device: DeviceId,
    key: Option<PublicKey>,
    dseq: u64,
}

pub(super) fn walk(
    connection: &Connection,
    report: &mut RelayReport,
    progress: &mut Progress<'_>,
) -> Result<(), RelayError> {
    let mut statement = connection.prepare(include_str!("sql/every_chain.sql"))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        report.chains += 1;
        let Some(told) = told(row)? else {
            report.fault(format!("chain number {}: its id or its device cannot be read", row.get::<_, i64>("chain")?));
            continue;
        };
        walk_one(connection, &told, report, progress)?;
    }
    let mut strays = connection.prepare(include_str!("sql/strays.sql"))?;
    let mut rows = strays.query([])?;
    while let Some(row) = rows.next()? {
        let (what, chain): (String, i64) = (row.get("what")?, row.get("chain")?);
        report.fault(format!("a {what} is of chain number {chain}, which is missing"));
    }
    Ok(())
}

fn told(row: &Row<'_>) -> Result<Option<Told>, RelayError> {
    let (id, device): (Vec<u8>, Option<Vec<u8>>) = (row.get("id")?, row.get("device")?);
    let key: Option<Vec<u8>> = row.get("key")?;
    let (Ok(id), Some(Ok(device))) = (ChainId::from_slice(&id), device.as_deref().map(DeviceId::from_slice)) else {
        return Ok(None);
    };
    let key = key.and_then(|key| PublicKey::from_slice(&key).ok());
    Ok(Some(Told { no: row.get("chain")?, id, device, key, dseq: from_sql(row.get("dseq")?) }))
}

fn walk_one(
    connection: &Connection,
    told: &Told,
    report: &mut RelayReport,
    progress: &mut Progress<'_>,
) -> Result<(), RelayError> {
    let covered = signatures(connection, told, report)?;
    let mut stretches = covered.iter().peekable();
    let (mut covered_to, mut dseq, mut head) = (0, 0, Chain::first_head(told.device, told.id));
    let mut statement = connection.prepare_cached(include_str!("sql/links_of_chain.sql"))?;
    let mut rows = statement.query(named_params! {":chain": told.no})?;
    while let Some(row) = rows.next()? {
        progress.step();
        report.links += 1;
        let at = from_sql(row.get("dseq")?);
        let said = |words: &str| format!("device {}, chain {}, link {at}: {words}", told.device, told.id);
        if at != dseq + 1 {
            report.fault(said("a link before it is missing"));
        }
        dseq = at;
        let kept: Vec<u8> = row.get("head")?;
        let Ok(entry) = EntryId::from_slice(&row.get::<_, Vec<u8>>("entry")?) else {
            report.fault(said("its entry's id cannot be read"));
            head = kept.as_slice().try_into().unwrap_or(head);
            continue;
        };
        head = next_head(&head, entry);
        if kept != head {
            report.fault(said("its head does not follow from those before it"));
            head = kept.as_slice().try_into().unwrap_or(head);
        }
        while let Some(stretch) = stretches.next_if(|stretch| stretch.0 <= at) {
            covered_to = covered_to.max(stretch.1);
        }
        let Some(seq) = row.get::<_, Option<i64>>("seq")? else { continue };
        let stored: Option<Vec<u8>> = row.get("stored")?;
        if stored.as_deref() != Some(entry.as_bytes().as_slice()) {
            report.fault(said(&format!("its entry {entry} is not in the log at seq {seq}")));
        }
        if at > covered_to {
            match row.get::<_, bool>("came_here")? {
                true => report.fault(said(&format!("nobody signed for its entry {entry}"))),
                false => report.unsigned += 1,
            }
        }
    }
    if dseq < told.dseq {
        let Told { device, id, .. } = told;
        report
            .fault(format!("device {device}, chain {id}: it went to link {}, the last one here is {dseq}", told.dseq));
    }
    Ok(())
}

/// Checks each signature; gives the stretches that are signed, in order.
fn signatures(connection: &Connection, told: &Told, report: &mut RelayReport) -> Result<Vec<(u64, u64)>, RelayError> {
    let mut statement = connection.prepare_cached(include_str!("sql/batches_of_chain.sql"))?;
    let mut rows = statement.query(named_params! {":chain": told.no})?;
    let mut covered = Vec::new();
    while let Some(row) = rows.next()? {
        report.batches += 1;
        let (first, count) = (from_sql(row.get("first")?), from_sql(row.get("count")?));
        let last = first.saturating_add(count).saturating_sub(1);
        let ids = ids(connection, told.no, first, last)?;
        let before = head_before(connection, told, first)?;
        let signature: Option<[u8; 64]> = row.get::<_, Vec<u8>>("signature")?.try_into().ok();
        let good = match (told.key, before, signature) {
            (Some(key), Some(before), Some(signature)) if ids.len() as u64 == count => {
                let batch = SignedBatch::new(told.device, told.id, first, before, &ids, Signature(signature));
                batch.verify(&key).is_ok()
            }
            _ => false,
        };
        if !good {
            let Told { device, id, .. } = told;
            report.fault(format!(
                "device {device}, chain {id}: the signature over links {first} to {last} is not its device's, or these are not the links"
            ));
        }
        // What is signed badly was told; it is not told once more for each of its links.
        covered.push((first, last));
    }
    Ok(covered)
}

fn ids(connection: &Connection, chain: i64, first: u64, last: u64) -> Result<Vec<EntryId>, RelayError> {
    let mut statement = connection.prepare_cached(include_str!("../outlet/sql/links_of_batch.sql"))?;
    let end = to_sql(last.saturating_add(1));
    let rows = statement.query_map(named_params! {":chain": chain, ":first": to_sql(first), ":end": end}, |row| {
        row.get::<_, Vec<u8>>("entry")
    })?;
    let mut ids = Vec::new();
    for row in rows {
        ids.extend(EntryId::from_slice(&row?));
    }
    Ok(ids)
}

fn head_before(connection: &Connection, told: &Told, first: u64) -> Result<Option<[u8; 32]>, RelayError> {
    if first <= 1 {
        return Ok(Some(Chain::first_head(told.device, told.id)));
    }
    let mut statement = connection.prepare_cached(include_str!("../outlet/sql/head_of_link.sql"))?;
    let mut rows = statement.query(named_params! {":chain": told.no, ":dseq": to_sql(first - 1)})?;
    let Some(row) = rows.next()? else { return Ok(None) };
    Ok(row.get::<_, Vec<u8>>("head")?.try_into().ok())
}

/// Entries that a phone was told are in custody and that are neither there nor in the log.
pub(super) fn lost_from_custody(connection: &Connection) -> Result<Vec<String>, RelayError> {
    let mut statement = connection.prepare(include_str!("sql/lost_from_custody.sql"))?;
    let mut rows = statement.query(named_params! {":code": code_to_sql(RefusalCode::InCustody)})?;
    let mut lost = Vec::new();
    while let Some(row) = rows.next()? {
        lost.push(
            EntryId::from_slice(&row.get::<_, Vec<u8>>("entry")?).map_or_else(|_| "?".to_owned(), |id| id.to_string()),
        );
    }
    Ok(lost)
}
