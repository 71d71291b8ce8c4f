//! The real relay on a socket, in threads of its own, with the city's directory; and the tap through which phones reach it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use etong_core::protocol::PersonId;
use etong_server::directory::{self, CodeFor, Import};
use etong_server::{RelayOptions, RelayState, SystemChance, router};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

use crate::Outcome;
use crate::clock::BenchClock;
use crate::ground::Ground;
use crate::tap::Tap;

const CODE_MINUTES: u32 = 60;

pub(crate) struct House {
    state: RelayState,
    runtime: Option<Runtime>,
    tap: Tap,
    requests: Arc<AtomicU64>,
    /// Through the tap.
    pub(crate) url: String,
    /// Past the tap.
    pub(crate) straight_url: String,
    _folder: TempDir,
}

/// What has passed so far; or between two such.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Traffic {
    pub(crate) up: u64,
    pub(crate) down: u64,
    pub(crate) requests: u64,
}

impl Traffic {
    pub(crate) fn both_ways(self) -> f64 {
        (self.up + self.down) as f64
    }
}

impl House {
    /// Opens a new relay and imports `directory`.
    pub(crate) fn open(ground: &Ground, directory: &Import) -> Outcome<Self> {
        let folder = ground.folder()?;
        let (clock, chance) = (Arc::new(BenchClock), Arc::new(SystemChance));
        let state = RelayState::open(folder.path(), clock, chance, RelayOptions::default())?;
        directory::import(state.store(), directory)?;
        let requests = Arc::new(AtomicU64::new(0));
        let routes = router(state.clone()).layer(from_fn_with_state(requests.clone(), count));
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"))?;
        let relay = listener.local_addr()?;
        runtime.spawn(async move {
            let routes = routes.into_make_service_with_connect_info::<SocketAddr>();
            if let Err(error) = axum::serve(listener, routes).await {
                eprintln!("bench: the relay stopped serving: {error}");
            }
        });
        let (tap, address) = Tap::before(relay)?;
        let (url, straight_url) = (format!("http://{address}"), format!("http://{relay}"));
        Ok(Self { state, runtime: Some(runtime), tap, requests, url, straight_url, _folder: folder })
    }

    /// A one-time code, as an administrator would read it out.
    pub(crate) fn code(&self, person: PersonId) -> Outcome<String> {
        Ok(directory::issue_code(self.state.store(), CodeFor::Person(person), CODE_MINUTES)?.code)
    }

    pub(crate) fn traffic(&self) -> Traffic {
        let requests = self.requests.load(Ordering::SeqCst);
        Traffic { up: self.tap.up(), down: self.tap.down(), requests }
    }

    /// What passes while `work` runs, and what comes of it.
    pub(crate) fn watch<T>(&self, work: impl FnOnce() -> Outcome<T>) -> Outcome<(T, Traffic)> {
        let before = self.traffic();
        let outcome = work()?;
        let after = self.traffic();
        let traffic = Traffic {
            up: after.up - before.up,
            down: after.down - before.down,
            requests: after.requests - before.requests,
        };
        Ok((outcome, traffic))
    }
}

impl Drop for House {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.block_on(self.state.close());
            runtime.shutdown_background();
        }
    }
}

async fn count(State(requests): State<Arc<AtomicU64>>, request: Request, next: Next) -> Response {
    requests.fetch_add(1, Ordering::SeqCst);
    next.run(request).await
}
