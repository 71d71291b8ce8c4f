//! Erasing records, masked values, the report to the person, and the audit log.

use etong_core::capture::RevealRequest;
use etong_core::view::{AuditQuery, ErasureView, HolderRow, MentionsPage, PAGE_ROWS, RoleChangesPage};
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
        let what = row.day.clone().unwrap_or_else(|| row.field.clone());
        vec![clock(row.at), who, words::word(&row.act), what, words::word(&row.reason)]
    });
    let headings = [("时间", "At"), ("谁", "Who"), ("行为", "What"), ("字段或日期", "Field or day"), ("事由", "Why")];
    text.push('\n');
    text.push_str(&table(&headings, seen));
    Ok(Answer::new(text, &report))
}

pub(super) fn audit(app: &App, asked: &Audit) -> Result<Answer, CliError> {
    match asked {
        Audit::List { unit, person, record, act, page } => {
            let record = record.as_deref().map(|id| phone::record(app, id)).transpose()?;
            known_unit(app, unit.as_deref())?;
            listed(
                app,
                &AuditQuery {
                    unit: unit.clone(),
                    person: person.clone(),
                    record,
                    act: act.clone(),
                    offset: offset(page.page),
                },
            )
        }
        Audit::Roles { unit, person, page } => {
            known_unit(app, unit.as_deref())?;
            Ok(roles(&app.role_changes(unit.as_deref(), person.as_deref(), offset(page.page))?))
        }
        Audit::Looked { entry, page } => {
            let found = app.looked(entry, offset(page.page))?;
            let headings = [("日期", "Day"), ("记录", "Record"), ("类型", "Kind")];
            let rows = found.rows.iter().map(|row| {
                let kind = row.kind.as_deref().map(words::word).unwrap_or_default();
                vec![row.day.clone(), row.record.clone(), kind]
            });
            Ok(Answer::new(table(&headings, rows), &found))
        }
    }
}

fn roles(found: &RoleChangesPage) -> Answer {
    let headings = [
        ("时间", "At"),
        ("单位", "Unit"),
        ("谁", "Who"),
        ("岗位", "Post"),
        ("变更", "Change"),
        ("起", "From"),
        ("止", "To"),
        ("经办", "By"),
        ("名册行", "Row"),
    ];
    let rows = found.rows.iter().map(|row| {
        let who = row.name.clone().unwrap_or_else(|| row.person.clone());
        let or_none = |text: &Option<String>| text.clone().unwrap_or_default();
        let trail = row.trail.as_deref().and_then(|trail| trail.split(':').next()).unwrap_or_default();
        vec![
            clock(row.at),
            row.unit.clone(),
            who,
            words::word(&row.kind),
            words::word(&row.change),
            or_none(&row.from),
            or_none(&row.to),
            or_none(&row.given_by),
            trail.to_owned(),
        ]
    });
    Answer::new(table(&headings, rows), found)
}

fn listed(app: &App, query: &AuditQuery) -> Result<Answer, CliError> {
    let found = app.audits(query)?;
    let headings = [
        ("时间", "At"),
        ("单位", "Unit"),
        ("谁", "Who"),
        ("行为", "What"),
        ("记录", "Record"),
        ("字段或日期", "Field or day"),
        ("事由", "Why"),
    ];
    let rows = found.rows.iter().map(|row| {
        let who = row.name.clone().unwrap_or_else(|| row.post.clone());
        let (act, reason) = (words::word(&row.act), words::word(&row.reason));
        // Of many records: how many, and where they are told.
        let record = match row.records {
            0 => row.record.clone().unwrap_or_default(),
            records => format!("{records} 条 records: {}", row.entry),
        };
        let what = row.day.clone().unwrap_or_else(|| row.field.clone());
        vec![clock(row.at), row.unit.clone(), who, act, record, what, reason]
    });
    Ok(Answer::new(table(&headings, rows), &found))
}

pub(super) fn request(why: &Reason) -> RevealRequest {
    RevealRequest { reason: why.reason.clone(), note: why.note.clone() }
}
