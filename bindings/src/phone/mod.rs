//! The one object a shell holds. Every call goes straight to `App` and answers with its value or an `AppError`;
//! none of them panics across the glass.

mod asking;
mod assessment;
mod callback;
mod capturing;
mod case;
mod clue;
mod collection;
mod custody;
mod exchange;
mod inspection;
mod mediation;
mod mobilisation;
mod notice;
mod organisation;
mod outbox;
mod patrol;
mod pin;
mod privacy;
mod proving;
mod retention;
mod sharing;
mod syncing;

pub use pin::{pin_standing, recover_pin};
pub use syncing::sync_percent;

use std::path::Path;
use std::sync::Arc;

use etong_core::{App, AppError, Device};

use crate::guard::guarded;
use crate::listener::{self, ChangeListener, WorkListener};

/// The phone's mind, open. Any thread may call; none but the async calls waits for the network.
#[derive(Debug, uniffi::Object)]
pub struct Phone {
    app: Arc<App>,
}

impl Phone {
    pub(crate) fn of(app: App) -> Arc<Self> {
        Arc::new(Self { app: Arc::new(app) })
    }
}

#[uniffi::export]
impl Phone {
    /// Opens the store in `folder`, or makes one. Keys come from the device's key store.
    ///
    /// # Errors
    /// `Locked` for a store with a PIN; `StorageLocked`, `StorageBroken` (the file is left as it is), `StorageFull`.
    #[uniffi::constructor]
    pub fn open(folder: &str, device: Arc<dyn Device>) -> Result<Arc<Self>, AppError> {
        guarded(|| Ok(Self::of(App::open(Path::new(folder), device)?)))
    }

    /// As `open`; `listener` hears how far the tables behind the screens are made again, once after an update: a minute on a phone that
    /// holds a city. A phone that is ended on the way goes on where it was.
    ///
    /// # Errors
    /// As `open`.
    #[uniffi::constructor]
    pub fn open_telling(
        folder: &str,
        device: Arc<dyn Device>,
        listener: Arc<dyn WorkListener>,
    ) -> Result<Arc<Self>, AppError> {
        guarded(|| {
            let tell = listener::tell_worked(Some(listener));
            Ok(Self::of(App::open_telling(Path::new(folder), device, &tell)?))
        })
    }

    /// Tells `listener` after every change, local or synced, on the thread that made it and with no lock held.
    ///
    /// # Errors
    /// `Bug`.
    pub fn on_changed(&self, listener: Arc<dyn ChangeListener>) -> Result<(), AppError> {
        guarded(|| {
            self.app.on_changed(move |changed| listener::tell_changed(&*listener, changed.clone()));
            Ok(())
        })
    }

    /// Stops what runs and closes the database, so that the system may freeze the process. Every call but `resume`
    /// then answers `StorageLocked`.
    ///
    /// # Errors
    /// `Stopped` when the running step takes longer than `deadline_ms`: the store is then still open. `StorageFull`,
    /// `StorageBroken`.
    pub fn suspend(&self, deadline_ms: u32) -> Result<(), AppError> {
        guarded(|| self.app.suspend(deadline_ms))
    }

    /// Opens the database again.
    ///
    /// # Errors
    /// As `open`.
    pub fn resume(&self) -> Result<(), AppError> {
        guarded(|| self.app.resume())
    }
}

#[cfg(test)]
mod tests;
