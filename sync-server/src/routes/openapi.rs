//! `GET /v1/openapi.json`: what this relay can be asked, as OpenAPI. The document is a file; `cargo xtask tidy` compares it
//! with the routes, `cargo xtask test` (suite `api`) asks everything in it.

use axum::http::header;
use axum::response::{IntoResponse, Response};

const DOCUMENT: &str = include_str!("../../../docs/openapi.json");

pub(super) async fn openapi() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], DOCUMENT).into_response()
}
