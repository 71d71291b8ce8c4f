//! What can be wrong with bytes (`WireError`) and what a relay answers when it says no (`Refusal`).
//! `WireError` stays inside the end that decoded; `Refusal` travels.

use minicbor::{Decode, Encode};

use crate::wipe::WipeOrder;

/// Bytes that are not what they claim to be. Carries no content of the message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    #[error("not a valid {what}")]
    Malformed { what: &'static str },
    #[error("{what} of {actual} bytes or items is over the limit of {limit}")]
    TooLarge { what: &'static str, actual: usize, limit: usize },
    #[error("protocol version {0} is newer than this program understands")]
    UnknownVersion(u16),
    #[error("the signature of the {what} does not match")]
    BadSignature { what: &'static str },
    #[error("the hash chain of the batch does not add up")]
    BrokenChain,
}

/// Why a relay said no: to a whole request, or to one entry of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(index_only)]
pub enum RefusalCode {
    /// The bytes could not be read as the message they should be.
    #[n(0)]
    Malformed,
    /// The message or its version is newer than the relay.
    #[n(1)]
    Upgrade,
    /// An enrolment code that is wrong, used or expired.
    #[n(2)]
    BadCode,
    /// A token that is missing, wrong or expired: ask for a new one.
    #[n(3)]
    Unauthenticated,
    /// The device, acting post, scope or kind does not allow it.
    #[n(4)]
    Forbidden,
    /// Over one of `limits`.
    #[n(5)]
    TooLarge,
    /// A signature does not match its key.
    #[n(6)]
    BadSignature,
    /// The chain of the batch does not add up.
    #[n(7)]
    BrokenChain,
    /// The record was erased; the change is not wanted any more.
    #[n(8)]
    Gone,
    /// A document change builds on changes the relay does not have.
    #[n(9)]
    BadDependency,
    /// The automerge actor (or its sequence number) belongs to other content.
    #[n(10)]
    ActorReuse,
    /// The intake gate would not let this change near a document; kept aside.
    #[n(11)]
    Quarantined,
    /// The relay failed; nothing was taken. Try again later.
    #[n(12)]
    Unavailable,
    /// Too many attempts; try again later.
    #[n(13)]
    SlowDown,
    /// Taken into custody: durable at the relay, in no log until a desk has looked at it.
    #[n(14)]
    InCustody,
    /// The device was revoked and is to erase what it holds; the order is in the refusal.
    #[n(15)]
    WipeOrdered,
    /// Two people are needed, and this is the same one again, or nobody asked before.
    #[n(18)]
    NeedsSecond,
}

impl RefusalCode {
    /// The HTTP status this code travels under when it refuses a whole request.
    #[must_use]
    pub fn http_status(self) -> u16 {
        match self {
            Self::Malformed | Self::BrokenChain | Self::BadDependency | Self::Quarantined => 400,
            Self::Unauthenticated | Self::BadCode | Self::BadSignature => 401,
            Self::Forbidden | Self::NeedsSecond | Self::WipeOrdered => 403,
            Self::ActorReuse | Self::InCustody => 409,
            Self::Gone => 410,
            Self::TooLarge => 413,
            Self::Upgrade => 426,
            Self::SlowDown => 429,
            Self::Unavailable => 503,
        }
    }
}

/// A no with its reason: the code for programs, the detail for a log. No personal data in either.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, thiserror::Error)]
#[error("{code:?}: {detail}")]
pub struct Refusal {
    #[n(0)]
    pub code: RefusalCode,
    #[n(1)]
    pub detail: String,
    /// Relay clock, milliseconds since 1970; said with `Unauthenticated`, so that a phone whose clock is wrong can sign in.
    #[n(2)]
    pub relay_ms: Option<i64>,
    /// Seconds after which another try is welcome; said with `SlowDown`.
    #[n(3)]
    pub retry_after_s: Option<u32>,
    /// Said with `WipeOrdered`.
    #[n(4)]
    pub wipe: Option<Box<WipeOrder>>,
}

impl Refusal {
    #[must_use]
    pub fn new(code: RefusalCode, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into(), relay_ms: None, retry_after_s: None, wipe: None }
    }
}

impl From<WireError> for Refusal {
    fn from(error: WireError) -> Self {
        let code = match error {
            WireError::Malformed { .. } => RefusalCode::Malformed,
            WireError::TooLarge { .. } => RefusalCode::TooLarge,
            WireError::UnknownVersion(_) => RefusalCode::Upgrade,
            WireError::BadSignature { .. } => RefusalCode::BadSignature,
            WireError::BrokenChain => RefusalCode::BrokenChain,
        };
        Self::new(code, error.to_string())
    }
}
