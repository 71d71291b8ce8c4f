//! The log, entry by entry: no seq is missing, bytes have their id, the columns say what the envelope says, the writer is the chain's device;
//! each leaf stands in the tree, and shelves add up.

use std::collections::BTreeMap;

use etong_protocol::history::leaf;
use etong_protocol::{
    CustodyDecision, DeviceId, Entry, EntryClass, EntryId, OrgPath, RecordId, RecordKind, ScopeDigest, SealedEntry,
};
use rusqlite::{Connection, Row, named_params};

use super::{Progress, RelayReport};
use crate::error::RelayError;
use crate::store::number::from_sql;
use crate::store::regrown::Regrown;
use crate::store::shelf::{ShelfKey, read_digest};
use crate::store::{Store, log};

/// Scope, secrecy and audience of each, as their rows say.
type Shelves = BTreeMap<i64, (Vec<u8>, i64, i64)>;

pub(super) fn rows(connection: &Connection) -> Result<u64, RelayError> {
    log::head(connection)
}

pub(super) fn walk(
    store: &Store,
    connection: &Connection,
    report: &mut RelayReport,
    progress: &mut Progress<'_>,
) -> Result<(), RelayError> {
    let head = log::head(connection)?;
    let people = people(connection)?;
    let shelves = shelves(connection)?;
    let mut sums = Sums::default();
    let mut tree = Regrown::over(connection);
    let mut expected = 1;
    let mut statement = connection.prepare(include_str!("sql/every_entry.sql"))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let seq = from_sql(row.get("seq")?);
        while expected < seq {
            report.fault(format!("seq {expected} is missing from the log"));
            tree.skip(|wrong| report.fault(wrong))?;
            expected += 1;
        }
        expected = seq + 1;
        report.entries += 1;
        let Ok(id) = EntryId::from_slice(&row.get::<_, Vec<u8>>("id")?) else {
            report.fault(format!("seq {seq}: the id of its entry cannot be read"));
            tree.skip(|wrong| report.fault(wrong))?;
            continue;
        };
        tree.push(leaf(seq, id), |wrong| report.fault(wrong))?;
        if let Some(fault) = fault_of((store, connection), row, id, &people, &shelves)? {
            report.fault(format!("seq {seq}, entry {id}: {fault}"));
        }
        match row.get::<_, bool>("erased")? {
            true => report.erased += 1,
            false => {
                // Directory rows are the relay's own.
                let loose = row.get::<_, i64>("chain")? == 0 && row.get::<_, i64>("author")? != 0;
                report.loose += u64::from(loose);
                sums.count(id, seq, row)?;
            }
        }
        progress.step();
    }
    while expected <= head {
        report.fault(format!("seq {expected} is missing from the log"));
        tree.skip(|wrong| report.fault(wrong))?;
        expected += 1;
    }
    if expected > head + 1 {
        report.fault(format!("the log goes on to seq {} behind its head {head}", expected - 1));
    }
    report.tiles = tree.finish(|wrong| report.fault(wrong))?;
    report.shelves = shelves.len() as u64;
    sums.compare(connection, report)
}

