//! From an outcome to a response: bytes of the protocol, or a refusal under its status. Few headers: a pull that brings
//! nothing must fit 600 bytes on the socket.

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use etong_protocol::{Refusal, RefusalCode, wire};

use crate::error::RelayError;
use crate::state::RelayState;

const CONTENT_TYPE: HeaderValue = HeaderValue::from_static("application/etong");

/// Waits for `outcome`, counts and times it, and answers.
pub(super) async fn answer(
    state: &RelayState,
    verb: &'static str,
    outcome: impl Future<Output = Result<Vec<u8>, RelayError>>,
) -> Response {
    let started = state.store().clock().ticks_us();
    let outcome = outcome.await;
    let outcome = outcome.and_then(|body| state.sim().crash_point("relay.before_answer").map(|()| body));
    let response = match outcome {
        Ok(body) => bytes(StatusCode::OK, body),
        Err(error) => refuse(state, verb, &error),
    };
    state.metrics().took(verb, state.store().clock().ticks_us().saturating_sub(started));
    mark_death(state, response)
}

pub(super) fn refuse(state: &RelayState, verb: &'static str, error: &RelayError) -> Response {
    let mut refusal = state.metrics().request_failed(verb, error);
    if refusal.code == RefusalCode::Unauthenticated {
        refusal.relay_ms = Some(state.store().now_ms());
    }
    self::refusal(&refusal)
}

pub(super) async fn no_such_route() -> Response {
    let refusal = Refusal::new(RefusalCode::Malformed, "there is no such route");
    bytes(StatusCode::NOT_FOUND, wire::encode(&refusal))
}

fn refusal(refusal: &Refusal) -> Response {
    let status = StatusCode::from_u16(refusal.code.http_status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    bytes(status, wire::encode(refusal))
}

fn bytes(status: StatusCode, body: Vec<u8>) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, CONTENT_TYPE);
    response
}

/// A dead process answers nothing; the simulator's network drops what carries this mark.
#[cfg(feature = "sim")]
fn mark_death(state: &RelayState, mut response: Response) -> Response {
    if state.sim().died_at().is_some() {
        response.extensions_mut().insert(crate::sim::Died);
    }
    response
}

#[cfg(not(feature = "sim"))]
fn mark_death(_: &RelayState, response: Response) -> Response {
    response
}
