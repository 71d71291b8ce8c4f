//! The real relay on a folder of its own, called in process. It can be killed at any of its writes, stopped, and opened
//! again from what it had made durable.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use axum::body::Body;
use etong_protocol::{
    DeviceId, EntryId, Invitation, PROOF_HEADER, RelayRequest, RelayResponse, SigningKey, Unreachable, Verb,
};
use etong_server::backup::{self, KeyFrom, Passphrase};
use etong_server::directory::{
    self, AuditLine, By, CodeFor, Decision, DeviceLine, DirectoryError, Import, ImportSummary, Operator,
};
use etong_server::sim::{Died, SeededBug};
use etong_server::{RelayOptions, RelayState, router};
use http_body_util::BodyExt;
use tower::ServiceExt;

use crate::chance::LentChance;
use crate::clock::VirtualClock;
use crate::town::{self, Person};

/// Minutes for which a code is good.
pub const CODE_MINUTES: u32 = 30;
const PASSPHRASE: &str = "nine green umbrellas";

/// The relay, running or not.
#[derive(Debug)]
pub struct PostOffice {
    folder: PathBuf,
    clock: VirtualClock,
    chance: Arc<LentChance>,
    options: Mutex<RelayOptions>,
    running: Mutex<Option<RelayState>>,
    bug: Mutex<Option<SeededBug>>,
}

impl PostOffice {
    /// Opens a new relay in `folder` and imports the town.
    #[must_use]
    pub fn open(folder: &Path, clock: VirtualClock, seed: u64, options: RelayOptions) -> Self {
        let office = Self {
            folder: folder.to_owned(),
            clock,
            chance: Arc::new(LentChance::new(seed)),
            options: Mutex::new(options),
            running: Mutex::default(),
            bug: Mutex::default(),
        };
        office.start();
        office.import(&town::directory());
        office
    }

    /// Where its files lie.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Opens the folder, if the relay is not running already.
    pub fn start(&self) {
        let mut running = self.running.lock().unwrap();
        if running.is_none() {
            let clock = Arc::new(self.clock.clone());
            let state = RelayState::open(&self.folder, clock, self.chance.clone(), self.options()).unwrap();
            if let Some(bug) = *self.bug.lock().unwrap() {
                state.sim().plant(bug);
            }
            *running = Some(state);
        }
    }

    /// Takes the relay down; what was not durable is gone.
    pub async fn stop(&self) {
        let state = self.running.lock().unwrap().take();
        if let Some(state) = state {
            state.close().await;
        }
    }

    pub async fn restart(&self) {
        self.stop().await;
        self.start();
    }

    /// The feed's epoch.
    #[must_use]
    pub fn epoch(&self) -> u64 {
        self.state().store().epoch()
    }

    /// Makes a backup of the running relay, key and all.
    ///
    /// # Panics
    /// When there is one of this name already.
    #[must_use]
    pub fn back_up(&self, name: &str) -> PathBuf {
        let out = self.folder.with_extension(name);
        let passphrase = Passphrase::new(PASSPHRASE).unwrap();
        backup::back_up(&self.folder, &out, Some(&passphrase), &self.clock, &*self.chance, || {}).unwrap();
        out
    }

    /// A backup gives up the keys of what was erased since; says how many.
    ///
    /// # Panics
    /// When it cannot.
    #[must_use]
    pub fn forgets(&self, backup: &Path) -> usize {
        backup::forget(&self.folder, &[backup.to_owned()]).unwrap().iter().map(|forgot| forgot.keys).sum()
    }

    /// The relay's machine is lost; the backup is put back on another, which starts.
    ///
    /// # Panics
    /// When it cannot be put back.
    pub async fn is_lost_and_restored(&self, backup: &Path) {
        self.stop().await;
        std::fs::remove_dir_all(&self.folder).unwrap();
        let key = KeyFrom::Backup(Passphrase::new(PASSPHRASE).unwrap());
        backup::restore(&self.folder, backup, &key, None, &*self.chance).unwrap();
        self.start();
    }

    /// Somebody copies the backup's database over the relay's and tells nobody.
    ///
    /// # Panics
    /// When the files cannot be copied.
    pub async fn is_put_back_by_hand(&self, backup: &Path) {
        self.stop().await;
        for beside in ["relay.db-wal", "relay.db-shm"] {
            let _ = std::fs::remove_file(self.folder.join(beside));
        }
        std::fs::copy(backup.join("relay.db"), self.folder.join("relay.db")).unwrap();
        self.start();
    }

    /// The relay dies when it passes `point` for the `nth` time.
    pub fn crash_at(&self, point: &str, nth: u32) {
        if let Some(state) = &*self.running.lock().unwrap() {
            state.sim().crash_at(point, nth);
        }
    }

