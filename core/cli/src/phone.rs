//! Opening the phone in a folder, and what is typed for ids. Makes a folder only for `enroll`: a mistyped `--home` leaves
//! nothing behind.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use etong_core::protocol::RecordId;
use etong_core::{App, AppError, Users};

use crate::args::Cli;
use crate::ask;
use crate::device::Terminal;
use crate::error::CliError;
use crate::out::progress;

/// Where a phone is kept, which of its users is meant, and where their PIN is.
#[derive(Debug, Clone)]
pub(crate) struct Folder {
    pub home: PathBuf,
    pub keys: PathBuf,
    pub user: u32,
    pub pin_file: Option<PathBuf>,
}

impl Folder {
    /// `keys` is `home/keys` when left out.
    pub(crate) fn new(cli: &Cli) -> Result<Self, CliError> {
        let missing = || CliError::Usage("say which phone: --home DIR, or set ETONG_HOME".into());
        let home = cli.home.clone().filter(|home| !home.as_os_str().is_empty()).ok_or_else(missing)?;
        let keys = cli.keys.clone().unwrap_or_else(|| home.join("keys"));
        Ok(Self { keys, home, user: cli.user, pin_file: cli.pin_file.clone() })
    }

    /// Opens the phone that is there.
    pub(crate) fn open(&self) -> Result<App, CliError> {
        let _alone = self.alone()?;
        self.opened()
    }

    pub(crate) fn open_or_make(&self) -> Result<App, CliError> {
        std::fs::create_dir_all(&self.home).map_err(CliError::file(&self.home))?;
        let _alone = self.hold()?;
        self.opened()
    }

    /// As `open`; one that is locked, and whose PIN nobody brings, can still ask the relay whether it was reported lost.
    pub(crate) fn open_for_sync(&self) -> Result<App, CliError> {
        match self.open() {
            Err(CliError::App(AppError::Locked)) => Ok(self.users()?.open_locked(self.user)?),
            opened => opened,
        }
    }

    /// Two programs that open one phone at the same moment would each take the other for a restored backup, and two wrong PINs
    /// would count as one.
    pub(crate) fn alone(&self) -> Result<File, CliError> {
        if is_empty(&self.home)? {
            return Err(CliError::NoPhone(self.home.clone()));
        }
        self.hold()
    }

    fn hold(&self) -> Result<File, CliError> {
        let path = self.home.join("opening.lock");
        let opening = File::create(&path).map_err(CliError::file(&path))?;
        opening.lock().map_err(CliError::file(&path))?;
        Ok(opening)
    }

    pub(crate) fn users(&self) -> Result<Users, CliError> {
        let online = std::env::var_os("ETONG_OFFLINE").is_none_or(|offline| offline != "1");
        let device = Arc::new(Terminal::new(self.keys.clone(), online, days_ahead()));
        device.check().map_err(|(path, source)| CliError::Keys { path, source })?;
        Ok(Users::at(&self.home, device))
    }

    /// To be called while nobody else may open it.
    pub(crate) fn opened(&self) -> Result<App, CliError> {
        let users = self.users()?;
        // Once after an update: it may take a minute.
        let tell = progress("更新本机数据 making this phone's tables again");
        let app = match users.open_telling(self.user, &tell) {
            Err(AppError::Locked) => {
                let pin = ask::maybe(ask::PIN, self.pin_file.as_deref())?.ok_or(AppError::Locked)?;
                users.open_with_pin_telling(self.user, &pin, &tell)?
            }
            opened => opened?,
        };
        // Time played ahead is played by the wall clock alone: a trusted time would find it out.
        if let Some((boot, since_boot_ms)) = boot_clock().filter(|_| days_ahead() == 0) {
            app.lend_boot_clock(&boot, since_boot_ms)?;
        }
        Ok(app)
    }
}

/// At the end of a run. A phone with a PIN leaves its work sealed for the relay, in case it is lost.
pub(crate) fn close(app: &App) {
    match app.lock() {
        Ok(()) | Err(AppError::Invalid { .. }) => {}
        Err(error) => tracing::warn!(%error, "this phone was not closed in order; nothing is lost"),
    }
}

fn days_ahead() -> u8 {
    std::env::var("ETONG_DAYS_AHEAD").ok().and_then(|days| days.parse().ok()).unwrap_or(0)
}

/// Which start of this machine it is, and how long ago it was, where the system says so.
fn boot_clock() -> Option<(String, i64)> {
    let boot = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    let uptime = std::fs::read_to_string("/proc/uptime").ok()?;
    let (seconds, rest) = uptime.split_whitespace().next()?.split_once('.')?;
    let hundredths: i64 = rest.parse().ok()?;
    let seconds: i64 = seconds.parse().ok()?;
    Some((boot.trim().to_owned(), seconds.saturating_mul(1_000).saturating_add(hundredths.saturating_mul(10))))
}

/// The full id for what was typed: an id, or the end of one.
pub(crate) fn record(app: &App, typed: &str) -> Result<String, CliError> {
    match typed.parse::<RecordId>() {
        Ok(id) => Ok(id.to_string()),
        Err(_) => Ok(app.complete_id(typed)?),
    }
}

/// The owner's post for what was typed: an id, the end of one (six digits), or a kind of which there is one.
pub(crate) fn post(app: &App, typed: &str) -> Result<String, CliError> {
    let status = app.status()?;
    if !status.enrolled {
        return Err(AppError::SignedOut { detail: "this phone is not enrolled".into() }.into());
    }
    let by_end = typed.len() >= 6;
    let fits = |post: &etong_core::view::PostView| {
        post.kind == typed || post.post == typed || (by_end && post.post.ends_with(typed))
    };
    let mut found = status.posts.iter().filter(|post| fits(post));
    match (found.next(), found.next()) {
        (Some(post), None) => Ok(post.post.clone()),
        (None, _) => Err(not_a_post("not one of your posts; see: etong posts")),
        _ => Err(not_a_post("several of your posts fit; give more of the id")),
    }
}

/// Lets another post act. Gives back the one that acted before.
pub(crate) fn act_as(app: &App, typed: &str) -> Result<Option<String>, CliError> {
    let post = post(app, typed)?;
    let before = app.status()?.posts.into_iter().find(|post| post.acting).map(|post| post.post);
    app.act_as(&post)?;
    Ok(before)
}

fn not_a_post(reason: &str) -> CliError {
    AppError::Invalid { field: "post".into(), reason: reason.into() }.into()
}

fn is_empty(home: &Path) -> Result<bool, CliError> {
    match std::fs::read_dir(home) {
        Ok(mut inside) => Ok(inside.next().is_none()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(true),
        Err(source) => Err(CliError::File { path: home.to_owned(), source }),
    }
}
