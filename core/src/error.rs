//! Two worlds: rich errors inside (`CoreError`, `StoreError`, `SyncError`), one flat `AppError` for shells.
//! Use `StoreError` for anything SQLite said, `SyncError` for anything between phone and relay, `CoreError` above
//! both; `From<CoreError> for AppError` is the only place that converts, and it logs once. No error carries
//! personal data.

mod instead;

use std::path::PathBuf;

use etong_merge::MergeError;
use etong_protocol::{Refusal, WireError};

pub use instead::{Instead, StepOfOthers};

use crate::capture::{Bar, CaptureError};
use crate::device::DeviceError;
use crate::domain::rule_id::RuleId;

/// What SQLite, SQLCipher or the disk said.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the key of this phone does not open {}", .0.display())]
    WrongKey(PathBuf),
    #[error("the database {} is damaged", .0.display())]
    Damaged(PathBuf),
    #[error("the disk is full")]
    Full,
    #[error("the store is suspended")]
    Suspended,
    #[error("this phone has not heard its relay for longer than it may")]
    LeaseEnded,
    #[error("this phone has erased what it held")]
    Erased { order: bool, delivered: bool },
    #[error("the store is locked with a PIN")]
    Sealed,
    #[error("the store is still at work")]
    Busy,
    #[error("the database was made by a newer version of the app: {0}")]
    Migration(String),
    #[error("database: {0}")]
    Sqlite(rusqlite::Error),
    #[error("stored bytes of {0} cannot be read")]
    Unreadable(&'static str),
    #[error("file: {0}")]
    File(#[from] std::io::Error),
    #[cfg(feature = "sim")]
    #[error("the simulator killed the phone")]
    Killed,
}

impl StoreError {
    /// Is it about the bytes at hand? Anything else is about the disk or the store, and passes: what was read is read again.
    pub(crate) fn is_about_data(&self) -> bool {
        use rusqlite::ErrorCode::{ConstraintViolation, TooBig, TypeMismatch};
        match self {
            Self::Unreadable(_) => true,
            // Without a code it never reached SQLite: a value that no column takes.
            Self::Sqlite(error) => {
                error.sqlite_error_code().is_none_or(|code| matches!(code, ConstraintViolation | TooBig | TypeMismatch))
            }
            _ => false,
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DiskFull) => Self::Full,
            _ => Self::Sqlite(error),
        }
    }
}

