//! The phone meets the relay.

use std::sync::Arc;
use std::time::Duration;

use etong_protocol::{Invitation, Relay};

use super::{App, lease};
use crate::device::random_array;
use crate::error::{AppError, CoreError, StoreError, SyncError};
use crate::store::last::Last;
use crate::store::setting::{self, Setting};
use crate::store::{Durability, lock};
use crate::sync::{self, Cancel, HttpRelay, Session, SyncProgress, SyncReport, VerifyReport};
use crate::view::{self, StatusView};

/// How long, and how eager.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SyncLimits {
    /// Stop after this many milliseconds; what was done by then is kept.
    pub deadline_ms: Option<u32>,
    /// A background sync: waits out the pause after failures. A person's tap does not.
    pub background: bool,
}

impl App {
    /// Uses this way to reach the relay. Shells use `connect_url`; the simulator brings its own.
    pub fn connect(&self, relay: Arc<dyn Relay>) {
        *lock(&self.relay) = Some(relay);
    }

    /// Reaches the relay over HTTP and remembers where it is.
    ///
    /// # Errors
    /// `Invalid` for a URL that is none, or is not `https` to another machine.
    pub fn connect_url(&self, url: &str) -> Result<(), AppError> {
        self.connect_to(url, None)
    }

    /// As `connect_url`, to a relay whose certificate is of an authority of its own: `authority` (PEM). From then on no
    /// other authority's certificate is taken for this relay's.
    ///
    /// # Errors
    /// `Invalid` also for an authority that is none.
    pub fn connect_url_of(&self, url: &str, authority: &[u8]) -> Result<(), AppError> {
        self.connect_to(url, Some(authority))
    }

    fn connect_to(&self, url: &str, authority: Option<&[u8]>) -> Result<(), AppError> {
        self.connect(Arc::new(HttpRelay::of(url, authority)?));
        if lock(&self.last).is_some() {
            return Ok(());
        }
        self.store
            .write::<_, StoreError>(Durability::Full, |tx| {
                // Whoever names another relay has not been answered by it yet.
                if setting::text(tx, Setting::RelayUrl)?.is_some_and(|before| before != url) {
                    setting::forget(tx, Setting::Registrar)?;
                }
                setting::set_bytes(tx, Setting::RelayUrl, url.as_bytes())?;
                match authority {
                    Some(authority) => setting::set_bytes(tx, Setting::RelayAuthority, authority),
                    None => setting::forget(tx, Setting::RelayAuthority),
                }
            })
            .map_err(CoreError::from)?;
        Ok(())
    }

    /// Reaches the relay remembered from before, if there is one.
    ///
    /// # Errors
    /// As `connect_url`.
    pub fn reconnect(&self) -> Result<(), AppError> {
        let last = lock(&self.last).clone();
        if let Some(Last { relay_url, authority, .. }) = last {
            if let Some(url) = relay_url {
                self.connect(Arc::new(HttpRelay::of(&url, authority.as_deref())?));
            }
            return Ok(());
        }
        if self.store.is_sealed() {
            return self.reconnect_locked();
        }
        let (url, authority) = self
            .store
            .read::<_, StoreError>(|tx| {
                Ok((setting::text(tx, Setting::RelayUrl)?, setting::bytes(tx, Setting::RelayAuthority)?))
            })
            .map_err(CoreError::from)?;
        if let Some(url) = url {
            self.connect(Arc::new(HttpRelay::of(&url, authority.as_deref())?));
        }
        Ok(())
    }

    /// Makes this phone known with a one-time `code`. `label`: what the owner calls the phone.
    ///
    /// # Errors
    /// `Offline`, `Refused` (the code is wrong, used or expired), `Invalid` on a phone of several users while this one has no PIN.
    pub async fn enrol(&self, code: &str, label: &str) -> Result<StatusView, AppError> {
        self.has_pin_if_shared()?;
        let relay = self.relay()?;
        sync::enrol(&self.session(&*relay)?, code, label, None).await?;
        self.status()
    }

    /// Makes this phone known with the text of an enrolment's QR code, and believes no relay but the one it names. Reaches
    /// that relay, unless the shell has connected one already; `authority` as in `connect_url_of`.
    ///
    /// # Errors
    /// `Invalid` for a text that is no invitation and for a relay with another key than the text says; as `enrol`.
    pub async fn enrol_by_qr(&self, text: &str, authority: Option<&[u8]>, label: &str) -> Result<StatusView, AppError> {
        let invitation = Invitation::from_text(text).map_err(|_| CoreError::Invalid {
            field: "qr".into(),
            reason: "this is not the QR code of an enrolment; ask your unit for one".into(),
        })?;
        self.has_pin_if_shared()?;
        let connected = lock(&self.relay).is_some();
        if !connected {
            self.connect_to(&invitation.relay, authority)?;
        }
        let relay = self.relay()?;
        sync::enrol(&self.session(&*relay)?, &invitation.code, label, Some(invitation.relay_key)).await?;
        self.status()
    }

