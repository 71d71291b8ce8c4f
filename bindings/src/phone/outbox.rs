//! 封存待发: what was not sent, sealed so that only the relay opens it, and handing such a file over.

use std::sync::Arc;

use etong_core::{AppError, DeliveredView, LeaveRequest, LeftView};

use super::Phone;
use crate::guard::guarded;
use crate::runtime::run;

#[uniffi::export]
impl Phone {
    /// The backup of this phone: everything it has not sent, sealed for the relay alone. Nothing is changed here.
    ///
    /// # Errors
    /// `SignedOut` before this phone has met a relay that takes such files.
    pub fn seal_outbox(&self) -> Result<Vec<u8>, AppError> {
        guarded(|| self.app.seal_outbox())
    }

    /// Hands a sealed outbox, of this phone or of another one, to the relay: once or often, nothing counts twice.
    ///
    /// # Errors
    /// `Invalid` for bytes that are no such file, `Offline`, `Refused` when it was sealed to another relay.
    pub async fn deliver_outbox(&self, file: Vec<u8>) -> Result<DeliveredView, AppError> {
        let app = Arc::clone(&self.app);
        run(async move { app.deliver_outbox(&file).await }).await
    }

    /// 退出本机: hands what was not sent to the relay, or leaves it sealed here, then erases everything this user has on this phone.
    ///
    /// # Errors
    /// `Offline` unless `sealed`, `Invalid` while something could go nowhere, `Locked`; nothing is erased then.
    pub async fn leave_phone(&self, request: LeaveRequest) -> Result<LeftView, AppError> {
        let app = Arc::clone(&self.app);
        run(async move { app.leave_phone(&request).await }).await
    }
}
