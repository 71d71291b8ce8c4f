//! Changing what is there: fields of a resident, acts on a case.

use std::collections::BTreeSet;

use etong_core::App;
use etong_core::capture::{CallbackRequest, CaseActRequest, ClassifyRequest, EditRequest, FieldChange};

use super::capture::saved;
use super::evidence;
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
    let request = request(app, act)?;
    let captured = app.act_on_case(&id, &request)?;
    let state = app.case(&id)?.state;
    let answer = saved(&captured);
    Ok(Answer { text: format!("{}\n状态 state: {}", answer.text, words::word(&state)), ..answer })
}

fn request(app: &App, act: &Act) -> Result<CaseActRequest, CliError> {
    let callback = act.reached.map(|reached| CallbackRequest {
        reached,
        handled_as_told: act.as_told,
        satisfied: act.satisfied,
        draw: act.draw.clone(),
    });
    let classify = ClassifyRequest {
        class: act.class.clone(),
        kind: act.kind.clone(),
        level: act.level.clone(),
        urgent: act.urgent,
        police_matter: act.police,
    };
    Ok(CaseActRequest {
        act: act.act.clone(),
        note: act.note.clone(),
        text: act.text.clone(),
        to: act.to.clone(),
        to_kind: act.to_kind.clone(),
        unit: act.unit.clone(),
        to_name: act.to_name.clone(),
        receipt: act.receipt.clone(),
        until: act.until,
        stars: act.stars,
        main: act.main.as_deref().map(|main| phone::record(app, main)).transpose()?,
        helpers: act.helpers.iter().map(|helper| helper.0.clone()).collect(),
        who: act.who.clone(),
        step: act.step.clone(),
        wish: act.wish.clone(),
        callback,
        classify: Some(classify).filter(|change| *change != ClassifyRequest::default()),
        place: act.place.map(|place| place.request(None)),
        file: act.file.as_deref().map(|file| evidence::of(file, act.media.as_deref(), act.taken_at)).transpose()?,
        reply: act.reply.clone(),
    })
}
