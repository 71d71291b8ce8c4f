//! The real programs as processes: a relay on a folder, and phones of which every verb is a process. For tests that kill
//! them, take their folders away or look at their sockets. Real processes need real time.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::SystemTime;

use serde_json::Value;

use crate::town::{self, Person};

/// Where the programs are; built first when they are missing or older than what they are made of.
///
/// # Panics
/// When they do not build.
#[must_use]
pub fn programs() -> PathBuf {
    let here = std::env::current_exe().unwrap();
    let programs = here.parent().and_then(Path::parent).unwrap().to_owned();
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let sources = ["core/src", "core/protocol/src", "core/merge/src", "core/cli/src", "sync-server/src"];
    let newest = sources.iter().filter_map(|source| changed(&project.join(source))).max();
    let made = ["etong", "etong-server"].map(|program| changed(&programs.join(program)));
    if made.iter().any(|made| *made < newest) {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let build = ["build", "--quiet", "-p", "etong-server", "-p", "etong-cli", "--bins"];
        let mut cargo = Command::new(cargo);
        without_own_package(&mut cargo);
        assert!(cargo.args(build).status().unwrap().success(), "the programs do not build");
    }
    programs
}

/// What cargo tells a test about its own package would make a build below it begin anew.
pub fn without_own_package(command: &mut Command) {
    const OWN: [&str; 4] = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_CRATE_", "CARGO_BIN_"];
    for (name, _) in std::env::vars_os() {
        if OWN.iter().any(|own| name.to_string_lossy().starts_with(own)) {
            command.env_remove(name);
        }
    }
}

/// When a file, or anything in a folder, was last changed.
fn changed(path: &Path) -> Option<SystemTime> {
    if !path.is_dir() {
        return std::fs::metadata(path).ok()?.modified().ok();
    }
    std::fs::read_dir(path).ok()?.filter_map(|inside| changed(&inside.ok()?.path())).max()
}

/// The relay as a process.
#[derive(Debug)]
pub struct RelayProgram {
    programs: PathBuf,
    data: PathBuf,
    /// Scheme, host and port; the same after every start.
    pub url: String,
    arguments: Vec<String>,
    process: Option<Child>,
}

impl RelayProgram {
    /// Imports the town and starts.
    #[must_use]
    pub fn new(programs: &Path, folder: &Path) -> Self {
        Self::with(programs, folder, &[])
    }

    /// As `new`, told more.
    ///
    /// # Panics
    /// When the relay does not start.
    #[must_use]
    pub fn with(programs: &Path, folder: &Path, arguments: &[&str]) -> Self {
        let (programs, data) = (programs.to_owned(), folder.join("relay"));
        let arguments = arguments.iter().map(|&one| one.to_owned()).collect();
        let mut relay = Self { programs, data, url: "http://127.0.0.1:0".into(), arguments, process: None };
        let directory = folder.join("directory.json");
        std::fs::write(&directory, serde_json::to_vec(&town::directory()).unwrap()).unwrap();
        relay.admin(&["--new", "import", directory.to_str().unwrap()]);
        relay.start();
        relay
    }

    #[must_use]
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// # Panics
    /// When the command fails.
    #[must_use]
    pub fn run(&self, arguments: &[&str]) -> Output {
        Command::new(self.programs.join("etong-server")).args(arguments).output().unwrap()
    }

    /// # Panics
    /// When the command fails.
    pub fn admin(&self, arguments: &[&str]) -> Value {
        let output = self.run(&[&["admin", "--json", "--data", self.data.to_str().unwrap()], arguments].concat());
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// # Panics
    /// When the relay does not start.
    pub fn start(&mut self) {
        let (_, address) = self.url.split_once("://").unwrap();
        let mut process = Command::new(self.programs.join("etong-server"))
            .args(["serve", "--listen", address, "--data"])
            .arg(&self.data)
            .args(&self.arguments)
            .env("ETONG_LOG", "off")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.trim().strip_prefix("listening on ").unwrap_or_else(|| panic!("{line:?}"));
        self.url = url.to_owned();
        self.process = Some(process);
    }

    /// SIGKILL.
    pub fn is_killed(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill().unwrap();
            process.wait().unwrap();
        }
    }

    /// The process, to send it a signal.
    #[must_use]
    pub fn process_id(&self) -> Option<u32> {
        self.process.as_ref().map(Child::id)
    }
}

impl Drop for RelayProgram {
    fn drop(&mut self) {
        self.is_killed();
    }
}

/// One phone as a folder; every verb is a process.
#[derive(Debug, Clone)]
pub struct PhoneProgram {
    program: PathBuf,
    pub home: PathBuf,
}

impl PhoneProgram {
    /// Somebody's, enrolled.
    #[must_use]
    pub fn enrolled(relay: &RelayProgram, nick: &str, folder: &Path) -> Self {
        let phone = Self::bare(relay, nick, folder);
        let server = relay.url.clone();
        phone.must(&["enroll", "--server", &server, "--code", &Self::code(relay, nick)]);
        phone
    }

    /// A phone nobody has used.
    #[must_use]
    pub fn bare(relay: &RelayProgram, name: &str, folder: &Path) -> Self {
        Self { program: relay.programs.join("etong"), home: folder.join(name) }
    }

    /// A one-time code for somebody.
    ///
    /// # Panics
    /// When there is none.
    #[must_use]
    pub fn code(relay: &RelayProgram, nick: &str) -> String {
        let code = relay.admin(&["issue-code", "--person", &Person::called(nick).id().to_string()]);
        code["code"].as_str().unwrap().to_owned()
    }

    #[must_use]
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.arg("--home").arg(&self.home).arg("--json").args(arguments);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).stdin(Stdio::null());
        command
    }

    /// # Panics
    /// When there is no such program.
    #[must_use]
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// # Panics
    /// When it fails.
    pub fn must(&self, arguments: &[&str]) -> Value {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap_or(Value::Null)
    }

    /// Registers a resident by name.
    ///
    /// # Panics
    /// When it fails.
    pub fn registers(&self, name: &str) {
        let request = self.home.with_extension("json");
        std::fs::write(&request, format!(r#"{{"name":"{name}"}}"#)).unwrap();
        self.must(&["capture", "resident", "--json", request.to_str().unwrap()]);
    }

    /// Names of all residents, with how often each is there.
    ///
    /// # Panics
    /// When they cannot be listed.
    #[must_use]
    pub fn residents(&self) -> BTreeMap<String, usize> {
        let mut names = BTreeMap::new();
        for page in 1.. {
            let listed = self.must(&["list", "residents", "--page", &page.to_string()]);
            for row in listed["rows"].as_array().unwrap() {
                *names.entry(row["name"].as_str().unwrap().to_owned()).or_default() += 1;
            }
            if listed["more"] != Value::Bool(true) {
                break;
            }
        }
        names
    }
}
