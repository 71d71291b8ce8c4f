//! Answers of `admin`: lines for people, JSON for programs.

use std::error::Error;
use std::fmt::Display;
use std::io::Write;

use etong_protocol::{CustodyItem, DeviceId, EntryId, SealedEntry};
use etong_server::directory::{
    DeviceLine, DictionaryLine, ImportSummary, IssuedCode, OfficeLine, PersonLine, PostLine, UnitLine,
};
use serde::Serialize;

pub(super) struct Show {
    pub(super) json: bool,
}

/// An entry in custody, without what it says.
#[derive(Serialize)]
struct CustodyLine {
    entry: EntryId,
    kind: String,
    scope: String,
    reason: String,
    author_name: String,
    received_at: i64,
}

impl CustodyLine {
    fn of(item: &CustodyItem) -> Option<Self> {
        let sealed = SealedEntry::open(item.bytes.clone()).ok()?;
        Some(Self {
            entry: sealed.id,
            kind: sealed.entry.kind.to_string(),
            scope: sealed.entry.scope.to_string(),
            reason: item.reason.to_string(),
            author_name: item.author_name.clone(),
            received_at: item.received_at,
        })
    }
}

type Shown = Result<(), Box<dyn Error>>;

impl Show {
    pub(super) fn summary(&self, summary: &ImportSummary) -> Shown {
        self.one(summary, |summary| {
            format!(
                "{} units, {} people, {} posts, {} offices, {} dictionaries changed; {} entries written for phones",
                summary.units_changed,
                summary.people_changed,
                summary.posts_changed,
                summary.offices_changed,
                summary.dictionaries_changed,
                summary.entries_written
            )
        })
    }

    pub(super) fn code(&self, code: &IssuedCode) -> Shown {
        self.one(code, |code| code.code.clone())
    }

    pub(super) fn units(&self, units: &[UnitLine]) -> Shown {
        self.lines(units, |unit| {
            let ended = unit.valid_to.as_ref().map(|to| format!("\tended {to}")).unwrap_or_default();
            format!("{}\t{}\t{}\t{}\t{}{ended}", unit.unit, unit.path, unit.kind, unit.code, unit.name)
        })
    }

    pub(super) fn offices(&self, offices: &[OfficeLine]) -> Shown {
        self.lines(offices, |office| format!("{}\t{}\t{}", office.office, office.path, office.name))
    }

    pub(super) fn dictionaries(&self, dictionaries: &[DictionaryLine]) -> Shown {
        self.lines(dictionaries, |line| {
            let to = line.valid_to.as_deref().unwrap_or("");
            format!("{}\tversion {}\t{}\t{}..{to}", line.dictionary, line.version, line.path, line.valid_from)
        })
    }

    pub(super) fn people(&self, people: &[PersonLine]) -> Shown {
        self.lines(people, |person| {
            format!("{}\t{} posts\t{} devices\t{}", person.person, person.posts, person.devices, person.name)
        })
    }

    pub(super) fn posts(&self, posts: &[PostLine]) -> Shown {
        self.lines(posts, |post| {
            let to = post.to.as_deref().unwrap_or("");
            format!("{}\t{}\t{}\tunit {}\t{}..{to}", post.post, post.person, post.kind, post.unit, post.from)
        })
    }

    pub(super) fn devices(&self, devices: &[DeviceLine]) -> Shown {
        self.lines(devices, |device| {
            let state = if device.revoked_at.is_some() { "revoked" } else { "allowed" };
            format!("{}\t{}\t{state}\t{}", device.device, device.person, device.label)
        })
    }

    pub(super) fn custody(&self, items: &[CustodyItem]) -> Shown {
        let lines: Vec<CustodyLine> = items.iter().filter_map(CustodyLine::of).collect();
        self.lines(&lines, |line| {
            format!("{}\t{}\t{}\t{}\t{}", line.entry, line.kind, line.scope, line.reason, line.author_name)
        })
    }

    pub(super) fn decided(&self, entry: EntryId, what: &str) -> Shown {
        self.one(&entry, |entry| format!("{entry} is {what}"))
    }

    pub(super) fn revoked(&self, device: DeviceId) -> Shown {
        self.one(&device, |device| format!("{device} is shut out"))
    }

    pub(super) fn new_epoch(&self, epoch: u64) -> Shown {
        self.one(&epoch, |epoch| format!("epoch {epoch}: start the relay; phones offer again what it lacks"))
    }

    fn one<T: Serialize, L: Display>(&self, value: &T, line: impl Fn(&T) -> L) -> Shown {
        let mut out = std::io::stdout().lock();
        if self.json {
            writeln!(out, "{}", serde_json::to_string(value)?)?;
        } else {
            writeln!(out, "{}", line(value))?;
        }
        Ok(())
    }

    fn lines<T: Serialize, L: Display>(&self, values: &[T], line: impl Fn(&T) -> L) -> Shown {
        let mut out = std::io::stdout().lock();
        if self.json {
            writeln!(out, "{}", serde_json::to_string(values)?)?;
            return Ok(());
        }
        for value in values {
            writeln!(out, "{}", line(value))?;
        }
        Ok(())
    }
}
