//! Takes a prepared batch inside the write transaction: looks at the chain again, gives every item its verdict and
//! writes chain, log and digests together. An item that is refused does not hold up the ones after it.

use std::collections::BTreeSet;

use etong_protocol::{CustodyReason, Earlier, EntryClass, EntryId, RefusalCode, Verdict};
use rusqlite::{CachedStatement, Connection, OptionalExtension, named_params};

use super::chain::{Place, Placement, place};
use super::judge::{Origin, Pusher, judge};
use super::prepare::{Fate, Item, Prepared};
use crate::error::RelayError;
use crate::sim::{SeededBug, Sim};
use crate::store::log::Appender;
use crate::store::number::{code_to_sql, to_sql};

/// What became of a batch that was placed.
#[derive(Debug, Default)]
pub(crate) struct Taken {
    /// One per item, in chain order.
    pub(crate) verdicts: Vec<Verdict>,
    /// Classes of the entries that were written now.
    pub(crate) stored: Vec<EntryClass>,
    /// Codes of the entries that were refused now.
    pub(crate) refused: Vec<RefusalCode>,
    /// A record was destroyed: the write-ahead log must go too (`Store::shred`).
    pub(crate) erased: bool,
    /// Of what the log had before this batch: since when.
    pub(crate) earlier: Vec<Earlier>,
    /// What was kept safe for a desk.
    pub(crate) held: Vec<(EntryId, CustodyReason)>,
}

impl Taken {
    /// To the log of the program, once it is durable: a look that is given up has taken nothing.
    pub(crate) fn tell(&self) {
        for (entry, reason) in &self.held {
            tracing::info!(%entry, %reason, "an entry was taken into custody");
        }
    }
}

/// # Errors
/// `BrokenChain`, or the database's trouble. Nothing of the batch is kept then.
pub(crate) fn take(
    connection: &Connection,
    prepared: &Prepared,
    received_at: i64,
    sim: &Sim,
) -> Result<Result<Taken, Placement>, RelayError> {
    let place = match place(connection, &prepared.stretch, &prepared.ids())? {
        Placement::Fits(place) => place,
        other => return Ok(Err(other)),
    };
    let mut taken = Taken::default();
    if place.held.len() == prepared.items.len() && !brings_withheld(prepared, &place) {
        taken.verdicts = place.held;
        taken.earlier = earlier(connection, &taken.verdicts, u64::MAX)?;
        return Ok(Ok(taken));
    }
    let chain = chain_row(connection, prepared, &place)?;
    let mut pusher = Pusher {
        sim,
        device: prepared.stretch.device_no,
        person: prepared.person,
        origin: Origin::Pushed { chain, dseq: prepared.stretch.first },
        received_at,
        now_ms: received_at,
        erased: false,
        held: Vec::new(),
        actors: BTreeSet::new(),
    };
    let mut log = Appender::begin(connection)?;
    log.leave_out = sim.has(SeededBug::LeftOut);
    log.received_at = Some(received_at);
    let known = log.head();
    let mut links = connection.prepare_cached(include_str!("sql/set_link.sql"))?;
    let mut dseq = prepared.stretch.first;
    for (index, item) in prepared.items.iter().enumerate() {
        let held = place.held.get(index);
        pusher.origin = Origin::Pushed { chain, dseq };
        let verdict = if sim.has(SeededBug::AckTooMuch) && dseq.is_multiple_of(7) {
            Verdict::Stored { seq: dseq }
        } else {
            verdict(connection, &mut log, &mut pusher, item, held)?
        };
        if held != Some(&verdict) {
            count(&mut taken, item, &verdict);
            link(&mut links, chain, dseq, item, &verdict)?;
        }
        taken.verdicts.push(verdict);
        dseq += 1;
    }
    log.finish()?;
    taken.earlier = earlier(connection, &taken.verdicts, known)?;
    (taken.erased, taken.held) = (pusher.erased, pusher.held);
    keep_signature(connection, chain, prepared)?;
    let last = (dseq - 1).max(place.known);
    connection
        .prepare_cached(include_str!("sql/set_chain.sql"))?
        .execute(named_params! {":chain": chain, ":dseq": to_sql(last)})?;
    Ok(Ok(taken))
}

