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
use axum::http::Method;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodRouter, get, post};

use crate::state::RelayState;

/// Every route: nothing is served that does not stand here.
fn table() -> [(Method, &'static str, MethodRouter<RelayState>); 17] {
    [
        (Method::POST, "/v1/enrol", post(enrol::enrol)),
        (Method::POST, "/v1/register", post(register::register)),
        (Method::POST, "/v1/token", post(token::token)),
        (Method::POST, "/v1/card", post(card::card)),
        (Method::POST, "/v1/push", post(push::push)),
        (Method::POST, "/v1/sealed", post(sealed::sealed)),
        (Method::GET, "/v1/pull", get(pull::pull)),
        (Method::GET, "/v1/custody", get(custody::custody)),
        (Method::GET, "/v1/custody/mine", get(custody::mine)),
        (Method::GET, "/v1/history", get(proof::give_history)),
        (Method::GET, "/v1/signatures", get(proof::give_signatures)),
        (Method::GET, "/v1/evidence", get(proof::give_evidence)),
        (Method::GET, "/v1/bring-back", get(proof::bring_back)),
        (Method::GET, "/v1/live", get(live::live)),
        (Method::GET, "/v1/openapi.json", get(openapi::openapi)),
        (Method::GET, "/healthz", get(health::health)),
        (Method::GET, "/metrics", get(metrics::metrics)),
    ]
}

/// Method and path of every route, for whoever checks that none was forgotten.
#[must_use]
pub fn surface() -> Vec<(Method, &'static str)> {
    table().into_iter().map(|(method, path, _)| (method, path)).collect()
}

/// The relay's whole HTTP surface. It starts no timers; time-outs belong to whoever serves it.
pub fn router(state: RelayState) -> Router {
    let served = table().into_iter().fold(Router::new(), |routes, (_, path, answered)| routes.route(path, answered));
    served
        .fallback(answer::no_such_route)
        .method_not_allowed_fallback(answer::no_such_method)
        .layer(from_fn_with_state(state.clone(), answer::at_the_door))
        .with_state(state)
}
