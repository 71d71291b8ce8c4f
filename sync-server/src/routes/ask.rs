//! What every route reads of a request: its body up to a limit, the token and proof it shows, the address it came from.

use std::net::{IpAddr, SocketAddr};

use axum::body::{Bytes, to_bytes};
use axum::extract::{ConnectInfo, Request};
use axum::http::header::AUTHORIZATION;
use axum::http::{Extensions, HeaderMap, Method};
use etong_protocol::{BodyHash, PROOF_HEADER, RefusalCode, Verb, WireError};
use http_body_util::LengthLimitError;

use crate::directory::Credentials;
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

/// Who asks, of a request without a body.
pub(super) fn credentials(request: &Request) -> Credentials {
    let path = request.uri().path_and_query().map_or_else(String::new, ToString::to_string);
    let verb = if request.method() == Method::POST { Verb::Post } else { Verb::Get };
    let token = header(request.headers(), AUTHORIZATION.as_str())
        .and_then(|bearer| Some(bearer.strip_prefix("Bearer ")?.to_owned()));
    let proof = header(request.headers(), PROOF_HEADER);
    Credentials { token, proof, verb, path, body: BodyHash::of(&[]) }
}

/// Who asks, and the body, read up to `limit`.
///
/// # Errors
/// As `body`.
pub(super) async fn credentials_and_body(request: Request, limit: usize) -> Result<(Credentials, Bytes), RelayError> {
    let shown = credentials(&request);
    let body = body(request, limit).await?;
    Ok((Credentials { body: BodyHash::of(&body), ..shown }, body))
}

fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

/// Known only when the server was told to pass it on.
pub(super) fn address(extensions: &Extensions) -> Option<IpAddr> {
    extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip())
}
