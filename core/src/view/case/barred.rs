//! What stands in the way of an act that the case itself allows, as far as the directory and the inspections on this phone say.

use etong_protocol::{DeviceId, PostId, RecordId};
use rusqlite::{OptionalExtension, Transaction};

use crate::domain::case::{ActStanding, ActWord, CaseAct, CaseFold, CaseState, FoldedAct, Rule};
use crate::error::StoreError;

/// Did the person who holds `post` work on the case, in whatever post? As far as the directory on this phone says.
fn worked_on_by_person_of(tx: &Transaction<'_>, case: &CaseFold, post: PostId) -> Result<bool, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("same_person.sql"))?;
    for worker in case.route.workers() {
        if worker == post || statement.exists([post.as_bytes(), worker.as_bytes()])? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The rule against judging one's own work, in whatever post and as far as the directory on this phone says who holds which; else
/// by post and phone. Refuses what is asked for here; the fold, which asks no directory, goes by post and phone, and what another
/// phone of the same person did all the same is told by `judged_own`.
pub(crate) fn own_hand(
    tx: &Transaction<'_>,
    case: &CaseFold,
    post: PostId,
    device: DeviceId,
    word: ActWord,
) -> Result<Option<Rule>, StoreError> {
    #[cfg(feature = "sim")]
    if crate::sim::has_bug(crate::sim::SeededBug::JudgesItself) {
        return Ok(None);
    }
    let last =
        |act: &&FoldedAct| matches!(act.act, CaseAct::ReportBack { .. }) && act.standing == ActStanding::Effective;
    let (own, rule) = match word {
        ActWord::Callback => (worked_on_by_person_of(tx, case, post)?, Rule::OwnWork),
        ActWord::Rate | ActWord::Confirm => {
            let here = case.route.worked_on_by(post, device);
            (here || worked_on_by_person_of(tx, case, post)?, Rule::OwnRating)
        }
        ActWord::Check | ActWord::Close
            if case.state == CaseState::ReportedBack && case.marks.duplicate_of.is_none() =>
        {
            let Some(told) = case.acts.iter().rfind(last) else { return Ok(None) };
            let mut same = tx.prepare_cached(include_str!("same_person.sql"))?;
            let own = told.post == post || told.device == device;
            (own || same.exists([post.as_bytes(), told.post.as_bytes()])?, Rule::OwnReport)
        }
        _ => return Ok(None),
    };
    Ok(own.then_some(rule))
}

/// Was this act, which counts, a judgement of whoever did the work, as far as the directory on this phone says who holds which post?
/// No fold can know: an entry says post and phone, and never the person.
pub(super) fn judged_own(tx: &Transaction<'_>, case: &CaseFold, act: &FoldedAct) -> Result<bool, StoreError> {
    if !matches!(act.standing, ActStanding::Effective | ActStanding::Marked) {
        return Ok(false);
    }
    let before = case.acts.iter().take_while(|one| one.id != act.id);
    let before = before.filter(|one| one.standing == ActStanding::Effective);
    let workers: Vec<PostId> = match act.act.word() {
        Some(ActWord::Callback | ActWord::Rate | ActWord::Confirm) => case.route.workers().collect(),
        Some(ActWord::Check | ActWord::Close) => {
            let last = before.filter(|one| one.act.word() != Some(ActWord::Check)).last();
            last.filter(|one| matches!(one.act, CaseAct::ReportBack { .. })).map(|one| one.post).into_iter().collect()
        }
        _ => return Ok(false),
    };
    let mut same = tx.prepare_cached(include_str!("same_person.sql"))?;
    for worker in workers {
        if worker == act.post || same.exists([act.post.as_bytes(), worker.as_bytes()])? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// 销号: the rule against writing off a hazard that an inspection founded and the last look at it, as far as this phone has them,
/// did not find good.
pub(crate) fn not_looked_at(
    tx: &Transaction<'_>,
    record: RecordId,
    case: &CaseFold,
    word: ActWord,
) -> Result<Option<Rule>, StoreError> {
    #[cfg(feature = "sim")]
    if crate::sim::has_bug(crate::sim::SeededBug::WrittenOffUnseen) {
        return Ok(None);
    }
    if word != ActWord::Close || case.marks.duplicate_of.is_some() {
        return Ok(None);
    }
    let mut statement = tx.prepare_cached(include_str!("../inspection/last_look.sql"))?;
    let answer = statement.query_row([record.as_bytes()], |row| row.get::<_, String>("answer")).optional()?;
    Ok(answer.filter(|answer| answer != "ok").map(|answer| Rule::NoGoodLook { answer }))
}
