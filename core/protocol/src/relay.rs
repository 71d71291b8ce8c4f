//! The seam to the relay. The phone's HTTP client fulfils it, and so does the real router called in process;
//! nothing above it knows which.

use async_trait::async_trait;

use crate::answer::{BOUND, Question};
use crate::proof::{Asked, BodyHash, Proof};
use crate::sign::SigningKey;

/// The two verbs of the protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    Get,
    Post,
}

/// One request, as bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelayRequest {
    pub verb: Verb,
    /// Path and query, from `/v1/` on.
    pub path: String,
    pub token: Option<String>,
    /// That whoever sends the token holds its device's key (`Proof::to_text`).
    pub proof: Option<String>,
    pub body: Vec<u8>,
}

impl RelayRequest {
    #[must_use]
    pub fn get(path: impl Into<String>) -> Self {
        Self { verb: Verb::Get, path: path.into(), token: None, proof: None, body: Vec::new() }
    }

    #[must_use]
    pub fn post(path: impl Into<String>, body: Vec<u8>) -> Self {
        Self { verb: Verb::Post, path: path.into(), token: None, proof: None, body }
    }

    /// The same, with its answer bound to it. Before it is signed.
    #[must_use]
    pub fn bound(mut self) -> Self {
        self.path.push(if self.path.contains('?') { '&' } else { '?' });
        self.path.push_str(BOUND);
        self
    }

    /// The path without the query.
    #[must_use]
    pub fn route(&self) -> &str {
        self.path.split('?').next().unwrap_or_default()
    }

    /// What a bound answer is bound to; `None` before it is signed.
    #[must_use]
    pub fn question(&self) -> Option<Question> {
        Question::of_proof(self.proof.as_deref()?)
    }

    /// A token alone, which opens nothing.
    #[must_use]
    pub fn with_token(mut self, token: &str) -> Self {
        self.token = Some(token.to_owned());
        self
    }

    /// The token and the proof that this request comes from its device. `number`: one that the token has not seen yet,
    /// higher than those before.
    #[must_use]
    pub fn signed(mut self, token: &str, number: u64, key: &SigningKey) -> Self {
        let asked = Asked { token, verb: self.verb, path: &self.path, body: BodyHash::of(&self.body) };
        self.proof = Some(Proof::sign(&asked, number, key).to_text());
        self.with_token(token)
    }
}

/// One answer. A status outside 200-299 carries a `Refusal` as its body, if anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelayResponse {
    pub status: u16,
    pub body: Vec<u8>,
}

/// Nothing came back: no network, a cut connection, a time-out. Says nothing about whether the relay heard us.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the relay could not be reached: {0}")]
pub struct Unreachable(pub String);

/// A way to reach a relay.
#[async_trait]
pub trait Relay: Send + Sync {
    /// Sends one request and waits for its whole answer.
    async fn call(&self, request: RelayRequest) -> Result<RelayResponse, Unreachable>;

    /// Opens the live channel by `request` (`GET /v1/live`, server-sent events whose data is the newest `seq`), waits
    /// until the feed's head is beyond `after`, and returns it.
    async fn wait_for_news(&self, request: RelayRequest, after: u64) -> Result<u64, Unreachable>;
}
