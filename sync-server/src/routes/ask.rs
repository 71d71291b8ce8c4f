//! What every route reads of a request: its body up to a limit, its bearer token, the address it came from.

use std::net::{IpAddr, SocketAddr};

use axum::body::{Bytes, to_bytes};
use axum::extract::{ConnectInfo, Request};
use axum::http::header::AUTHORIZATION;
use axum::http::{Extensions, HeaderMap};
use etong_protocol::{RefusalCode, WireError};
use http_body_util::LengthLimitError;

use crate::error::{RelayError, refuse};

/// Enrolment and token requests are a few hundred bytes.
pub(super) const SMALL_BODY: usize = 8 * 1024;

/// # Errors
/// `TooLarge` as soon as the body passes `limit`, `Malformed` when it breaks off.
pub(super) async fn body(request: Request, limit: usize) -> Result<Bytes, RelayError> {
    to_bytes(request.into_body(), limit).await.map_err(|error| {
        if error.into_inner().is::<LengthLimitError>() {
            WireError::TooLarge { what: "body", actual: limit + 1, limit }.into()
        } else {
            refuse(RefusalCode::Malformed, "the body broke off")
        }
    })
}

pub(super) fn bearer_token(headers: &HeaderMap) -> Option<String> {
    headers.get(AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ").map(str::to_owned)
}

/// Known only when the server was told to pass it on.
pub(super) fn address(extensions: &Extensions) -> Option<IpAddr> {
    extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip())
}
