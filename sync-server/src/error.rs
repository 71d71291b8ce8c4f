//! What can go wrong inside the relay (`RelayError`), and the one place that turns it into what a phone hears
//! (`Refusal`). A caller's fault is a `Refused` with its reason; everything else is the relay's own trouble, is
//! logged in full and leaves as "unavailable, nothing was taken". No personal data in either.

use std::path::PathBuf;
use std::sync::Arc;

use etong_protocol::{Refusal, RefusalCode, WireError};
use rusqlite::ErrorCode;

/// Trouble inside the relay.
#[derive(Debug, Clone, thiserror::Error)]
pub enum RelayError {
    /// The caller may not, or sent something that cannot be taken.
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error("the relay's disk is full; free some space, nothing was changed")]
    DiskFull,
    #[error(
        "the relay's database is damaged or no database of this program; put it aside and restore a backup, nothing was changed"
    )]
    Damaged,
    #[error("the relay's database is held by another process for too long; try again")]
    Busy,
    #[error("the relay's database was written by a newer or different program: {0}")]
    OtherSchema(String),
    #[error("the relay's database failed: {0}")]
    Database(Arc<rusqlite::Error>),
    #[error("{path} cannot be used: {source}")]
    Folder { path: PathBuf, source: Arc<std::io::Error> },
    #[error("{0} should hold a 32-byte signing seed and does not; restore it from a backup")]
    BadKeyFile(PathBuf),
    #[error("{0} is missing beside a database that phones trust by it; restore it from a backup")]
    MissingKeyFile(PathBuf),
    #[error("others may read {}; take their rights away with chmod 600, and if they had time to copy it, make a new one", .0.display())]
    Exposed(PathBuf),
    #[error(
        "{0} is missing: the entries in the database beside it lie under its keys; put it back from the newest backup (keys.db)"
    )]
    MissingKeys(PathBuf),
    #[error("{0} does not have all keys that the database beside it was sealed under; put the newest keys.db there")]
    KeysTooOld(PathBuf),
    #[error("{0} belongs to another relay: its signing key does not open it")]
    ForeignKeys(PathBuf),
    #[error("the record under key {0} was erased; its key is destroyed")]
    KeyDestroyed(i64),
    #[error("the machine gives no randomness")]
    NoRandomness,
    #[error("a stored {what} cannot be read back")]
    BadRow { what: &'static str },
    #[error("a request ended unexpectedly; this is a bug, see the log above")]
    Bug,
    #[error("the verifier of registrations cannot be used: {0}")]
    Verifier(String),
    #[error("the relay is shutting down")]
    Closing,
    /// Simulator builds only: the plan said that the relay dies here.
    #[error("the relay died at {0}")]
    Died(&'static str),
}

impl RelayError {
    /// What the phone is told.
    #[must_use]
    pub fn to_refusal(&self) -> Refusal {
        let detail = match self {
            Self::Refused(refusal) => return refusal.clone(),
            Self::DiskFull => "the relay's disk is full; nothing was taken",
            Self::Closing => "the relay is shutting down; nothing was taken",
            _ => "the relay failed; nothing was taken",
        };
        Refusal::new(RefusalCode::Unavailable, detail)
    }
}

impl From<WireError> for RelayError {
    fn from(error: WireError) -> Self {
        Self::Refused(error.into())
    }
}

impl From<rusqlite::Error> for RelayError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::DiskFull,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            _ => Self::Database(Arc::new(error)),
        }
    }
}

impl From<refinery::Error> for RelayError {
    fn from(error: refinery::Error) -> Self {
        let refinery::error::Kind::Connection(_, source) = error.kind() else {
            return Self::OtherSchema(error.to_string());
        };
        match source.downcast_ref::<rusqlite::Error>().and_then(rusqlite::Error::sqlite_error_code) {
            Some(ErrorCode::DiskFull) => Self::DiskFull,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            _ => Self::OtherSchema(error.to_string()),
        }
    }
}

/// A refusal as an error, in one word.
pub(crate) fn refuse(code: RefusalCode, detail: impl Into<String>) -> RelayError {
    RelayError::Refused(Refusal::new(code, detail))
}
