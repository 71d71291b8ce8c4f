//! The field: town, relay, phones, one clock, one seed. Stories are told on it and end with `settle`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use etong_core::{AppError, SyncLimits};
use etong_server::RelayOptions;
use tempfile::TempDir;

use crate::auditor::{Auditor, Feed};
use crate::checker::{self, Failure, Invariant};
use crate::clock::VirtualClock;
use crate::device::SimDevice;
use crate::history::History;
use crate::network::{Weather, Wire};
use crate::phone::{Backup, Phone, copy, was_killed};
use crate::post_office::PostOffice;
use crate::town::{self, Person, Posts};

/// Rounds after which a field without work left must be quiet.
const ROUNDS: usize = 12;

/// Everything there is.
#[derive(Debug)]
pub struct Field {
    pub seed: u64,
    pub clock: VirtualClock,
    pub office: Arc<PostOffice>,
    pub(crate) history: Arc<Mutex<History>>,
    folder: TempDir,
    phones: Mutex<BTreeMap<String, Arc<Phone>>>,
    auditor: Mutex<Option<Auditor>>,
    copies: Mutex<u32>,
    posts: Mutex<Posts>,
    peaceful: Mutex<bool>,
}

impl Field {
    #[must_use]
    pub fn new(seed: u64) -> Self {
        // Stories leap over weeks; those of the lease ask for it.
        Self::with_options(seed, RelayOptions { offline_lease: false, ..RelayOptions::default() })
    }

    #[must_use]
    pub fn with_options(seed: u64, options: RelayOptions) -> Self {
        println!("seed {seed}");
        let folder = folder();
        let clock = VirtualClock::default();
        let office = PostOffice::open(&folder.path().join("relay"), clock.clone(), seed, options);
        let mut posts = Posts::default();
        posts.learn(&town::directory());
        Self {
            seed,
            clock,
            office: Arc::new(office),
            history: Arc::default(),
            folder,
            phones: Mutex::default(),
            auditor: Mutex::default(),
            copies: Mutex::default(),
            posts: Mutex::new(posts),
            peaceful: Mutex::new(true),
        }
    }

    pub fn chapter(&self, title: &str) {
        println!("— {title}");
    }

    /// A line of a random day; printed when `ETONG_TRACE` is set.
    pub fn trace(&self, line: impl FnOnce() -> String) {
        if std::env::var_os("ETONG_TRACE").is_some() {
            println!("  {} {}", self.clock.now_ms(), line());
        }
    }

    /// Somebody's phone; enrolled and synced when it is first asked for.
    ///
    /// # Panics
    /// When nobody of the town is called `nick`.
    pub async fn phone(&self, nick: &str) -> Arc<Phone> {
        let found = self.phones.lock().unwrap().get(nick).cloned();
        match found {
            Some(phone) => phone,
            None => {
                let phone = self.bare_phone(nick, nick);
                let code = self.office.issue_code(phone.owner);
                phone.app().enrol(&code, nick).await.unwrap();
                phone.syncs().await;
                phone
            }
        }
    }

    /// As `phone`, with its files in a folder of the caller's choice.
    pub async fn phone_on(&self, nick: &str, folder: &Path) -> Arc<Phone> {
        let device = SimDevice::new(self.clock.clone(), self.seed, nick);
        let phone = self.add(nick, folder.to_owned(), Person::called(nick), device);
        phone.app().enrol(&self.office.issue_code(phone.owner), nick).await.unwrap();
        phone.syncs().await;
        phone
    }

    /// A phone out of the box, of the person called `nick`.
    #[must_use]
    pub fn bare_phone(&self, nick: &str, name: &str) -> Arc<Phone> {
        let device = SimDevice::new(self.clock.clone(), self.seed, name);
        self.add(name, self.folder.path().join(name), Person::called(nick), device)
    }

    /// A copy of the whole phone, key store included: what no phone should allow and some do.
    #[must_use]
    pub fn whole_copy(&self, phone: &Phone, name: &str) -> Arc<Phone> {
        phone.dies();
        let device = phone.device.cloned(self.seed, name);
        let folder = self.folder.path().join(name);
        copy(&phone.folder, &folder);
        self.add(name, folder, phone.owner, device)
    }

    fn add(&self, name: &str, folder: PathBuf, owner: &'static Person, device: SimDevice) -> Arc<Phone> {
        let wire = Wire::new(self.office.clone(), self.clock.clone(), self.seed, name);
        let (clock, history) = (self.clock.clone(), self.history.clone());
        let phone = Phone::new(name, owner, folder, Arc::new(device), Arc::new(wire), clock, history);
        let phone = Arc::new(phone);
        self.phones.lock().unwrap().insert(name.to_owned(), Arc::clone(&phone));
        phone
    }

    /// All phones, by name.
    #[must_use]
    pub fn phones(&self) -> Vec<Arc<Phone>> {
        self.phones.lock().unwrap().values().cloned().collect()
    }

