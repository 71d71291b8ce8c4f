//! The phone meets the relay. Async calls run on the core's own threads; dropping one stops it at its next await,
//! and nothing it did is lost. `cancel` works from every language, dropping does not (Swift).

use std::sync::Arc;

use etong_core::view::StatusView;
use etong_core::{AppError, RegistrationRequest, RegistrationView, SyncLimits, SyncProgress, SyncReport, VerifyReport};

use super::Phone;
use crate::guard::guarded;
use crate::listener::{ProgressListener, tell_progress};
use crate::runtime::run;

#[uniffi::export]
impl Phone {
    /// Reaches the relay at `url` and remembers where it is.
    ///
    /// # Errors
    /// `Invalid` for a URL that is none, or is not `https` to another machine.
    pub fn connect_url(&self, url: &str) -> Result<(), AppError> {
        guarded(|| self.app.connect_url(url))
    }

    /// As `connect_url`, to a relay with a certificate authority of its own, given as PEM.
    ///
    /// # Errors
    /// `Invalid` also for an authority that is none.
    pub fn connect_url_of(&self, url: &str, authority: &[u8]) -> Result<(), AppError> {
        guarded(|| self.app.connect_url_of(url, authority))
    }

    /// Reaches the relay remembered from before, if there is one.
    ///
    /// # Errors
    /// As `connect_url`.
    pub fn reconnect(&self) -> Result<(), AppError> {
        guarded(|| self.app.reconnect())
    }

    /// Makes this phone known with a one-time `code`. `label`: what the owner calls the phone.
    ///
    /// # Errors
    /// `Offline`, `Refused` (the code is wrong, used or expired).
    pub async fn enrol(&self, code: String, label: String) -> Result<StatusView, AppError> {
        let app = Arc::clone(&self.app);
        run(async move { app.enrol(&code, &label).await }).await
    }

    /// Makes this phone known with the text of an enrolment's QR code, and believes no relay but the one it names. `authority`: as in
    /// `connect_url_of`.
    ///
    /// # Errors
    /// `Invalid` for a text that is no invitation and for a relay with another key than the text says; as `enrol`.
    pub async fn enrol_by_qr(
        &self,
        text: String,
        authority: Option<Vec<u8>>,
        label: String,
    ) -> Result<StatusView, AppError> {
        let app = Arc::clone(&self.app);
        run(async move { app.enrol_by_qr(&text, authority.as_deref(), &label).await }).await
    }

    /// Asks to become a volunteer; until it is accepted the phone can only ask how it stands.
    ///
    /// # Errors
    /// `Invalid` names the field; `Offline`; `Refused`.
    pub async fn register(&self, request: RegistrationRequest) -> Result<RegistrationView, AppError> {
        let app = Arc::clone(&self.app);
        run(async move { app.register(&request).await }).await
    }

    /// How the registration of this phone stands; once accepted, the phone is enrolled.
    ///
    /// # Errors
    /// `Offline`; `Refused` when this phone never registered.
    pub async fn registration(&self) -> Result<RegistrationView, AppError> {
        let app = Arc::clone(&self.app);
        run(async move { app.registration().await }).await
    }

    /// One pass: sends what waits, reads what is new. Safe to call again at any time.
    ///
    /// # Errors
    /// `Offline`, `SignedOut`, `Refused`, `Stopped` (cancelled or out of time), `StorageFull` …; nothing is lost by any.
    pub async fn sync(
        &self,
        limits: SyncLimits,
        progress: Option<Arc<dyn ProgressListener>>,
    ) -> Result<SyncReport, AppError> {
        let app = Arc::clone(&self.app);
        run(async move { app.sync(limits, &tell_progress(progress)).await }).await
    }

    /// Syncs, then proves that phone and relay hold the same, by counting the log itself.
    ///
    /// # Errors
    /// As `sync`.
    pub async fn verify(
        &self,
        limits: SyncLimits,
        progress: Option<Arc<dyn ProgressListener>>,
    ) -> Result<VerifyReport, AppError> {
        let app = Arc::clone(&self.app);
        run(async move { app.verify(limits, &tell_progress(progress)).await }).await
    }

    /// Waits on the live channel until the relay has something this phone has not read.
    ///
    /// # Errors
    /// `Offline`, `SignedOut`.
    pub async fn wait_for_news(&self) -> Result<(), AppError> {
        let app = Arc::clone(&self.app);
        run(async move { app.wait_for_news().await }).await
    }

    /// Stops a running sync at its next step. Nothing it did is lost.
    ///
    /// # Errors
    /// `Bug`.
    pub fn cancel(&self) -> Result<(), AppError> {
        guarded(|| {
            self.app.cancel();
            Ok(())
        })
    }
}

/// 0 to 100; 100 means complete and nothing else does.
///
/// # Errors
/// `Bug`.
#[uniffi::export]
pub fn sync_percent(progress: SyncProgress) -> Result<u8, AppError> {
    guarded(|| Ok(progress.percent()))
}