    /// Where it died, if it did.
    #[must_use]
    pub fn died_at(&self) -> Option<&'static str> {
        self.running.lock().unwrap().as_ref().and_then(|state| state.sim().died_at())
    }

    /// Plants a mistake, in this life of the relay and all later ones.
    pub fn plant(&self, bug: SeededBug) {
        *self.bug.lock().unwrap() = Some(bug);
        self.state().sim().plant(bug);
    }

    /// # Panics
    /// When the import is refused.
    pub fn import(&self, import: &Import) -> ImportSummary {
        let state = self.state();
        let summary = directory::import(state.store(), import).unwrap();
        match summary.pending {
            Some(pending) => self.approve(pending),
            None => summary,
        }
    }

    /// 双人复核: two operators put into force what is sensitive.
    fn approve(&self, pending: i64) -> ImportSummary {
        let state = self.state();
        let [one, two] = ["one", "two"].map(|name| {
            let seed = if name == "one" { [251; 32] } else { [252; 32] };
            Operator::new(name, SigningKey::from_seed(&seed))
        });
        if directory::operators(state.store()).unwrap().is_empty() {
            directory::add_operator(state.store(), "one", one.public(), &By::default()).unwrap();
            directory::add_operator(state.store(), "two", two.public(), &By::Operator(one.clone())).unwrap();
        }
        directory::approve(state.store(), pending, &one).unwrap();
        directory::approve(state.store(), pending, &two).unwrap().in_force.unwrap()
    }

    /// A one-time code, as an administrator would read it out.
    #[must_use]
    pub fn issue_code(&self, person: &Person) -> String {
        directory::issue_code(self.state().store(), CodeFor::Person(person.id()), CODE_MINUTES).unwrap().code
    }

    /// The text of the QR code an administrator would show.
    #[must_use]
    pub fn invitation(&self, person: &Person) -> Invitation {
        let state = self.state();
        let code = directory::issue_code(state.store(), CodeFor::Person(person.id()), CODE_MINUTES).unwrap();
        let (relay, relay_key) = ("https://relay.example".to_owned(), state.store().public_key());
        Invitation { relay, relay_key, code: code.code, expires_at: code.expires_at }
    }

    /// A desk decides on somebody who registered.
    ///
    /// # Errors
    /// As `directory::decide`.
    pub fn decide(&self, device: DeviceId, decision: &Decision, desk: &Person) -> Result<(), DirectoryError> {
        directory::decide(self.state().store(), device, decision, &By::Post(desk.post()))
    }

    /// Every device the relay knows, and whether it may still come in.
    #[must_use]
    pub fn devices(&self) -> Vec<DeviceLine> {
        directory::devices(self.state().store()).unwrap()
    }

    /// What waits in custody.
    #[must_use]
    pub fn custody(&self) -> BTreeSet<EntryId> {
        let items = etong_server::custody::list(self.state().store()).unwrap();
        items.iter().map(|item| EntryId::of(&item.bytes)).collect()
    }

    /// Every change of the directory.
    #[must_use]
    pub fn trail(&self) -> Vec<AuditLine> {
        directory::audit_lines(self.state().store(), 0, u32::MAX).unwrap()
    }

    /// Shuts a device out.
    pub fn revoke(&self, device: DeviceId) {
        directory::revoke(self.state().store(), device).unwrap();
    }

    /// Shuts a device out that was lost, and orders it to erase what it holds.
    pub fn wipe(&self, device: DeviceId) {
        directory::wipe_by(self.state().store(), device, &By::default()).unwrap();
    }

    /// Runs under other options from its next start on.
    pub fn set_options(&self, options: RelayOptions) {
        *self.options.lock().unwrap() = options;
    }

    fn options(&self) -> RelayOptions {
        self.options.lock().unwrap().clone()
    }

    /// One request in, one answer out; nothing comes back from a relay that is down or dies on it.
    ///
    /// # Errors
    /// `Unreachable`.
    pub async fn deliver(&self, request: RelayRequest) -> Result<RelayResponse, Unreachable> {
        let answer = self.answer(request).await?;
        if answer.extensions().get::<Died>().is_some() {
            return Err(Unreachable("the relay died".into()));
        }
        let status = answer.status().as_u16();
        let body = answer.into_body().collect().await.map_err(|error| Unreachable(error.to_string()))?;
        Ok(RelayResponse { status, body: body.to_bytes().to_vec() })
    }

    /// The answer as axum gives it, for the live channel.
    ///
    /// # Errors
    /// `Unreachable` when the relay is down.
    pub async fn answer(&self, request: RelayRequest) -> Result<axum::response::Response, Unreachable> {
        let state = self.running.lock().unwrap().clone();
        let state = state.ok_or_else(|| Unreachable("the relay is down".into()))?;
        let mut builder = http::Request::builder().uri(request.path).method(match request.verb {
            Verb::Get => http::Method::GET,
            Verb::Post => http::Method::POST,
        });
        if let Some(token) = request.token {
            builder = builder.header(http::header::AUTHORIZATION, format!("Bearer {token}"));
        }
        if let Some(proof) = request.proof {
            builder = builder.header(PROOF_HEADER, proof);
        }
        let request = builder.body(Body::from(request.body)).map_err(|error| Unreachable(error.to_string()))?;
        Ok(router(state).oneshot(request).await.unwrap_or_else(|never| match never {}))
    }

    /// All that the relay's log says, opened with the keys that are left.
    ///
    /// # Panics
    /// When an entry does not open.
    #[must_use]
    pub fn opened_log(&self) -> Vec<Vec<u8>> {
        let (state, mut after, mut log) = (self.state(), 0, Vec::new());
        loop {
            let some = state.store().entries_after(after).unwrap();
            let Some((last, _)) = some.last() else { return log };
            after = *last;
            log.extend(some.into_iter().map(|(_, sealed)| sealed.bytes));
        }
    }

    fn state(&self) -> RelayState {
        self.running.lock().unwrap().clone().expect("the relay is running")
    }
}
