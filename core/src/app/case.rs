//! Acting on cases: an act, what its reporter hears, and whom it opens the case to.

use std::collections::BTreeSet;

use etong_protocol::{OrgPath, RecordId, RecordKind};

use super::App;
use super::capturing::Captured;
use super::writing::{author, find, not_found, write};
use crate::capture::{self, Author, CaptureError, CaseActRequest, Drafts};
use crate::domain::case::{ActWord, CaseFold, CaseState, Rule, offers};
use crate::domain::deadline::may_extend;
use crate::domain::rule_id::RuleId;
use crate::error::{AppError, CoreError, StoreError};
use crate::projection::slim::case_here;
use crate::projection::{self, load_case, with_law};
use crate::store::Tx;
use crate::store::record::{self, Record};
use crate::view;

impl App {
    /// An act on a case, built on the state this phone shows. Takes effect in the relay's order. Closing a case closes the open
    /// cases that are linked to it as duplicates, once the close stands at the relay.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed` with the rule and who may do it instead, `Invalid` naming the field.
    pub fn act_on_case(&self, id: &str, request: &CaseActRequest) -> Result<Captured, AppError> {
        let (within_ms, now) = (self.within_ms(), self.known_now().ms);
        self.save(|tx, door| {
            let mut author = author(tx)?;
            let found = find(tx, &RecordKind::Case, id)?;
            author.shared = projection::is_shared_with(tx, found.no, &author.unit)?;
            let fold = case_here(tx, &found, || not_found(&RecordKind::Case, id))?;
            let word = ActWord::from_word(request.act.trim());
            if let (Some(ActWord::Extend), Some(until)) = (word, request.until) {
                with_law(tx, &fold, |law| may_extend(&fold, law, now, until))?
                    .map_err(|fault| CaptureError::barred(RuleId::Extension, fault.to_string()))?;
            }
            if let Some((word, rule)) = word.map(|word| barred(tx, &author, &found, &fold, word)).transpose()?.flatten()
            {
                return Err(capture::refused(&author, &fold, &rule, word).into());
            }
            let drafts = if capture::answers_as_reporter(&author, &fold, request) {
                let heard = view::replies_of(tx, found.no)?.last().and_then(|last| CaseState::from_word(&last.state));
                capture::answer_for_case(&author, &fold, found.record, heard, request)?
            } else {
                capture::act_on_case(&author, &fold, found.record, request)?
            };
            let drafts = opened_to(tx, &author, &found, request, drafts)?;
            check_main(tx, request)?;
            write(door, &author, found.record, drafts, within_ms)
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
            let fold = case_here(tx, &found, || not_found(&RecordKind::Case, id))?;
            view::nearest(tx, &fold, now)
        })?)
    }
}

/// What only the directory and the inspections on this phone can say, of an act that the case itself allows.
fn barred(
    tx: &Tx<'_>,
    author: &Author,
    found: &Record,
    fold: &CaseFold,
    word: ActWord,
) -> Result<Option<(ActWord, Rule)>, StoreError> {
    if !offers(fold, author.post, &author.post_kind, author.device).contains(&(word, None)) {
        return Ok(None);
    }
    let own = view::own_hand(tx, fold, author.post, author.device, word)?;
    let rule = if own.is_some() { own } else { view::not_looked_at(tx, found.record, fold, word)? };
    Ok(rule.map(|rule| (word, rule)))
}

/// A unit that does not cover the case reads it only when it is told so (分流, 协同).
fn opened_to(
    tx: &Tx<'_>,
    author: &Author,
    found: &Record,
    request: &CaseActRequest,
    mut drafts: Drafts,
) -> Result<Drafts, CoreError> {
    let named = request.unit.iter().chain(request.helpers.iter().filter_map(|helper| helper.unit.as_ref()));
    let units: BTreeSet<OrgPath> = named.filter_map(|unit| unit.trim().parse().ok()).collect();
    let already = view::units_of_record(tx, found.no)?;
    for unit in units.iter().filter(|unit| !unit.covers(&found.scope)) {
        if unit.unit().is_some_and(|unit| already.contains(&unit)) {
            continue;
        }
        drafts.drafts.push(capture::share(author, found.record, &RecordKind::Case, &found.scope, unit, &already)?);
    }
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