    /// A phone that is gone for good, with all that it alone had.
    pub fn forget(&self, name: &str) {
        self.phones.lock().unwrap().remove(name);
        self.history.lock().unwrap().captures.retain(|capture| capture.phone != name);
    }

    /// A record that was erased: nobody is held to what was written on it.
    pub fn forget_record(&self, record: &str) {
        let record = record.parse().unwrap();
        self.history.lock().unwrap().captures.retain(|capture| capture.record != record);
    }

    pub fn backup(&self, phone: &Phone) -> Backup {
        let mut copies = self.copies.lock().unwrap();
        *copies += 1;
        phone.backup(&self.folder.path().join(format!("backup-{copies}")))
    }

    /// Puts a backup back. What only the overwritten disk held is lost, as it would be to anybody.
    pub async fn restore(&self, phone: &Phone, backup: &Backup) {
        // A crash planned for the relay must not hit the auditor.
        self.office.restart().await;
        let feed = self.feed().await;
        phone.put_back(backup);
        let is_safe = |entry| feed.find(entry).is_some();
        self.history.lock().unwrap().disk_replaced(&phone.name, backup.made_at, is_safe);
    }

    /// Changes the directory; whoever it concerns is told by the log and may have to read the feed again.
    pub fn import(&self, import: &etong_server::directory::Import) {
        self.office.import(import);
        self.posts.lock().unwrap().learn(import);
        self.phones().iter().for_each(|phone| phone.starts_over());
    }

    /// From now on somebody may write what is refused; until then every refusal is a failure.
    pub fn expect_refusals(&self) {
        *self.peaceful.lock().unwrap() = false;
    }

    pub(crate) fn is_peaceful(&self) -> bool {
        *self.peaceful.lock().unwrap()
    }

    /// Who holds which post today.
    #[must_use]
    pub fn posts(&self) -> Posts {
        self.posts.lock().unwrap().clone()
    }

    /// What the relay durably holds.
    pub async fn feed(&self) -> Feed {
        let taken = self.auditor.lock().unwrap().take();
        let mut auditor = match taken {
            Some(auditor) => auditor,
            None => Auditor::enrol(&self.office, Person::called("auditor"), self.seed, &self.clock).await,
        };
        let feed = auditor.read_all().await;
        *self.auditor.lock().unwrap() = Some(auditor);
        feed
    }

    /// The storm is over: relay and phones run, clocks are right, everybody syncs until nothing moves. Then everything
    /// must hold.
    ///
    /// # Errors
    /// Every invariant that does not hold, with the seed.
    pub async fn try_settle(&self) -> Result<(), Failure> {
        self.calm_down().await;
        let mut broken = Vec::new();
        if let Err(noise) = self.everybody_syncs().await {
            broken.push((Invariant::GoesQuiet, noise));
        }
        broken.extend(checker::check(self).await);
        if broken.is_empty() { Ok(()) } else { Err(Failure { seed: self.seed, broken }) }
    }

    /// # Panics
    /// When an invariant does not hold.
    pub async fn settle(&self) {
        self.chapter("everybody syncs");
        if let Err(failure) = self.try_settle().await {
            panic!("{failure}");
        }
    }

    async fn calm_down(&self) {
        self.office.restart().await;
        for phone in self.phones() {
            phone.wire.stop_watching();
            phone.wire.throw_out();
            phone.wire.set_weather(Weather::CALM);
            phone.wire.set_dead(false);
            phone.wire.set_stalled(false);
            phone.device.set_online(true);
            phone.device.set_locked(false);
            phone.device.set_clock_wrong_by(0);
            phone.restarts();
        }
    }

    /// # Errors
    /// What still moves, or cannot move, when everything should be still.
    async fn everybody_syncs(&self) -> Result<(), String> {
        let mut noise = String::new();
        for _ in 0..ROUNDS {
            noise.clear();
            for phone in self.phones() {
                match phone.try_sync(SyncLimits::default()).await {
                    Ok(report) if report.complete && report.sent + report.refused + report.received == 0 => {}
                    Ok(report) => noise = format!("{}: {report:?}", phone.name),
                    Err(error) => {
                        noise = format!("{} cannot sync: {error}", phone.name);
                        self.pick_up(&phone, &error).await;
                    }
                }
            }
            if noise.is_empty() {
                return Ok(());
            }
        }
        Err(noise)
    }

    /// A crash that was planned in the storm may happen only now.
    async fn pick_up(&self, phone: &Phone, error: &AppError) {
        if self.office.died_at().is_some() {
            self.office.restart().await;
        }
        if was_killed(error) {
            phone.restarts();
        }
    }
}

/// A memory-backed folder where there is one: these phones' `fsync` need not reach a disk.
fn folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    let made = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    made.unwrap()
}
