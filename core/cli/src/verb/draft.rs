//! Half-filled forms: kept, listed, thrown away.

use std::io::Read as _;
use std::path::Path;

use etong_core::App;
use serde_json::json;

use crate::args::Draft;
use crate::error::CliError;
use crate::out::{Answer, shown, table};

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
        Draft::Discard { draft } => {
            app.discard_draft(draft)?;
            Ok(Answer::new(format!("已丢弃 thrown away {draft}"), json!({ "draft": draft })))
        }
    }
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
