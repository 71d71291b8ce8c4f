//! How long things are kept on this phone.

use std::sync::Arc;

use etong_core::view::{HeldPage, RetentionPlan};
use etong_core::{AppError, TidyReport};

use super::Phone;
use crate::guard::guarded;
use crate::listener::{TidyListener, tell_tidied};
use crate::runtime::run;

#[uniffi::export]
impl Phone {
    /// What `tidy_up` would do now and why, what is kept back and why; a page of records from `offset`.
    ///
    /// # Errors
    /// `StorageLocked`, `StorageBroken`.
    pub fn retention_plan(&self, offset: u32) -> Result<RetentionPlan, AppError> {
        guarded(|| self.app.retention_plan(offset))
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
