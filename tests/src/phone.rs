//! One phone: a real `App` on an encrypted folder of its own. It can be killed, opened again, copied, put back, and sent
//! through bad weather; whatever it says it saved goes into the history.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use etong_core::capture::{CaseActRequest, CaseRequest, EditRequest, FieldChange, ResidentRequest};
use etong_core::{App, AppError, Captured, SyncLimits, SyncProgress, SyncReport, VerifyReport};
use etong_protocol::{DeviceId, EntryId};

use crate::clock::{SECOND, VirtualClock};
use crate::device::SimDevice;
use crate::history::{Asked, Capture, History};
use crate::network::Wire;
use crate::town::Person;

/// Somebody's phone.
#[derive(Debug)]
pub struct Phone {
    /// As stories call it: its owner's nick, or a name for a copy of it.
    pub name: String,
    pub owner: &'static Person,
    pub device: Arc<SimDevice>,
    pub wire: Arc<Wire>,
    pub(crate) folder: PathBuf,
    clock: VirtualClock,
    app: Mutex<Option<Arc<App>>>,
    history: Arc<Mutex<History>>,
    may_start_over: Mutex<bool>,
}

/// A copy of a phone's folder, without its key store.
#[derive(Debug)]
pub struct Backup {
    folder: PathBuf,
    /// Event of the history at which it was made.
    pub(crate) made_at: usize,
}

impl Phone {
    pub(crate) fn new(
        name: &str,
        owner: &'static Person,
        folder: PathBuf,
        device: Arc<SimDevice>,
        wire: Arc<Wire>,
        clock: VirtualClock,
        history: Arc<Mutex<History>>,
    ) -> Self {
        let name = name.to_owned();
        let (app, may_start_over) = (Mutex::default(), Mutex::default());
        Self { name, owner, device, wire, folder, clock, app, history, may_start_over }
    }

    /// The app, opened if it is not.
    ///
    /// # Panics
    /// When it cannot be opened.
    #[must_use]
    pub fn app(&self) -> Arc<App> {
        self.try_open().unwrap_or_else(|error| panic!("{}'s phone does not open: {error}", self.name))
    }

    /// Where its store lies.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// # Errors
    /// As `App::open`.
    pub fn try_open(&self) -> Result<Arc<App>, AppError> {
        let mut app = self.app.lock().unwrap();
        if let Some(open) = &*app {
            return Ok(Arc::clone(open));
        }
        let open = Arc::new(App::open(&self.folder, self.device.clone())?);
        open.connect(self.wire.clone());
        Ok(Arc::clone(app.insert(open)))
    }

    /// The process is gone, between two instructions; what it had not written is lost.
    pub fn dies(&self) {
        self.wire.stop_watching();
        *self.app.lock().unwrap() = None;
    }

    /// Like `dies`, and opened again.
    pub fn restarts(&self) {
        self.dies();
        let _open = self.app();
    }

    #[must_use]
    pub fn device_id(&self) -> DeviceId {
        self.app().status().unwrap().device.parse().unwrap()
    }

    /// Saves something and remembers that the phone said so.
    ///
    /// # Errors
    /// Whatever the phone says.
    pub fn try_capture(&self, ask: impl FnOnce(&App) -> Result<Captured, AppError>) -> Result<Captured, AppError> {
        self.clock.advance(SECOND);
        let app = self.try_open()?;
        let from_ms = self.wall_clock();
        let captured = ask(&app)?;
        let mut history = self.history.lock().unwrap();
        let at = history.tick();
        history.captures.push(Capture {
            phone: self.name.clone(),
            device: app.status()?.device.parse().unwrap(),
            record: captured.record.parse().unwrap(),
            entries: captured.entries.iter().map(|entry| entry.parse::<EntryId>().unwrap()).collect(),
            from_ms,
            to_ms: self.wall_clock(),
            at,
        });
        Ok(captured)
    }

    /// As `try_capture`, for steps that must work.
    ///
    /// # Panics
    /// When the phone refuses.
    pub fn capture(&self, ask: impl FnOnce(&App) -> Result<Captured, AppError>) -> Captured {
        self.try_capture(ask).unwrap_or_else(|error| panic!("{} could not save: {error}", self.name))
    }

    /// Registers a resident by name; the id of the record.
    pub fn registers(&self, name: &str) -> String {
        let request = ResidentRequest { name: name.into(), ..ResidentRequest::default() };
        self.capture(|app| app.capture_resident(&request)).record
    }

    /// Changes one field of a resident.
    pub fn edits(&self, resident: &str, field: &str, value: &str) {
        self.capture(|app| app.edit_resident(resident, &edit(field, value)));
    }

    /// Reports a hazard; the id of the case.
    pub fn reports(&self, title: &str) -> String {
        self.capture(|app| app.report_case(&hazard(title))).record
    }

