//! Acting on cases: an act, what its reporter hears, whom it opens the case to, and what goes for the second reports of the same thing.

use etong_protocol::{OrgPath, RecordId, RecordKind, wire};

use super::App;
use super::capturing::Captured;
use super::writing::{author, find, not_found, write};
use crate::capture::{self, Author, CaptureError, CaseActRequest, Content, Draft, Drafts};
use crate::domain::case::{CaseAct, CaseFold, CaseState};
use crate::error::{AppError, CoreError};
use crate::projection::load_case;
use crate::store::Tx;
use crate::store::record::{self, Record};
use crate::view;

impl App {
    /// An act on a case, built on the state this phone shows. Takes effect in the relay's order. What ends a case, or tells its reporter
    /// something, does the same for the open cases that are linked to it as duplicates.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed` with the rule and who may do it instead, `Invalid` naming the field.
    pub fn act_on_case(&self, id: &str, request: &CaseActRequest) -> Result<Captured, AppError> {
        let within_ms = self.within_ms();
        self.save(|tx, door| {
            let author = author(tx)?;
            let found = find(tx, &RecordKind::Case, id)?;
            let fold = load_case(tx, found.no)?.ok_or_else(|| not_found(&RecordKind::Case, id))?;
            let drafts = if capture::answers_as_reporter(&author, &fold, request) {
                let heard = view::replies_of(tx, found.no)?.last().and_then(|last| CaseState::from_word(&last.state));
                capture::answer_for_case(&author, &fold, found.record, heard, request)?
            } else {
                capture::act_on_case(&author, &fold, found.record, request)?
            };
            let drafts = opened_to(&fold, &author, &found, request, drafts)?;
            check_main(tx, request)?;
            let captured = write(door, &author, found.record, drafts, within_ms)?;
            for (no, duplicate) in view::duplicates_of(tx, found.record)? {
                let Some(second) = load_case(tx, no)? else { continue };
                if let Some(drafts) = along(&author, &second, duplicate, request) {
                    write(door, &author, duplicate, drafts, within_ms)?;
                }
            }
            Ok(captured)
        })
    }

    /// Who could go to an urgent case, the best first: from the places people wrote down themselves.
    ///
    /// # Errors
    /// `NotFound`; `Invalid` when the case has no place.
    pub fn nearest_to_case(&self, id: &str) -> Result<Vec<view::NearView>, AppError> {
        let now = self.device.now_ms();
        Ok(self.store.read(|tx| {
            let found = find(tx, &RecordKind::Case, id)?;
            let fold = load_case(tx, found.no)?.ok_or_else(|| not_found(&RecordKind::Case, id))?;
            view::nearest(tx, &fold, now)
        })?)
    }
}

/// A unit that does not cover the case reads it only when it is told so.
fn opened_to(
    case: &CaseFold,
    author: &Author,
    found: &Record,
    request: &CaseActRequest,
    mut drafts: Drafts,
) -> Result<Drafts, CoreError> {
    #[derive(serde::Serialize)]
    struct Grant<'a> {
        to: &'a OrgPath,
    }
    let named = request.unit.iter().chain(request.helpers.iter().filter_map(|helper| helper.unit.as_ref()));
    let mut units: Vec<OrgPath> = named.filter_map(|unit| unit.trim().parse().ok()).collect();
    units.retain(|unit| !unit.covers(&case.scope));
    units.sort();
    units.dedup();
    for unit in &units {
        let payload = wire::encode_payload(&Grant { to: unit });
        let payload = payload.map_err(|_| CaptureError::invalid("unit", "cannot be written down"))?;
        drafts.drafts.push(Draft {
            record: found.record,
            kind: RecordKind::Grant,
            scope: case.scope.clone(),
            content: Content::Event(payload),
        });
    }
    let _by = author;
    Ok(drafts)
}

/// The case that stays the main one is no duplicate itself: otherwise an answer would never come back.
fn check_main(tx: &Tx<'_>, request: &CaseActRequest) -> Result<(), CoreError> {
    let Some(main) = request.main.as_deref().filter(|_| request.act.trim() == "link_duplicate") else { return Ok(()) };
    let Ok(main) = main.parse::<RecordId>() else { return Ok(()) };
    let Some(known) = record::find(tx, main)?.filter(|known| known.kind == RecordKind::Case) else { return Ok(()) };
    if let Some(case) = load_case(tx, known.no)?
        && let Some(first) = case.marks.duplicate_of
    {
        let reason = format!("that case is a second report itself; link to {first}");
        return Err(CaptureError::invalid("main", reason).into());
    }
    Ok(())
}

/// What the same act means for a second report of the same thing: closing and declining end it too, each reporter is answered.
fn along(author: &Author, second: &CaseFold, record: RecordId, request: &CaseActRequest) -> Option<Drafts> {
    let act = match request.act.trim() {
        "close" => CaseActRequest {
            act: "close".into(),
            note: Some("随主案结案".into()),
            reply: request.reply.clone(),
            ..CaseActRequest::default()
        },
        _ => return None,
    };
    let as_told = capture::act_on_case(author, second, record, &act);
    // A reporter who reads the case needs no reply of its own.
    as_told.or_else(|_| capture::act_on_case(author, second, record, &CaseActRequest { reply: None, ..act })).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_closing_goes_along_to_the_second_reports() {
        let ends: Vec<&str> = crate::domain::case::ActWord::ALL
            .into_iter()
            .map(crate::domain::case::ActWord::as_str)
            .filter(|word| matches!(*word, "close"))
            .collect();
        assert_eq!(ends, ["close"]);
        let _act: Option<CaseAct> = None;
    }
}
