//! How long things are kept on this phone.

use std::sync::Arc;

use etong_core::view::{HeldPage, RetentionPage, RetentionPlan};
use etong_core::{AppError, TidyReport};

use super::Phone;
use crate::guard::guarded;
use crate::listener::{TidyListener, WorkListener, tell_tidied, tell_worked};
use crate::runtime::run;

#[uniffi::export]
impl Phone {
    /// How much `tidy_up` would take now and why, and what is kept back and why. Long work.
    ///
    /// # Errors
    /// `StorageLocked`, `StorageBroken`.
    pub fn retention_plan(&self, listener: Option<Arc<dyn WorkListener>>) -> Result<RetentionPlan, AppError> {
        guarded(|| self.app.retention_plan(&tell_worked(listener)))
    }

    /// The records that `tidy_up` would take now, a page; `after`: where the page before ended.
    ///
    /// # Errors
    /// `Invalid` for an end that is none; `StorageLocked`, `StorageBroken`.
    pub fn retention_rows(&self, after: Option<String>) -> Result<RetentionPage, AppError> {
        guarded(move || self.app.retention_rows(after.as_deref()))
    }

    /// Slims what is over, a few records at a time. For when the phone is charged and idle; call it again after a stop.
    ///
    /// # Errors
    /// `StorageFull`, `StorageLocked`, `StorageBroken`; what was done by then stays done.
    pub fn tidy_up(&self, listener: Option<Arc<dyn TidyListener>>) -> Result<TidyReport, AppError> {
        guarded(|| self.app.tidy_up(&tell_tidied(listener)))
    }

    /// The words of a slimmed case, from the relay again.
    ///
    /// # Errors
    /// `NotFound`; `Offline`; `Refused` when the relay has it no more.
    pub async fn bring_back(&self, id: String) -> Result<(), AppError> {
        let app = Arc::clone(&self.app);
        run(async move { app.bring_back(&id).await }).await
    }

    /// Records on hold, the latest first, a page from `offset`.
    ///
    /// # Errors
    /// `StorageLocked`, `StorageBroken`.
    pub fn held_records(&self, offset: u32) -> Result<HeldPage, AppError> {
        guarded(|| self.app.held_records(offset))
    }
}
