//! `GET /v1/history`, `GET /v1/signatures` and `GET /v1/evidence`: what the relay can prove. `GET /v1/bring-back`: a slimmed case once more.

use axum::extract::{Request, State};
use axum::response::Response;
use etong_protocol::again::AgainPage;
use etong_protocol::history::HistoryReply;
use etong_protocol::signatures::Signatures;

use super::answer::{answer, seal};
use super::ask;
use crate::directory::{Bearer, Credentials};
use crate::error::RelayError;
use crate::outlet::{
    Told, again, evidence, history, note_look, parse_again, parse_evidence, parse_history, parse_signatures, signatures,
};
use crate::sim::SeededBug;
use crate::state::RelayState;
use crate::store::{Connection, Store};

pub(super) async fn give_history(State(state): State<RelayState>, request: Request) -> Response {
    let given = give(&state, request, |store, connection, (bearer, shown), query| {
        let odd = bearer.id.as_bytes().last().is_some_and(|byte| byte % 2 == 1);
        let told = Told {
            shortened: store.sim().has(SeededBug::Shortened),
            forked: store.sim().has(SeededBug::Forked) && odd,
            of_another_epoch: store.sim().has(SeededBug::OtherEpochTold),
        };
        let said = history(store, connection, &parse_history(query)?, told)?;
        seal(&said, shown.question(), store.key(), HistoryReply::to_frame)
    });
    answer(&state, "history", given).await
}

pub(super) async fn give_signatures(State(state): State<RelayState>, request: Request) -> Response {
    let given = give(&state, request, |store, connection, (bearer, shown), query| {
        let said = signatures(store, connection, bearer, &parse_signatures(query)?)?;
        seal(&said, shown.question(), store.key(), Signatures::to_frame)
    });
    answer(&state, "signatures", given).await
}

pub(super) async fn bring_back(State(state): State<RelayState>, request: Request) -> Response {
    let given = give(&state, request, |store, connection, (bearer, shown), query| {
        let said = again(store, connection, bearer, parse_again(query)?)?;
        seal(&said, shown.question(), store.key(), AgainPage::to_frame)
    });
    answer(&state, "bring_back", given).await
}

/// Whoever shows a record to others takes all of it away: written down before it leaves.
pub(super) async fn give_evidence(State(state): State<RelayState>, request: Request) -> Response {
    let shown = ask::credentials(&request);
    let query = request.uri().query().unwrap_or_default().to_owned();
    let given = state.work(move |state| {
        let store = state.store();
        let (bearer, said) = store.read(|connection| {
            let bearer = ask::bearer(state, connection, &shown, store.now_ms())?;
            let said = evidence(store, connection, &bearer, parse_evidence(&query)?)?;
            Ok((bearer, said))
        })?;
        let frame = said.to_frame()?;
        note_look(store, &bearer, said.record, said.entries.len())?;
        Ok(frame)
    });
    answer(&state, "evidence", given).await
}

async fn give(
    state: &RelayState,
    request: Request,
    prove: impl Fn(&Store, &Connection, (&Bearer, &Credentials), &str) -> Result<Vec<u8>, RelayError> + Send + 'static,
) -> Result<Vec<u8>, RelayError> {
    let shown = ask::credentials(&request);
    let query = request.uri().query().unwrap_or_default().to_owned();
    state
        .work(move |state| {
            let store = state.store();
            store.read(|connection| {
                let bearer = ask::bearer(state, connection, &shown, store.now_ms())?;
                prove(store, connection, (&bearer, &shown), &query)
            })
        })
        .await
}
