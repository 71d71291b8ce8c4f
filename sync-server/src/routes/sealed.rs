//! `POST /v1/sealed`: a sealed outbox, or word that a wipe is done. Anybody may carry it: a revoked phone has no token, and a broken
//! one is carried by another. Nothing is kept that the device named on it did not sign.

use std::net::IpAddr;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::response::Response;
use etong_protocol::limits::MAX_BODY_BYTES;
use etong_protocol::{Delivery, DeliveryBody, SealedOutbox, WipeDone, wire};

use super::answer::answer;
use super::{ask, push};
use crate::directory::confirm_wipe;
use crate::error::RelayError;
use crate::intake::{Grace, Opened, Way, open_sealed, take_sealed};
use crate::pace::slow_down;
use crate::state::RelayState;

/// How long who finds every place taken is asked to wait.
const WAIT: Duration = Duration::from_secs(5);

pub(super) async fn sealed(State(state): State<RelayState>, request: Request) -> Response {
    let from = ask::address(request.extensions());
    answer(&state, "sealed", take_in(&state, from, request)).await
}

async fn take_in(state: &RelayState, from: Option<IpAddr>, request: Request) -> Result<Vec<u8>, RelayError> {
    // Nobody says who they are before the body is read, so few bodies are read at once, and not all of them of one address.
    let place = state.deliveries().take(from);
    let _place = place.ok_or_else(|| slow_down("others deliver at the moment", WAIT))?;
    let body = ask::body(request, MAX_BODY_BYTES).await?;
    match wire::decode::<Delivery>(&body, "delivery")? {
        Delivery::Outbox(outbox) => outbox_in(state, outbox).await,
        Delivery::Wiped(done) => wiped(state, done).await,
    }
}

async fn outbox_in(state: &RelayState, outbox: SealedOutbox) -> Result<Vec<u8>, RelayError> {
    let now = state.store().now_ms();
    let grace = Grace::of(state.options(), now, Way::Sealed);
    let (outbox, opened) = state
        .work(move |state| {
            let admit = |device| state.pace().admit_device(device);
            let (key, sim) = (state.store().key(), state.sim());
            let opened = state.store().read(|connection| open_sealed(connection, &outbox, key, grace, sim, admit))?;
            Ok((outbox, opened))
        })
        .await?;
    let prepared = match opened {
        Opened::Known(receipt) => return Ok(receipt),
        Opened::New(prepared) => prepared,
    };
    let (sim, key) = (state.sim().clone(), state.store().key().clone());
    let device = outbox.device;
    let (taken, receipt) =
        state.writer()?.write(move |connection| take_sealed(connection, &outbox, &prepared, now, &key, &sim)).await?;
    push::after(state, &taken).await?;
    tracing::info!(%device, entries = taken.verdicts.len(), "took a sealed outbox");
    Ok(receipt)
}

async fn wiped(state: &RelayState, done: WipeDone) -> Result<Vec<u8>, RelayError> {
    let (key, now, device) = (state.store().key().clone(), state.store().now_ms(), done.device);
    let relay = key.public();
    state.writer()?.write(move |connection| confirm_wipe(connection, &done, &relay, now)).await?;
    let body = DeliveryBody { id: [0; 32], device, received_at: now, stored: 0, in_custody: 0, refused: 0 };
    Ok(wire::encode(&body.sign(&key)))
}
