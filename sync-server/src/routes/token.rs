//! `POST /v1/token`: a fresh signature of a known device's key buys a short-lived token.

use axum::extract::{Request, State};
use axum::response::Response;
use etong_protocol::enrol::{TokenReply, TokenRequest};
use etong_protocol::wire;

use super::answer::answer;
use super::ask;
use crate::chance::draw;
use crate::directory::{issue_token, told_wipe};
use crate::error::RelayError;
use crate::state::RelayState;

pub(super) async fn token(State(state): State<RelayState>, request: Request) -> Response {
    answer(&state, "token", issue(&state, request)).await
}

async fn issue(state: &RelayState, request: Request) -> Result<Vec<u8>, RelayError> {
    let body = ask::body(request, ask::SMALL_BODY).await?;
    let request: TokenRequest = wire::decode(&body, "token request")?;
    let secret = draw::<32>(state.store().chance())?;
    let (options, now) = (state.options().clone(), state.store().now_ms());
    let (asked, device) = (state.clone(), request.device);
    let issued = state
        .writer()?
        .write(move |connection| {
            issue_token(
                connection,
                &request,
                &secret,
                &options,
                asked.windows(),
                (asked.store().key(), asked.sim()),
                now,
            )
        })
        .await;
    if let Err(RelayError::Refused(refusal)) = &issued
        && refusal.wipe.is_some()
    {
        state.writer()?.write(move |connection| told_wipe(connection, device, now)).await?;
    }
    Ok(wire::encode(&TokenReply { sealing: Some(state.sealing()), ..issued? }))
}
