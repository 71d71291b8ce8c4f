//! 封存待发: a sealed outbox is opened on arrival and goes through what every push goes through, so that garbage is turned away at
//! once. What a lost phone wrote waits in custody, and so does what does not fit its chain any more: no phone has a copy, and nobody's
//! signature can be kept with it.

use std::collections::BTreeSet;

use etong_protocol::{
    CustodyReason, DeliveryBody, OpeningKey, RecordKind, RefusalCode, SealedOutbox, SigningKey, Verdict, wire,
};
use rusqlite::{Connection, OptionalExtension, named_params};

use super::custody::{Grace, Way};
use super::erase;
use super::judge::{Origin, Pusher};
use super::prepare::{Item, Prepared, prepare};
use super::take::{Taken, take, verdict};
use crate::directory::{Bearer, find_device};
use crate::error::{RelayError, refuse};
use crate::sim::Sim;
use crate::store::log::Appender;
use crate::store::number::to_sql;

/// What was made of a delivery before the write lock.
pub(crate) enum Opened {
    /// It came before.
    Known(Vec<u8>),
    New(Box<Prepared>),
}

/// Opens an outbox and judges it on one snapshot.
///
/// # Errors
/// `Unauthenticated` for a device that is not known, `Malformed` for what was not sealed to this relay, `BadSignature` for what
/// that device did not write.
pub(crate) fn open(
    connection: &Connection,
    outbox: &SealedOutbox,
    key: &SigningKey,
    grace: Grace,
    sim: &Sim,
    admit: impl FnOnce(i64) -> Result<(), RelayError>,
) -> Result<Opened, RelayError> {
    let unknown = || refuse(RefusalCode::Unauthenticated, "this device is not enrolled here");
    let device = find_device(connection, outbox.device)?.ok_or_else(unknown)?;
    if let Some(receipt) = delivered(connection, outbox)? {
        return Ok(Opened::Known(receipt));
    }
    let mut batch = outbox.open(&OpeningKey::of(key))?;
    batch.verify(&device.key)?;
    admit(device.no)?;
    batch.epoch = None;
    batch.knows_custody = Some(true);
    let bearer = Bearer { device: device.no, id: outbox.device, person: device.person, key: device.key };
    let way = if device.revoked { Way::Lost } else { Way::Sealed };
    match prepare(connection, &bearer, batch, 0, Grace { way, ..grace }, sim)? {
        Ok(prepared) => Ok(Opened::New(Box::new(prepared))),
        Err(_) => Err(RelayError::Bug),
    }
}

/// Takes an opened outbox; the receipt is durable with it.
///
/// # Errors
/// The database's trouble.
pub(crate) fn take_sealed(
    connection: &Connection,
    outbox: &SealedOutbox,
    prepared: &Prepared,
    now_ms: i64,
    key: &SigningKey,
    sim: &Sim,
) -> Result<(Taken, Vec<u8>), RelayError> {
    let taken = match prepared.loose {
        false => take(connection, prepared, now_ms, sim)?.ok(),
        true => None,
    };
    let taken = match taken {
        Some(taken) => taken,
        None => take_loose(connection, prepared, now_ms, now_ms, sim)?,
    };
    let count = |wanted: fn(&Verdict) -> bool| {
        u32::try_from(taken.verdicts.iter().filter(|verdict| wanted(verdict)).count()).unwrap_or(u32::MAX)
    };
    let refused = count(|verdict| matches!(verdict, Verdict::Refused { code } if *code != RefusalCode::InCustody));
    let gone = count(|verdict| matches!(verdict, Verdict::Refused { code: RefusalCode::Gone }));
    let receipt = DeliveryBody {
        id: outbox.id(),
        device: outbox.device,
        received_at: now_ms,
        stored: count(|verdict| matches!(verdict, Verdict::Stored { .. })),
        in_custody: count(|verdict| matches!(verdict, Verdict::Refused { code: RefusalCode::InCustody })),
        refused,
    }
    .sign(key);
    let receipt = wire::encode(&receipt);
    connection.prepare_cached(include_str!("sql/insert_delivery.sql"))?.execute(named_params! {
        ":id": outbox.id(),
        ":device": prepared.stretch.device_no,
        ":received_at": now_ms,
        ":entries": outbox.count,
        ":receipt": receipt,
        ":sealed": (refused > gone).then(|| wire::encode(outbox)),
    })?;
    Ok((taken, receipt))
}

/// Of no chain, as what a desk lets out of custody is. Nobody's signature stands over it then: what it may write waits for a desk, unless
/// its stretch came before, fitted, and was signed for.
pub(super) fn take_loose(
    connection: &Connection,
    prepared: &Prepared,
    received_at: i64,
    now_ms: i64,
    sim: &Sim,
) -> Result<Taken, RelayError> {
    let mut pusher = Pusher {
        sim,
        device: prepared.stretch.device_no,
        person: prepared.person,
        origin: Origin::Loose { signed: false },
        received_at,
        now_ms,
        erased: false,
        held: Vec::new(),
        actors: BTreeSet::new(),
    };
    let mut log = Appender::begin(connection)?;
    log.received_at = Some(received_at);
    let mut taken = Taken::default();
    for (item, dseq) in prepared.items.iter().zip(prepared.stretch.first..) {
        pusher.origin = Origin::Loose { signed: is_signed(connection, prepared, item, dseq)? };
        taken.verdicts.push(verdict(connection, &mut log, &mut pusher, item, None)?);
    }
    log.finish()?;
    (taken.erased, taken.held) = (pusher.erased, pusher.held);
    Ok(taken)
}

/// Does the item stand at its place of the chain the relay knows, under a signature that is kept?
fn is_signed(connection: &Connection, prepared: &Prepared, item: &Item, dseq: u64) -> Result<bool, RelayError> {
    let at = named_params! {
        ":device": prepared.stretch.device_no,
        ":chain": prepared.stretch.chain.as_bytes(),
        ":dseq": to_sql(dseq),
        ":entry": item.id.as_bytes(),
    };
    Ok(connection.prepare_cached(include_str!("sql/is_signed.sql"))?.query_row(at, |row| row.get("signed"))?)
}

/// What a lost phone's entry is: kept for a desk, unless only who holds the post on the day may write it, or its record is gone.
pub(super) fn lost(
    connection: &Connection,
    entry: &etong_protocol::Entry,
) -> Result<Result<CustodyReason, RefusalCode>, RelayError> {
    if erase::is_erased(connection, entry.record)? {
        return Ok(Err(RefusalCode::Gone));
    }
    if entry.kind.is_custody() || entry.kind == RecordKind::Tombstone {
        return Ok(Err(RefusalCode::Forbidden));
    }
    Ok(Ok(CustodyReason::Lost))
}

fn delivered(connection: &Connection, outbox: &SealedOutbox) -> Result<Option<Vec<u8>>, RelayError> {
    let found = connection
        .prepare_cached(include_str!("sql/delivery.sql"))?
        .query_row(named_params! {":id": outbox.id()}, |row| row.get("receipt"))
        .optional()?;
    Ok(found)
}
