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

use std::path::PathBuf;
use std::process::Output;
use std::time::Duration;

use etong_tests::chance::{Draw, stream};
use etong_tests::programs::{PhoneProgram, RelayProgram, programs};
use rand::RngExt;
use serde_json::Value;

const IMPORTED: usize = 600;

/// What one killing spree has come to.
struct Spree {
    relay: RelayProgram,
    wang: PhoneProgram,
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
    let relay = RelayProgram::new(&programs(), folder.path());
    let wang = PhoneProgram::enrolled(&relay, "wang", folder.path());
    let huang = PhoneProgram::enrolled(&relay, "huang", folder.path());
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
