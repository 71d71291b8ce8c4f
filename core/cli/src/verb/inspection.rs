//! Inspections of places.

use etong_core::App;
use etong_core::view::{InspectionRow, InspectionView, PAGE_ROWS};

use super::capture::{read, saved};
use crate::args::{Inspection, Page};
use crate::error::CliError;
use crate::out::{Answer, ending, facts, shown, table, words};
use crate::phone;

pub(super) fn inspection(app: &App, asked: &Inspection) -> Result<Answer, CliError> {
    Ok(match asked {
        Inspection::Checklist { kind } => {
            let list = app.checklist(kind)?;
            let rows = list.items.iter().map(|item| vec![item.item.clone(), item.words.clone()]);
            let text = table(&[("项目", "Item"), ("要求", "What is good")], rows);
            Answer::new(format!("{text}\n来源 source: {}", list.source), &list)
        }
        Inspection::Do { file } => saved(&app.inspect(&read(file)?)?),
        Inspection::Note { id, text } => saved(&app.note_inspection(&phone::record(app, id)?, text)?),
        Inspection::Void { id, reason } => saved(&app.void_inspection(&phone::record(app, id)?, reason)?),
        Inspection::List(page) => {
            let found = app.inspections(offset(page))?;
            Answer::new(listed(list(&found.rows), found.more, page), &found)
        }
        Inspection::Show { id } => {
            let view = app.inspection(&phone::record(app, id)?)?;
            Answer::new(one(&view), &view)
        }
        Inspection::Repeats(page) => {
            let found = app.repeats(offset(page))?;
            let headings = [("编号", "Id"), ("项目", "Item"), ("地点", "Place"), ("时间", "At"), ("第几次", "Times")];
            let rows = found.rows.iter().map(|row| {
                vec![ending(&row.record), row.item.clone(), row.address.clone(), shown(row.at), row.times.to_string()]
            });
            Answer::new(listed(table(&headings, rows), found.more, page), &found)
        }
        Inspection::Open(page) => {
            let found = app.rectifications(offset(page))?;
            let headings = [
                ("案件", "Case"),
                ("标题", "Title"),
                ("状态", "State"),
                ("地点", "Place"),
                ("最近检查", "Looked at"),
                ("结果", "Found"),
            ];
            let rows = found.rows.iter().map(|row| {
                let (title, address) = (row.title.clone(), row.address.clone());
                let (state, answer) = (words::word(&row.state), words::word(&row.answer));
                vec![ending(&row.case), title, state, address, shown(row.inspected_at), answer]
            });
            Answer::new(listed(table(&headings, rows), found.more, page), &found)
        }
    })
}

/// Rows to pass over for a page.
pub(super) fn offset(page: &Page) -> u32 {
    (page.page - 1).saturating_mul(PAGE_ROWS)
}

/// A list with a word about the next page.
pub(super) fn listed(text: String, more: bool, page: &Page) -> String {
    if more { format!("{text}\n… 下一页 next page: --page {}", page.page + 1) } else { text }
}

fn list(rows: &[InspectionRow]) -> String {
    let headings = [
        ("编号", "Id"),
        ("类别", "Kind"),
        ("地点", "Place"),
        ("检查人", "By"),
        ("时间", "At"),
        ("不合格", "Bad"),
        ("第几次", "Times"),
        ("", ""),
    ];
    table(
        &headings,
        rows.iter().map(|row| {
            let mut flags = Vec::new();
            flags.extend(row.recheck.then_some("复查 re-check"));
            flags.extend(row.voided.then_some("作废 void"));
            flags.extend(row.provisional.then_some("未上传 unsent"));
            vec![
                ending(&row.record),
                words::word(&row.kind),
                row.address.clone(),
                row.by_name.clone().unwrap_or_default(),
                shown(row.at),
                row.bad.to_string(),
                row.times.to_string(),
                flags.join(" "),
            ]
        }),
    )
}

fn one(view: &InspectionView) -> String {
    let mut text = facts([
        ("检查", "inspection", Some(words::word(&view.kind))),
        ("编号", "record", Some(view.record.clone())),
        ("地点", "place", view.address.clone()),
        ("检查人", "by", view.by_name.clone()),
        ("时间", "at", Some(shown(view.at))),
        ("复查", "re-check of", view.recheck_of.clone()),
        ("作废", "void", view.voided.clone()),
    ]);
    let headings = [
        ("项目", "Item"),
        ("要求", "What is good"),
        ("结果", "Found"),
        ("第几次", "Times"),
        ("案件", "Case"),
        ("说明", "Note"),
    ];
    let rows = view.answers.iter().map(|answer| {
        let state = answer.case_state.as_deref().map(words::word).unwrap_or_default();
        let case = answer.case.as_deref().map(ending).unwrap_or_default();
        let times = if answer.times > 0 { answer.times.to_string() } else { String::new() };
        vec![
            answer.item.clone(),
            answer.words.clone().unwrap_or_default(),
            words::word(&answer.answer),
            times,
            format!("{case} {state}"),
            answer.note.clone().unwrap_or_default(),
        ]
    });
    text += &format!("\n\n{}", table(&headings, rows));
    text
}
