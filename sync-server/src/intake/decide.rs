//! A desk lets an entry out of custody into the log, or refuses it. Both are events; the relay acts on their kind and on the
//! record they lie on, and opens neither. The first decision it gets counts.

use std::collections::BTreeSet;

use etong_protocol::authority::may_decide;
use etong_protocol::{EntryClass, OrgPath, RecordId, RecordKind, RefusalCode, SealedEntry, Verdict};
use rusqlite::{Connection, OptionalExtension, named_params};

use super::authorise::Acting;
use super::judge::{Origin, Pusher, judge};
use super::prepare::Fresh;
use crate::directory::term_of;
use crate::error::RelayError;
use crate::sim::{SeededBug, Sim};
use crate::store::log::{Appender, LogEntry};
use crate::store::number::to_sql;
use crate::store::subject::subject;

/// An entry in custody.
struct Held {
    no: i64,
    /// Of the record it is about.
    kind: RecordKind,
    scope: OrgPath,
    device: i64,
    person: i64,
    decided: bool,
    /// When the relay took it into custody.
    received_at: i64,
    sealed: SealedEntry,
}

/// Who decides: rows of link and person, 0 for the relay's own administrator.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Decider<'s> {
    pub(crate) sim: &'s Sim,
    /// Chain, and place in it: there the desk signed for its decision.
    pub(crate) link: (i64, u64),
    pub(crate) person: i64,
    pub(crate) now_ms: i64,
}

/// A desk's decision came in by push.
pub(super) fn decide(
    connection: &Connection,
    log: &mut Appender<'_>,
    pusher: &Pusher<'_>,
    fresh: &Fresh,
) -> Result<Verdict, RelayError> {
    let (entry, forbidden) = (&fresh.sealed.entry, Ok(Verdict::Refused { code: RefusalCode::Forbidden }));
    let Some(held) = held(connection, entry.record)? else { return forbidden };
    let acting = &fresh.acting;
    let may = entry.class == EntryClass::Event
        && entry.scope == held.scope
        && may_decide(&acting.kind, &acting.unit, &held.kind, &held.scope)
        // Nobody decides on what is their own.
        && held.person != pusher.person;
    if !may {
        return forbidden;
    }
    let by = Decider { sim: pusher.sim, link: pusher.origin.place(), person: pusher.person, now_ms: pusher.now_ms };
    settle_held(connection, log, &held, &fresh.sealed, by)
}

/// Carries out `decision` whoever made it.
pub(crate) fn settle(
    connection: &Connection,
    log: &mut Appender<'_>,
    decision: &SealedEntry,
    by: Decider<'_>,
) -> Result<Verdict, RelayError> {
    match held(connection, decision.entry.record)? {
        Some(held) => settle_held(connection, log, &held, decision, by),
        None => Ok(Verdict::Refused { code: RefusalCode::Forbidden }),
    }
}

fn settle_held(
    connection: &Connection,
    log: &mut Appender<'_>,
    held: &Held,
    decision: &SealedEntry,
    by: Decider<'_>,
) -> Result<Verdict, RelayError> {
    if held.decided {
        return Ok(Verdict::Refused { code: RefusalCode::Forbidden });
    }
    let releases = decision.entry.kind == RecordKind::CustodyRelease;
    if releases && let Verdict::Refused { code } = let_out(connection, log, held, by)? {
        return Ok(Verdict::Refused { code });
    }
    connection.prepare_cached(include_str!("sql/note_record.sql"))?.execute(named_params! {
        ":record": decision.entry.record.as_bytes(),
        ":kind": held.kind.as_str(),
        ":scope": held.scope.to_bytes(),
        ":founder": held.person,
    })?;
    let (chain, dseq) = match by.sim.has(SeededBug::DecisionsUnlinked) {
        true => (by.link.0, 0),
        false => by.link,
    };
    let seq = log.append(&LogEntry { sealed: decision, of: &held.kind, chain, dseq, author: by.person, answers: 0 })?;
    connection.prepare_cached(include_str!("sql/set_decision.sql"))?.execute(named_params! {
        ":no": held.no,
        ":decision": if releases { 1 } else { 2 },
        ":seq": to_sql(seq),
    })?;
    Ok(Verdict::Stored { seq })
}

/// The entry goes through what every entry goes through, in its author's name. It counts as of no chain, so that its author's
/// phone, which waits for it, is sent it too.
fn let_out(
    connection: &Connection,
    log: &mut Appender<'_>,
    held: &Held,
    by: Decider<'_>,
) -> Result<Verdict, RelayError> {
    let Some(term) = term_of(connection, held.person, held.sealed.entry.post)? else {
        return Ok(Verdict::Refused { code: RefusalCode::Forbidden });
    };
    let mut author = Pusher {
        sim: by.sim,
        device: held.device,
        person: held.person,
        origin: Origin::LetOut,
        received_at: by.now_ms,
        now_ms: by.now_ms,
        erased: false,
        held: Vec::new(),
        actors: BTreeSet::new(),
    };
    let acting = Acting { kind: term.kind, unit: term.unit, took_over: term.took_over };
    let fresh = Fresh { sealed: held.sealed.clone(), acting, gated: None, custody: None, early: None };
    // It counts as of when it was here, not as of when a desk got to it.
    let now = log.received_at.replace(held.received_at);
    let verdict = judge(connection, log, &mut author, &fresh);
    log.received_at = now;
    verdict
}

fn held(connection: &Connection, record: RecordId) -> Result<Option<Held>, RelayError> {
    let found = connection
        .prepare_cached(include_str!("sql/held.sql"))?
        .query_row(named_params! {":record": record.as_bytes()}, |row| {
            let texts = (row.get::<_, String>("kind")?, row.get::<_, Vec<u8>>("scope")?);
            let numbers = (row.get("no")?, row.get("device")?, row.get("person")?, row.get("received_at")?);
            Ok((texts, numbers, row.get::<_, i64>("decision")? != 0, row.get::<_, Vec<u8>>("bytes")?))
        })
        .optional()?;
    let Some(((kind, scope), (no, device, person, received_at), decided, bytes)) = found else { return Ok(None) };
    let (sealed, scope) = (SealedEntry::open(bytes)?, OrgPath::from_bytes(&scope)?);
    let kind = subject(connection, &kind.parse()?, sealed.entry.record)?;
    Ok(Some(Held { no, kind, scope, device, person, decided, received_at, sealed }))
}
