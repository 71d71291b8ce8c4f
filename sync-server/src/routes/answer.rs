//! From an outcome to a response: bytes of the protocol, or a refusal under its status. Few headers: a pull that brings
//! nothing must fit 600 bytes on the socket.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use etong_protocol::{Answer, Question, Refusal, RefusalCode, SigningKey, WireError, answer as bound, wire};

use super::ask;
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

/// `said` as it travels: bound to its question where the phone asked for that, `unbound` as older phones read it otherwise.
pub(super) fn seal<T: Answer>(
    said: &T,
    to: Option<Question>,
    key: &SigningKey,
    unbound: impl FnOnce(&T) -> Result<Vec<u8>, WireError>,
) -> Result<Vec<u8>, RelayError> {
    Ok(match to {
        Some(question) => bound::seal(said, &question, key)?,
        None => unbound(said)?,
    })
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

/// axum adds which methods there are.
pub(super) async fn no_such_method() -> Response {
    let refusal = Refusal::new(RefusalCode::Malformed, "this route has no such method");
    bytes(StatusCode::METHOD_NOT_ALLOWED, wire::encode(&refusal))
}

/// Before anything is read of a request: does its address ask too often, and is its body of a kind we read?
pub(super) async fn at_the_door(State(state): State<RelayState>, request: Request, next: Next) -> Response {
    if let Some(address) = ask::address(request.extensions())
        && let Err(error) = state.pace().admit_address(address)
    {
        return refuse(&state, "door", &error);
    }
    if !ask::is_readable(request.headers()) {
        let refusal = Refusal::new(RefusalCode::Malformed, "a body is application/etong, without content-encoding");
        return bytes(StatusCode::UNSUPPORTED_MEDIA_TYPE, wire::encode(&refusal));
    }
    next.run(request).await
}

fn refusal(refusal: &Refusal) -> Response {
    let status = StatusCode::from_u16(refusal.code.http_status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = bytes(status, wire::encode(refusal));
    if let Some(seconds) = refusal.retry_after_s {
        response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    response
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
