//! Assessments and appeals become rows; and the cases an assessment counts, as the log stood at a moment.

use etong_protocol::{OrgPath, RecordKind, WireError};
use rusqlite::{Transaction, params};

use super::{case, deadline, events, figure_case};
use crate::domain::assessment::{
    AppealAct, AppealFold, AsOf, AssessedCase, AssessmentAct, AssessmentFold, Clock, Counting, Period, end_with, fold,
    fold_appeal,
};
use crate::domain::case::{CaseEvent, fold_received};
use crate::domain::deadline::{What, asked_again, close_due, deadlines};
use crate::domain::shown_time::Received;
use crate::error::StoreError;
use crate::store::record::{self, Record};
use crate::store::setting::{self, Setting};

pub(super) fn project(tx: &Transaction<'_>, record: &Record) -> Result<(), StoreError> {
    match record.kind {
        RecordKind::Appeal => project_appeal(tx, record),
        _ => project_assessment(tx, record),
    }
}

/// # Errors
/// `Malformed` when it is no such event.
pub(super) fn readable(kind: &RecordKind, payload: &[u8]) -> Result<(), WireError> {
    match kind {
        RecordKind::Appeal => AppealAct::from_payload(payload).map(drop),
        _ => AssessmentAct::from_payload(payload).map(drop),
    }
}

/// `None` while nobody has published it.
pub(crate) fn load(tx: &Transaction<'_>, record_no: i64) -> Result<Option<AssessmentFold>, StoreError> {
    Ok(fold(&events::load(tx, record_no, &RecordKind::Assessment, AssessmentAct::from_payload)?))
}

pub(crate) fn load_appeal(tx: &Transaction<'_>, record_no: i64) -> Result<Option<AppealFold>, StoreError> {
    Ok(fold_appeal(&events::load(tx, record_no, &RecordKind::Appeal, AppealAct::from_payload)?))
}

/// How far this phone has read the log.
pub(crate) fn read_to(tx: &Transaction<'_>) -> Result<AsOf, StoreError> {
    Ok(AsOf { epoch: setting::number(tx, Setting::Epoch)?, seq: setting::number(tx, Setting::ReadTo)? })
}

/// The cases below `unit` that can count in `period`, from what the relay had at `as_of`: what waits on this phone takes no
/// part, so that everybody who has read so far counts the same. Clocks are reckoned at the end of the period.
pub(crate) fn assessed_cases(
    tx: &Transaction<'_>,
    unit: &OrgPath,
    period: &Period,
    as_of: AsOf,
    counting: Counting,
    tell: &dyn Fn(u64, u64),
) -> Result<Vec<AssessedCase>, StoreError> {
    let mut cases = Vec::new();
    let numbers = numbers(tx, unit, period)?;
    let all = numbers.len() as u64;
    for (nth, no) in (1_u64..).zip(numbers) {
        tell(nth, all);
        let record = record::by_number(tx, no)?;
        cases.extend(assessed_record(tx, &record, period, as_of, counting)?);
    }
    Ok(cases)
}

/// One of them.
pub(crate) fn assessed_record(
    tx: &Transaction<'_>,
    record: &Record,
    period: &Period,
    as_of: AsOf,
    counting: Counting,
) -> Result<Option<AssessedCase>, StoreError> {
    let (events, received) = case::events_as_of(tx, record.no, as_of.seq)?;
    let case = assessed_case(tx, record, period, events, &received, counting)?;
    case.map(|case| with_calls(tx, case, as_of)).transpose()
}

/// Cases at or below `unit` that were reported when they can count in `period`.
pub(super) fn numbers(tx: &Transaction<'_>, unit: &OrgPath, period: &Period) -> Result<Vec<i64>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("assessment/cases.sql"))?;
    let reported = period.said_to_be_reported();
    let bounds = params![unit.to_bytes(), unit.subtree_end(), reported.start, reported.end];
    Ok(statement.query_map(bounds, |row| row.get("no"))?.collect::<Result<_, _>>()?)
}

/// One case as it stood; `None` when there was no report of it by then.
pub(super) fn assessed_case(
    tx: &Transaction<'_>,
    record: &Record,
    period: &Period,
    mut events: Vec<CaseEvent>,
    received: &Received,
    counting: Counting,
) -> Result<Option<AssessedCase>, StoreError> {
    let phones_only = Received::default();
    let received = if counting.by_shown_times() { received } else { &phones_only };
    let ends = counting.ends_with_period();
    #[cfg(feature = "sim")]
    let ends = ends && !crate::sim::has_bug(crate::sim::SeededBug::LogRunsOn);
    if ends {
        end_with(&mut events, received, period);
    }
    let Some(case) = fold_received(&events, received) else { return Ok(None) };
    let clock = |what: &str, due_at, met_at| Clock { what: what.to_owned(), due_at, met_at };
    let clocks = deadline::with_law(tx, &case, |law| {
        let mut clocks: Vec<Clock> = deadlines(&case, law, period.to)
            .iter()
            .map(|deadline| clock(deadline.what.as_str(), deadline.due_at, deadline.met_at))
            .collect();
        let finish = clocks.iter().find(|clock| clock.what == What::Finish.as_str()).map(|clock| clock.due_at);
        clocks.extend(finish.map(|due| clock("close", close_due(&case, law, due, period.to), case.closed_at)));
        let looks = asked_again(&case, law, period.to);
        clocks.extend(looks.iter().map(|look| clock(look.look.as_str(), look.due_at, look.met_at)));
        clocks
    })?;
    Ok(Some(AssessedCase { counting, ..AssessedCase::of(record.record, &case, clocks) }))
}

/// The case with the calls that draws ask for, of those carried out by then.
pub(super) fn with_calls(tx: &Transaction<'_>, case: AssessedCase, as_of: AsOf) -> Result<AssessedCase, StoreError> {
    if case.counting != Counting::AsShown {
        return Ok(case);
    }
    Ok(AssessedCase { drawn: super::callback::owed_calls(tx, case.record, as_of.seq)?, ..case })
}

fn project_assessment(tx: &Transaction<'_>, record: &Record) -> Result<(), StoreError> {
    tx.prepare_cached(include_str!("assessment/remove.sql"))?.execute([record.no])?;
    let assessed = load(tx, record.no)?;
    figure_case::count(tx, record.no, assessed.as_ref())?;
    let Some(assessed) = assessed else { return Ok(()) };
    tx.prepare_cached(include_str!("assessment/insert.sql"))?.execute(params![
        record.no,
        assessed.unit.to_bytes(),
        assessed.published.period,
        assessed.captured_at,
        assessed.published.rules,
        assessed.published.corrects.map(|record| record.as_bytes().to_vec()),
        assessed.provisional,
    ])?;
    Ok(())
}

fn project_appeal(tx: &Transaction<'_>, record: &Record) -> Result<(), StoreError> {
    tx.prepare_cached(include_str!("assessment/remove_appeal.sql"))?.execute([record.no])?;
    let Some(appeal) = load_appeal(tx, record.no)? else { return Ok(()) };
    let state = match &appeal.answer {
        None => "open",
        Some(answer) if answer.upheld => "upheld",
        Some(_) => "rejected",
    };
    tx.prepare_cached(include_str!("assessment/insert_appeal.sql"))?.execute(params![
        record.no,
        appeal.of.assessment.as_bytes(),
        appeal.of.unit.to_bytes(),
        appeal.of.indicator,
        state,
        appeal.post.as_bytes(),
        appeal.captured_at,
        appeal.scope.to_bytes(),
        appeal.waits,
    ])?;
    Ok(())
}
