//! Answers of `admin`: lines for people, JSON for programs.

use std::error::Error;
use std::fmt::Display;
use std::io::Write;

use etong_protocol::{CustodyItem, DeviceId, EntryId, Invitation, SealedEntry};
use etong_server::directory::{
    Approved, Asked, AuditLine, AuditReport, DeviceLine, DictionaryLine, ImportSummary, IssuedCode, OfficeLine,
    OperatorLine, PendingLine, PersonLine, PostLine, RegistrationLine, UnitLine,
};
use etong_server::kept_sealed::KeptOutbox;
use qrcode::render::unicode::Dense1x2;
use qrcode::{EcLevel, QrCode};
use serde::Serialize;

#[derive(Clone, Copy)]
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
            let waits = summary.pending.map_or_else(String::new, |pending| {
                let rows = summary.rows_pending;
                format!("; {rows} sensitive row(s) wait for a second operator: `admin approve {pending}`")
            });
            format!(
                "{} units, {} people, {} posts, {} offices, {} dictionaries changed; {} entries written for phones{waits}",
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
            let seen = device.seen_at.map_or_else(|| "never seen".to_owned(), |at| format!("seen {}", moment(at)));
            let clock = device.skew_ms.map_or_else(String::new, |off| format!("clock {:+} s", off / 1000));
            let wipe = wipe_of(device);
            format!("{}\t{}\t{state}\t{seen}\t{clock}\t{}{wipe}", device.device, device.person, device.label)
        })
    }

    pub(super) fn custody(&self, items: &[CustodyItem]) -> Shown {
        let lines: Vec<CustodyLine> = items.iter().filter_map(CustodyLine::of).collect();
        self.lines(&lines, |line| {
            format!("{}\t{}\t{}\t{}\t{}", line.entry, line.kind, line.scope, line.reason, line.author_name)
        })
    }

    pub(super) fn kept_sealed(&self, outboxes: &[KeptOutbox]) -> Shown {
        self.lines(outboxes, |outbox| {
            let mut lines = vec![format!("{}\t{}\t{}", outbox.id, outbox.device, outbox.received_at)];
            lines.extend(outbox.closed.as_ref().map(|why| format!("  cannot be opened: {why}")));
            lines.extend(outbox.entries.iter().map(|entry| {
                let word = |text: &Option<String>| text.clone().unwrap_or_else(|| "?".to_owned());
                let (record, kind, scope) = (word(&entry.record), word(&entry.kind), word(&entry.scope));
                format!("  {}\t{record}\t{kind}\t{scope}\t{}", entry.entry, entry.standing)
            }));
            lines.join("\n")
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

    pub(super) fn said(&self, text: &str) -> Shown {
        self.one(&text, |text| (*text).to_owned())
    }

    pub(super) fn operators(&self, operators: &[OperatorLine]) -> Shown {
        self.lines(operators, |line| {
            let ended = line.ended_at.map_or_else(String::new, |at| format!("\tended {}", moment(at)));
            format!("{}\t{}\tsince {}{ended}", line.name, line.key, moment(line.added_at))
        })
    }

    pub(super) fn asked(&self, asked: Asked) -> Shown {
        self.one(&asked, |asked| {
            format!("waits for another operator ({} approved): `admin approve {}`", asked.approvals, asked.pending)
        })
    }

    pub(super) fn approved(&self, approved: &Approved) -> Shown {
        self.one(approved, |approved| match (approved.in_force, &approved.code) {
            (Some(_), Some(code)) => code.code.clone(),
            (Some(_), None) => format!("pending change {} is in force", approved.pending),
            (None, _) => format!("pending change {} has {} of 2 approvals", approved.pending, approved.approvals),
        })
    }

    pub(super) fn pending(&self, lines: &[PendingLine]) -> Shown {
        self.lines(lines, |line| {
            let approved = line.approved_by.join(",");
            let change = serde_json::to_string(&line.change).unwrap_or_default();
            let asked = moment(line.asked_at);
            format!("{}\t{}\t{asked}\t{}\tapproved by {approved}\t{change}", line.pending, line.state, line.asked_by)
        })
    }

    pub(super) fn audit(&self, lines: &[AuditLine]) -> Shown {
        self.lines(lines, |line| {
            let (at, change) = (moment(line.at), format!("{} -> {}", line.before, line.after));
            format!("{}\t{at}\t{}\t{}\t{}\t{change}", line.no, line.who, line.what, line.subject)
        })
    }

    pub(super) fn audit_report(&self, report: &AuditReport) -> Shown {
        self.one(report, |report| format!("{} rows; head {}", report.rows, report.head))?;
        match &report.fault {
            None => Ok(()),
            Some(fault) => Err(format!("the audit trail was changed: {fault}").into()),
        }
    }

    pub(super) fn invitation(&self, invitation: &Invitation) -> Shown {
        let text = invitation.to_text()?;
        if self.json {
            return self.said(&text);
        }
        let code = QrCode::with_error_correction_level(text.as_bytes(), EcLevel::M)?;
        let picture = code.render::<Dense1x2>().dark_color(Dense1x2::Light).light_color(Dense1x2::Dark).build();
        let until = moment(invitation.expires_at);
        self.said(&format!("{picture}\n{text}\n{}\tgood until {until}", invitation.code))
    }

    pub(super) fn registrations(&self, lines: &[RegistrationLine]) -> Shown {
        self.lines(lines, |line| {
            let (who, asked) = (&line.applicant, moment(line.asked_at));
            let unit = who.unit;
            format!("{}\t{}\t{asked}\tunit {unit}\t{}\t{}\t{}", who.device, line.state, who.name, who.phone, who.born)
        })
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

fn wipe_of(device: &DeviceLine) -> String {
    let Some(ordered) = device.wipe_ordered_at else { return String::new() };
    let then = match (device.wiped_at, device.wipe_told_at) {
        (Some(at), _) if device.wiped_while_locked => format!("erased {}, while locked", moment(at)),
        (Some(at), _) => format!("erased {}", moment(at)),
        (None, Some(at)) => format!("told {}, not confirmed", moment(at)),
        (None, None) => "not met yet".to_owned(),
    };
    let entries = device.delivered.unwrap_or(0);
    format!("\twipe ordered {}\t{then}\t{entries} sealed entries received", moment(ordered))
}

/// A reading of the relay's clock, as people in China write it.
pub(super) fn moment(ms: i64) -> String {
    let moment = jiff::Timestamp::from_millisecond(ms).map(|at| jiff::tz::offset(8).to_datetime(at));
    moment.map_or_else(|_| ms.to_string(), |at| at.strftime("%Y-%m-%d %H:%M:%S").to_string())
}
