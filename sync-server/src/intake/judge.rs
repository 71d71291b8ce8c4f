//! The last word on one fresh entry, inside the write transaction: whose record it is, whether the gate's answer still
//! holds, whose actor wrote it. Stores it, or says why not.

use std::collections::BTreeSet;

use etong_protocol::{EntryClass, OrgPath, RecordKind, RefusalCode, Verdict};
use rusqlite::{Connection, OptionalExtension, named_params};

use super::gate::{Gated, Outcome, ask, current_doc, doc_version};
use super::prepare::Fresh;
use crate::error::RelayError;
use crate::store::log::{Appender, LogEntry};
use crate::store::number::from_sql;

/// Who pushes, by database rows, and what the transaction has learnt about them.
pub(super) struct Pusher {
    pub(super) device: i64,
    pub(super) person: i64,
    pub(super) chain: i64,
    pub(super) received_at: i64,
    /// Actors known to be this device's.
    pub(super) actors: BTreeSet<Vec<u8>>,
}

/// What the first entry of a record settled.
struct Founded {
    kind: RecordKind,
    scope: OrgPath,
    founder: i64,
}

pub(super) fn judge(
    connection: &Connection,
    log: &mut Appender<'_>,
    pusher: &mut Pusher,
    fresh: &Fresh,
) -> Result<Verdict, RelayError> {
    if let Some(seq) = stored_before(connection, fresh)? {
        return Ok(Verdict::Stored { seq });
    }
    let founded = founded(connection, fresh)?;
    if !may_write_on(founded.as_ref(), pusher.person, fresh) {
        return Ok(Verdict::Refused { code: RefusalCode::Forbidden });
    }
    if fresh.sealed.entry.class == EntryClass::Doc
        && let Some(code) = take_change(connection, pusher, fresh)?
    {
        return Ok(Verdict::Refused { code });
    }
    if founded.is_none() {
        found(connection, pusher.person, fresh)?;
    }
    let entry = &fresh.sealed.entry;
    let answers = match (&founded, &entry.kind) {
        (Some(founded), RecordKind::Reply) => founded.founder,
        _ => 0,
    };
    let seq = log.append(&LogEntry {
        id: fresh.sealed.id,
        bytes: &fresh.sealed.bytes,
        class: entry.class,
        kind: &entry.kind,
        scope: &entry.scope,
        chain: pusher.chain,
        author: pusher.person,
        answers,
    })?;
    Ok(Verdict::Stored { seq })
}

/// The same entry may come again in another chain of a phone that was restored from a backup.
fn stored_before(connection: &Connection, fresh: &Fresh) -> Result<Option<u64>, RelayError> {
    let seq = connection
        .prepare_cached(include_str!("sql/seq_of_entry.sql"))?
        .query_row(named_params! {":id": fresh.sealed.id.as_bytes()}, |row| row.get("seq"))
        .optional()?;
    Ok(seq.map(from_sql))
}

fn founded(connection: &Connection, fresh: &Fresh) -> Result<Option<Founded>, RelayError> {
    let found = connection
        .prepare_cached(include_str!("sql/record.sql"))?
        .query_row(named_params! {":record": fresh.sealed.entry.record.as_bytes()}, |row| {
            Ok((row.get::<_, String>("kind")?, row.get::<_, Vec<u8>>("scope")?, row.get("founder")?))
        })
        .optional()?;
    let bad = |_| RelayError::BadRow { what: "record" };
    found
        .map(|(kind, scope, founder)| {
            let (kind, scope) = (kind.parse().map_err(bad)?, OrgPath::from_bytes(&scope).map_err(bad)?);
            Ok(Founded { kind, scope, founder })
        })
        .transpose()
}

/// A record keeps the scope and kind of its first entry; only replies of another kind join it, and none founds one.
fn may_write_on(founded: Option<&Founded>, person: i64, fresh: &Fresh) -> bool {
    let entry = &fresh.sealed.entry;
    let reply = entry.kind == RecordKind::Reply;
    match founded {
        None => !reply,
        Some(founded) => {
            entry.scope == founded.scope
                && (entry.kind == founded.kind || reply && entry.class == EntryClass::Event)
                && (fresh.allowed.onto_others || founded.founder == person)
        }
    }
}

fn found(connection: &Connection, person: i64, fresh: &Fresh) -> Result<(), RelayError> {
    let entry = &fresh.sealed.entry;
    connection.prepare_cached(include_str!("sql/insert_record.sql"))?.execute(named_params! {
        ":record": entry.record.as_bytes(),
        ":kind": entry.kind.as_str(),
        ":scope": entry.scope.to_bytes(),
        ":founder": person,
    })?;
    Ok(())
}

/// Merges a change into the record's document, or gives the code it is refused with.
fn take_change(connection: &Connection, pusher: &mut Pusher, fresh: &Fresh) -> Result<Option<RefusalCode>, RelayError> {
    let entry = &fresh.sealed.entry;
    let version = doc_version(connection, entry.record)?;
    let again;
    let gated = match &fresh.gated {
        Some(gated) if gated.base == version => gated,
        _ => {
            again = ask(&current_doc(connection, entry.record)?, &entry.payload);
            &again
        }
    };
    match &gated.outcome {
        Outcome::Stopped { code, why } => {
            if *code == RefusalCode::Quarantined {
                quarantine(connection, pusher, fresh, why)?;
            }
            Ok(Some(*code))
        }
        Outcome::Admitted { actor, doc } => {
            if !bind_actor(connection, pusher, actor)? {
                return Ok(Some(RefusalCode::ActorReuse));
            }
            if let Some(doc) = doc {
                write_doc(connection, fresh, gated, doc)?;
            }
            Ok(None)
        }
    }
}

fn write_doc(connection: &Connection, fresh: &Fresh, gated: &Gated, doc: &[u8]) -> Result<(), RelayError> {
    connection.prepare_cached(include_str!("sql/set_doc.sql"))?.execute(named_params! {
        ":record": fresh.sealed.entry.record.as_bytes(),
        ":version": gated.base + 1,
        ":bytes": doc,
    })?;
    Ok(())
}

/// An actor writes from one device only; `false` when it is another's.
fn bind_actor(connection: &Connection, pusher: &mut Pusher, actor: &[u8]) -> Result<bool, RelayError> {
    if pusher.actors.contains(actor) {
        return Ok(true);
    }
    let by_actor = named_params! {":actor": actor, ":device": pusher.device};
    connection.prepare_cached(include_str!("sql/bind_actor.sql"))?.execute(by_actor)?;
    let owner: i64 = connection
        .prepare_cached(include_str!("sql/actor_device.sql"))?
        .query_row(named_params! {":actor": actor}, |row| row.get("device"))?;
    if owner == pusher.device {
        pusher.actors.insert(actor.to_vec());
    }
    Ok(owner == pusher.device)
}

fn quarantine(connection: &Connection, pusher: &Pusher, fresh: &Fresh, why: &str) -> Result<(), RelayError> {
    connection.prepare_cached(include_str!("sql/insert_quarantine.sql"))?.execute(named_params! {
        ":entry": fresh.sealed.id.as_bytes(),
        ":record": fresh.sealed.entry.record.as_bytes(),
        ":device": pusher.device,
        ":why": why,
        ":received_at": pusher.received_at,
        ":bytes": fresh.sealed.bytes,
    })?;
    Ok(())
}
