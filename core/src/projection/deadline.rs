//! What is still due of a case, as rows that can be asked for by day: the steps of an open one, and what its reporter has still to be
//! told, of an ended one too.

use etong_protocol::{OrgPath, RecordId};
use rusqlite::{Transaction, params};

use super::callback::{self, Call};
use crate::domain::calendar::local_day;
use crate::domain::case::{ActStanding, CaseAct, CaseFold};
use crate::domain::deadline::{Deadline, DeadlineState, Law, deadlines, replies_due};
use crate::error::StoreError;
use crate::store::{dictionary, record};

/// The rows of one case, made again.
pub(super) fn project(tx: &Transaction<'_>, record_no: i64, case: Option<&CaseFold>) -> Result<(), StoreError> {
    tx.prepare_cached(include_str!("deadline/remove.sql"))?.execute([record_no])?;
    let Some(case) = case else { return Ok(()) };
    project_call(tx, record_no, case)?;
    if !case.state.is_open() && !case.waits_for_answer() {
        return Ok(());
    }
    // Only a paused clock depends on the moment asked at, and it has no due moment of its own.
    let as_of = case.acts.iter().map(|act| act.shown.at).max().unwrap_or_default();
    let mut due: Vec<(&str, Deadline)> = Vec::new();
    if case.state.is_open() {
        let steps = of_case(tx, case, as_of)?.into_iter().filter(Deadline::is_open);
        due.extend(steps.map(|deadline| (deadline.what.as_str(), deadline)));
    }
    let replies = replies_of_case(tx, record_no, case, as_of)?.into_iter();
    due.extend(replies.map(|deadline| (deadline.what.reply_str(), deadline)));
    for (what, deadline) in due {
        tx.prepare_cached(include_str!("deadline/insert.sql"))?.execute(params![
            record_no,
            what,
            deadline.due_at,
            deadline.state == DeadlineState::Paused,
            deadline.certain,
            deadline.extended,
            deadline.urge_from,
            deadline.supervise_from,
            deadline.urged,
            deadline.supervised,
            deadline.rule,
            deadline.version,
            case.scope.to_bytes(),
        ])?;
    }
    Ok(())
}

/// 待回访: the call that the first unanswered draw asks for, due to the callback clerks of the unit that drew.
fn project_call(tx: &Transaction<'_>, record_no: i64, case: &CaseFold) -> Result<(), StoreError> {
    #[cfg(feature = "sim")]
    if crate::sim::has_bug(crate::sim::SeededBug::CallsForgotten) {
        return Ok(());
    }
    let id = record::by_number(tx, record_no)?.record;
    let said = case.acts.iter().filter(|act| act.standing == ActStanding::Marked);
    let answers: Vec<(i64, Option<RecordId>)> = said
        .filter_map(|act| match &act.act {
            CaseAct::Callback(said) => Some((act.shown.at, said.draw)),
            _ => None,
        })
        .collect();
    let waits = |call: &Call| !answers.iter().any(|(at, draw)| call.owed.is_answered_by(*at, *draw));
    let Some(call) = callback::calls(tx, id, u64::MAX >> 1)?.into_iter().find(waits) else { return Ok(()) };
    // Nobody urges a call back: no desk has a step for it.
    let never = i64::MAX;
    tx.prepare_cached(include_str!("deadline/insert.sql"))?.execute(params![
        record_no,
        "callback",
        call.owed.due_at,
        false,
        call.certain,
        false,
        never,
        never,
        false,
        false,
        "callback",
        call.rules,
        call.scope,
    ])?;
    Ok(())
}

/// The deadlines of a case by the rules of the day it was reported, at `now`.
pub(crate) fn of_case(tx: &Transaction<'_>, case: &CaseFold, now: i64) -> Result<Vec<Deadline>, StoreError> {
    with_law(tx, case, |law| deadlines(case, law, now))
}

/// What the reporter of a case has still to be told, at `now`.
pub(crate) fn replies_of_case(
    tx: &Transaction<'_>,
    record_no: i64,
    case: &CaseFold,
    now: i64,
) -> Result<Vec<Deadline>, StoreError> {
    if !case.waits_for_answer() {
        return Ok(Vec::new());
    }
    #[cfg(feature = "sim")]
    if crate::sim::has_bug(crate::sim::SeededBug::NobodyAnswers) {
        return Ok(Vec::new());
    }
    let replies = super::reply::events(tx, record_no)?;
    with_law(tx, case, |law| replies_due(case, &replies, law, now))
}

/// Somebody was told something.
pub(super) fn replied(tx: &Transaction<'_>, record_no: i64) -> Result<(), StoreError> {
    project(tx, record_no, super::load_case(tx, record_no)?.as_ref())
}

/// Asks something of the rules and the calendar that hold for a case.
pub(crate) fn with_law<T>(
    tx: &Transaction<'_>,
    case: &CaseFold,
    ask: impl FnOnce(&Law<'_>) -> T,
) -> Result<T, StoreError> {
    with_law_of(tx, &case.scope, case.reporter.captured_at, ask)
}

/// The same of what was reported in a unit at a moment.
pub(super) fn with_law_of<T>(
    tx: &Transaction<'_>,
    scope: &OrgPath,
    reported_at: i64,
    ask: impl FnOnce(&Law<'_>) -> T,
) -> Result<T, StoreError> {
    let rules = dictionary::deadline_rules(tx, scope, local_day(reported_at))?;
    let calendar = dictionary::calendar(tx, scope)?;
    Ok(ask(&Law { rules: &rules.body, version: rules.version, calendar: &calendar }))
}

/// Reckons what is due of every open case at or below a unit.
pub(super) fn reckon_below(tx: &Transaction<'_>, unit: &OrgPath) -> Result<(), StoreError> {
    let mut statement = tx.prepare_cached(include_str!("deadline/records.sql"))?;
    let records = statement.query_and_then([], |row| {
        Ok::<_, StoreError>((row.get::<_, i64>("record")?, row.get::<_, Vec<u8>>("scope")?))
    })?;
    let records: Vec<(i64, Vec<u8>)> = records.collect::<Result<_, _>>()?;
    for (record_no, scope) in records {
        if OrgPath::from_bytes(&scope).is_ok_and(|scope| unit.covers(&scope)) {
            project(tx, record_no, super::load_case(tx, record_no)?.as_ref())?;
        }
    }
    Ok(())
}
