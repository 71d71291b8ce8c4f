//! The relay over HTTP: reqwest on rustls with the Mozilla roots built in, the same on every platform. A relay may have
//! an authority of its own instead; then that one alone is believed. Nothing that answers sends a phone elsewhere, or says more
//! than a phone has room for.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use etong_protocol::limits::MAX_BODY_BYTES;
use etong_protocol::{PROOF_HEADER, Refusal, RefusalCode, Relay, RelayRequest, RelayResponse, Unreachable, Verb, wire};
use eventsource_stream::Eventsource;
use futures::StreamExt;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use crate::error::CoreError;

const CONNECT: Duration = Duration::from_secs(10);
const ANSWER: Duration = Duration::from_secs(60);
/// A live channel that has been silent for so long is dead: the relay says something at least every half minute.
const SILENCE: Duration = Duration::from_secs(90);
/// A live channel says a few numbers a minute; one that has said more is opened anew.
const LIVE_BYTES: usize = 1024 * 1024;

/// A relay at a URL.
#[derive(Debug, Clone)]
pub struct HttpRelay {
    base: String,
    client: reqwest::Client,
}

impl HttpRelay {
    /// `url`: scheme, host and port, `https://` except on this machine.
    ///
    /// # Errors
    /// `Invalid` for a URL that is none, or that would send records in the clear to another machine.
    pub fn new(url: &str) -> Result<Self, CoreError> {
        Self::of(url, None)
    }

    /// `authority`: PEM of the only authority that may vouch for the relay.
    ///
    /// # Errors
    /// As `new`, and `Invalid` for an authority that is none.
    pub fn of(url: &str, authority: Option<&[u8]>) -> Result<Self, CoreError> {
        let invalid = |reason: &str| CoreError::Invalid { field: "server".into(), reason: reason.into() };
        let parsed = reqwest::Url::parse(url).map_err(|_| invalid("not a URL; write it as https://host:port"))?;
        let local = matches!(parsed.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"));
        match parsed.scheme() {
            "https" => {}
            "http" if local || takes_any_scheme() => {}
            "http" => return Err(invalid("http is allowed to this machine only; use https")),
            _ => return Err(invalid("the scheme must be https")),
        }
        let builder = reqwest::Client::builder();
        // What is not encrypted stays on this machine: a proxy that the system names would see all of it.
        let builder = if parsed.scheme() == "http" { builder.no_proxy() } else { builder };
        let client = builder
            .tls_backend_preconfigured(tls(authority)?)
            .connect_timeout(CONNECT)
            .read_timeout(SILENCE)
            .tcp_nodelay(true)
            .redirect(reqwest::redirect::Policy::none())
            .https_only(parsed.scheme() == "https")
            .build()
            .map_err(|error| invalid(&error.to_string()))?;
        Ok(Self { base: url.trim_end_matches('/').to_owned(), client })
    }

    fn request(&self, request: RelayRequest) -> reqwest::RequestBuilder {
        let url = format!("{}{}", self.base, request.path);
        let builder = match request.verb {
            Verb::Get => self.client.get(url),
            Verb::Post => self.client.post(url).body(request.body),
        };
        let builder = match request.token {
            Some(token) => builder.bearer_auth(token),
            None => builder,
        };
        match request.proof {
            Some(proof) => builder.header(PROOF_HEADER, proof),
            None => builder,
        }
    }
}

fn tls(authority: Option<&[u8]>) -> Result<rustls::ClientConfig, CoreError> {
    let roots = match authority {
        Some(pem) => own_roots(pem)?,
        None => rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() },
    };
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| CoreError::Invalid { field: "tls".into(), reason: error.to_string() })?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}

fn own_roots(pem: &[u8]) -> Result<rustls::RootCertStore, CoreError> {
    let invalid = |reason: String| CoreError::Invalid { field: "ca".into(), reason };
    let mut roots = rustls::RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(pem) {
        let certificate = certificate.map_err(|error| invalid(format!("not a certificate as PEM: {error}")))?;
        roots.add(certificate).map_err(|error| invalid(format!("not a certificate: {error}")))?;
    }
    if roots.is_empty() { Err(invalid("holds no certificate as PEM".into())) } else { Ok(roots) }
}

