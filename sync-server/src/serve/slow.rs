//! What one request may take: a body that stops coming is cut, and so is a request that takes too long as a whole. A live
//! channel has been answered once its headers are out; it is not cut.

use axum::Router;
use axum::http::StatusCode;
use tower_http::timeout::{RequestBodyTimeoutLayer, TimeoutLayer};

use super::arguments::LimitArguments;

pub(super) fn limit(routes: Router, limits: &LimitArguments) -> Router {
    routes
        .layer(RequestBodyTimeoutLayer::new(limits.silence_ms))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, limits.request_ms))
}
