//! What every route reads of a request: its body up to a limit, the token and proof it shows, the address it came from.

use std::net::{IpAddr, SocketAddr};

use axum::body::{Bytes, HttpBody, to_bytes};
use axum::extract::{ConnectInfo, Request};
use axum::http::header::{AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE};
use axum::http::{Extensions, HeaderMap, Method};
use etong_protocol::{BodyHash, PROOF_HEADER, RefusalCode, Verb, WireError};
use http_body_util::LengthLimitError;
use tower_http::timeout::TimeoutError;

use crate::directory::{Bearer, Credentials, authenticate, known_token};
use crate::error::{RelayError, refuse};
use crate::state::RelayState;
use crate::store::Connection;

/// Enrolment and token requests are a few hundred bytes.
pub(super) const SMALL_BODY: usize = 8 * 1024;
/// What anybody may make the relay keep in memory before it knows who asks.
const LARGE_BODY: u64 = 64 * 1024;
const KINDS: &[&str] = &["application/etong", "application/octet-stream"];

/// # Errors
/// `TooLarge` as soon as the body passes `limit`, `Malformed` when it breaks off.
pub(super) async fn body(request: Request, limit: usize) -> Result<Bytes, RelayError> {
    to_bytes(request.into_body(), limit).await.map_err(|error| {
        let error = innermost(error);
        if error.is::<LengthLimitError>() {
            WireError::TooLarge { what: "body", actual: limit + 1, limit }.into()
        } else if error.is::<TimeoutError>() {
            refuse(RefusalCode::Unavailable, "the body stopped coming; send it again")
        } else {
            refuse(RefusalCode::Malformed, "the body broke off")
        }
    })
}

/// Says that a body is something else than it must be? Phones say nothing, which is fine.
pub(super) fn is_readable(headers: &HeaderMap) -> bool {
    let is_ours = |value: &str| {
        let kind = value.split(';').next().unwrap_or_default().trim();
        KINDS.iter().any(|ours| kind.eq_ignore_ascii_case(ours))
    };
    let kinds = headers.get_all(CONTENT_TYPE).iter().all(|value| value.to_str().is_ok_and(is_ours));
    kinds && headers.get_all(CONTENT_ENCODING).iter().all(|value| value.as_bytes().eq_ignore_ascii_case(b"identity"))
}

/// Is the body of `request` large, or does it not say how large it is?
fn is_large(request: &Request) -> bool {
    request.body().size_hint().upper().is_none_or(|bytes| bytes > LARGE_BODY)
}

/// Who asks, of a request without a body.
pub(super) fn credentials(request: &Request) -> Credentials {
    let path = request.uri().path_and_query().map_or_else(String::new, ToString::to_string);
    let verb = if request.method() == Method::POST { Verb::Post } else { Verb::Get };
    let token = header(request.headers(), AUTHORIZATION.as_str())
        .and_then(|bearer| Some(bearer.strip_prefix("Bearer ")?.to_owned()));
    let proof = header(request.headers(), PROOF_HEADER);
    Credentials { token, proof, verb, path, body: BodyHash::of(&[]) }
}

/// Who asks, and the body, read up to `limit`. Of a large one nothing is read before its token is known: no stranger makes the
/// relay hold megabytes. The proof is over the body, so `bearer` looks at it afterwards.
///
/// # Errors
/// As `body`, and as `known_token` for a large body.
pub(super) async fn credentials_and_body(
    state: &RelayState,
    request: Request,
    limit: usize,
) -> Result<(Credentials, Bytes), RelayError> {
    let shown = credentials(&request);
    if is_large(&request) {
        known(state, shown.token.clone()).await?;
    }
    let body = body(request, limit).await?;
    Ok((Credentials { body: BodyHash::of(&body), ..shown }, body))
}

/// # Errors
/// As `known_token`: before anything of a body is read.
pub(super) async fn known(state: &RelayState, token: Option<String>) -> Result<(), RelayError> {
    let known = move |state: &RelayState| {
        let now_ms = state.store().now_ms();
        state.store().read(|connection| known_token(connection, token.as_deref(), state.sim(), now_ms))
    };
    state.work(known).await
}

/// The device that asks, unless it asks too often.
pub(super) fn bearer(
    state: &RelayState,
    connection: &Connection,
    shown: &Credentials,
    now_ms: i64,
) -> Result<Bearer, RelayError> {
    let bearer = authenticate(connection, shown, state.windows(), state.sim(), now_ms)?;
    state.pace().admit_device(bearer.device)?;
    Ok(bearer)
}

fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

/// Known only when the server was told to pass it on.
pub(super) fn address(extensions: &Extensions) -> Option<IpAddr> {
    extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip())
}

/// The limits are layers around the body, and each wraps what the one below said.
fn innermost(error: axum::Error) -> axum::BoxError {
    let mut error = error.into_inner();
    loop {
        match error.downcast::<axum::Error>() {
            Ok(inner) => error = inner.into_inner(),
            Err(other) => return other,
        }
    }
}
