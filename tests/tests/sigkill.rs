//! The real programs over HTTP, killed with SIGKILL again and again, phone and relay in turns, at moments drawn from a seed.
//! Afterwards all that `etong` said was saved is there exactly once, at the supervisor's, and `etong verify` says equal.
//! `ETONG_KILLS=500` kills more often. Real processes need real time: this is the one place that waits.

#![cfg(feature = "sim")]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "these are tests, their shared steps included"
)]

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, SystemTime};

use etong_tests::chance::{Draw, stream};
use etong_tests::town::{self, Person};
use rand::RngExt;
use serde_json::Value;

const IMPORTED: usize = 600;

/// Where the two programs are; built first when they are missing or older than what they are made of.
fn programs() -> PathBuf {
    let here = std::env::current_exe().unwrap();
    let programs = here.parent().and_then(Path::parent).unwrap().to_owned();
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let sources = ["core/src", "core/protocol/src", "core/merge/src", "core/cli/src", "sync-server/src"];
    let newest = sources.iter().filter_map(|source| changed(&project.join(source))).max();
    let made = ["etong", "etong-server"].map(|program| changed(&programs.join(program)));
    if made.iter().any(|made| *made < newest) {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let build = ["build", "--quiet", "-p", "etong-server", "-p", "etong-cli", "--bins"];
        assert!(Command::new(cargo).args(build).status().unwrap().success(), "the programs do not build");
    }
    programs
}

/// When a file, or anything in a folder, was last changed.
fn changed(path: &Path) -> Option<SystemTime> {
    if !path.is_dir() {
        return std::fs::metadata(path).ok()?.modified().ok();
    }
    std::fs::read_dir(path).ok()?.filter_map(|inside| changed(&inside.ok()?.path())).max()
}

/// The relay as a process.
struct Relay {
    programs: PathBuf,
    data: PathBuf,
    address: String,
    process: Option<Child>,
}

impl Relay {
    fn new(programs: &Path, folder: &Path) -> Self {
        let (programs, data) = (programs.to_owned(), folder.join("relay"));
        let mut relay = Self { programs, data, address: "127.0.0.1:0".into(), process: None };
        let directory = folder.join("directory.json");
        std::fs::write(&directory, serde_json::to_vec(&town::directory()).unwrap()).unwrap();
        relay.admin(&["import", directory.to_str().unwrap()]);
        relay.start();
        relay
    }

    fn admin(&self, arguments: &[&str]) -> Value {
        let program = self.programs.join("etong-server");
        let output = Command::new(program).args(["admin", "--json", "--data"]).arg(&self.data).args(arguments).output();
        let output = output.unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    fn start(&mut self) {
        let mut process = Command::new(self.programs.join("etong-server"))
            .args(["serve", "--listen", &self.address, "--data"])
            .arg(&self.data)
            .env("ETONG_LOG", "off")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("listening on http://").unwrap_or_else(|| panic!("{line:?}"));
        self.address = address.to_owned();
        self.process = Some(process);
    }

    fn is_killed(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill().unwrap();
            process.wait().unwrap();
        }
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.is_killed();
    }
}

/// One phone as a folder; every verb is a process.
struct Phone {
    program: PathBuf,
    home: PathBuf,
}

impl Phone {
    fn enrolled(relay: &Relay, nick: &str, folder: &Path) -> Self {
        let phone = Self { program: relay.programs.join("etong"), home: folder.join(nick) };
        let code = relay.admin(&["issue-code", "--person", &Person::called(nick).id().to_string()]);
        let server = format!("http://{}", relay.address);
        phone.must(&["enroll", "--server", &server, "--code", code["code"].as_str().unwrap()]);
        phone
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.arg("--home").arg(&self.home).arg("--json").args(arguments);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).stdin(Stdio::null());
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    fn must(&self, arguments: &[&str]) -> Value {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap_or(Value::Null)
    }

    /// Names of all residents, with how often each is there.
    fn residents(&self) -> BTreeMap<String, usize> {
        let mut names = BTreeMap::new();
        for page in 1.. {
            let listed = self.must(&["list", "residents", "--page", &page.to_string()]);
            for row in listed["rows"].as_array().unwrap() {
                *names.entry(row["name"].as_str().unwrap().to_owned()).or_default() += 1;
            }
            if listed["more"] != Value::Bool(true) {
                return names;
            }
        }
        names
    }
}

/// What one killing spree has come to.
struct Spree {
    relay: Relay,
    wang: Phone,
    file: PathBuf,
    draw: Draw,
    /// Where the import has to go on, or `None` when it is done.
    import_from: Option<u64>,
    /// Names that `etong capture` said it had saved.
    saved: Vec<String>,
    /// Names it was killed over: there once or not at all.
    in_doubt: Vec<String>,
    kills: (u32, u32),
}

impl Spree {
    fn step(&mut self, nth: u32) {
        let kills_relay = self.draw.random_ratio(1, 3);
        let after = Duration::from_micros(self.draw.random_range(500..90_000));
        match self.draw.random_range(0..4_u32) {
            0 => self.captures(nth, after),
            1 => self.imports(after),
            _ if kills_relay => self.syncs_while_the_relay_is_killed(after),
            _ => drop(self.is_killed_over(&["sync"], after)),
        }
    }

