//! Acting on cases: an act, what its reporter hears, and whom it opens the case to.

use etong_protocol::RecordKind;

use super::App;
use super::capturing::Captured;
use super::heirs;
use super::writing::{author, find, not_found, write};
use crate::capture::{self, Author, CaptureError, CaseActRequest};
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
        let moment = self.moment();
        self.save_at(moment, |tx, door| {
            let found = find(tx, &RecordKind::Case, id)?;
            let mut author = heirs::at(tx, author(tx)?, &found)?;
            author.shared = projection::is_shared_with(tx, found.no, &author.unit)?;
            let fold = case_here(tx, &found, || not_found(&RecordKind::Case, id))?;
            let word = ActWord::from_word(request.act.trim());
            if let (Some(ActWord::Extend), Some(until)) = (word, request.until) {
                with_law(tx, &fold, |law| may_extend(&fold, law, moment.known().ms, until))?
                    .map_err(|fault| CaptureError::barred(RuleId::Extension, fault.to_string()))?;
            }
            if let Some((word, rule)) = word.map(|word| barred(tx, &author, &found, &fold, word)).transpose()?.flatten()
            {
                return Err(capture::refused(&author, &fold, &rule, word).into());
            }
            let mut drafts = if capture::answers_as_reporter(&author, &fold, request) {
                let heard = view::replies_of(tx, found.no)?.last().and_then(|last| CaseState::from_word(&last.state));
                capture::answer_for_case(&author, &fold, found.record, heard, request)?
            } else {
                capture::act_on_case(&author, &fold, found.record, request)?
            };
            let already = view::units_of_record(tx, found.no)?;
            drafts.drafts.extend(capture::open_to_named(&author, found.record, &found.scope, request, &already)?);
            if let Some(main) = capture::named_main(request)
                && let Some(known) = record::find(tx, main)?.filter(|known| known.kind == RecordKind::Case)
                && let Some(main) = load_case(tx, known.no)?
            {
                capture::may_be_main(&main)?;
            }
            write(door, &author, found.record, drafts, moment.within_ms())
        })
    }

    /// Whom to call first, and who could go to an urgent case, the best first: from the places people wrote down themselves. A case
    /// without a place has the numbers all the same.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn nearest_to_case(&self, id: &str) -> Result<view::NearbyView, AppError> {
        let now = self.device.now_ms();
        Ok(self.store.read::<_, CoreError>(|tx| {
            let found = find(tx, &RecordKind::Case, id)?;
            let fold = case_here(tx, &found, || not_found(&RecordKind::Case, id))?;
            Ok(view::nearest(tx, &fold, now)?)
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
    if !offers(fold, author.actor()).contains(&(word, None)) {
        return Ok(None);
    }
    let own = view::own_hand(tx, fold, author.post, author.device, word)?;
    let rule = if own.is_some() { own } else { view::not_looked_at(tx, found.record, fold, word)? };
    Ok(rule.map(|rule| (word, rule)))
}