/// What is wrong with one row, without its place in the tree.
fn fault_of(
    (store, connection): (&Store, &Connection),
    row: &Row<'_>,
    id: EntryId,
    people: &BTreeMap<DeviceId, i64>,
    shelves: &Shelves,
) -> Result<Option<String>, RelayError> {
    let chain: i64 = row.get("chain")?;
    let dseq: i64 = row.get("dseq")?;
    if chain != 0 && dseq != 0 {
        let linked: (Option<Vec<u8>>, Option<i64>) = (row.get("linked")?, row.get("linked_seq")?);
        match linked {
            (None, _) => return Ok(Some(format!("link {dseq} of its chain is missing"))),
            (Some(entry), _) if entry != id.as_bytes() => {
                return Ok(Some(format!("link {dseq} of its chain is another entry")));
            }
            (_, seq) if seq != Some(row.get("seq")?) => {
                return Ok(Some(format!("link {dseq} of its chain has it at another seq")));
            }
            _ => {}
        }
    }
    if row.get::<_, bool>("erased")? {
        let gone: bool = row.get("gone")?;
        return Ok((!gone).then(|| "it says it was erased, and its record was not".to_owned()));
    }
    let bytes: Vec<u8> = row.get("bytes")?;
    let bytes = match store.unseal(row.get("key")?, id.as_bytes(), &bytes) {
        Ok(bytes) => bytes,
        Err(error @ (RelayError::BadRow { .. } | RelayError::KeyDestroyed(_) | RelayError::KeysTooOld(_))) => {
            return Ok(Some(format!("it cannot be opened: {error}")));
        }
        Err(error) => return Err(error),
    };
    if EntryId::of(&bytes) != id {
        return Ok(Some("its bytes are not those of its id".to_owned()));
    }
    let Ok(sealed) = SealedEntry::open(bytes) else { return Ok(Some("its envelope cannot be read".to_owned())) };
    match differs(row, chain, &sealed, people, shelves)? {
        None if chain == 0 => stray((store, connection), row, &sealed.entry),
        found => Ok(found),
    }
}

/// What the columns say otherwise than the envelope.
fn differs(
    row: &Row<'_>,
    chain: i64,
    sealed: &SealedEntry,
    people: &BTreeMap<DeviceId, i64>,
    shelves: &Shelves,
) -> Result<Option<String>, RelayError> {
    let entry = &sealed.entry;
    let said = |words: &str| Ok(Some(words.to_owned()));
    let record: Vec<u8> = row.get("record")?;
    let filed: &[u8] = if entry.class == EntryClass::Reg { &[] } else { entry.record.as_bytes() };
    if record != filed {
        return said("it is filed under another record");
    }
    if chain != 0 {
        let device: Option<Vec<u8>> = row.get("device")?;
        let Some(device) = device else { return said("its chain belongs to no device") };
        if DeviceId::from_slice(&device).ok() != Some(entry.device) {
            return said("it is filed under another device's chain");
        }
    }
    let author: i64 = row.get("author")?;
    // The relay itself writes directory rows and, when it is told so at its own terminal, decisions on what waits.
    let relays = entry.class == EntryClass::Reg || entry.kind.is_custody() && chain == 0;
    if author != 0 && people.get(&entry.device) != Some(&author) || author == 0 && !relays {
        return said("it is filed under another author");
    }
    let mut of = entry.kind.clone();
    if entry.class != EntryClass::Reg {
        let founded: (Option<Vec<u8>>, Option<String>) = (row.get("scope")?, row.get("record_kind")?);
        let (Some(scope), Some(kind)) = founded else { return said("its record is not known") };
        let fits = OrgPath::from_bytes(&scope).is_ok_and(|scope| scope == entry.scope);
        let Ok(kind) = kind.parse::<RecordKind>() else { return said("the kind of its record cannot be read") };
        if !fits || kind != entry.kind && !entry.kind.is_companion() && !entry.kind.is_custody() {
            return said("its record is of another place or kind");
        }
        of = kind;
    }
    let key = ShelfKey::of(entry, &of);
    let stands = shelves.get(&row.get("shelf")?);
    if stands != Some(&(key.scope.to_bytes(), key.secrecy as i64, crate::store::shelf::audience_to_sql(key.audience))) {
        return said("it stands on another shelf than it belongs to, where others may read it");
    }
    Ok(None)
}

