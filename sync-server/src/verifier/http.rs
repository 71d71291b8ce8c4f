//! A verifier over HTTP: posts the applicant as JSON with a bearer secret, and reads `{"answer": "accepted"}`, `"declined"`
//! (with a `"reason"`) or `"later"`.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use serde::Deserialize;

use super::{Answer, NoAnswer, Verifier};
use crate::directory::Applicant;
use crate::error::RelayError;

const CONNECT: Duration = Duration::from_secs(5);
const ANSWER: Duration = Duration::from_secs(15);
const LARGEST: usize = 16 * 1024;

/// The authority's service.
pub struct HttpVerifier {
    url: reqwest::Url,
    secret: zeroize::Zeroizing<String>,
    client: reqwest::Client,
}

impl std::fmt::Debug for HttpVerifier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HttpVerifier").finish_non_exhaustive()
    }
}

#[derive(Deserialize)]
struct Said {
    answer: String,
    #[serde(default)]
    reason: String,
}

impl HttpVerifier {
    /// `url`: `https`, or `http` to this machine: it carries names.
    ///
    /// # Errors
    /// `Verifier` says what is wrong with the URL or the secret.
    pub fn new(url: &str, secret: &str) -> Result<Self, RelayError> {
        Self::with_timeout(url, secret, ANSWER)
    }

    /// As `new`, waiting at most `timeout` for an answer.
    ///
    /// # Errors
    /// As `new`.
    pub fn with_timeout(url: &str, secret: &str, timeout: Duration) -> Result<Self, RelayError> {
        let wrong = |what: String| RelayError::Verifier(what);
        let url = reqwest::Url::parse(url).map_err(|_| wrong("the address is no URL".into()))?;
        let local = matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"));
        if url.scheme() != "https" && !(local && url.scheme() == "http") {
            return Err(wrong("http is allowed to this machine only; use https".into()));
        }
        let secret = zeroize::Zeroizing::new(secret.trim().to_owned());
        if secret.is_empty() || !secret.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(wrong("the secret must be one word of visible ASCII".into()));
        }
        let builder = reqwest::Client::builder();
        // What is not encrypted stays on this machine: a proxy that the system names would read names and secret.
        let builder = if url.scheme() == "http" { builder.no_proxy() } else { builder };
        let client = builder
            .tls_backend_preconfigured(tls()?)
            .connect_timeout(CONNECT)
            .timeout(timeout)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|error| wrong(error.to_string()))?;
        Ok(Self { url, secret, client })
    }
}

fn tls() -> Result<rustls::ClientConfig, RelayError> {
    let roots = rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let config = rustls::ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| RelayError::Verifier(error.to_string()))?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}

#[async_trait]
impl Verifier for HttpVerifier {
    async fn look_at(&self, applicant: &Applicant) -> Result<Answer, NoAnswer> {
        // Without the address: it may carry a query.
        let failed = |error: reqwest::Error| NoAnswer(error.without_url().to_string());
        let body = serde_json::to_vec(applicant).map_err(|error| NoAnswer(error.to_string()))?;
        let request = self.client.post(self.url.clone()).bearer_auth(self.secret.as_str());
        let request = request.header("content-type", "application/json").body(body);
        let mut response = request.send().await.map_err(failed)?;
        if !response.status().is_success() {
            return Err(NoAnswer(format!("HTTP status {}", response.status().as_u16())));
        }
        let mut answer = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(failed)? {
            answer.extend_from_slice(&chunk);
            if answer.len() > LARGEST {
                return Err(NoAnswer("the answer is too long".into()));
            }
        }
        let said: Said = serde_json::from_slice(&answer).map_err(|_| NoAnswer("the answer cannot be read".into()))?;
        match said.answer.as_str() {
            "accepted" => Ok(Answer::Accepted),
            "declined" => Ok(Answer::Declined(said.reason)),
            "later" => Ok(Answer::Later),
            _ => Err(NoAnswer("the answer is none of accepted, declined, later".into())),
        }
    }
}