    /// One pass: sends what waits, reads what is new. Safe to call again at any time.
    ///
    /// # Errors
    /// `Offline`, `SignedOut`, `Refused`, `Stopped` (cancelled or out of time), `StorageFull` …; nothing is lost by any.
    pub async fn sync(
        &self,
        limits: SyncLimits,
        on_progress: &(dyn Fn(SyncProgress) + Send + Sync),
    ) -> Result<SyncReport, AppError> {
        if self.store.is_sealed() {
            return Err(self.meet_locked().await);
        }
        if self.erase_if_due()? {
            return Err(self.end().await);
        }
        let now = self.device.now_ms();
        if limits.background
            && let Some(next_try) = self.store.read(|tx| sync::may_try(tx, now)).map_err(CoreError::from)?
        {
            let detail = format!("the next try is in {} s", (next_try - now) / 1000);
            return Err(AppError::Offline { detail });
        }
        // Without a network they wait: fewer entries of more records each.
        if self.device.online()
            && let Err(error) = self.tell_looks()
        {
            tracing::warn!(%error, "looks at records wait for their place in the audit log");
        }
        if let Err(error) = self.tell_openings() {
            tracing::warn!(%error, "looks at records wait to be told");
        }
        if let Err(error) = self.tell_farewells() {
            tracing::warn!(%error, "what somebody lost who left this phone waits to be told");
        }
        let relay = self.relay()?;
        let session = self.timed_session(&*relay, limits)?;
        let mut outcome = sync::run(&session, on_progress).await;
        while let Ok(report) = &mut outcome
            && self.close_second_reports()?
        {
            match sync::run(&session, on_progress).await {
                Ok(again) => report.add(again),
                Err(error) => outcome = Err(error),
            }
        }
        if self.erase_if_due()? {
            return Err(self.end().await);
        }
        if outcome.is_ok()
            && let Err(error) = self.bring_back_wanted().await
        {
            tracing::warn!(%error, "slimmed cases to which something came wait to be brought back");
        }
        self.remember(&outcome)?;
        self.keep_trusted_time()?;
        self.keep_lease().map_err(CoreError::from)?;
        self.read_lease()?;
        let report = outcome?;
        self.bring_farewells().await;
        self.renew_key()?;
        self.tell(&report.changed);
        Ok(report)
    }

    /// Syncs, then proves that phone and relay hold the same, by counting the log itself.
    ///
    /// # Errors
    /// As `sync`.
    pub async fn verify(
        &self,
        limits: SyncLimits,
        on_progress: &(dyn Fn(SyncProgress) + Send + Sync),
    ) -> Result<VerifyReport, AppError> {
        let relay = self.relay()?;
        let session = self.timed_session(&*relay, limits)?;
        let outcome = sync::verify(&session, on_progress).await;
        if self.erase_if_due()? {
            return Err(self.end().await);
        }
        let report = outcome?;
        self.read_lease()?;
        self.renew_key()?;
        self.tell(&report.changed);
        Ok(report)
    }

    /// Waits on the live channel until the relay has something this phone has not read.
    ///
    /// # Errors
    /// `Offline`, `SignedOut`.
    pub async fn wait_for_news(&self) -> Result<(), AppError> {
        let relay = self.relay()?;
        let request = self.session(&*relay)?.live().await?;
        let read_to =
            self.store.read::<_, StoreError>(|tx| setting::number(tx, Setting::ReadTo)).map_err(CoreError::from)?;
        let news = relay.wait_for_news(request, read_to).await;
        news.map_err(|error| CoreError::Sync(SyncError::Offline(error.0)))?;
        Ok(())
    }

    /// Stops a running sync at its next step. Nothing it did is lost.
    pub fn cancel(&self) {
        if let Some(running) = lock(&self.running).take() {
            running.cancel();
        }
    }

    /// How this phone stands.
    ///
    /// # Errors
    /// `StorageLocked`, `StorageBroken`.
    pub fn status(&self) -> Result<StatusView, AppError> {
        let now = self.device.now_ms();
        let lease = self.running_lease();
        let mut status = self.store.read(|tx| {
            let next_try = sync::may_try(tx, now)?;
            view::status(tx, next_try)
        })?;
        status.lease_until = lease.map(lease::Running::until_ms);
        status.lease = lease.map(|lease| lease.state().to_owned());
        Ok(status)
    }

    pub(super) fn relay(&self) -> Result<Arc<dyn Relay>, CoreError> {
        lock(&self.relay).clone().ok_or_else(|| SyncError::NotEnrolled.into())
    }

    pub(super) fn timed_session<'a>(
        &'a self,
        relay: &'a dyn Relay,
        limits: SyncLimits,
    ) -> Result<Session<'a>, CoreError> {
        let mut session = self.session(relay)?;
        let cancel = Cancel::default();
        *lock(&self.running) = Some(cancel.clone());
        session.cancel = cancel;
        session.deadline_ms = limits.deadline_ms.map(|ms| self.device.monotonic_ms().saturating_add(i64::from(ms)));
        Ok(session)
    }

    fn remember(&self, outcome: &Result<SyncReport, CoreError>) -> Result<(), CoreError> {
        let now = self.device.now_ms();
        match outcome {
            Ok(_) => self.store.write(Durability::Normal, |tx| Ok(sync::succeeded(tx)?)),
            Err(CoreError::Sync(error @ (SyncError::Offline(_) | SyncError::Refused(_)))) => {
                let asked = match error {
                    SyncError::Refused(refusal) => refusal.retry_after_s.map(|s| Duration::from_secs(s.into())),
                    _ => None,
                };
                let seed = u64::from_be_bytes(random_array(&*self.device)?);
                self.store.write(Durability::Normal, |tx| Ok(sync::failed(tx, now, seed, asked)?))
            }
            Err(_) => Ok(()),
        }
    }
}
