//! `POST /v1/register`: somebody without a code asks to become a volunteer, or how that stands. Counted per address and
//! per device.

use std::net::IpAddr;

use axum::extract::{Request, State};
use axum::response::Response;
use etong_protocol::register::{RegisterMessage, RegisterReply};
use etong_protocol::{Question, wire};

use super::answer::{answer, seal};
use super::ask;
use crate::directory::{register as take, registration_of};
use crate::error::RelayError;
use crate::sim::SeededBug;
use crate::state::RelayState;

pub(super) async fn register(State(state): State<RelayState>, request: Request) -> Response {
    let from = ask::address(request.extensions());
    answer(&state, "register", hear(&state, from, request)).await
}

async fn hear(state: &RelayState, from: Option<IpAddr>, request: Request) -> Result<Vec<u8>, RelayError> {
    let now = state.store().now_ms();
    let bound = request.uri().query().is_some_and(Question::is_asked);
    let body = ask::body(request, ask::SMALL_BODY).await?;
    let message: RegisterMessage = wire::decode(&body, "registration")?;
    let question = bound.then(|| message.question());
    let stands = match message {
        RegisterMessage::Ask(query) => {
            state.work(move |state| state.store().read(|connection| registration_of(connection, &query))).await?
        }
        RegisterMessage::Register(request) => {
            let device = request.device;
            let count = || state.registrations().admit(from, device, state.options(), now);
            let early = state.sim().has(SeededBug::RegistrationsCountedEarly);
            if early {
                count()?;
            }
            // Before it is counted: nobody uses up what another phone may try.
            request.verify()?;
            if !early {
                count()?;
            }
            let stands = state.writer()?.write(move |connection| take(connection, &request, now)).await?;
            tracing::info!(%device, "registered");
            stands
        }
    };
    let (relay_key, epoch) = (state.store().public_key(), state.store().epoch());
    let (stands, reason) = (stands.state, stands.reason);
    let said = RegisterReply { state: stands, reason, relay_key, epoch, sent_at: now, bound: Some(true) };
    seal(&said, question, state.store().key(), |said| Ok(wire::encode(said)))
}