/// Since when the log has those that it had when its head was `known`.
fn earlier(connection: &Connection, verdicts: &[Verdict], known: u64) -> Result<Vec<Earlier>, RelayError> {
    let mut statement = connection.prepare_cached(include_str!("sql/received_at.sql"))?;
    let mut all = Vec::new();
    for verdict in verdicts {
        let Verdict::Stored { seq } = *verdict else { continue };
        if seq <= known {
            let at: Option<Option<i64>> =
                statement.query_row(named_params! {":seq": to_sql(seq)}, |row| row.get("received_at")).optional()?;
            all.push(Earlier { seq, at: at.flatten() });
        }
    }
    Ok(all)
}

/// What the device signed is kept as long as the entries are.
fn keep_signature(connection: &Connection, chain: i64, prepared: &Prepared) -> Result<(), RelayError> {
    connection.prepare_cached(include_str!("sql/insert_batch.sql"))?.execute(named_params! {
        ":chain": chain,
        ":first": to_sql(prepared.stretch.first),
        ":count": to_sql(prepared.items.len() as u64),
        ":signature": prepared.signature.0,
    })?;
    Ok(())
}

/// Does the batch now bring something of which only the id was known?
fn brings_withheld(prepared: &Prepared, place: &Place) -> bool {
    prepared
        .items
        .iter()
        .zip(&place.held)
        .any(|(item, held)| *held == Verdict::Withheld && !matches!(item.fate, Fate::Withheld))
}

pub(super) fn verdict(
    connection: &Connection,
    log: &mut Appender<'_>,
    pusher: &mut Pusher<'_>,
    item: &Item,
    held: Option<&Verdict>,
) -> Result<Verdict, RelayError> {
    match (held, &item.fate) {
        (Some(verdict @ (Verdict::Stored { .. } | Verdict::Refused { .. })), _) => Ok(*verdict),
        (_, Fate::Withheld) => Ok(Verdict::Withheld),
        (_, Fate::Refused(code)) => Ok(Verdict::Refused { code: *code }),
        (_, Fate::Fresh(fresh)) => judge(connection, log, pusher, fresh),
        (_, Fate::Known) => Err(RelayError::BadRow { what: "chain link" }),
    }
}

fn chain_row(connection: &Connection, prepared: &Prepared, place: &Place) -> Result<i64, RelayError> {
    if let Some(chain) = place.chain {
        return Ok(chain);
    }
    connection
        .prepare_cached(include_str!("sql/insert_chain.sql"))?
        .execute(named_params! {":device": prepared.stretch.device_no, ":id": prepared.stretch.chain.as_bytes()})?;
    Ok(connection.last_insert_rowid())
}

fn link(
    links: &mut CachedStatement<'_>,
    chain: i64,
    dseq: u64,
    item: &Item,
    verdict: &Verdict,
) -> Result<(), RelayError> {
    let (seq, refused) = match *verdict {
        Verdict::Stored { seq } => (Some(to_sql(seq)), None),
        Verdict::Refused { code } => (None, Some(code_to_sql(code))),
        Verdict::Withheld => (None, None),
    };
    links.execute(named_params! {
        ":chain": chain,
        ":dseq": to_sql(dseq),
        ":entry": item.id.as_bytes(),
        ":head": item.head,
        ":seq": seq,
        ":refused": refused,
    })?;
    Ok(())
}

fn count(taken: &mut Taken, item: &Item, verdict: &Verdict) {
    match (verdict, &item.fate) {
        (Verdict::Refused { code }, _) => taken.refused.push(*code),
        (Verdict::Stored { .. }, Fate::Fresh(fresh)) => taken.stored.push(fresh.sealed.entry.class),
        _ => {}
    }
}
