//! The last word on one fresh entry, inside the write transaction: whose record it is, whether the gate's answer still
//! holds, whose actor wrote it. Stores it, or says why not.

use std::collections::BTreeSet;

use etong_protocol::authority::works_on_shared;
use etong_protocol::{CustodyReason, EntryClass, EntryId, OrgPath, RecordKind, RefusalCode, Verdict};
use rusqlite::{Connection, OptionalExtension, named_params};

use super::authorise::{Acting, Founded, may_ever_write_on, may_write_on};
use super::bar::bars;
use super::custody::hold;
use super::decide::decide;
use super::gate::{Gated, Outcome, ask, current_doc, doc_version};
use super::prepare::Fresh;
use super::{erase, share};
use crate::error::RelayError;
use crate::sim::{SeededBug, Sim};
use crate::store::keys::key_of;
use crate::store::log::{Appender, LogEntry};
use crate::store::number::from_sql;

/// Where work comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// By push, or sealed where it fits its chain.
    Pushed { chain: i64, dseq: u64 },
    /// Sealed, beside its chain. `signed`: it stands in a stretch of it whose signature is kept all the same.
    Loose { signed: bool },
    /// From custody, by a desk.
    LetOut,
}

impl Origin {
    /// Rows of chain and link; 0 for what is of none.
    pub(super) const fn place(self) -> (i64, u64) {
        match self {
            Self::Pushed { chain, dseq } => (chain, dseq),
            Self::Loose { .. } | Self::LetOut => (0, 0),
        }
    }
}

/// Who pushes, by database rows, and what the transaction has learnt about them.
pub(super) struct Pusher<'s> {
    pub(super) sim: &'s Sim,
    pub(super) device: i64,
    pub(super) person: i64,
    /// Where the item being judged comes from.
    pub(super) origin: Origin,
    /// When the relay first had it.
    pub(super) received_at: i64,
    pub(super) now_ms: i64,
    /// Something was destroyed: the log's journal still has it.
    pub(super) erased: bool,
    /// What was kept safe for a desk: to be told once it is durable.
    pub(super) held: Vec<(EntryId, CustodyReason)>,
    /// Actors known to be this device's.
    pub(super) actors: BTreeSet<Vec<u8>>,
}

pub(super) fn judge(
    connection: &Connection,
    log: &mut Appender<'_>,
    pusher: &mut Pusher<'_>,
    fresh: &Fresh,
) -> Result<Verdict, RelayError> {
    if let Some(seq) = stored_before(connection, fresh)? {
        return Ok(Verdict::Stored { seq });
    }
    let entry = &fresh.sealed.entry;
    if let Some(reason) = &fresh.custody
        && !pusher.sim.has(SeededBug::EndedTaken)
    {
        let founded = founded(connection, pusher.person, fresh)?;
        let waits = may_ever_write_on(&fresh.acting, founded.as_ref(), entry)
            && !bars(connection, founded.as_ref(), entry, pusher.sim)?;
        return match waits {
            true => hold(connection, pusher, fresh, reason),
            false => Ok(Verdict::Refused { code: RefusalCode::Forbidden }),
        };
    }
    let refused = |code| Ok(Verdict::Refused { code });
    let deniable = pusher.origin == Origin::Loose { signed: false } && !pusher.sim.has(SeededBug::LooseTaken);
    // No desk lets these out again, and nothing is decided or erased that nobody signed for.
    if deniable && (entry.kind.is_custody() || entry.kind == RecordKind::Tombstone) {
        return refused(RefusalCode::Forbidden);
    }
    if entry.kind.is_custody() {
        return decide(connection, log, pusher, fresh);
    }
    let founded = founded(connection, pusher.person, fresh)?;
    let gone = founded.as_ref().is_some_and(|founded| founded.erased) && !pusher.sim.has(SeededBug::GoneNotGiven);
    // Buried: the approval that a newer relay had comes back like everything else.
    let completes = entry.kind == RecordKind::Tombstone && founded.as_ref().is_some_and(|founded| founded.buried);
    if gone && !erase::says_gone(entry) && !completes {
        return refused(RefusalCode::Gone);
    }
    if bars(connection, founded.as_ref(), entry, pusher.sim)? {
        return refused(RefusalCode::Forbidden);
    }
    let anywhere = entry.kind == RecordKind::Patrol && pusher.sim.has(SeededBug::ScopeUnchecked);
    let believed = founded.is_some() && pusher.sim.has(SeededBug::HeirsBelieved);
    if !anywhere && !believed && !may_write_on(&fresh.acting, founded.as_ref(), entry) {
        return refused(RefusalCode::Forbidden);
    }
    if works_unsaid(fresh) && pusher.origin != Origin::LetOut && !pusher.sim.has(SeededBug::LooseTaken) {
        return hold(connection, pusher, fresh, &CustodyReason::UnitUnsaid);
    }
    if deniable {
        return hold(connection, pusher, fresh, &CustodyReason::Unchained);
    }
    let opens = match entry.kind {
        RecordKind::Grant => match share::opened_to(connection, entry)? {
            Ok(unit) => Some(unit),
            Err(code) => return refused(code),
        },
        _ => None,
    };
    let waits = fresh.early.as_ref().filter(|_| !pusher.sim.has(SeededBug::BeforeTaken));
    if entry.class == EntryClass::Doc
        && let Some(code) = take_change(connection, pusher, fresh, waits.is_some())?
    {
        return refused(code);
    }
    if let Some(reason) = waits {
        return hold(connection, pusher, fresh, reason);
    }
    if founded.is_none() {
        found(connection, pusher.person, fresh)?;
    }
    let erases = match entry.kind {
        RecordKind::Tombstone => match erase::steps(connection, pusher.person, entry, fresh.sealed.id)? {
            Ok(erases) => erases,
            Err(code) => return refused(code),
        },
        _ => false,
    };
    let answers = match (&founded, &entry.kind) {
        (Some(founded), kind) if kind.is_told_to_founder() => founded.founder,
        _ => 0,
    };
    let of = founded.as_ref().map_or(&entry.kind, |founded| &founded.kind);
    let ((chain, dseq), author) = (pusher.origin.place(), pusher.person);
    let seq = log.append(&LogEntry { sealed: &fresh.sealed, of, chain, dseq, author, answers })?;
    if let Some(unit) = opens {
        share::open_to(connection, unit, entry.record, seq)?;
    }
    if erases && let Some(founded) = &founded {
        erase::destroy(connection, log, pusher.now_ms, &fresh.sealed, founded)?;
        pusher.erased = true;
    }
    Ok(Verdict::Stored { seq })
}

