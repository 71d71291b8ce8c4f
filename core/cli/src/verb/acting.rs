//! Changing what is there: fields of a resident, acts on a case.

use std::collections::BTreeSet;

use etong_core::App;
use etong_core::capture::{CaseActRequest, EditRequest, FieldChange};

use super::capture::saved;
use crate::args::Act;
use crate::error::CliError;
use crate::out::{Answer, words};
use crate::phone;

pub(super) fn edit(app: &App, id: &str, changes: &[FieldChange]) -> Result<Answer, CliError> {
    let mut fields = BTreeSet::new();
    if let Some(twice) = changes.iter().find(|change| !fields.insert(&change.field)) {
        return Err(CliError::Usage(format!("the field {} is given twice", twice.field)));
    }
    let request = EditRequest { set: changes.to_vec() };
    Ok(saved(&app.edit_resident(&phone::record(app, id)?, &request)?))
}

pub(super) fn act(app: &App, act: &Act) -> Result<Answer, CliError> {
    let id = phone::record(app, &act.id)?;
    let request = CaseActRequest {
        act: act.act.clone(),
        note: act.note.clone(),
        text: act.text.clone(),
        to: act.to.clone(),
        to_kind: act.to_kind.clone(),
        place: act.place.map(|place| place.request(None)),
        file: None,
        reply: act.reply.clone(),
    };
    let captured = app.act_on_case(&id, &request)?;
    let state = app.case(&id)?.state;
    let answer = saved(&captured);
    Ok(Answer { text: format!("{}\n状态 state: {}", answer.text, words::word(&state)), ..answer })
}
