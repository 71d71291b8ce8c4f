//! 删除: takes the steps of an erasure, and destroys. One person asks, another approves; what is destroyed are the bytes of every
//! entry but those that erase, the document, and copies kept aside. Ids, seqs and links stay.

use std::collections::BTreeSet;

use etong_protocol::authority::{Standing, Whereabouts};
use etong_protocol::{
    DeviceId, Entry, EntryClass, EntryId, ErasedRow, Hlc, Holder, OrgPath, PersonId, PostId, PostKind, RecordId,
    RecordKind, RefusalCode, SealedEntry, Stamp, Tombstone, TombstoneAct, UnitId,
};
use rusqlite::{Connection, OptionalExtension, named_params};

use super::authorise::Founded;
use crate::directory::standing_of;
use crate::error::RelayError;
use crate::store::erased::empty_record;
use crate::store::log::{Appender, LogEntry};

const SCHEMA: u16 = 1;

/// Does it only confirm that the record is gone?
pub(super) fn says_gone(entry: &Entry) -> bool {
    entry.kind == RecordKind::Tombstone
        && Tombstone::from_payload(&entry.payload).is_ok_and(|act| act.a == TombstoneAct::Erased)
}

pub(super) fn is_erased(connection: &Connection, record: RecordId) -> Result<bool, RelayError> {
    let erased = connection
        .prepare_cached(include_str!("sql/is_erased.sql"))?
        .query_row(named_params! {":record": record.as_bytes()}, |row| row.get("erased"))?;
    Ok(erased)
}

/// How the erasure of one record stands.
#[derive(Default)]
struct Asked {
    ask: Option<Vec<u8>>,
    by: i64,
    held: bool,
}

/// Takes one step. True when it destroys the record.
pub(super) fn steps(
    connection: &Connection,
    person: i64,
    entry: &Entry,
    id: EntryId,
) -> Result<Result<bool, RefusalCode>, RelayError> {
    let Ok(step) = Tombstone::from_payload(&entry.payload) else { return Ok(Err(RefusalCode::Malformed)) };
    let mut asked = asked(connection, entry.record)?;
    let names_it = |asked: &Asked| step.asked.is_some_and(|id| asked.ask.as_deref() == Some(id.as_bytes()));
    match step.a {
        TombstoneAct::Ask if step.basis.is_none() => return Ok(Err(RefusalCode::Malformed)),
        TombstoneAct::Ask => asked = Asked { ask: Some(id.as_bytes().to_vec()), by: person, held: asked.held },
        TombstoneAct::Refuse if names_it(&asked) => asked = Asked { held: asked.held, ..Asked::default() },
        TombstoneAct::Refuse => return Ok(Err(RefusalCode::NeedsSecond)),
        TombstoneAct::Approve if asked.held => return Ok(Err(RefusalCode::Forbidden)),
        TombstoneAct::Approve if names_it(&asked) && asked.by != person => return Ok(Ok(true)),
        TombstoneAct::Approve => return Ok(Err(RefusalCode::NeedsSecond)),
        TombstoneAct::Hold => asked.held = true,
        TombstoneAct::LiftHold => asked.held = false,
        TombstoneAct::Erased | TombstoneAct::Unknown(_) => return Ok(Ok(false)),
    }
    connection.prepare_cached(include_str!("sql/set_erasure.sql"))?.execute(named_params! {
        ":record": entry.record.as_bytes(),
        ":ask": asked.ask,
        ":asked_by": asked.by,
        ":held": asked.held,
        ":erased_at": None::<i64>,
    })?;
    Ok(Ok(false))
}

