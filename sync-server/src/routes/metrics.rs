//! `GET /metrics`: counters for Prometheus, in the OpenMetrics text format. For this machine, and for those the relay was told of: they
//! say how much a whole town writes, minute by minute.

use std::net::IpAddr;

use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::answer::no_such_route;
use super::ask;
use crate::error::RelayError;
use crate::state::RelayState;

const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

pub(super) async fn metrics(State(state): State<RelayState>, request: Request) -> Response {
    if ask::address(request.extensions()).is_some_and(|address| !may_read(&state, address)) {
        return no_such_route().await;
    }
    let page = state.work(|state| state.metrics().page(state.look_for_news()?).map_err(|_| RelayError::Bug)).await;
    match page {
        Ok(page) => ([(header::CONTENT_TYPE, OPEN_METRICS)], page).into_response(),
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

fn may_read(state: &RelayState, address: IpAddr) -> bool {
    let address = address.to_canonical();
    address.is_loopback() || state.options().metrics_from.iter().any(|network| network.contains(&address))
}
