//! A real phone: `App` on an encrypted store in a folder of its own. Everything it does over the network runs on the
//! thread that asks, so that thread's CPU time is the phone's.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use etong_core::{App, SyncLimits, SyncReport};
use rand_chacha::ChaCha8Rng;
use tempfile::TempDir;

use crate::Outcome;
use crate::ground::Ground;
use crate::pocket::Pocket;

const DATABASE: &str = "etong.db";
const SECRETS: &str = "secrets.json";

pub(crate) struct Phone {
    app: Option<App>,
    pocket: Arc<Pocket>,
    folder: TempDir,
}

impl Phone {
    pub(crate) fn new(ground: &Ground, draw: ChaCha8Rng) -> Outcome<Self> {
        let folder = ground.folder()?;
        let pocket = Arc::new(Pocket::new(draw));
        let app = Some(App::open(folder.path(), pocket.clone())?);
        Ok(Self { app, pocket, folder })
    }

    /// The phone that was kept in `kept`, as it was then; `None` when nothing is kept there.
    pub(crate) fn kept(ground: &Ground, draw: ChaCha8Rng, kept: &Path) -> Outcome<Option<Self>> {
        if !kept.join(SECRETS).exists() {
            return Ok(None);
        }
        let folder = ground.folder()?;
        std::fs::copy(kept.join(DATABASE), folder.path().join(DATABASE))?;
        let secrets = serde_json::from_slice(&std::fs::read(kept.join(SECRETS))?)?;
        let pocket = Arc::new(Pocket::with(draw, secrets));
        let app = Some(App::open(folder.path(), pocket.clone())?);
        Ok(Some(Self { app, pocket, folder }))
    }

    /// Leaves a copy in `kept`: its people are made up, and its keys lie beside it.
    pub(crate) fn keep(&self, kept: &Path) -> Outcome<()> {
        self.database_bytes()?;
        std::fs::create_dir_all(kept)?;
        std::fs::copy(self.folder.path().join(DATABASE), kept.join(DATABASE))?;
        Ok(std::fs::write(kept.join(SECRETS), serde_json::to_vec(&self.pocket.secrets())?)?)
    }

    pub(crate) fn app(&self) -> Outcome<&App> {
        self.app.as_ref().ok_or_else(|| "the phone is closed".into())
    }

    /// Becomes known with a one-time code.
    pub(crate) fn enrol(&self, url: &str, code: &str) -> Outcome<()> {
        let app = self.app()?;
        app.connect_url(url)?;
        on_this_thread(app.enrol(code, "bench"))??;
        Ok(())
    }

    /// One whole pass over a fresh connection.
    ///
    /// # Errors
    /// Also when phone and relay do not hold the same afterwards.
    pub(crate) fn sync(&self, url: &str) -> Outcome<SyncReport> {
        let app = self.app()?;
        app.connect_url(url)?;
        let report = on_this_thread(app.sync(SyncLimits::default(), &|_| {}))??;
        if report.complete && report.refused == 0 {
            return Ok(report);
        }
        let (sent, refused, received) = (report.sent, report.refused, report.received);
        Err(format!("not complete after a sync: sent {sent}, refused {refused}, received {received}").into())
    }

    /// As `reopen`, behind a PIN; milliseconds of the opening alone.
    #[cfg(feature = "baseline")]
    pub(crate) fn reopen_with_pin(&mut self, pin: &str) -> Outcome<f64> {
        self.app = None;
        let stopwatch = crate::clock::Stopwatch::start();
        self.app = Some(App::open_with_pin(self.folder.path(), self.pocket.clone(), pin)?);
        Ok(stopwatch.ms())
    }

    /// Closes the store and opens it again, as after the app was killed.
    pub(crate) fn reopen(&mut self) -> Outcome<()> {
        self.app = None;
        self.app = Some(App::open(self.folder.path(), self.pocket.clone())?);
        Ok(())
    }

    /// Size of the database with the write-ahead log folded into it.
    pub(crate) fn database_bytes(&self) -> Outcome<u64> {
        let app = self.app()?;
        app.suspend(60_000)?;
        let path: PathBuf = self.folder.path().join(DATABASE);
        let bytes = std::fs::metadata(path)?.len();
        app.resume()?;
        Ok(bytes)
    }
}

/// Does `work` on a thread of its own, whose CPU time and heap are then those of the work alone.
pub(crate) fn apart<T: Send>(work: impl FnOnce() -> Outcome<T> + Send) -> Outcome<T> {
    let joined = std::thread::scope(|scope| scope.spawn(work).join());
    joined.unwrap_or_else(|_| Err("a thread of the bench panicked".into()))
}

/// A runtime that ends with the call, and all connections with it.
fn on_this_thread<T>(work: impl Future<Output = T>) -> Outcome<T> {
    Ok(tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(work))
}
