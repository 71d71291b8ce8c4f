//! 封存件: outboxes that are kept sealed because something in them was refused. Each of their entries goes through what every entry
//! goes through once more, under today's directory; what the log or custody has already stays as it is.

use etong_protocol::{
    EntryId, OpeningKey, PushItem, RefusalCode, SealedEntry, SealedOutbox, SigningKey, Verdict, wire,
};
use rusqlite::{Connection, named_params};

use super::custody::{Grace, Way};
use super::prepare::prepare_again;
use super::sealed::take_loose;
use super::take::Taken;
use crate::directory::{Bearer, find_device};
use crate::error::{RelayError, refuse};
use crate::sim::Sim;

/// One outbox that is kept.
pub(crate) struct Kept {
    pub(crate) id: [u8; 32],
    pub(crate) received_at: i64,
    pub(crate) outbox: SealedOutbox,
}

/// One entry of it, and what the relay says of it now. No content.
pub(crate) struct Tried {
    pub(crate) entry: EntryId,
    /// Record, kind and scope; `None` for bytes that are no entry.
    pub(crate) about: Option<[String; 3]>,
    pub(crate) verdict: Verdict,
}

pub(crate) fn kept(connection: &Connection) -> Result<Vec<Kept>, RelayError> {
    let mut statement = connection.prepare_cached(include_str!("sql/kept_sealed.sql"))?;
    let mut rows = statement.query([])?;
    let mut kept = Vec::new();
    while let Some(row) = rows.next()? {
        kept.push(Kept {
            id: row.get("id")?,
            received_at: row.get("received_at")?,
            outbox: wire::decode(&row.get::<_, Vec<u8>>("sealed")?, "sealed outbox")?,
        });
    }
    Ok(kept)
}

/// Offers every entry of a kept outbox to the log again; lets the outbox go when nothing in it is refused any more but what is of
/// erased records.
///
/// # Errors
/// `Unauthenticated` for a device that is known no more, `Malformed`, `BadSignature`, the database's trouble.
pub(crate) fn try_again(
    connection: &Connection,
    kept: &Kept,
    key: &SigningKey,
    grace: Grace,
    sim: &Sim,
) -> Result<(Taken, Vec<Tried>), RelayError> {
    let unknown = || refuse(RefusalCode::Unauthenticated, "the device of this outbox is not enrolled here");
    let device = find_device(connection, kept.outbox.device)?.ok_or_else(unknown)?;
    let mut batch = kept.outbox.open(&OpeningKey::of(key))?;
    batch.verify(&device.key)?;
    batch.epoch = None;
    batch.knows_custody = Some(true);
    let about: Vec<_> = batch.items.iter().map(about).collect();
    let bearer = Bearer { device: device.no, id: kept.outbox.device, person: device.person, key: device.key };
    let way = if device.revoked { Way::Lost } else { Way::Sealed };
    // Who may is asked of today; when it came is when it came first.
    let grace = Grace { way, arrived_ms: kept.received_at, ..grace };
    let prepared = prepare_again(connection, &bearer, batch, grace)?;
    let taken = take_loose(connection, &prepared, kept.received_at, grace.now_ms, sim)?;
    let verdicts = taken.verdicts.iter().copied();
    let tried: Vec<Tried> = prepared
        .items
        .iter()
        .zip(about)
        .zip(verdicts)
        .map(|((item, about), verdict)| Tried { entry: item.id, about, verdict })
        .collect();
    if !tried.iter().any(Tried::is_refused) {
        connection.prepare_cached(include_str!("sql/let_go_sealed.sql"))?.execute(named_params! {":id": kept.id})?;
    }
    Ok((taken, tried))
}

impl Tried {
    /// In the log, in custody and of an erased record are no refusals any more.
    pub(crate) fn is_refused(&self) -> bool {
        match self.verdict {
            Verdict::Stored { .. } => false,
            Verdict::Refused { code } => !matches!(code, RefusalCode::InCustody | RefusalCode::Gone),
            Verdict::Withheld => false,
        }
    }
}

fn about(item: &PushItem) -> Option<[String; 3]> {
    let PushItem::Whole(bytes) = item else { return None };
    let entry = SealedEntry::open(bytes.clone()).ok()?.entry;
    Some([entry.record.to_string(), entry.kind.to_string(), entry.scope.to_string()])
}
