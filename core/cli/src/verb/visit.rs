//! Visits, reminders, and who has not been seen for long.

use etong_core::App;
use etong_core::capture::VisitRequest;
use etong_core::view::{ReminderRow, UnseenRow, VisitRow};

use super::capture::{read, saved};
use super::list::{goes_on, more, offset};
use crate::args::{Visit, VisitedKind};
use crate::error::CliError;
use crate::out::{Answer, ending, shown, table, words};
use crate::phone;

pub(super) fn visit(app: &App, step: &Visit) -> Result<Answer, CliError> {
    match step {
        Visit::Record { id, input } => {
            let request = input.path().map(read::<VisitRequest>).transpose()?.unwrap_or_default();
            Ok(saved(&app.visit(&phone::record(app, id)?, &request)?))
        }
        Visit::Confirm { id, visit } => Ok(saved(&app.confirm_visit(&phone::record(app, id)?, visit)?)),
        Visit::History { id, after } => {
            let page = app.visits(&phone::record(app, id)?, after.after.as_deref())?;
            let text = if page.rows.is_empty() { "尚无走访 no visits yet".to_owned() } else { history(&page.rows) };
            Ok(Answer::new(text + &goes_on(page.next.as_deref()), &page))
        }
        Visit::Reminders { within, page } => {
            let found = app.reminders(*within, offset(page.page))?;
            let text =
                if found.rows.is_empty() { "无到期 nothing is due".to_owned() } else { reminders(&found.rows) };
            Ok(Answer::new(text + &more(found.more, page.page), &found))
        }
        Visit::Unseen { kind, days, page } => {
            let kind = match kind {
                VisitedKind::Resident => "resident",
                VisitedKind::Dwelling => "dwelling",
                VisitedKind::Household => "household",
            };
            let found = app.unseen(kind, *days, offset(page.page))?;
            let text = if found.rows.is_empty() { "空 empty".to_owned() } else { unseen(&found.rows) };
            Ok(Answer::new(text + &more(found.more, page.page), &found))
        }
    }
}

fn history(rows: &[VisitRow]) -> String {
    let headings = [
        ("时间", "At"),
        ("事由", "Purpose"),
        ("走访人", "By"),
        ("变化", "Changed"),
        ("记录", "Note"),
        ("下次", "Next"),
        ("确认", "Confirmed by"),
        ("走访编号", "Visit"),
    ];
    let row = |row: &VisitRow| {
        let changed: Vec<String> = row.changed.iter().map(|key| words::field(key)).collect();
        let changed = if changed.is_empty() { "无变化 no change".to_owned() } else { changed.join("、") };
        vec![
            shown(row.at),
            words::word(&row.purpose),
            row.by_name.clone().unwrap_or_else(|| words::word(&row.by_kind)),
            changed,
            row.note.clone().unwrap_or_default(),
            row.next_on.clone().unwrap_or_default(),
            row.confirmed_by.join("、"),
            row.entry.clone(),
        ]
    };
    table(&headings, rows.iter().map(row))
}

fn reminders(rows: &[ReminderRow]) -> String {
    let headings = [("日期", "Day"), ("事项", "What"), ("编号", "Id"), ("名称", "Name"), ("地址", "Address"), ("", "")];
    let row = |row: &ReminderRow| {
        let what = if row.what == "visit" { words::word("visit") } else { words::field(&row.what) };
        let late = if row.overdue { "已过期 overdue" } else { "" };
        vec![row.day.clone(), what, ending(&row.record), row.name.clone(), row.address.clone(), late.to_owned()]
    };
    table(&headings, rows.iter().map(row))
}

fn unseen(rows: &[UnseenRow]) -> String {
    let headings = [("编号", "Id"), ("名称", "Name"), ("地址", "Address"), ("上次走访", "Last visit")];
    let row = |row: &UnseenRow| {
        let last = row.last_at.map_or_else(|| "从未 never".to_owned(), shown);
        vec![ending(&row.record), row.name.clone(), row.address.clone(), last]
    };
    table(&headings, rows.iter().map(row))
}
