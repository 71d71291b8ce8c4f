//! What can go wrong. `MergeError` is for whoever holds a document; `GateError` is for whoever takes changes in
//! from outside, and knows its refusal code; `Reason` says which rule a change broke. None carries content.

use etong_protocol::RefusalCode;

/// A document could not be read, edited or merged into.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MergeError {
    #[error("the stored document cannot be read: fetch it again from the relay")]
    BadBlob,
    #[error("a field name has {bytes} bytes; it must have 1 to 64")]
    BadKey { bytes: usize },
    #[error("a value of an unknown type cannot be written")]
    BadValue,
    #[error("the {what} of {actual} bytes or items is over the limit of {limit}: split the record")]
    TooLarge { what: &'static str, actual: u64, limit: u64 },
    #[error("the change builds on change {} that is not here: apply that first", hex(hash))]
    MissingDependency { hash: [u8; 32] },
    #[error("actor {} already wrote another change number {seq}: take a new actor", hex(actor))]
    ActorReuse { actor: Vec<u8>, seq: u64 },
    #[error("the change was refused: {0}")]
    Refused(Reason),
    #[error("merging broke while {doing}: keep the change aside")]
    Panicked { doing: &'static str },
}

/// The rule a change broke.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Reason {
    #[error("its bytes are no change")]
    Unreadable,
    #[error("its checksum does not match its bytes")]
    Checksum,
    #[error("it is written in another way than this program writes it")]
    NotCanonical,
    #[error("it carries something beside its operations (message, author or extra bytes)")]
    Extra,
    #[error("its actor is not 16 bytes")]
    Actor,
    #[error("it holds no operation")]
    NoOperation,
    #[error("it does something else than setting or removing a field of the record")]
    NotFlat,
    #[error("a field name in it is empty or longer than 64 bytes")]
    Key,
    #[error("it writes one field twice")]
    RepeatedKey,
    #[error("its sequence number does not follow its actor's last one")]
    Sequence,
    #[error("its operation counter does not follow what it builds on")]
    Counter,
    #[error("it overwrites something it does not build on")]
    Predecessor,
    #[error("applying it broke the merge")]
    BreaksMerge,
    #[error("the document could not be saved and read again with it")]
    BreaksDocument,
}

/// Why the intake gate would not let a change near a document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GateError {
    #[error("the change builds on change {} that is not known here: send that first", hex(hash))]
    BadDependency { hash: [u8; 32] },
    #[error("actor {} already wrote another change number {seq}: write again under a new actor", hex(actor))]
    ActorReuse { actor: Vec<u8>, seq: u64 },
    #[error("the change is kept aside: {0}")]
    Quarantined(Reason),
    #[error("the {what} of {actual} bytes or items is over the limit of {limit}")]
    TooLarge { what: &'static str, actual: u64, limit: u64 },
    #[error("the document held here cannot be read; the change was not looked at")]
    BadDocument,
}

impl GateError {
    /// The code a relay answers with.
    #[must_use]
    pub fn code(&self) -> RefusalCode {
        match self {
            Self::BadDependency { .. } => RefusalCode::BadDependency,
            Self::ActorReuse { .. } => RefusalCode::ActorReuse,
            Self::Quarantined(_) => RefusalCode::Quarantined,
            Self::TooLarge { .. } => RefusalCode::TooLarge,
            Self::BadDocument => RefusalCode::Unavailable,
        }
    }
}

impl From<GateError> for MergeError {
    fn from(error: GateError) -> Self {
        match error {
            GateError::BadDependency { hash } => Self::MissingDependency { hash },
            GateError::ActorReuse { actor, seq } => Self::ActorReuse { actor, seq },
            GateError::Quarantined(reason) => Self::Refused(reason),
            GateError::TooLarge { what, actual, limit } => Self::TooLarge { what, actual, limit },
            GateError::BadDocument => Self::BadBlob,
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
