//! What a worker can show for an entry, and what to do with one that was refused.

use etong_core::{App, AppError};
use serde_json::json;

use crate::error::CliError;
use crate::out::{Answer, shown, table, words};
use crate::phone;

const ENDING_DIGITS_MIN: usize = 6;

pub(super) fn receipts(app: &App, id: &str) -> Result<Answer, CliError> {
    let receipts = app.receipts(&phone::record(app, id)?)?;
    let headings = [("到达", "Reached"), ("中继序号", "Seq"), ("中继收到", "Received"), ("条目", "Entry")];
    let text = if receipts.is_empty() {
        "这条记录没有本机写的内容 nothing of this record was written on this phone".to_owned()
    } else {
        table(
            &headings,
            receipts.iter().map(|receipt| {
                vec![
                    words::word(&receipt.step),
                    receipt.seq.map(|seq| seq.to_string()).unwrap_or_default(),
                    receipt.received_at.map(shown).unwrap_or_default(),
                    receipt.entry.clone(),
                ]
            }),
        )
    };
    Ok(Answer::new(text, &receipts))
}

pub(super) fn retry(app: &App, typed: &str) -> Result<Answer, CliError> {
    let entry = refused(app, &typed.to_ascii_lowercase())?;
    app.offer_again(&entry)?;
    let text = "已重新排队，下次同步时提交 waits to be sent again: etong sync";
    Ok(Answer::new(text, json!({ "entry": entry })))
}

fn refused(app: &App, typed: &str) -> Result<String, CliError> {
    let invalid = |reason: &str| AppError::Invalid { field: "entry".into(), reason: reason.into() };
    if typed.len() < ENDING_DIGITS_MIN {
        return Err(invalid("give at least the last six digits of the entry's id").into());
    }
    let kept_aside = app.kept_aside()?;
    let mut found = kept_aside.iter().filter(|row| row.entry.ends_with(typed));
    match (found.next(), found.next()) {
        (Some(row), None) => Ok(row.entry.clone()),
        (None, _) => Err(AppError::NotFound { noun: "refused entry".into(), id: typed.to_owned() }.into()),
        _ => Err(invalid("several entries end like this; give more of the id").into()),
    }
}