#[async_trait]
impl Relay for HttpRelay {
    async fn call(&self, request: RelayRequest) -> Result<RelayResponse, Unreachable> {
        let answer = self.request(request).timeout(ANSWER).send().await.map_err(unreachable)?;
        let status = answer.status().as_u16();
        let wait = retry_after(answer.headers());
        let body = whole(answer).await?;
        match (status, wait) {
            (429 | 503, Some(_)) => Ok(RelayResponse { status, body: with_wait(status, &body, wait) }),
            _ => Ok(RelayResponse { status, body }),
        }
    }

    async fn wait_for_news(&self, request: RelayRequest, after: u64) -> Result<u64, Unreachable> {
        let answer =
            self.request(request).send().await.and_then(reqwest::Response::error_for_status).map_err(unreachable)?;
        let mut heard = 0;
        let parts = answer.bytes_stream().map(move |part| {
            let part = part.map_err(unreachable)?;
            heard += part.len();
            if heard > LIVE_BYTES { Err(Unreachable("the live channel said too much".into())) } else { Ok(part) }
        });
        let mut events = parts.eventsource();
        while let Some(event) = events.next().await {
            let event = event.map_err(|error| Unreachable(error.to_string()))?;
            match event.data.parse::<u64>() {
                Ok(head) if head > after => return Ok(head),
                _ => {}
            }
        }
        Err(Unreachable("the live channel was closed".into()))
    }
}

/// The body, unless it is larger than any of a relay's.
async fn whole(mut answer: reqwest::Response) -> Result<Vec<u8>, Unreachable> {
    let mut body = Vec::new();
    while let Some(part) = answer.chunk().await.map_err(unreachable)? {
        if body.len() + part.len() > MAX_BODY_BYTES && !is_endless() {
            return Err(Unreachable(format!(
                "the answer is larger than {MAX_BODY_BYTES} bytes; it is not the relay's"
            )));
        }
        body.extend_from_slice(&part);
    }
    Ok(body)
}

/// A mistake that a simulator plants; in every other build a constant.
#[cfg(feature = "sim")]
fn takes_any_scheme() -> bool {
    crate::sim::has_bug(crate::sim::SeededBug::AnyScheme)
}

#[cfg(not(feature = "sim"))]
const fn takes_any_scheme() -> bool {
    false
}

/// As above.
#[cfg(feature = "sim")]
fn is_endless() -> bool {
    crate::sim::has_bug(crate::sim::SeededBug::EndlessAnswer)
}

#[cfg(not(feature = "sim"))]
const fn is_endless() -> bool {
    false
}

/// What a proxy asks for in a header, the relay asks for in its refusal: one place for whoever reads it.
fn with_wait(status: u16, body: &[u8], wait: Option<u32>) -> Vec<u8> {
    let code = if status == 429 { RefusalCode::SlowDown } else { RefusalCode::Unavailable };
    let mut refusal =
        wire::decode(body, "refusal").unwrap_or_else(|_| Refusal::new(code, format!("HTTP status {status}")));
    refusal.retry_after_s = refusal.retry_after_s.or(wait);
    wire::encode(&refusal)
}

/// Seconds; a date, which the header also allows, says too little to a phone whose clock may be wrong.
fn retry_after(headers: &reqwest::header::HeaderMap) -> Option<u32> {
    headers.get(reqwest::header::RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()
}

/// The address stays out of the text: it may carry a query.
fn unreachable(error: reqwest::Error) -> Unreachable {
    let error = error.without_url();
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(&error);
    while let Some(inner) = cause {
        text = format!("{text}: {inner}");
        cause = inner.source();
    }
    Unreachable(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_a_proxy_asks_for_is_read_where_the_relays_is() {
        let read = |body: Vec<u8>| wire::decode::<Refusal>(&body, "refusal").unwrap();
        let page = read(with_wait(503, b"<html>busy</html>", Some(40)));
        assert_eq!((page.code, page.retry_after_s), (RefusalCode::Unavailable, Some(40)));
        let said = Refusal { retry_after_s: Some(7), ..Refusal::new(RefusalCode::SlowDown, "slowly") };
        assert_eq!(read(with_wait(429, &wire::encode(&said), Some(40))), said, "the relay's own word comes first");
    }

    #[test]
    fn a_wait_is_seconds_and_nothing_else() {
        for (value, wait) in [("30", Some(30)), (" 5 ", Some(5)), ("Sat, 28 Nov 2026 20:00:00 GMT", None), ("-1", None)]
        {
            let mut headers = reqwest::header::HeaderMap::new();
            headers.insert(reqwest::header::RETRY_AFTER, value.parse().unwrap());
            assert_eq!(retry_after(&headers), wait, "{value:?}");
        }
    }
}
