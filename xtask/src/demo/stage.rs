//! Everything the story needs: built programs, a city, a relay, seven phones, all in one temporary folder.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;

use serde_json::Value;
use xshell::{Shell, TempDir, cmd};

use crate::bindings::{program, target_dir};
use crate::demo::cast::{Cast, Player};
use crate::demo::phone::{Phone, text_at};
use crate::demo::relay::Relay;
use crate::demo::say;
use crate::error::XtaskError;

pub(super) struct Stage<'a> {
    pub(super) shell: &'a Shell,
    pub(super) relay: Relay,
    pub(super) cast: Cast,
    pub(super) worker: Phone<'a>,
    pub(super) officer: Phone<'a>,
    pub(super) volunteer: Phone<'a>,
    pub(super) desk: Phone<'a>,
    pub(super) township: Phone<'a>,
    pub(super) county: Phone<'a>,
    pub(super) clerk: Phone<'a>,
    /// As many residents of the grid as were collected on paper.
    pub(super) residents: Vec<Value>,
    etong: PathBuf,
    pub(super) dir: TempDir,
}

const COLLECTED: usize = 32;

impl<'a> Stage<'a> {
    pub(super) fn set(shell: &'a Shell, seed: u64) -> Result<Self, XtaskError> {
        say::chapter("准备：编译、造一座小城、启动中继", "Setting up: build, make a small city, start the relay");
        cmd!(shell, "cargo build --quiet -p etong-cli -p etong-server -p etong-city").run()?;
        let programs = target_dir(shell)?.join("debug");
        let [etong, etong_server, city] = ["etong", "etong-server", "city"].map(|name| programs.join(program(name)));
        let dir = shell.create_temp_dir()?;
        let (seed, out) = (seed.to_string(), dir.path().join("city"));
        cmd!(shell, "{city} --seed {seed} --scale 0.01 --out {out}").quiet().run()?;
        let cast = Cast::choose(&out.join("directory.json"))?;
        let relay = Relay::start(&etong_server, &dir.path().join("relay"))?;
        relay.import(shell, &out.join("directory.json"))?;
        say::line(&format!("中继：{}", relay.url), "the relay listens there, on its own embedded store");
        let phone = |player: &Player| Phone::new(shell, &etong, dir.path(), player.clone());
        Ok(Self {
            shell,
            worker: phone(&cast.worker),
            officer: phone(&cast.officer),
            volunteer: phone(&cast.volunteer),
            desk: phone(&cast.desk),
            township: phone(&cast.township),
            county: phone(&cast.county),
            clerk: phone(&cast.clerk),
            residents: residents_of(&out.join("residents.ndjson"), &cast.grid)?,
            relay,
            cast,
            etong,
            dir,
        })
    }

    pub(super) fn phones(&self) -> [&Phone<'a>; 7] {
        [&self.worker, &self.officer, &self.volunteer, &self.desk, &self.township, &self.county, &self.clerk]
    }

    /// Everybody syncs, twice: what one sends in the first round the others read in the second.
    pub(super) fn all_sync(&self) -> Result<(), XtaskError> {
        for phone in self.phones().into_iter().chain(self.phones()) {
            phone.sync_quietly()?;
        }
        say::line("大家都同步了一遍", "everybody has synced");
        Ok(())
    }

    /// Leaves the relay running until Ctrl-C.
    pub(super) fn stay_up(&mut self) -> Result<(), XtaskError> {
        say::chapter(
            "中继仍在运行，可以自己试试（Ctrl-C 结束）",
            "The relay stays up; try it yourself (Ctrl-C ends it)",
        );
        let etong = self.etong.display();
        for (phone, verb) in [
            (&self.desk, "list cases"),
            (&self.worker, "search chen"),
            (&self.worker, "status"),
            (&self.officer, "list residents"),
            (&self.volunteer, "list reports"),
            (&self.desk, "watch"),
        ] {
            println!("  {etong} --home {} {verb}", phone.home.display());
        }
        println!("  curl {}/metrics", self.relay.url);
        self.relay.wait()
    }
}

fn residents_of(file: &PathBuf, grid: &str) -> Result<Vec<Value>, XtaskError> {
    let lines = BufReader::new(std::fs::File::open(file).map_err(XtaskError::file(file))?).lines();
    let mut residents = Vec::new();
    for line in lines {
        let resident: Value = serde_json::from_str(&line.map_err(XtaskError::file(file))?)?;
        if text_at(&resident, "scope") == grid {
            residents.push(resident);
        }
        if residents.len() == COLLECTED {
            break;
        }
    }
    Ok(residents)
}
