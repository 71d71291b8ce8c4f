//! What a shell may hear about. A listener that fails changes nothing: what it was told of has already happened.

use std::sync::Arc;

use etong_core::{Changed, SyncProgress, TidyProgress, WorkProgress};

/// Hears which records changed, and asks for its views of them again.
#[uniffi::export(foreign)]
pub trait ChangeListener: Send + Sync {
    /// Called on the thread that made the change; hop to the screen's own thread and return at once.
    ///
    /// # Errors
    /// Any; it is logged and goes no further.
    fn changed(&self, changed: Changed) -> Result<(), ListenerError>;
}

/// Hears how far a running sync has come.
#[uniffi::export(foreign)]
pub trait ProgressListener: Send + Sync {
    /// Called after every step of the sync, from a thread of the core. May call `cancel`.
    ///
    /// # Errors
    /// Any; it is logged and goes no further.
    fn progressed(&self, progress: SyncProgress) -> Result<(), ListenerError>;
}

/// Hears how far tidying up has come.
#[uniffi::export(foreign)]
pub trait TidyListener: Send + Sync {
    /// Called after every few records, on the thread that tidies up.
    ///
    /// # Errors
    /// Any; it is logged and goes no further.
    fn tidied(&self, progress: TidyProgress) -> Result<(), ListenerError>;
}

/// Hears how far long work has come: opening after an update, the plan of retention, counting an assessment again.
#[uniffi::export(foreign)]
pub trait WorkListener: Send + Sync {
    /// Called after every few steps, on the thread that works.
    ///
    /// # Errors
    /// Any; it is logged and goes no further.
    fn worked(&self, progress: WorkProgress) -> Result<(), ListenerError>;
}

/// A listener threw.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum ListenerError {
    #[error("the listener failed: {detail}")]
    Failed { detail: String },
}

impl From<uniffi::UnexpectedUniFFICallbackError> for ListenerError {
    fn from(error: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Failed { detail: error.reason }
    }
}

pub(crate) fn tell_changed(listener: &dyn ChangeListener, changed: Changed) {
    note(listener.changed(changed));
}

pub(crate) fn tell_progress(listener: Option<Arc<dyn ProgressListener>>) -> impl Fn(SyncProgress) + Send + Sync {
    move |progress| note(listener.as_ref().map_or(Ok(()), |listener| listener.progressed(progress)))
}

pub(crate) fn tell_tidied(listener: Option<Arc<dyn TidyListener>>) -> impl Fn(TidyProgress) + Send + Sync {
    move |progress| note(listener.as_ref().map_or(Ok(()), |listener| listener.tidied(progress)))
}

pub(crate) fn tell_worked(listener: Option<Arc<dyn WorkListener>>) -> impl Fn(WorkProgress) + Send + Sync {
    move |progress| note(listener.as_ref().map_or(Ok(()), |listener| listener.worked(progress)))
}

/// The shell's own words may hold a stack trace: they are for who debugs the shell.
fn note(told: Result<(), ListenerError>) {
    let _ = told.inspect_err(|error| tracing::debug!(%error, "a listener of the shell failed"));
}