    /// Runs a verb and kills it; its output if it was done before.
    fn is_killed_over(&mut self, arguments: &[&str], after: Duration) -> Option<Output> {
        let mut process = self.wang.command(arguments).spawn().unwrap();
        std::thread::sleep(after);
        process.kill().unwrap();
        let output = process.wait_with_output().unwrap();
        let finished = output.status.code().is_some();
        self.kills.0 += u32::from(!finished);
        finished.then_some(output)
    }

    fn captures(&mut self, nth: u32, after: Duration) {
        let name = format!("登记{nth}");
        let request = self.file.with_file_name("one.json");
        std::fs::write(&request, format!(r#"{{"name":"{name}"}}"#)).unwrap();
        let saved = self.is_killed_over(&["capture", "resident", "--json", request.to_str().unwrap()], after);
        match saved {
            Some(output) => {
                assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
                self.saved.push(name);
            }
            None => self.in_doubt.push(name),
        }
    }

    fn imports(&mut self, after: Duration) {
        let Some(from) = self.import_from else { return };
        let line = from.to_string();
        let file = self.file.to_str().unwrap().to_owned();
        let arguments = ["import", "residents", file.as_str(), "--batch", "20", "--from-line", line.as_str()];
        match self.is_killed_over(&arguments, after) {
            Some(output) if output.status.success() => self.import_from = None,
            Some(output) => panic!("{}", String::from_utf8_lossy(&output.stderr)),
            None => self.import_from = self.where_to_go_on(from),
        }
    }

    /// Asks the program itself, as a person would: the same file again, and the command it advises.
    fn where_to_go_on(&self, from: u64) -> Option<u64> {
        if !self.wang.home.join("imports.json").exists() {
            // Killed before the first row, or after the last.
            let residents = self.wang.residents();
            return (!residents.contains_key(&imported(IMPORTED - 1))).then_some(from);
        }
        let output = self.wang.run(&["import", "residents", self.file.to_str().unwrap()]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        if output.status.success() {
            return None;
        }
        let (_, advised) = said.split_once("--from-line ").unwrap_or_else(|| panic!("{said}"));
        let advised: Vec<u64> = advised.split(|letter: char| !letter.is_ascii_digit()).flat_map(str::parse).collect();
        // Something else was captured since, so the program cannot tell whether the batch is there: look one of it up.
        let is_there = |line: u64| self.wang.residents().contains_key(&imported(usize::try_from(line).unwrap() - 1));
        match advised[..] {
            [from, to, ..] if said.contains("all are or none is") => Some(if is_there(from) { to } else { from }),
            [next, ..] => Some(next),
            [] => panic!("{said}"),
        }
    }

    fn syncs_while_the_relay_is_killed(&mut self, after: Duration) {
        let process = self.wang.command(&["sync"]).spawn().unwrap();
        std::thread::sleep(after);
        self.relay.is_killed();
        self.kills.1 += 1;
        process.wait_with_output().unwrap();
        self.relay.start();
    }
}

fn imported(nth: usize) -> String {
    format!("导入{nth}")
}

fn spree(seed: u64, kills: u32) {
    println!("seed {seed}");
    let folder = tempfile::tempdir().unwrap();
    let relay = Relay::new(&programs(), folder.path());
    let wang = Phone::enrolled(&relay, "wang", folder.path());
    let huang = Phone::enrolled(&relay, "huang", folder.path());
    let file = folder.path().join("residents.ndjson");
    let lines: Vec<String> = (0..IMPORTED).map(|nth| format!("{{\"name\":\"{}\"}}\n", imported(nth))).collect();
    std::fs::write(&file, lines.concat()).unwrap();
    let (draw, import_from) = (stream(seed, "spree"), Some(1));
    let mut spree =
        Spree { relay, wang, file, draw, import_from, saved: Vec::new(), in_doubt: Vec::new(), kills: (0, 0) };
    for nth in 0..kills {
        spree.step(nth);
    }

    println!("killed the phone {} times, the relay {} times", spree.kills.0, spree.kills.1);
    assert!(spree.kills.0 > 0 && spree.kills.1 > 0, "seed {seed}: nothing was killed");
    while spree.import_from.is_some() {
        spree.imports(Duration::from_secs(5));
    }
    for phone in [&spree.wang, &huang] {
        let verified = phone.must(&["verify"]);
        assert_eq!((&verified["equal"], &verified["unsent"]), (&Value::Bool(true), &Value::from(0)), "seed {seed}");
    }
    let (mut here, there) = (spree.wang.residents(), huang.residents());
    assert_eq!(here, there, "seed {seed}: the supervisor sees what the phone has");
    let expected = (0..IMPORTED).map(imported).chain(spree.saved);
    let wrong: Vec<String> = expected.filter(|name| here.remove(name) != Some(1)).collect();
    assert!(wrong.is_empty(), "seed {seed}: not there exactly once: {wrong:?}");
    here.retain(|name, times| !(spree.in_doubt.contains(name) && *times == 1));
    assert!(here.is_empty(), "seed {seed}: nobody saved {here:?}");
    assert_eq!(spree.wang.must(&["list", "kept-aside"])["total"], Value::from(0), "seed {seed}");
}

#[test]
fn what_was_said_to_be_saved_survives_any_number_of_kills_on_both_ends() {
    let kills = std::env::var("ETONG_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(60);
    for seed in [1, 2] {
        spree(seed, kills);
    }
}
