//! `GET /v1/custody`: what waits for the desks a device speaks for. `GET /v1/custody/mine`: what was decided on what its owner
//! left there. Decisions themselves come in by push.

use axum::extract::{Request, State};
use axum::response::Response;
use etong_protocol::CustodyPage;

use super::answer::{answer, seal};
use super::ask;
use crate::directory::{Bearer, Credentials};
use crate::error::RelayError;
use crate::outlet::{decisions, waiting};
use crate::sim::SeededBug;
use crate::state::RelayState;
use crate::store::Connection;

pub(super) async fn custody(State(state): State<RelayState>, request: Request) -> Response {
    let query = request.uri().query().unwrap_or_default();
    let after = query.split('&').find_map(|part| part.strip_prefix("after=")).and_then(|after| after.parse().ok());
    let after = after.unwrap_or(0);
    let shown = ask::credentials(&request);
    let for_all = state.sim().has(SeededBug::CustodyForAll);
    let give = give(&state, shown, move |connection, bearer, now| {
        waiting(connection, Some(bearer).filter(|_| !for_all), after, now)
    });
    answer(&state, "custody", give).await
}

pub(super) async fn mine(State(state): State<RelayState>, request: Request) -> Response {
    let shown = ask::credentials(&request);
    answer(&state, "custody", give(&state, shown, decisions)).await
}

fn give(
    state: &RelayState,
    shown: Credentials,
    page: impl FnOnce(&Connection, &Bearer, i64) -> Result<CustodyPage, RelayError> + Send + 'static,
) -> impl Future<Output = Result<Vec<u8>, RelayError>> {
    state.work(move |state| {
        let store = state.store();
        let now = store.now_ms();
        let page = store.read(|connection| {
            let bearer = ask::bearer(state, connection, &shown, now)?;
            page(connection, &bearer, now)
        })?;
        seal(&page, shown.question(), store.key(), |page| page.to_frame(store.key()))
    })
}
