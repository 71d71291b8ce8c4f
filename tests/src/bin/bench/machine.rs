//! On what it was measured. Best effort: what cannot be told is left empty, and nothing is measured differently for it.

use std::fs::read_to_string;
use std::path::Path;
use std::process::Command;

use serde::Serialize;

const LOCK: &str = include_str!("../../../../Cargo.lock");
/// The libraries whose version moves the numbers.
const TELLING: &[&str] =
    &["automerge", "axum", "libsqlite3-sys", "openssl-src", "reqwest", "rusqlite", "tokio", "zstd-sys"];

#[derive(Debug, Serialize)]
pub(crate) struct Machine {
    cpu: String,
    cores: usize,
    memory: String,
    kernel: String,
    /// Type of the file system that was measured.
    file_system: String,
    /// Load averages over 1, 5 and 15 minutes before and after: who else was at work.
    load_before: String,
    load_after: String,
    rustc: String,
    commit: String,
    versions: Vec<String>,
    release: bool,
}

impl Machine {
    pub(crate) fn look(dir: &Path) -> Self {
        Self {
            cpu: field("/proc/cpuinfo", "model name"),
            cores: std::thread::available_parallelism().map_or(0, std::num::NonZero::get),
            memory: field("/proc/meminfo", "MemTotal"),
            kernel: line("/proc/sys/kernel/osrelease"),
            file_system: file_system(dir),
            load_before: line("/proc/loadavg"),
            load_after: String::new(),
            rustc: output(Command::new("rustc").arg("--version")),
            commit: output(Command::new("git").args(["describe", "--always", "--dirty"])),
            versions: TELLING.iter().filter_map(|name| locked(name)).collect(),
            release: !cfg!(debug_assertions),
        }
    }

    pub(crate) fn look_again(&mut self) {
        self.load_after = line("/proc/loadavg");
    }
}

fn line(path: &str) -> String {
    read_to_string(path).map(|text| text.trim().to_owned()).unwrap_or_default()
}

fn field(path: &str, name: &str) -> String {
    let text = read_to_string(path).unwrap_or_default();
    let found = text.lines().find(|line| line.starts_with(name)).and_then(|line| line.split_once(':'));
    found.map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
}

/// The type of the deepest mount that holds `dir`.
fn file_system(dir: &Path) -> String {
    let dir = dir.canonicalize().unwrap_or_else(|_| dir.to_owned());
    let mounts = read_to_string("/proc/mounts").unwrap_or_default();
    let of_line = |line: &str| {
        let mut words = line.split(' ').skip(1);
        let (place, kind) = (words.next()?.to_owned(), words.next()?.to_owned());
        dir.starts_with(&place).then_some((place.len(), kind))
    };
    mounts.lines().filter_map(of_line).max().map(|(_, kind)| kind).unwrap_or_default()
}

fn output(command: &mut Command) -> String {
    let said = command.output().map(|output| output.stdout).unwrap_or_default();
    String::from_utf8_lossy(&said).trim().to_owned()
}

/// `name version`, from the lock this was built with.
fn locked(name: &str) -> Option<String> {
    let (_, package) = LOCK.split_once(&format!("name = \"{name}\"\nversion = \""))?;
    let (version, _) = package.split_once('"')?;
    Some(format!("{name} {version}"))
}