/// What went wrong between phone and relay.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    #[error("the relay cannot be reached: {0}")]
    Offline(String),
    #[error("this phone is not enrolled")]
    NotEnrolled,
    #[error("the relay refused: {0}")]
    Refused(#[from] Refusal),
    #[error("the relay sent something that cannot be trusted: {0}")]
    Untrusted(#[from] WireError),
    #[error("sync was cancelled")]
    Cancelled,
    #[error("sync ran out of its time")]
    OutOfTime,
}

/// Everything that can go wrong inside.
#[derive(Debug, thiserror::Error)]
pub enum CoreError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Device(#[from] DeviceError),
    #[error(transparent)]
    Capture(#[from] CaptureError),
    #[error(transparent)]
    Sync(#[from] SyncError),
    #[error(transparent)]
    Merge(#[from] MergeError),
    #[error("there is no {noun} {id} on this phone")]
    NotFound { noun: &'static str, id: String },
    #[error("the words of case {id} are not on this phone any more")]
    Slimmed { id: String },
    #[error("{field}: {reason}")]
    Invalid { field: String, reason: String },
    #[error("the PIN is wrong; {left} tries are left")]
    WrongPin { left: u32, wait_s: u32 },
    #[error("the PIN was wrong too often; wait {wait_s} s")]
    TooSoon { wait_s: u32 },
}

impl CoreError {
    /// A rule forbids it to this post.
    pub(crate) fn not_allowed(rule: String, who_may: Vec<String>) -> Self {
        Self::Capture(CaptureError::NotAllowed { rule, who_may })
    }

    /// A rule that is about no kind of post.
    pub(crate) fn barred(id: RuleId, rule: &str) -> Self {
        Self::Capture(CaptureError::barred(id, rule))
    }
}

impl From<rusqlite::Error> for CoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}

impl From<WireError> for CoreError {
    fn from(error: WireError) -> Self {
        Self::Sync(SyncError::Untrusted(error))
    }
}

/// What a shell is told: kinds a person can act on. The shell chooses the words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Error))]
pub enum AppError {
    /// No network, or the relay does not answer. What was captured is safe on the phone.
    #[error("the relay cannot be reached ({detail}); what you captured is safe on this phone")]
    Offline { detail: String },
    /// The phone is not enrolled, or the relay no longer accepts it.
    #[error("this phone is not enrolled at a relay ({detail}); ask your unit for an enrolment code")]
    SignedOut { detail: String },
    /// A rule forbids it to this post. `instead`: the same as data, and what is left to do.
    #[error("not allowed: {rule}{}{}", may(.who_may), .instead.in_words())]
    NotAllowed { rule: String, who_may: String, instead: Box<Instead> },
    /// Something typed cannot be taken.
    #[error("{field}: {reason}")]
    Invalid { field: String, reason: String },
    #[error("there is no {noun} {id} on this phone")]
    NotFound { noun: String, id: String },
    /// Its time on this phone is over and its words are gone here; the relay has them, and `bring_back` fetches them.
    #[error(
        "the words of case {id} are not on this phone any more, their time is over; bring it back from the relay first"
    )]
    Slimmed { id: String },
    /// The relay said no to the whole request.
    #[error("the relay refused ({code}): {detail}")]
    Refused { code: String, detail: String },
    #[error("stopped before it was finished; nothing is lost, run it again")]
    Stopped,
    #[error("the disk is full; free some space and try again, nothing was changed")]
    StorageFull,
    /// The key store has not been unlocked since the phone started, or the core is suspended.
    #[error("the store is locked; unlock the phone and try again")]
    StorageLocked,
    /// This phone was reported lost, or was offline for longer than its posts allow. Nothing is shown any more; what was not sent is
    /// sealed for the relay. `delivered`: the relay has it.
    #[error("this phone shows nothing any more: {detail}")]
    Erased { detail: String, delivered: bool },
    /// The store has a PIN and is locked.
    #[error("this phone is locked with a PIN; type it to go on, nothing is lost")]
    Locked,
    /// Nothing is lost: when no try is left the recovery code opens.
    #[error(
        "the PIN is wrong; {left} tries are left, the next in {wait_s} s; with none left the recovery code sets another, or the unit reports this phone lost; nothing is lost"
    )]
    WrongPin { left: u32, wait_s: u32 },
    #[error("too many wrong PINs; try again in {wait_s} s, or use the recovery code")]
    TooSoon { wait_s: u32 },
    /// The database cannot be read. It is left as it is: unsent work may be in it.
    #[error("the store cannot be read ({detail}); the file was left untouched, do not delete it, call support")]
    StorageBroken { detail: String },
    /// A mistake of ours.
    #[error("a mistake in the app: {detail}")]
    Bug { detail: String },
}

