//! One phone in a folder of its own, driven through the real program.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

/// A folder that may become a phone.
pub(crate) struct Phone {
    dir: tempfile::TempDir,
}

/// How a run ended.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Phone {
    /// An empty folder.
    pub(crate) fn none() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    /// A phone whose enrolment failed for want of a relay: its store exists, it belongs to nobody.
    pub(crate) fn unenrolled() -> Self {
        let phone = Self::none();
        let run = phone.run(&["enroll", "--server", "http://127.0.0.1:1", "--code", "X"]);
        assert_eq!(run.code, 5, "{run:?}");
        phone
    }

    pub(crate) fn home(&self) -> PathBuf {
        self.dir.path().join("home")
    }

    pub(crate) fn run(&self, args: &[&str]) -> Run {
        self.run_with(args, "", &[])
    }

    pub(crate) fn run_with(&self, args: &[&str], stdin: &str, env: &[(&str, &str)]) -> Run {
        let mut command = Command::new(env!("CARGO_BIN_EXE_etong"));
        for name in
            ["ETONG_HOME", "ETONG_KEYS", "ETONG_OFFLINE", "ETONG_DAYS_AHEAD", "ETONG_USER", "ETONG_PIN_FILE", "TZ"]
        {
            command.env_remove(name);
        }
        command.env("ETONG_HOME", self.home()).envs(env.iter().copied()).args(args);
        finish(command, stdin)
    }

    /// Without saying which phone.
    pub(crate) fn run_nowhere(args: &[&str]) -> Run {
        let mut command = Command::new(env!("CARGO_BIN_EXE_etong"));
        command.env_remove("ETONG_HOME").args(args);
        finish(command, "")
    }

    /// Writes a file beside the phone and gives its path.
    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.dir.path().join(name);
        std::fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    }
}

fn finish(mut command: Command, stdin: &str) -> Run {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(stdin.as_bytes()).unwrap();
    let Output { status, stdout, stderr } = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Run { code: status.code().unwrap_or(-1), out: text(stdout), err: text(stderr) }
}
