//! What a phone can show and check.

use std::sync::Arc;

use etong_core::capture::RevealRequest;
use etong_core::view::{EvidenceFileView, HistoryView, OpenedView, ReceiptFileView};
use etong_core::{AppError, HistoryReport, SyncLimits};

use super::Phone;
use crate::guard::guarded;
use crate::runtime::run;

#[uniffi::export]
impl Phone {
    /// A file that proves what was written here on a record, checked by anybody without a relay. With a reason: also what it
    /// says, in the audit log first; without one, ids only. The relay is asked who signed for the looks of supervisors; without it
    /// the file is made all the same and counts them in `opened_unsigned`.
    ///
    /// # Errors
    /// `NotFound` when nothing of the record was written on this phone; `NotAllowed` with who may, `Invalid`.
    pub async fn receipt_file(&self, id: String, content: Option<RevealRequest>) -> Result<ReceiptFileView, AppError> {
        let app = Arc::clone(&self.app);
        run(async move { app.receipt_file(&id, content.as_ref()).await }).await
    }

    /// A file that proves to anybody who wrote what on a record, unmasked: for a reason, in the audit log first.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed` with who may, `Invalid`, `Refused`, `Offline`.
    pub async fn evidence_file(&self, id: String, request: RevealRequest) -> Result<EvidenceFileView, AppError> {
        let app = Arc::clone(&self.app);
        run(async move { app.evidence_file(&id, &request).await }).await
    }

    /// Which supervising units have opened a record.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn opened(&self, id: &str) -> Result<Vec<OpenedView>, AppError> {
        guarded(|| self.app.opened(id))
    }

    /// What this phone knows of the relay's history: the newest root for a QR code, and alarms.
    ///
    /// # Errors
    /// `StorageLocked`, `StorageBroken`.
    pub fn history(&self) -> Result<HistoryView, AppError> {
        guarded(|| self.app.history())
    }

    /// Compares the root another phone shows: `same`, `other_epoch`, or `forked`, which also raises an alarm.
    ///
    /// # Errors
    /// `Invalid`, `NotFound`, `Offline`.
    pub async fn compare_root(&self, text: String) -> Result<String, AppError> {
        let app = Arc::clone(&self.app);
        run(async move { app.compare_root(&text).await }).await
    }

    /// Checks every chain, receipt, root and proof again, and asks the relay to show that its history has all of it.
    ///
    /// # Errors
    /// As `sync`.
    pub async fn verify_history(&self, limits: SyncLimits) -> Result<HistoryReport, AppError> {
        let app = Arc::clone(&self.app);
        run(async move { app.verify_history(limits).await }).await
    }

    /// Lends the clock that runs since the phone was started: once after opening.
    ///
    /// # Errors
    /// `StorageLocked`, `StorageBroken`.
    pub fn lend_boot_clock(&self, boot: &str, since_boot_ms: i64) -> Result<(), AppError> {
        guarded(|| self.app.lend_boot_clock(boot, since_boot_ms))
    }

    /// Lends the time of a satellite fix that is not from a mock location: what it says, how far it can be off, and when it came
    /// by the monotonic clock.
    ///
    /// # Errors
    /// `Bug`.
    pub fn lend_gps_time(&self, gps_ms: i64, off_ms: u32, monotonic_ms: i64) -> Result<(), AppError> {
        guarded(|| {
            self.app.lend_gps_time(gps_ms, off_ms, monotonic_ms);
            Ok(())
        })
    }
}
