//! `GET /metrics`: counters for Prometheus, in the OpenMetrics text format.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::error::RelayError;
use crate::state::RelayState;

const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

pub(super) async fn metrics(State(state): State<RelayState>) -> Response {
    let page = state.work(|state| state.metrics().page(state.look_for_news()?).map_err(|_| RelayError::Bug)).await;
    match page {
        Ok(page) => ([(header::CONTENT_TYPE, OPEN_METRICS)], page).into_response(),
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}
