//! Erasing records, masked values, the report to the person, and the audit log.

use etong_core::capture::RevealRequest;
use etong_core::view::{AuditQuery, ErasureView, HolderRow, MentionsPage, PAGE_ROWS};
use etong_core::{App, WorkProgress};

use super::capture::saved;
use super::list::{goes_on, known_unit, offset};
use crate::args::{Audit, Erasure, Reason};
use crate::error::CliError;
use crate::out::{Answer, progress, shown as clock, table, words};
use crate::phone;

pub(super) fn erasure(app: &App, step: &Erasure) -> Result<Answer, CliError> {
    let full = |id: &str| phone::record(app, id);
    Ok(match step {
        Erasure::Ask { id, basis } => saved(&app.ask_erasure(&full(id)?, basis)?),
        Erasure::Approve { id } => saved(&app.approve_erasure(&full(id)?)?),
        Erasure::Refuse { id } => saved(&app.refuse_erasure(&full(id)?)?),
        Erasure::Hold { id } => saved(&app.hold_record(&full(id)?)?),
        Erasure::LiftHold { id } => saved(&app.lift_hold(&full(id)?)?),
        Erasure::Show { id } => shown(&app.erasure(&full(id)?)?),
        Erasure::Mentions { id, after } => {
            let found = looked_through(app, &full(id)?, after.after.clone())?;
            let headings = [("记录", "Record"), ("类型", "Kind"), ("内容", "What")];
            let rows = found.rows.iter().map(|row| vec![row.record.clone(), row.kind.clone(), row.what.join(" ")]);
            Answer::new(table(&headings, rows) + &goes_on(found.next.as_deref()), &found)
        }
        Erasure::List(page) => {
            let found = app.erasures(offset(page.page))?;
            let headings = [("记录", "Record"), ("类型", "Kind"), ("进度", "State"), ("保全", "Held"), ("时间", "At")];
            let rows = found.rows.iter().map(|row| {
                let held = if row.held { "*" } else { "" };
                let at = clock(row.changed_at);
                vec![row.record.clone(), row.kind.clone(), words::word(&row.state), held.to_owned(), at]
            });
            Answer::new(table(&headings, rows), &found)
        }
    })
}

/// Page after page, until there is a page full of rows or all was looked through.
fn looked_through(app: &App, id: &str, mut after: Option<String>) -> Result<MentionsPage, CliError> {
    let tell = progress("查找 looking through");
    let mut rows = Vec::new();
    loop {
        let mut page = app.mentions(id, after.as_deref())?;
        tell(WorkProgress { done: page.looked_through, all: page.of });
        rows.append(&mut page.rows);
        if page.next.is_none() || rows.len() >= usize::try_from(PAGE_ROWS).unwrap_or(usize::MAX) {
            return Ok(MentionsPage { rows, ..page });
        }
        after = page.next;
    }
}

fn shown(view: &ErasureView) -> Answer {
    let mut text = format!("{} {} {}\n", view.record, view.kind, words::word(&view.state));
    let headings = [("设备", "Device"), ("所属", "Owner"), ("已清除", "Erased at")];
    let line = |row: &HolderRow| vec![row.device.clone(), row.owner.clone(), row.at.map(clock).unwrap_or_default()];
    text.push_str(&table(&headings, view.open.iter().chain(&view.confirmed).map(line)));
    Answer::new(text, view)
}

pub(super) fn masked(app: &App, id: &str) -> Result<Answer, CliError> {
    let found = app.masked(&phone::record(app, id)?)?;
    let headings = [("路径", "Path"), ("字段", "Field"), ("内容", "Value"), ("时间", "At")];
    let rows = found.iter().map(|row| {
        let at = row.at.map(clock).unwrap_or_default();
        vec![row.path.clone(), row.label.clone(), row.shown.clone(), at]
    });
    Ok(Answer::new(table(&headings, rows), &found))
}

pub(super) fn reveal(app: &App, id: &str, field: &str, why: &Reason) -> Result<Answer, CliError> {
    let found = app.reveal(&phone::record(app, id)?, field, &request(why))?;
    Ok(Answer::new(format!("{}（至 until {}）", found.value, clock(found.until)), &found))
}

pub(super) fn subject_report(app: &App, id: &str, why: &Reason) -> Result<Answer, CliError> {
    let report = app.subject_report(&phone::record(app, id)?, &request(why))?;
    let fields = report.fields.iter().map(|field| vec![field.label.clone(), field.value.clone(), field.basis.clone()]);
    let mut text = table(&[("字段", "Field"), ("内容", "Value"), ("依据", "Basis")], fields);
    let seen = report.seen_by.iter().map(|row| {
        let who = row.name.clone().unwrap_or_else(|| row.post.clone());
        vec![clock(row.at), who, words::word(&row.act), row.field.clone(), words::word(&row.reason)]
    });
    let headings = [("时间", "At"), ("谁", "Who"), ("行为", "What"), ("字段", "Field"), ("事由", "Why")];
    text.push('\n');
    text.push_str(&table(&headings, seen));
    Ok(Answer::new(text, &report))
}

pub(super) fn audit(app: &App, asked: &Audit) -> Result<Answer, CliError> {
    let Audit::List { unit, person, record, page } = asked;
    let record = record.as_deref().map(|id| phone::record(app, id)).transpose()?;
    let query = AuditQuery { unit: unit.clone(), person: person.clone(), record, offset: offset(page.page) };
    known_unit(app, unit.as_deref())?;
    let found = app.audits(&query)?;
    let headings = [
        ("时间", "At"),
        ("单位", "Unit"),
        ("谁", "Who"),
        ("行为", "What"),
        ("记录", "Record"),
        ("字段", "Field"),
        ("事由", "Why"),
    ];
    let rows = found.rows.iter().map(|row| {
        let who = row.name.clone().unwrap_or_else(|| row.post.clone());
        let (act, reason) = (words::word(&row.act), words::word(&row.reason));
        let record = row.record.clone().unwrap_or_default();
        vec![clock(row.at), row.unit.clone(), who, act, record, row.field.clone(), reason]
    });
    Ok(Answer::new(table(&headings, rows), &found))
}

pub(super) fn request(why: &Reason) -> RevealRequest {
    RevealRequest { reason: why.reason.clone(), note: why.note.clone() }
}
