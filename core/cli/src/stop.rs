//! Ctrl-C and the end of the session: a running sync is asked to stop at its next step, an import after its batch.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use etong_core::{App, AppError};

use crate::error::CliError;

/// Hears that the person wants to stop.
#[derive(Debug)]
pub(crate) struct Stop {
    #[cfg(unix)]
    terminated: tokio::signal::unix::Signal,
}

impl Stop {
    /// Must be called inside the runtime.
    pub(crate) fn listen() -> Result<Self, CliError> {
        #[cfg(unix)]
        let terminated = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())
            .map_err(|error| AppError::Bug { detail: format!("signals: {error}") })?;
        Ok(Self {
            #[cfg(unix)]
            terminated,
        })
    }

    /// Comes back when it was asked.
    pub(crate) async fn asked(&mut self) {
        #[cfg(unix)]
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = self.terminated.recv() => {}
        }
        #[cfg(not(unix))]
        drop(tokio::signal::ctrl_c().await);
    }

    /// Runs `work` until it is done. The first Ctrl-C lets it stop at its next step, the second drops it where it waits;
    /// every step is one transaction, so neither loses anything.
    pub(crate) async fn or<T>(
        &mut self,
        app: &App,
        work: impl Future<Output = Result<T, AppError>>,
    ) -> Result<T, CliError> {
        let mut work = pin!(work);
        for _ in 0..2 {
            tokio::select! {
                biased;
                outcome = &mut work => return Ok(outcome?),
                () = self.asked() => app.cancel(),
            }
        }
        Err(AppError::Stopped.into())
    }

    /// A flag that goes up when it was asked, for work that does not await.
    pub(crate) fn flag(mut self) -> Arc<AtomicBool> {
        let flag = Arc::new(AtomicBool::new(false));
        let raised = Arc::clone(&flag);
        tokio::spawn(async move {
            self.asked().await;
            raised.store(true, Ordering::SeqCst);
        });
        flag
    }
}
