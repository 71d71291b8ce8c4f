//! `GET /v1/pull`: the log from a cursor on, cut to what the device's posts may read.

use axum::extract::{Request, State};
use axum::response::Response;

use super::answer::{answer, seal};
use super::ask;
use crate::error::RelayError;
use crate::outlet::{page, parse};
use crate::state::RelayState;

pub(super) async fn pull(State(state): State<RelayState>, request: Request) -> Response {
    answer(&state, "pull", give(&state, request)).await
}

async fn give(state: &RelayState, request: Request) -> Result<Vec<u8>, RelayError> {
    let shown = ask::credentials(&request);
    let query = request.uri().query().unwrap_or_default().to_owned();
    state
        .work(move |state| {
            let store = state.store();
            let page = store.read(|connection| {
                let bearer = ask::bearer(state, connection, &shown, store.now_ms())?;
                page(store, connection, &bearer, &parse(&query)?)
            })?;
            state.metrics().pulled(page.entries.len());
            seal(&page, shown.question(), store.key(), |page| page.to_frame(store.key()))
        })
        .await
}
