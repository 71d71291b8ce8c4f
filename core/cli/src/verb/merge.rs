//! Likely duplicates, and two records that become one.

use etong_core::App;
use etong_core::capture::MergeRequest;
use etong_core::view::{DuplicateRow, MergeRow};

use super::capture::{read_text, saved};
use super::list::{more, offset};
use crate::args::{Merge, MergePair};
use crate::error::CliError;
use crate::out::{Answer, ending, table, words};
use crate::phone;

pub(super) fn merge(app: &App, step: &Merge) -> Result<Answer, CliError> {
    match step {
        Merge::Likely { id, page } => {
            let found = match id {
                Some(id) => app.duplicates_of(&phone::record(app, id)?)?,
                None => app.duplicates(offset(page.page))?,
            };
            let text = if found.rows.is_empty() { "未发现 none found".to_owned() } else { duplicates(&found.rows) };
            Ok(Answer::new(text + &more(found.more, page.page), &found))
        }
        Merge::Find { input } => {
            let found = app.find_by_citizen_number(read_text(input)?.trim_start_matches('\u{feff}').trim())?;
            let text = if found.is_empty() { "未找到 nobody here has it".to_owned() } else { found.join("\n") };
            Ok(Answer::new(text, &found))
        }
        Merge::Proposals { page } => {
            let found = app.merge_proposals(offset(page.page))?;
            let text = if found.rows.is_empty() { "空 empty".to_owned() } else { merges(&found.rows) };
            Ok(Answer::new(text + &more(found.more, page.page), &found))
        }
        Merge::Show { id } => {
            let view = app.merges(&phone::record(app, id)?)?;
            let mut text = if view.rows.is_empty() { "无归并 no merges".to_owned() } else { merges(&view.rows) };
            if let Some(instead) = &view.shown_instead {
                text += &format!("\n已并入 shown instead: {instead}");
            }
            Ok(Answer::new(text, &view))
        }
        Merge::Propose(pair) => act(app, "propose", pair, &[]),
        Merge::Confirm { pair, take } => act(app, "confirm", pair, take),
        Merge::Decline(pair) => act(app, "decline", pair, &[]),
        Merge::Undo(pair) => act(app, "undo", pair, &[]),
    }
}

fn act(app: &App, act: &str, pair: &MergePair, take: &[String]) -> Result<Answer, CliError> {
    let request = MergeRequest {
        act: act.to_owned(),
        other: phone::record(app, &pair.other)?,
        reason: pair.reason.clone(),
        take: take.to_vec(),
    };
    Ok(saved(&app.merge(&phone::record(app, &pair.id)?, &request)?))
}

fn duplicates(rows: &[DuplicateRow]) -> String {
    let headings = [
        ("编号", "Id"),
        ("姓名", "Name"),
        ("证件", "Document"),
        ("另一条", "Other"),
        ("姓名", "Name"),
        ("证件", "Document"),
        ("依据", "Alike in"),
        ("归并", "Merge"),
    ];
    let row = |row: &DuplicateRow| {
        let alike: Vec<String> = row.likenesses.iter().map(|word| words::word(word)).collect();
        vec![
            ending(&row.record),
            row.name.clone(),
            row.id_masked.clone(),
            ending(&row.other),
            row.other_name.clone(),
            row.other_id_masked.clone(),
            alike.join("；"),
            row.state.as_deref().map(words::word).unwrap_or_default(),
        ]
    };
    table(&headings, rows.iter().map(row))
}

fn merges(rows: &[MergeRow]) -> String {
    let headings = [
        ("保留", "Stays"),
        ("名称", "Name"),
        ("并入", "Other"),
        ("名称", "Name"),
        ("状态", "State"),
        ("经办", "By"),
        ("可办理", "Next"),
        ("理由", "Reason"),
    ];
    let row = |row: &MergeRow| {
        let next: Vec<String> = row.next.iter().map(|act| words::word(act)).collect();
        let state = match &row.waiting {
            Some(act) => format!("{} (待中继 waiting: {})", words::word(&row.state), words::word(act)),
            None => words::word(&row.state),
        };
        vec![
            ending(&row.record),
            row.name.clone(),
            ending(&row.other),
            row.other_name.clone().unwrap_or_default(),
            state,
            row.by_name.clone().unwrap_or_else(|| words::word(&row.by_kind)),
            next.join("、"),
            row.reason.clone().unwrap_or_default(),
        ]
    };
    table(&headings, rows.iter().map(row))
}
