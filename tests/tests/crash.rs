//! A program that crashes while its phone is open: `etong` leaves no picture of its memory, and a program that leaves one is
//! found out by the same look. Where the system hands such pictures to another program there is no file to look for: then the
//! test says so and looks at the limits of the process alone. Real processes need real time.

#![cfg(all(feature = "sim", target_os = "linux"))]
#![expect(clippy::unwrap_used, reason = "these are tests, their shared steps included")]

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use etong_tests::Field;
use etong_tests::programs::{PhoneProgram, RelayProgram, programs};
use rustix::process::{Pid, Resource, Rlimit, Signal, getrlimit, kill_process, setrlimit};

const NAME: &str = "欧阳静宜";

/// Where the system would write the picture of a process that runs in `home`; `None`: it hands it to a program.
fn pictures(home: &Path) -> Option<PathBuf> {
    let pattern = std::fs::read_to_string("/proc/sys/kernel/core_pattern").unwrap();
    match Path::new(pattern.trim()).parent() {
        _ if pattern.starts_with('|') => None,
        Some(folder) if folder.is_absolute() => Some(folder.to_owned()),
        _ => Some(home.to_owned()),
    }
}

/// What this process may leave, those it starts may.
fn pictures_are_allowed() -> bool {
    let maximum = getrlimit(Resource::Core).maximum;
    setrlimit(Resource::Core, Rlimit { current: maximum, maximum }).unwrap();
    maximum != Some(0)
}

fn files(folder: &Path) -> BTreeSet<PathBuf> {
    let inside = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    inside.flat_map(|path| if path.is_dir() { files(&path) } else { [path].into() }).collect()
}

fn names_somebody(path: &Path) -> bool {
    regex::bytes::Regex::new(NAME).unwrap().is_match(&std::fs::read(path).unwrap())
}

/// Current and largest size of a picture, as the system says it of a running process.
fn limits(process: &Child) -> Vec<String> {
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", process.id())).unwrap();
    let line = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    line.split_whitespace().skip(4).take(2).map(str::to_owned).collect()
}

/// Crashes a process; a program that only noted the signal gets it again.
fn crashes(mut process: Child, signal: Signal) {
    let id = Pid::from_child(&process);
    let status = loop {
        if let Some(status) = process.try_wait().unwrap() {
            break status;
        }
        kill_process(id, signal).unwrap();
        std::thread::yield_now();
    };
    assert_eq!(status.signal(), Some(signal.as_raw()), "{status:?}");
}

fn reads_a_line(process: &mut Child) -> String {
    let mut line = String::new();
    BufReader::new(process.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    line
}

#[test]
fn a_program_that_crashes_with_an_open_phone_leaves_no_picture_of_its_memory() {
    pictures_are_allowed();
    let folder = tempfile::tempdir().unwrap();
    let relay = RelayProgram::new(&programs(), folder.path());
    let wang = PhoneProgram::enrolled(&relay, "wang", folder.path());
    let home = folder.path().join("here");
    std::fs::create_dir(&home).unwrap();
    for signal in [Signal::ABORT, Signal::SEGV] {
        wang.registers(NAME);
        std::fs::remove_file(wang.home.with_extension("json")).unwrap();
        let before = pictures(&home).map(|folder| files(&folder)).unwrap_or_default();
        let mut process = wang.command(&["watch"]).current_dir(&home).spawn().unwrap();
        let synced = reads_a_line(&mut process);
        assert!(synced.contains("\"sent\":"), "its records are open: {synced}");
        assert_eq!(limits(&process), ["0", "0"]);
        crashes(process, signal);
        match pictures(&home) {
            Some(folder) => assert_eq!(files(&folder), before, "a picture of the memory"),
            None => println!("{signal:?}: this system hands pictures to a program; the limits were looked at"),
        }
        for path in files(&wang.home).into_iter().chain(files(&home)) {
            assert!(!names_somebody(&path), "{}", path.display());
        }
    }
}

/// The same phone in a program that forbids nothing.
#[tokio::test]
async fn a_program_that_leaves_a_picture_of_its_memory_is_found_out() {
    let allowed = pictures_are_allowed();
    let folder = tempfile::tempdir().unwrap();
    let [phone, keys, words, home] = ["phone", "keys", "words", "here"].map(|name| folder.path().join(name));
    let field = Field::new(954);
    let wang = field.phone_on("wang", &phone).await;
    wang.app().suspend(1_000).unwrap();
    wang.dies();
    for made in [&keys, &words, &home] {
        std::fs::create_dir(made).unwrap();
    }
    for (name, secret) in wang.device.all_secrets() {
        std::fs::write(keys.join(name), secret).unwrap();
    }
    std::fs::write(words.join("name"), NAME).unwrap();
    std::fs::write(words.join("pin"), "290417").unwrap();
    let mut process = Command::new(env!("CARGO_BIN_EXE_at_rest"))
        .args([&phone, &keys, &words])
        .arg("before-a-pin")
        .current_dir(&home)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    assert_eq!(reads_a_line(&mut process).trim(), "saved");
    if !allowed {
        process.kill().unwrap();
        process.wait().unwrap();
        return println!("this system allows no picture of any memory: there is nothing to be found out");
    }
    assert_ne!(limits(&process), ["0", "0"], "the mistake must be seen");
    let folder = pictures(&home);
    let before = folder.as_deref().map(files).unwrap_or_default();
    crashes(process, Signal::ABORT);
    let Some(folder) = folder else {
        return println!("this system hands pictures to a program; the limits were looked at");
    };
    let left: Vec<PathBuf> = files(&folder).difference(&before).cloned().collect();
    let names = left.iter().any(|path| names_somebody(path));
    left.iter().for_each(|path| std::fs::remove_file(path).unwrap());
    assert!(names, "the mistake must be seen: {left:?}");
}
