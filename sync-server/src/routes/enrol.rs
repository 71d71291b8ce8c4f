//! `POST /v1/enrol`: a one-time code and a fresh key make a phone known. Wrong codes are counted.

use std::net::IpAddr;

use axum::extract::{Request, State};
use axum::response::Response;
use etong_protocol::enrol::{EnrolReply, EnrolRequest};
use etong_protocol::limits::PROTOCOL_VERSION;
use etong_protocol::{Question, RefusalCode, WireError, wire};

use super::answer::{answer, seal};
use super::ask;
use crate::directory::{redeem, standing_of};
use crate::error::RelayError;
use crate::sim::SeededBug;
use crate::state::RelayState;

pub(super) async fn enrol(State(state): State<RelayState>, request: Request) -> Response {
    let from = ask::address(request.extensions());
    answer(&state, "enrol", admit(&state, from, request)).await
}

async fn admit(state: &RelayState, from: Option<IpAddr>, request: Request) -> Result<Vec<u8>, RelayError> {
    let now = state.store().now_ms();
    state.attempts().admit(from, state.options(), now)?;
    let bound = request.uri().query().is_some_and(Question::is_asked);
    let body = ask::body(request, ask::SMALL_BODY).await?;
    check_version(&body)?;
    let request: EnrolRequest = wire::decode(&body, "enrolment")?;
    request.verify()?;
    let (device, question) = (request.device, request.question());
    if state.sim().has(SeededBug::LogSays) {
        tracing::info!(code = %request.code, "somebody tries a code");
    }
    let key = state.store().key().clone();
    let asked = state.clone();
    let tried = state.writer()?.write(move |connection| {
        // The writer takes one after the other: of guesses that come at once no more are tried than of guesses that come in turn.
        if !asked.sim().has(SeededBug::GuessesCountedEarly) {
            asked.attempts().admit(from, asked.options(), now)?;
        }
        let outcome = redeem(connection, &request, &key, now);
        if let Err(RelayError::Refused(refusal)) = &outcome
            && refusal.code == RefusalCode::BadCode
            && !asked.sim().has(SeededBug::GuessesFree)
        {
            asked.attempts().failed(from, now);
        }
        outcome
    });
    let person = tried.await?;
    tracing::info!(%device, "enrolled");
    let standing =
        state.work(move |state| state.store().read(|connection| standing_of(connection, person, now))).await?;
    let (relay_key, epoch) = (state.store().public_key(), state.store().epoch());
    let said = EnrolReply { relay_key, epoch, standing, sent_at: now, bound: Some(true) };
    seal(&said, bound.then_some(question), state.store().key(), |said| Ok(wire::encode(said)))
}

/// A newer request may have a shape this program cannot read, so its version is looked at first.
fn check_version(body: &[u8]) -> Result<(), WireError> {
    let mut decoder = minicbor::Decoder::new(body);
    let version = decoder.array().and_then(|_| decoder.u16());
    match version {
        Ok(version) if version > PROTOCOL_VERSION => Err(WireError::UnknownVersion(version)),
        Ok(_) => Ok(()),
        Err(_) => Err(WireError::Malformed { what: "enrolment" }),
    }
}