    /// Acts on a case with an act that needs nothing but a text, if that.
    pub fn acts(&self, case: &str, act: &str, text: Option<&str>) -> Captured {
        let request = CaseActRequest { act: act.into(), text: text.map(str::to_owned), ..CaseActRequest::default() };
        self.capture(|app| app.act_on_case(case, &request))
    }

    /// Dispatches a case to somebody's post.
    pub fn dispatches(&self, case: &str, to: &Person) -> Captured {
        let request = CaseActRequest {
            act: "dispatch".into(),
            to: Some(to.post().to_string()),
            to_kind: Some(to.kind.into()),
            ..CaseActRequest::default()
        };
        self.capture(|app| app.act_on_case(case, &request))
    }

    /// One pass.
    ///
    /// # Errors
    /// Whatever the phone says; a killed phone says that its store is broken.
    pub async fn try_sync(&self, limits: SyncLimits) -> Result<SyncReport, AppError> {
        let app = self.try_open()?;
        let outcome = app.sync(limits, &|progress| self.looks_at(progress)).await;
        self.remember_cursors();
        if let Ok(report) = &outcome {
            let status = app.status()?;
            if report.complete && status.reach != Some(status.held) {
                self.mistake(&format!("{} says complete, holds {} of {:?}", self.name, status.held, status.reach));
            }
        }
        outcome
    }

    /// One pass that must work.
    ///
    /// # Panics
    /// When it does not.
    pub async fn syncs(&self) -> SyncReport {
        let outcome = self.try_sync(SyncLimits::default()).await;
        outcome.unwrap_or_else(|error| panic!("{} could not sync: {error}", self.name))
    }

    /// # Errors
    /// As `try_sync`.
    pub async fn try_verify(&self) -> Result<VerifyReport, AppError> {
        let app = self.try_open()?;
        self.starts_over();
        let outcome = app.verify(SyncLimits::default(), &|progress| self.looks_at(progress)).await;
        self.remember_cursors();
        self.starts_over();
        outcome
    }

    /// Copies the folder as a backup would: database and all, but not the key store.
    #[must_use]
    pub fn backup(&self, into: &Path) -> Backup {
        self.dies();
        copy(&self.folder, into);
        Backup { folder: into.to_owned(), made_at: self.history.lock().unwrap().tick() }
    }

    /// Puts a copy back in the place of what is there. Tell the history what was lost with it.
    pub(crate) fn put_back(&self, backup: &Backup) {
        self.dies();
        std::fs::remove_dir_all(&self.folder).unwrap();
        copy(&backup.folder, &self.folder);
        self.starts_over();
    }

    /// How many file locks this process holds on the phone's database.
    #[must_use]
    pub fn locks(&self) -> usize {
        let inode = |name: &str| {
            std::fs::metadata(self.folder.join(name)).ok().map(|file| std::os::unix::fs::MetadataExt::ino(&file))
        };
        let inodes: Vec<String> = ["etong.db", "etong.db-shm", "etong.db-wal"]
            .into_iter()
            .filter_map(inode)
            .map(|ino| format!(":{ino} "))
            .collect();
        let locks = std::fs::read_to_string("/proc/locks").unwrap();
        locks.lines().filter(|line| inodes.iter().any(|inode| line.contains(inode))).count()
    }

    /// The next pass may read the feed from its start.
    pub fn starts_over(&self) {
        *self.may_start_over.lock().unwrap() = true;
    }

    pub(crate) fn mistake(&self, words: &str) {
        self.history.lock().unwrap().mistakes.push(words.to_owned());
    }

    fn wall_clock(&self) -> i64 {
        etong_core::Device::now_ms(&*self.device)
    }

    fn looks_at(&self, progress: SyncProgress) {
        let done = progress.complete && progress.unsent == 0;
        if (progress.percent() == 100) != done {
            self.mistake(&format!(
                "{} shows {} % while complete is {}",
                self.name,
                progress.percent(),
                progress.complete
            ));
        }
    }

    fn remember_cursors(&self) {
        let cursors = self.wire.take_cursors();
        if !cursors.is_empty() {
            let may_start_over = std::mem::take(&mut *self.may_start_over.lock().unwrap());
            self.history.lock().unwrap().asked.push(Asked { phone: self.name.clone(), cursors, may_start_over });
        }
    }
}

/// A request that changes one field.
#[must_use]
pub fn edit(field: &str, value: &str) -> EditRequest {
    EditRequest { set: vec![FieldChange { field: field.into(), value: Some(value.into()) }] }
}

/// A request that reports a hazard where the acting post is.
#[must_use]
pub fn hazard(title: &str) -> CaseRequest {
    CaseRequest { class: "hazard".into(), title: title.into(), ..CaseRequest::default() }
}

/// Did the simulator kill the phone that says this?
#[must_use]
pub fn was_killed(error: &AppError) -> bool {
    error.to_string().contains("the simulator killed the phone")
}

/// Copies a folder of plain files.
pub(crate) fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for file in std::fs::read_dir(from).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), to.join(file.file_name())).unwrap();
    }
}