impl From<CoreError> for AppError {
    fn from(error: CoreError) -> Self {
        tracing::debug!(%error, "an operation failed");
        let detail = error.to_string();
        match error {
            CoreError::Store(StoreError::Full) => Self::StorageFull,
            CoreError::Store(StoreError::Suspended) | CoreError::Device(DeviceError::Locked) => Self::StorageLocked,
            CoreError::Store(StoreError::LeaseEnded) => Self::Erased { detail: ended(false), delivered: false },
            CoreError::Store(StoreError::Erased { order, delivered }) => {
                Self::Erased { detail: erased(order, delivered), delivered }
            }
            CoreError::Store(StoreError::Sealed) => Self::Locked,
            CoreError::WrongPin { left, wait_s } => Self::WrongPin { left, wait_s },
            CoreError::TooSoon { wait_s } => Self::TooSoon { wait_s },
            CoreError::Store(StoreError::Busy) => Self::Stopped,
            CoreError::Store(StoreError::Sqlite(ref sqlite)) if !says_damaged(sqlite) => Self::Bug { detail },
            CoreError::Store(StoreError::Unreadable(_)) => Self::Bug { detail },
            CoreError::Device(DeviceError::Failed { .. }) => Self::Bug { detail },
            CoreError::Store(_) | CoreError::Device(_) => Self::StorageBroken { detail },
            CoreError::Capture(refusal) => refusal.into(),
            CoreError::Sync(SyncError::Offline(detail)) => Self::Offline { detail },
            CoreError::Sync(SyncError::NotEnrolled) => Self::SignedOut { detail },
            CoreError::Sync(SyncError::Refused(refusal)) => refused(refusal),
            CoreError::Sync(SyncError::Untrusted(_)) => Self::Refused { code: "Untrusted".into(), detail },
            CoreError::Sync(SyncError::Cancelled | SyncError::OutOfTime) => Self::Stopped,
            CoreError::Merge(MergeError::TooLarge { what: "document", .. }) => Self::Invalid {
                field: "record".into(),
                reason: "this record's history is full (TooLarge); write what you know as the note of a visit".into(),
            },
            CoreError::Merge(_) => Self::Bug { detail },
            CoreError::NotFound { noun, id } => Self::NotFound { noun: noun.into(), id },
            CoreError::Slimmed { id } => Self::Slimmed { id },
            CoreError::Invalid { field, reason } => Self::Invalid { field, reason },
        }
    }
}

impl From<CaptureError> for AppError {
    fn from(refusal: CaptureError) -> Self {
        match refusal {
            CaptureError::NotAllowed { rule, who_may } => {
                let bar = Bar { who_may, ..Bar::new(RuleId::Post, rule) };
                Self::from(bar.refusal())
            }
            CaptureError::Barred(bar) => {
                let who_may = bar.who_may.join(", ");
                Self::NotAllowed { rule: bar.rule.clone(), who_may, instead: Box::new((*bar).into()) }
            }
            CaptureError::Invalid { field, reason } => Self::Invalid { field, reason },
            CaptureError::TooLarge { field, actual, limit } => {
                Self::Invalid { field, reason: format!("is {actual} long; at most {limit} fit") }
            }
        }
    }
}

fn ended(delivered: bool) -> String {
    let then = if delivered {
        "its work is at the relay; open the app again and sync, and it reads everything anew"
    } else {
        "what was not sent is sealed for the relay and not lost; connect to the network and sync"
    };
    format!("it was offline for longer than its posts allow; {then}")
}

fn erased(order: bool, delivered: bool) -> String {
    match (order, delivered) {
        (false, delivered) => ended(delivered),
        (true, true) => "it was reported lost and is empty now; open the app again and ask your unit for a code".into(),
        (true, false) => {
            "it was reported lost; what was not sent is sealed for the relay, connect to the network".into()
        }
    }
}

fn may(who_may: &str) -> String {
    if who_may.is_empty() { String::new() } else { format!("; this may be done by: {who_may}") }
}

fn refused(refusal: Refusal) -> AppError {
    use etong_protocol::RefusalCode;
    match refusal.code {
        RefusalCode::Unauthenticated => AppError::SignedOut { detail: refusal.detail },
        RefusalCode::Unavailable | RefusalCode::SlowDown => AppError::Offline { detail: refusal.detail },
        code => AppError::Refused { code: format!("{code:?}"), detail: refusal.detail },
    }
}

fn says_damaged(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(
            rusqlite::ErrorCode::DatabaseCorrupt
                | rusqlite::ErrorCode::NotADatabase
                | rusqlite::ErrorCode::SystemIoFailure
        )
    )
}
