//! Half-filled forms: kept, listed, shown, thrown away.

use std::io::Read as _;
use std::path::Path;

use etong_core::view::DraftView;
use etong_core::{App, AppError};
use serde_json::{Value, json};

use crate::args::Draft;
use crate::error::CliError;
use crate::out::{Answer, facts, shown, table};

pub(super) fn step(app: &App, step: &Draft) -> Result<Answer, CliError> {
    match step {
        Draft::Save { draft, noun, input } => {
            app.save_draft(draft, noun, &read(input.path()?)?)?;
            Ok(Answer::new(format!("已暂存 kept {draft}"), json!({ "draft": draft })))
        }
        Draft::List { noun } => {
            let drafts = app.drafts(noun.as_deref())?;
            if drafts.is_empty() {
                return Ok(Answer::new("空 empty".to_owned(), &drafts));
            }
            let headings = [("编号", "Id"), ("表", "Form"), ("改于", "Changed")];
            let rows = drafts.iter().map(|one| vec![one.draft.clone(), one.noun.clone(), shown(one.changed_at)]);
            Ok(Answer::new(table(&headings, rows), &drafts))
        }
        Draft::Show { draft } => {
            let found = app.drafts(None)?.into_iter().find(|one| one.draft == *draft);
            let found = found.ok_or_else(|| AppError::NotFound { noun: "draft".into(), id: draft.clone() })?;
            Ok(Answer::new(text(&found), &found))
        }
        Draft::Discard { draft } => {
            app.discard_draft(draft)?;
            Ok(Answer::new(format!("已丢弃 thrown away {draft}"), json!({ "draft": draft })))
        }
    }
}

fn text(draft: &DraftView) -> String {
    let about = facts([
        ("编号", "id", Some(draft.draft.clone())),
        ("表", "form", Some(draft.noun.clone())),
        ("改于", "changed", Some(shown(draft.changed_at))),
    ]);
    let form = serde_json::from_str::<Value>(&draft.body).and_then(|form| serde_json::to_string_pretty(&form));
    format!("{about}\n\n{}", form.unwrap_or_else(|_| draft.body.clone()))
}

fn read(input: &Path) -> Result<String, CliError> {
    let mut text = String::new();
    if input == Path::new("-") {
        std::io::stdin()
            .read_to_string(&mut text)
            .map_err(|error| CliError::Usage(format!("standard input: {error}")))?;
        return Ok(text);
    }
    std::fs::read_to_string(input).map_err(|error| CliError::Usage(format!("{}: {error}", input.display())))
}
