//! HTTP: one file per route. A route reads bytes, calls one step and writes bytes; it decides nothing.

mod answer;
mod ask;
mod card;
mod custody;
mod enrol;
mod health;
mod live;
mod metrics;
mod openapi;
mod proof;
mod pull;
mod push;
mod register;
mod sealed;
mod token;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};

use crate::state::RelayState;

/// The relay's whole HTTP surface. It starts no timers; time-outs belong to whoever serves it.
pub fn router(state: RelayState) -> Router {
    Router::new()
        .route("/v1/enrol", post(enrol::enrol))
        .route("/v1/register", post(register::register))
        .route("/v1/token", post(token::token))
        .route("/v1/card", post(card::card))
        .route("/v1/push", post(push::push))
        .route("/v1/sealed", post(sealed::sealed))
        .route("/v1/pull", get(pull::pull))
        .route("/v1/custody", get(custody::custody))
        .route("/v1/custody/mine", get(custody::mine))
        .route("/v1/history", get(proof::give_history))
        .route("/v1/evidence", get(proof::give_evidence))
        .route("/v1/live", get(live::live))
        .route("/v1/openapi.json", get(openapi::openapi))
        .route("/healthz", get(health::health))
        .route("/metrics", get(metrics::metrics))
        .fallback(answer::no_such_route)
        .method_not_allowed_fallback(answer::no_such_method)
        .layer(from_fn_with_state(state.clone(), answer::at_the_door))
        .with_state(state)
}
