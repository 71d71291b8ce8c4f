//! What waits in custody at the relay, and a desk's decision on it.

use std::sync::Arc;

use etong_core::view::CustodyRow;
use etong_core::{AppError, Captured};

use super::Phone;
use crate::runtime::run;

#[uniffi::export]
impl Phone {
    /// What lies in custody and may be decided on by a post of this phone's owner, oldest first.
    ///
    /// # Errors
    /// `Offline`, `SignedOut`.
    pub async fn custody(&self) -> Result<Vec<CustodyRow>, AppError> {
        let app = Arc::clone(&self.app);
        run(async move { app.custody().await }).await
    }

    /// Lets an entry into the log as it is (`release`), or refuses it; `reason` is read by its author.
    ///
    /// # Errors
    /// `NotFound` when it does not wait, `NotAllowed` with who may, `Invalid` without a reason, `Offline`.
    pub async fn decide_custody(&self, id: String, release: bool, reason: String) -> Result<Captured, AppError> {
        let app = Arc::clone(&self.app);
        run(async move { app.decide_custody(&id, release, &reason).await }).await
    }
}