/// What is of no chain, nobody signed for: what let it in must still stand beside it.
fn stray(
    (store, connection): (&Store, &Connection),
    row: &Row<'_>,
    entry: &Entry,
) -> Result<Option<String>, RelayError> {
    if entry.class == EntryClass::Reg || row.get("let_out")? {
        return Ok(None);
    }
    if row.get::<_, i64>("author")? == 0 {
        let what = match entry.kind {
            RecordKind::CustodyRelease => "custody.released",
            _ => "custody.refused",
        };
        let Ok(decision) = CustodyDecision::from_payload(&entry.payload) else {
            return Ok(Some("it decides on nothing".to_owned()));
        };
        let noted: bool = connection
            .prepare_cached(include_str!("sql/decided_here.sql"))?
            .query_row(named_params! {":what": what, ":entry": decision.entry.to_string()}, |row| row.get("noted"))?;
        let own = entry.device == store.relay_device();
        return Ok(
            (!own || !noted).then(|| "it is said to be this relay's decision, and its trail has none".to_owned())
        );
    }
    let sent =
        named_params! {":device": entry.device.as_bytes(), ":received_at": row.get::<_, Option<i64>>("received_at")?};
    let delivered: bool =
        connection.prepare_cached(include_str!("sql/delivered.sql"))?.query_row(sent, |row| row.get("delivered"))?;
    let words = "it is of no chain, and neither a desk let it out of custody nor did it come sealed";
    Ok((!delivered).then(|| words.to_owned()))
}

/// The person behind each device.
fn people(connection: &Connection) -> Result<BTreeMap<DeviceId, i64>, RelayError> {
    let mut statement = connection.prepare(include_str!("sql/devices.sql"))?;
    let mut rows = statement.query([])?;
    let mut people = BTreeMap::new();
    while let Some(row) = rows.next()? {
        people.insert(DeviceId::from_slice(&row.get::<_, Vec<u8>>("device")?)?, row.get("person")?);
    }
    Ok(people)
}

fn shelves(connection: &Connection) -> Result<Shelves, RelayError> {
    let mut statement = connection.prepare(include_str!("sql/shelves.sql"))?;
    let rows = statement.query_map([], |row| {
        Ok((row.get("shelf")?, (row.get("scope")?, row.get("restricted")?, row.get("audience")?)))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Digests as the log adds up to them.
#[derive(Default)]
struct Sums {
    shelves: BTreeMap<i64, ScopeDigest>,
    own: BTreeMap<(i64, i64), ScopeDigest>,
}

impl Sums {
    fn count(&mut self, id: EntryId, seq: u64, row: &Row<'_>) -> Result<(), RelayError> {
        let shelf = row.get("shelf")?;
        self.shelves.entry(shelf).or_default().add(id, seq);
        for person in log::owners(row.get("author")?, row.get("answers")?) {
            self.own.entry((person, shelf)).or_default().add(id, seq);
        }
        Ok(())
    }

    fn compare(mut self, connection: &Connection, report: &mut RelayReport) -> Result<(), RelayError> {
        let mut statement = connection.prepare(include_str!("sql/shelf_digests.sql"))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (person, shelf): (i64, i64) = (row.get("person")?, row.get("shelf")?);
            let sum = match person {
                0 => self.shelves.remove(&shelf),
                person => self.own.remove(&(person, shelf)),
            };
            let kept = read_digest(&row.get::<_, Vec<u8>>("digest")?).ok();
            if kept != Some(sum.unwrap_or_default()) {
                report.fault(format!("the digest of shelf {shelf}{} is not what lies on it", whose(person)));
            }
        }
        let own = self.own.into_keys();
        for (person, shelf) in self.shelves.into_keys().map(|shelf| (0, shelf)).chain(own) {
            report.fault(format!("shelf {shelf}{} has entries and no digest", whose(person)));
        }
        Ok(())
    }
}

fn whose(person: i64) -> String {
    if person == 0 { String::new() } else { format!(", part of person number {person},") }
}

/// For the other walks: a record's id as text.
pub(super) fn record_of(bytes: &[u8]) -> String {
    RecordId::from_slice(bytes).map_or_else(|_| "that cannot be read".to_owned(), |record| record.to_string())
}