/// Destroys the record and tells the devices that could hold it.
pub(super) fn destroy(
    connection: &Connection,
    log: &mut Appender<'_>,
    now_ms: i64,
    approved: &SealedEntry,
    founded: &Founded,
) -> Result<(), RelayError> {
    let record = approved.entry.record;
    let holders = holders(connection, now_ms, record, founded)?;
    let destroyed = empty_record(connection, log, record)?;
    connection.prepare_cached(include_str!("sql/set_erasure.sql"))?.execute(named_params! {
        ":record": record.as_bytes(),
        ":ask": None::<Vec<u8>>,
        ":asked_by": 0,
        ":held": false,
        ":erased_at": now_ms,
    })?;
    connection.prepare_cached(include_str!("sql/unbury.sql"))?.execute(named_params! {":record": record.as_bytes()})?;
    tracing::info!(%record, destroyed, devices = holders.len(), "a record was erased");
    // The row goes to a whole unit: where only police read the record, nobody else hears of it.
    if founded.kind.is_restricted() {
        return Ok(());
    }
    announce(connection, log, now_ms, &founded.scope, &ErasedRow { record, holders })
}

fn announce(
    connection: &Connection,
    log: &mut Appender<'_>,
    now_ms: i64,
    scope: &OrgPath,
    row: &ErasedRow,
) -> Result<(), RelayError> {
    let device: Vec<u8> = connection
        .prepare_cached(include_str!("sql/relay_device.sql"))?
        .query_row([], |row| row.get("relay_device"))?;
    let sealed = Entry {
        class: EntryClass::Reg,
        kind: RecordKind::Tombstone,
        record: row.record,
        scope: scope.clone(),
        device: DeviceId::from_slice(&device)?,
        post: PostId::NIL,
        post_kind: PostKind::Unknown("relay".to_owned()),
        stamp: Stamp::new(Hlc::from_ms(now_ms), now_ms, Some(0)),
        schema: SCHEMA,
        unit: None,
        payload: row.to_payload()?,
    }
    .seal();
    log.append(&LogEntry { sealed: &sealed, of: &sealed.entry.kind, chain: 0, dseq: 0, author: 0, answers: 0 })?;
    Ok(())
}

/// The devices of everybody in whose reach the record lies, or who wrote on it.
fn holders(
    connection: &Connection,
    now_ms: i64,
    record: RecordId,
    founded: &Founded,
) -> Result<Vec<Holder>, RelayError> {
    let mut writers = BTreeSet::new();
    let mut statement = connection.prepare_cached(include_str!("sql/writers_of_record.sql"))?;
    let mut rows = statement.query(named_params! {":record": record.as_bytes()})?;
    while let Some(row) = rows.next()? {
        writers.insert(row.get::<_, i64>("author")?);
    }
    let mut shared = BTreeSet::new();
    let mut statement = connection.prepare_cached(include_str!("sql/units_of_record.sql"))?;
    let mut rows = statement.query(named_params! {":record": record.as_bytes()})?;
    while let Some(row) = rows.next()? {
        shared.insert(UnitId(row.get("unit")?));
    }
    let mut holders = BTreeSet::new();
    let mut statement = connection.prepare_cached(include_str!("sql/devices_of_all.sql"))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let person: i64 = row.get("person_no")?;
        let reads = |standing: &Standing| {
            let record = Whereabouts {
                class: EntryClass::Event,
                kind: &founded.kind,
                of: &founded.kind,
                scope: &founded.scope,
                // The widest: what members of a team wrote of a clue their team reads too.
                by: &PostKind::TeamMember,
                own: person == founded.founder,
                founded: person == founded.founder,
                shared: &shared,
            };
            standing.reach(&[]).iter().any(|rule| rule.covers(&record))
        };
        if writers.contains(&person) || reads(&standing_of(connection, person, now_ms)?) {
            holders.insert(Holder {
                device: DeviceId::from_slice(&row.get::<_, Vec<u8>>("device")?)?,
                person: PersonId::from_slice(&row.get::<_, Vec<u8>>("person")?)?,
            });
        }
    }
    Ok(holders.into_iter().collect())
}

fn asked(connection: &Connection, record: RecordId) -> Result<Asked, RelayError> {
    let found = connection
        .prepare_cached(include_str!("sql/erasure.sql"))?
        .query_row(named_params! {":record": record.as_bytes()}, |row| {
            Ok(Asked { ask: row.get("ask")?, by: row.get("asked_by")?, held: row.get("held")? })
        })
        .optional()?;
    Ok(found.unwrap_or_default())
}
