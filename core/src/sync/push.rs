//! Sending: the next stretch of the chain goes out, the receipt comes back. Exactly what was sent is acknowledged.

use etong_protocol::limits::{MAX_BATCH_ENTRIES, MAX_BODY_BYTES};
use etong_protocol::{
    ChainId, DeviceId, EntryId, PushBatch, PushItem, PushReply, Receipt, ReceiptBody, RefusalCode, RelayRequest,
    SigningKey, Verdict, WireError, wire,
};

use super::{Session, SyncReport};
use crate::apply::{Aftermath, Changed, Door};
use crate::device::random_array;
use crate::error::{CoreError, StoreError, SyncError};
use crate::store::setting::{self, Setting};
use crate::store::{Durability, Tx, chain};

/// What one step of sending did.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Sent {
    /// Everything has been answered for.
    Nothing,
    /// A batch was answered, or the chain was put right; there may be more.
    Batch,
    /// Nothing was taken: the relay's feed has begun anew, and reading tells how.
    NewEpoch,
}

/// Entries are taken into a batch until it reaches this size before compression.
const BATCH_BYTES: usize = MAX_BODY_BYTES / 2;

pub(super) async fn next_batch(session: &Session<'_>, report: &mut SyncReport) -> Result<Sent, CoreError> {
    let Some(batch) = read_batch(session)? else { return Ok(Sent::Nothing) };
    let sent = session.device.monotonic_ms();
    let request = RelayRequest::post("/v1/push", batch.to_frame()?);
    let reply = match session.ask(request, |bytes, _| wire::decode(bytes, "push reply")).await {
        // A copy of this phone has gone on from a place the relay has forgotten: this chain leads nowhere any more.
        Err(CoreError::Sync(SyncError::Refused(refusal))) if refusal.code == RefusalCode::BrokenChain => {
            report.note(start_over(session, batch.chain)?);
            return Err(SyncError::Refused(refusal).into());
        }
        reply => reply?,
    };
    match reply {
        PushReply::Taken(receipt) => {
            let ids = batch.entry_ids();
            let body = receipt.open(&session.relay_key()?, &ids)?;
            if body.chain != batch.chain || body.first != batch.first || body.device != batch.device {
                return Err(WireError::Malformed { what: "receipt" }.into());
            }
            session.heard_time(body.received_at, sent);
            acknowledge(session, &ids, &receipt, &body, report)?;
        }
        PushReply::Gap(next) => step_back(session, &batch, next)?,
        PushReply::Forked(_) => report.note(start_over(session, batch.chain)?),
        PushReply::NewEpoch(_) => return Ok(Sent::NewEpoch),
    }
    Ok(Sent::Batch)
}

/// Is there a link the relay has not answered for?
pub(super) fn is_waiting(session: &Session<'_>) -> Result<bool, CoreError> {
    session.store.read(|tx| {
        let chain = setting::array(tx, Setting::Chain)?.ok_or(StoreError::Unreadable("this phone's chain"))?;
        let answered = setting::number(tx, Setting::Answered)?;
        Ok(!chain::links_after(tx, ChainId::from_bytes(chain), answered, 1)?.is_empty())
    })
}

fn read_batch(session: &Session<'_>) -> Result<Option<PushBatch>, CoreError> {
    let device = session.device_id()?;
    session.store.read(|tx| {
        let missing = || StoreError::Unreadable("this phone's chain");
        let chain = ChainId::from_bytes(setting::array(tx, Setting::Chain)?.ok_or_else(missing)?);
        let answered = setting::number(tx, Setting::Answered)?;
        let epoch = setting::number(tx, Setting::Epoch)?;
        let batch = batch_after(tx, device, chain, answered, &session.key)?;
        Ok(batch.map(|batch| batch.in_epoch(epoch).knowing_custody()))
    })
}