/// An act on a case from beside its way of units that does not say for which unit: no phone could tell whether the case was sent
/// there, or is only read there.
fn works_unsaid(fresh: &Fresh) -> bool {
    let entry = &fresh.sealed.entry;
    entry.kind == RecordKind::Case && entry.unit.is_none() && !fresh.acting.covers(&entry.scope)
}

/// The same entry may come again in another chain of a phone that was restored from a backup.
fn stored_before(connection: &Connection, fresh: &Fresh) -> Result<Option<u64>, RelayError> {
    let seq = connection
        .prepare_cached(include_str!("sql/seq_of_entry.sql"))?
        .query_row(named_params! {":id": fresh.sealed.id.as_bytes()}, |row| row.get("seq"))
        .optional()?;
    Ok(seq.map(from_sql))
}

fn founded(connection: &Connection, person: i64, fresh: &Fresh) -> Result<Option<Founded>, RelayError> {
    let record = fresh.sealed.entry.record;
    let found = connection
        .prepare_cached(include_str!("sql/record.sql"))?
        .query_row(named_params! {":record": record.as_bytes()}, |row| {
            let gone: (bool, bool) = (row.get("erased")?, row.get("buried")?);
            Ok((row.get::<_, String>("kind")?, row.get::<_, Vec<u8>>("scope")?, row.get("founder")?, gone))
        })
        .optional()?;
    let Some((kind, scope, founder, (erased, buried))) = found else { return Ok(None) };
    let bad = |_| RelayError::BadRow { what: "record" };
    let (kind, scope) = (kind.parse().map_err(bad)?, OrgPath::from_bytes(&scope).map_err(bad)?);
    let Acting { kind: post, unit, took_over } = &fresh.acting;
    let mut shared = false;
    if works_on_shared(post, &kind) {
        for unit in std::iter::once(unit).chain(took_over) {
            shared = shared || share::is_shared_with(connection, record, unit)?;
        }
    }
    Ok(Some(Founded { kind, scope, founder, own: founder == person, shared, erased, buried }))
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

/// Merges a change into the record's document, or gives the code it is refused with. `only_look`: what passes is left out.
fn take_change(
    connection: &Connection,
    pusher: &mut Pusher<'_>,
    fresh: &Fresh,
    only_look: bool,
) -> Result<Option<RefusalCode>, RelayError> {
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
        Outcome::Admitted { .. } if only_look => Ok(None),
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
        ":key": key_of(connection, fresh.sealed.entry.record)?,
        ":bytes": doc,
    })?;
    Ok(())
}

/// An actor writes from one device only; `false` when it is another's.
fn bind_actor(connection: &Connection, pusher: &mut Pusher<'_>, actor: &[u8]) -> Result<bool, RelayError> {
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

fn quarantine(connection: &Connection, pusher: &Pusher<'_>, fresh: &Fresh, why: &str) -> Result<(), RelayError> {
    connection.prepare_cached(include_str!("sql/insert_quarantine.sql"))?.execute(named_params! {
        ":entry": fresh.sealed.id.as_bytes(),
        ":record": fresh.sealed.entry.record.as_bytes(),
        ":device": pusher.device,
        ":why": why,
        ":received_at": pusher.received_at,
        ":key": key_of(connection, fresh.sealed.entry.record)?,
        ":bytes": fresh.sealed.bytes,
    })?;
    Ok(())
}
