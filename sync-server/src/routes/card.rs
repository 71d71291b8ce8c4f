//! `POST /v1/card`: a signed staff card for a post of the asking phone's owner.

use axum::extract::{Request, State};
use axum::response::Response;
use etong_protocol::{CardRequest, wire};

use super::answer::answer;
use super::ask;
use crate::directory::issue_card;
use crate::error::RelayError;
use crate::state::RelayState;

pub(super) async fn card(State(state): State<RelayState>, request: Request) -> Response {
    answer(&state, "card", issue(&state, request)).await
}

async fn issue(state: &RelayState, request: Request) -> Result<Vec<u8>, RelayError> {
    let shown = ask::credentials(&request);
    ask::known(state, shown.token).await?;
    let (shown, body) = ask::credentials_and_body(state, request, ask::SMALL_BODY).await?;
    let (key, now) = (state.store().key().clone(), state.store().now_ms());
    let asked = state.clone();
    let write = state.writer()?.write(move |connection| {
        let bearer = ask::bearer(&asked, connection, &shown, now)?;
        let request: CardRequest = wire::decode(&body, "card request")?;
        issue_card(connection, &bearer, &request, &key, now)
    });
    Ok(wire::encode(&write.await?))
}
