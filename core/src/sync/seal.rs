//! 封存待发: what was not sent, sealed for the relay, and its delivery. Sealing changes nothing here; delivering the same twice is
//! delivering it once.

use etong_protocol::{
    ChainId, Delivery, DeliveryBody, DeliveryReceipt, DeviceId, PublicKey, Relay, RelayRequest, SealedFile,
    SealedOutbox, SealingKey, SigningKey, WipeDone, WipeOrder, WireError, enrol::TokenRequest, limits, wire,
};

use super::push::batch_after;
use super::session::{body, refusal};
use crate::device::{Device, random_array};
use crate::error::{CoreError, StoreError, SyncError};
use crate::store::Tx;
use crate::store::setting::{self, Setting};

/// Every link the relay has not answered for, in chain order.
pub(crate) fn seal(
    tx: &Tx<'_>,
    device: &dyn Device,
    key: &SigningKey,
    relay: &PublicKey,
    to: &SealingKey,
) -> Result<SealedFile, CoreError> {
    let id = DeviceId::from_bytes(setting::array(tx, Setting::Device)?.ok_or(SyncError::NotEnrolled)?);
    let chain = setting::array(tx, Setting::Chain)?.ok_or(StoreError::Unreadable("this phone's chain"))?;
    let mut answered = setting::number(tx, Setting::Answered)?;
    let mut outboxes = Vec::new();
    while let Some(batch) = batch_after(tx, id, ChainId::from_bytes(chain), answered, key)? {
        answered += batch.items.len() as u64;
        outboxes.push(SealedOutbox::seal(&batch, relay, to, random_array(device)?)?);
    }
    Ok(SealedFile { version: limits::PROTOCOL_VERSION, device: id, outboxes })
}

/// Hands one outbox over. What comes back is signed by `relay`.
pub(crate) async fn deliver(
    way: &dyn Relay,
    outbox: &SealedOutbox,
    relay: &PublicKey,
) -> Result<DeliveryBody, CoreError> {
    let said = send(way, &Delivery::Outbox(outbox.clone()), relay).await?;
    if said.id != outbox.id() || said.device != outbox.device {
        return Err(WireError::Malformed { what: "receipt of a delivery" }.into());
    }
    Ok(said)
}

/// Tells the relay that its order is carried out.
pub(crate) async fn confirm(way: &dyn Relay, done: &WipeDone, relay: &PublicKey) -> Result<(), CoreError> {
    let said = send(way, &Delivery::Wiped(done.clone()), relay).await?;
    if said.device == done.device { Ok(()) } else { Err(WireError::Malformed { what: "receipt of a wipe" }.into()) }
}

/// A token request of long ago: no relay gives a token for it, and it tells a lost phone what it is to do.
pub(crate) fn question(id: DeviceId, device: &dyn Device, key: &SigningKey) -> Result<Vec<u8>, CoreError> {
    Ok(wire::encode(&TokenRequest::sign_late(id, 0, None, random_array(device)?, key)))
}

/// The order `relay` has for the phone `id`, asked for with its `question`.
pub(crate) async fn ask_order(
    way: &dyn Relay,
    question: Vec<u8>,
    relay: &PublicKey,
    id: DeviceId,
) -> Result<Option<WipeOrder>, CoreError> {
    let request = RelayRequest::post("/v1/token", question);
    let answer = way.call(request).await.map_err(|error| SyncError::Offline(error.0))?;
    if (200..300).contains(&answer.status) {
        return Ok(None);
    }
    let Some(order) = refusal(&answer).wipe else { return Ok(None) };
    #[cfg(feature = "sim")]
    if crate::sim::has_bug(crate::sim::SeededBug::AnyOrder) {
        return Ok(Some(*order));
    }
    order.open(relay, id)?;
    Ok(Some(*order))
}

async fn send(way: &dyn Relay, delivery: &Delivery, relay: &PublicKey) -> Result<DeliveryBody, CoreError> {
    let request = RelayRequest::post("/v1/sealed", wire::encode(delivery));
    let answer = way.call(request).await.map_err(|error| SyncError::Offline(error.0))?;
    let receipt: DeliveryReceipt = wire::decode(&body(answer)?, "receipt of a delivery")?;
    Ok(receipt.open(relay)?)
}
