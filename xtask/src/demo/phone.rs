//! One phone: the program `etong` on a folder of its own.

use std::path::{Path, PathBuf};

use serde_json::Value;
use xshell::{Cmd, Shell, cmd};

use crate::demo::cast::Player;
use crate::demo::say;
use crate::error::XtaskError;

pub(super) struct Phone<'a> {
    shell: &'a Shell,
    program: PathBuf,
    pub(super) home: PathBuf,
    pub(super) owner: Player,
}

impl<'a> Phone<'a> {
    pub(super) fn new(shell: &'a Shell, program: &Path, homes: &Path, owner: Player) -> Self {
        Self { shell, program: program.to_owned(), home: homes.join(owner.folder), owner }
    }

    /// Runs a verb and reads its JSON.
    pub(super) fn ask(&self, verb: &[&str]) -> Result<Value, XtaskError> {
        Ok(serde_json::from_str(&self.command(&["--json"], verb).read()?)?)
    }

    /// Captures one record.
    pub(super) fn capture(&self, noun: &str, object: &Value) -> Result<Value, XtaskError> {
        self.give(&["capture", noun, "--json", "-"], object)
    }

    /// Runs a verb that reads one JSON object from standard input.
    pub(super) fn give(&self, verb: &[&str], object: &Value) -> Result<Value, XtaskError> {
        Ok(serde_json::from_str(&self.command(&["--json"], verb).stdin(object.to_string()).read()?)?)
    }

    /// Runs a verb as this phone would so many days later.
    pub(super) fn ask_later(&self, days: u8, verb: &[&str]) -> Result<Value, XtaskError> {
        let command = self.command(&["--json"], verb).env("ETONG_DAYS_AHEAD", days.to_string());
        Ok(serde_json::from_str(&command.read()?)?)
    }

    /// Runs a verb that reads one JSON object, as this phone would so many days later.
    pub(super) fn give_later(&self, days: u8, verb: &[&str], object: &Value) -> Result<Value, XtaskError> {
        let command = self.command(&["--json"], verb).env("ETONG_DAYS_AHEAD", days.to_string());
        Ok(serde_json::from_str(&command.stdin(object.to_string()).read()?)?)
    }

    /// Syncs without a word, and makes sure nothing was refused.
    pub(super) fn sync_quietly(&self) -> Result<(), XtaskError> {
        match count_at(&self.ask(&["sync"])?, "refused") {
            0 => Ok(()),
            refused => Err(XtaskError::Story(format!("the relay refused {refused} entries of {}", self.owner.name))),
        }
    }

    /// Runs a verb and shows what a person sees.
    pub(super) fn show(&self, verb: &[&str]) -> Result<(), XtaskError> {
        let text = self.command(&[], verb).read()?;
        say::shown(&format!("{} $ etong {}", self.owner.name, verb.join(" ")), &text);
        Ok(())
    }

    /// Runs a verb that must fail, and shows the error a person reads.
    pub(super) fn show_failure(&self, verb: &[&str], exit: i32) -> Result<(), XtaskError> {
        let output = self.command(&[], verb).ignore_status().output()?;
        let text = String::from_utf8_lossy(&output.stderr);
        say::shown(&format!("{} $ etong {} → exit {exit}", self.owner.name, verb.join(" ")), &text);
        match output.status.code() {
            Some(code) if code == exit => say::check(true, &format!("exit code {exit}")),
            Some(code) => say::check(false, &format!("exit code {exit} (it was {code})")),
            None => say::check(false, &format!("exit code {exit} (a signal ended it)")),
        }
    }

    /// Syncs and makes sure nothing was refused.
    pub(super) fn sync(&self) -> Result<Value, XtaskError> {
        let report = self.ask(&["sync"])?;
        let (sent, received) = (count_at(&report, "sent"), count_at(&report, "received"));
        let name = &self.owner.name;
        say::line(
            &format!("{name} 同步：发送 {sent} 条，收到 {received} 条"),
            &format!("{name} syncs: {sent} entries sent, {received} received"),
        );
        say::check(count_at(&report, "refused") == 0, "nothing was refused")?;
        Ok(report)
    }

    fn command(&self, before: &[&str], verb: &[&str]) -> Cmd<'a> {
        let (program, home) = (&self.program, &self.home);
        let command = cmd!(self.shell, "{program} --home {home} {before...} {verb...}").quiet();
        command.env("NO_PROXY", "127.0.0.1").env_remove("ETONG_KEYS").env_remove("ETONG_DAYS_AHEAD")
    }
}

/// Empty when absent.
pub(super) fn text_at<'v>(value: &'v Value, key: &str) -> &'v str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// 0 when absent.
pub(super) fn count_at(value: &Value, key: &str) -> u64 {
    value.get(key).and_then(Value::as_u64).unwrap_or_default()
}

/// Empty when absent.
pub(super) fn rows_at<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[][..], Vec::as_slice)
}
