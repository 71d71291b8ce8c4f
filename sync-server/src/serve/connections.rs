//! Takes connections: each gets a place or is closed, has to come to the point in time (TLS, headers, reading what it
//! asked for), and then speaks HTTP/1.1 with the routes. No connection can hold up another.

use std::convert::Infallible;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use etong_server::Places;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use ipnet::IpNet;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio_io_timeout::TimeoutStream;
use tower::ServiceExt;

use super::arguments::LimitArguments;
use super::client::{client, is_trusted};
use super::tls::Tls;

/// A token, a host name, what a browser or proxy adds: far below this.
const HEADER_BYTES: usize = 16 * 1024;
const HEADERS: usize = 64;
/// The system has no handle for another connection just now.
const BREATHE: Duration = Duration::from_millis(100);
/// What is under way when the relay is told to stop may still be answered.
const FAREWELL: Duration = Duration::from_secs(20);

/// Who may come in, and how.
pub(super) struct Entrance {
    http: http1::Builder,
    places: Places,
    tls: Option<Tls>,
    proxies: Arc<[IpNet]>,
    header: Duration,
    request: Duration,
}

impl Entrance {
    pub(super) fn new(limits: &LimitArguments, tls: Option<Tls>, proxies: Vec<IpNet>) -> Self {
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new());
        http.header_read_timeout(limits.header_ms);
        http.max_header_size(HEADER_BYTES);
        http.max_headers(HEADERS);
        let places = Places::new(limits.connections, limits.connections_per_address);
        Self { http, places, tls, proxies: proxies.into(), header: limits.header_ms, request: limits.request_ms }
    }

    /// Serves until `stop`, and then what is still under way for a little while.
    pub(super) async fn serve(self, listener: TcpListener, routes: Router, stop: impl Future<Output = ()>) {
        let entrance = Arc::new(self);
        let graceful = GracefulShutdown::new();
        tokio::pin!(stop);
        loop {
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                () = &mut stop => break,
            };
            match accepted {
                Ok((stream, peer)) => entrance.clone().admit(stream, peer, routes.clone(), graceful.watcher()),
                Err(error) if is_the_others(error.kind()) => {}
                Err(error) => {
                    tracing::error!(%error, "no further connection can be taken just now");
                    tokio::time::sleep(BREATHE).await;
                }
            }
        }
        drop(listener);
        if tokio::time::timeout(FAREWELL, graceful.shutdown()).await.is_err() {
            tracing::warn!("some connections did not end and were cut");
        }
    }

    fn admit(self: Arc<Self>, stream: TcpStream, peer: SocketAddr, routes: Router, watcher: Watcher) {
        let is_proxy = is_trusted(&self.proxies, peer.ip());
        if !self.proxies.is_empty() && !is_proxy {
            tracing::warn!(%peer, "not a trusted proxy; closed");
            return;
        }
        // Whom a proxy speaks for is known with each request only; it counts connections itself.
        let Some(place) = self.places.take((!is_proxy).then(|| peer.ip().to_canonical())) else {
            tracing::debug!(%peer, "no place for another connection; closed");
            return;
        };
        tokio::spawn(async move {
            if let Err(error) = stream.set_nodelay(true) {
                tracing::debug!(%error, "small answers may wait");
            }
            let mut patient = TimeoutStream::new(stream);
            patient.set_write_timeout(Some(self.request));
            let stream = Box::pin(patient);
            match &self.tls {
                None => self.converse(stream, peer, routes, watcher).await,
                Some(tls) => match tokio::time::timeout(self.header, tls.accept(stream)).await {
                    Ok(Ok(stream)) => self.converse(stream, peer, routes, watcher).await,
                    Ok(Err(error)) => tracing::debug!(%error, "no TLS"),
                    Err(_) => tracing::debug!("TLS took too long; closed"),
                },
            }
            drop(place);
        });
    }

    async fn converse<S>(&self, stream: S, peer: SocketAddr, routes: Router, watcher: Watcher)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let proxies = self.proxies.clone();
        let service = hyper::service::service_fn(move |request: Request<Incoming>| {
            let routes = routes.clone();
            let asks = client(request.headers(), peer, &proxies);
            async move {
                let mut request = request.map(Body::new);
                request.extensions_mut().insert(ConnectInfo(asks));
                routes.oneshot(request).await.map_err(|never: Infallible| match never {})
            }
        });
        let connection = self.http.serve_connection(TokioIo::new(stream), service);
        let ended: Result<(), hyper::Error> = watcher.watch(connection).await;
        if let Err(error) = ended {
            tracing::debug!(%error, "a connection ended early");
        }
    }
}

/// Gone before it was taken.
fn is_the_others(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::ConnectionRefused | ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset)
}
