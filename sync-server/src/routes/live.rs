//! `GET /v1/live`: server-sent events whose only word is "head is now N", at once and whenever it moves. A phone that
//! reads slowly misses numbers in between, never the last one. Ends when its device is revoked or has opened newer ones; goes
//! silent when its owner holds no post any more.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures::StreamExt;
use tokio_stream::wrappers::WatchStream;

use super::answer::refuse;
use super::ask;
use crate::live::Listener;
use crate::sim::SeededBug;
use crate::state::RelayState;

pub(super) async fn live(State(state): State<RelayState>, request: Request) -> Response {
    let shown = ask::credentials(&request);
    let admitted = state
        .work(move |state| {
            let store = state.store();
            let bearer = store.read(|connection| ask::bearer(state, connection, &shown, store.now_ms()))?;
            store.look_for_news()?;
            Ok(bearer)
        })
        .await;
    let bearer = match admitted {
        Ok(bearer) => bearer,
        Err(error) => return refuse(&state, "live", &error),
    };
    let endless = state.sim().has(SeededBug::ChannelsWithoutEnd);
    let most = if endless { usize::MAX } else { state.options().live_per_device };
    let (place, crowded_out) = state.live().open(bearer.device, most);
    let counted = (state.metrics().live_connection(), place);
    let mut closing = state.closing();
    let mut shut_out = state.store().watch_shut_out();
    let closed = async move {
        // An error means that the relay is gone, which ends the channel as well.
        tokio::select! {
            _ = closing.wait_for(|closing| *closing) => {}
            _ = shut_out.wait_for(|revoked| revoked.contains(&bearer.device)) => {}
            _ = crowded_out => {}
        }
    };
    let (listener, asked) = (Arc::new(Listener::new(bearer.person)), state.clone());
    let told = WatchStream::new(state.store().watch_head()).filter_map(move |head| {
        let (listener, state) = (Arc::clone(&listener), asked.clone());
        async move {
            match listener.is_told(&state, head).await {
                Ok(told) => told.then_some(head),
                // It cannot be said who holds a post: then nobody is told.
                Err(error) => {
                    tracing::error!(%error, "a live channel misses a number");
                    None
                }
            }
        }
    });
    let heads = told.take_until(Box::pin(closed)).map(move |head| {
        let _ = &counted;
        Ok::<_, Infallible>(Event::default().data(head.to_string()))
    });
    match state.options().keep_alive {
        Some(interval) => Sse::new(heads).keep_alive(KeepAlive::new().interval(interval)).into_response(),
        None => Sse::new(heads).into_response(),
    }
}