/// The links after `answered`, as many as fit one batch.
pub(super) fn batch_after(
    tx: &Tx<'_>,
    device: DeviceId,
    chain: ChainId,
    answered: u64,
    key: &SigningKey,
) -> Result<Option<PushBatch>, CoreError> {
    let missing = || StoreError::Unreadable("this phone's chain");
    let links = chain::links_after(tx, chain, answered, MAX_BATCH_ENTRIES)?;
    if links.is_empty() {
        return Ok(None);
    }
    let head_before = chain::head_at(tx, device, chain, answered)?.ok_or_else(missing)?;
    let mut size = 0;
    let mut items = Vec::with_capacity(links.len());
    for link in links {
        let item = match link.bytes {
            Some(bytes) => PushItem::Whole(bytes),
            None => PushItem::Withheld(link.entry),
        };
        if let PushItem::Whole(bytes) = &item {
            size += bytes.len();
        }
        if size > BATCH_BYTES && !items.is_empty() {
            break;
        }
        items.push(item);
    }
    Ok(Some(PushBatch::sign(device, chain, answered + 1, head_before, items, key)))
}

fn acknowledge(
    session: &Session<'_>,
    ids: &[EntryId],
    receipt: &Receipt,
    body: &ReceiptBody,
    report: &mut SyncReport,
) -> Result<(), CoreError> {
    let now = session.device.now_ms();
    let (actor, new_chain) = fresh(session, now)?;
    let changed = session.store.write(Durability::Full, |tx| {
        let mut door = Door::open(tx, now)?;
        let mut aftermath = Aftermath::Nothing;
        for (id, verdict) in ids.iter().zip(body.verdicts()) {
            let since = match verdict {
                Verdict::Stored { seq } => body.first_received(seq),
                _ => None,
            };
            aftermath = aftermath.max(door.answer(*id, verdict, since)?);
            match verdict {
                Verdict::Stored { .. } => report.sent += 1,
                Verdict::Refused { code: RefusalCode::InCustody } => report.in_custody += 1,
                Verdict::Refused { .. } => report.refused += 1,
                Verdict::Withheld => {}
            }
        }
        #[cfg(feature = "sim")]
        if crate::sim::has_bug(crate::sim::SeededBug::AckTooMuch) {
            door.answer_everything_unsent()?;
        }
        chain::keep_receipt(tx, receipt, body)?;
        let answered = body.first + ids.len() as u64 - 1;
        #[cfg(feature = "sim")]
        let answered = match crate::sim::has_bug(crate::sim::SeededBug::AckTooMuch) {
            true => chain::tip(tx, body.device, body.chain)?.dseq,
            false => answered,
        };
        if is_current(tx, body.chain)? {
            setting::set_number(tx, Setting::Answered, answered)?;
        }
        match aftermath {
            Aftermath::Nothing => {}
            Aftermath::FreshActor => door.take_actor(actor)?,
            Aftermath::Reissue => door.reissue(actor, new_chain)?,
        }
        door.close()
    })?;
    if changed.erased {
        session.store.shred()?;
    }
    report.note(changed);
    Ok(())
}

/// The relay has less of this chain than it once said: it is sent again from there.
fn step_back(session: &Session<'_>, batch: &PushBatch, next: u64) -> Result<(), CoreError> {
    if next == 0 || next >= batch.first {
        return Err(WireError::Malformed { what: "push reply" }.into());
    }
    tracing::warn!(next, "the relay asks for links again");
    session.store.write::<_, CoreError>(Durability::Full, |tx| {
        if is_current(tx, batch.chain)? {
            setting::set_number(tx, Setting::Answered, next - 1)?;
        }
        Ok(())
    })
}

/// The relay holds other entries of this chain: this phone was restored from a backup or copied.
fn start_over(session: &Session<'_>, chain: ChainId) -> Result<Changed, CoreError> {
    let now = session.device.now_ms();
    let (actor, new_chain) = fresh(session, now)?;
    session.store.write(Durability::Full, |tx| {
        if !is_current(tx, chain)? {
            return Ok(Changed::default());
        }
        let mut door = Door::open(tx, now)?;
        door.reissue(actor, new_chain)?;
        door.close()
    })
}

fn fresh(session: &Session<'_>, now: i64) -> Result<(etong_merge::Actor, ChainId), CoreError> {
    Ok((random_array(session.device)?, ChainId::new(now, random_array(session.device)?)))
}

/// Another pass may have started another chain while an answer was under way; the answer says nothing about that one.
fn is_current(tx: &Tx<'_>, chain: ChainId) -> Result<bool, StoreError> {
    Ok(setting::array(tx, Setting::Chain)? == Some(*chain.as_bytes()))
}
