//! The relay as a process of its own, on a free port, that can lose its power and come back.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};
use xshell::{Shell, cmd};

use crate::demo::phone::text_at;
use crate::error::XtaskError;

pub(super) struct Relay {
    program: PathBuf,
    data: PathBuf,
    child: Option<Child>,
    /// As in `http://127.0.0.1:41234`; the same after a restart.
    pub(super) url: String,
}

impl Relay {
    pub(super) fn start(program: &Path, data: &Path) -> Result<Self, XtaskError> {
        let mut relay = Self { program: program.to_owned(), data: data.to_owned(), child: None, url: String::new() };
        relay.listen("127.0.0.1:0")?;
        Ok(relay)
    }

    /// SIGKILL: no farewell, as in a power cut.
    pub(super) fn lose_power(&mut self) -> Result<(), XtaskError> {
        if let Some(mut child) = self.child.take() {
            child.kill().and_then(|()| child.wait()).map_err(XtaskError::file(&self.program))?;
        }
        Ok(())
    }

    /// Comes back under the same address.
    pub(super) fn come_back(&mut self) -> Result<(), XtaskError> {
        let address = self.url.trim_start_matches("http://").to_owned();
        self.listen(&address)
    }

    /// Until somebody stops it.
    pub(super) fn wait(&mut self) -> Result<(), XtaskError> {
        match self.child.as_mut() {
            Some(child) => child.wait().map(drop).map_err(XtaskError::file(&self.program)),
            None => Ok(()),
        }
    }

    pub(super) fn import(&self, shell: &Shell, directory: &Path) -> Result<(), XtaskError> {
        let Self { program, data, .. } = self;
        Ok(cmd!(shell, "{program} admin --data {data} import {directory}").quiet().ignore_stdout().run()?)
    }

    /// Publishes the first edition of a dictionary to the whole city.
    pub(super) fn publish(&self, shell: &Shell, dir: &Path, dictionary: &str, body: &Value) -> Result<(), XtaskError> {
        let file = dir.join(format!("{dictionary}.json"));
        let edition = json!({ "dictionary": dictionary, "version": 1, "valid_from": "2020-01-01", "source": "演示", "body": body });
        shell.write_file(&file, json!({ "dictionaries": [edition] }).to_string())?;
        self.import(shell, &file)
    }

    /// A one-time code for the holder of a post.
    pub(super) fn issue_code(&self, shell: &Shell, post: &str) -> Result<String, XtaskError> {
        let Self { program, data, .. } = self;
        let answer = cmd!(shell, "{program} admin --data {data} --json issue-code --post {post}").quiet().read()?;
        let answer: Value = serde_json::from_str(&answer)?;
        Ok(text_at(&answer, "code").to_owned())
    }

    fn listen(&mut self, address: &str) -> Result<(), XtaskError> {
        let Self { program, data, .. } = &*self;
        let failed = || XtaskError::file(program.clone());
        let mut command = Command::new(program);
        command.arg("serve").arg("--data").arg(data).args(["--listen", address]);
        command.env("ETONG_LOG", "warn").stdin(Stdio::null()).stdout(Stdio::piped());
        let mut child = command.spawn().map_err(failed())?;
        let mut first_line = String::new();
        if let Some(stdout) = child.stdout.take() {
            BufReader::new(stdout).read_line(&mut first_line).map_err(failed())?;
        }
        self.child = Some(child);
        match first_line.trim().strip_prefix("listening on ") {
            Some(url) => self.url = url.to_owned(),
            None => return Err(XtaskError::Story(format!("the relay did not start on {address}"))),
        }
        Ok(())
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        if let Err(error) = self.lose_power() {
            eprintln!("the relay may still be running: {error}");
        }
    }
}
