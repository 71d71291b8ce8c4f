//! `GET /healthz`: the database answers, or it does not.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::state::RelayState;

pub(super) async fn health(State(state): State<RelayState>) -> Response {
    match state.work(|state| state.look_for_news()).await {
        Ok(_) => "ok\n".into_response(),
        Err(error) => {
            tracing::error!(%error, "not healthy");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n").into_response()
        }
    }
}
