//! Which case counts to which indicator of each assessment, so that a figure opens at once. Counted when the assessment comes,
//! whoever published it, and again of a case whose log below the mark is filled in later. Counting again never reads it.

use std::collections::BTreeSet;

use etong_protocol::{OrgPath, RecordId};
use rusqlite::{OptionalExtension, Row, Transaction, params};

use super::assessment::{assessed_case, numbers, read_to, with_calls};
use super::callback::owed_calls;
use super::case::events_as_of;
use crate::domain::assessment::{
    AsOf, AssessedCase, AssessmentFold, Counting, Indicator, Period, dispute_bit, settled_inside,
};
use crate::domain::case::CaseFold;
use crate::error::StoreError;
use crate::store::record::{self, Record};
use crate::store::{sql_int, wide};

/// What one assessment is counted of.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Counted {
    assessment: i64,
    unit: OrgPath,
    period: Period,
    as_of: AsOf,
}

/// An assessment came, or left. One that is counted already is not counted twice.
pub(super) fn count(tx: &Transaction<'_>, assessment: i64, fold: Option<&AssessmentFold>) -> Result<(), StoreError> {
    let wanted = fold.and_then(|fold| {
        let period = Period::read(&fold.published.period).ok()?;
        Some(Counted { assessment, unit: fold.unit.clone(), period, as_of: fold.published.as_of })
    });
    let mut statement = tx.prepare_cached(include_str!("figure_case/find.sql"))?;
    let kept = statement.query_row([assessment], |row| Ok(read(row))).optional()?.transpose()?.flatten();
    if kept == wanted {
        return Ok(());
    }
    tx.prepare_cached(include_str!("figure_case/remove_of_assessment.sql"))?.execute([assessment])?;
    tx.prepare_cached(include_str!("figure_case/uncount.sql"))?.execute([assessment])?;
    let here = read_to(tx)?;
    let Some(wanted) = wanted.filter(|wanted| wanted.as_of.epoch == here.epoch) else { return Ok(()) };
    tx.prepare_cached(include_str!("figure_case/count.sql"))?.execute(params![
        assessment,
        wanted.unit.to_bytes(),
        wanted.period.name,
        sql_int(wanted.as_of.epoch),
        sql_int(wanted.as_of.seq),
    ])?;
    fill(tx, &wanted)
}

/// A case changed. What came after the mark of an assessment is nothing to it.
pub(super) fn case_changed(tx: &Transaction<'_>, record: &Record, case: Option<&CaseFold>) -> Result<(), StoreError> {
    let Some(case) = case else {
        tx.prepare_cached(include_str!("figure_case/remove_of_case.sql"))?.execute([record.no])?;
        return Ok(());
    };
    let mut statement = tx.prepare_cached(include_str!("figure_case/counted_with.sql"))?;
    let rows = statement.query_and_then([record.record.as_bytes()], |row| {
        Ok::<_, StoreError>((read(row)?, row.get::<_, Option<i64>>("acts")?))
    })?;
    let rows: Vec<(Option<Counted>, Option<i64>)> = rows.collect::<Result<_, _>>()?;
    if rows.is_empty() {
        return Ok(());
    }
    let here = read_to(tx)?;
    for (counted, acts) in rows {
        let Some(counted) = counted.filter(|counted| counted.as_of.epoch == here.epoch) else { continue };
        let below = case.acts.iter().filter(|act| act.seq.is_some_and(|seq| seq <= counted.as_of.seq)).count();
        let below = i64::try_from(below).unwrap_or(i64::MAX);
        let can_count = counted.unit.covers(&case.scope)
            && counted.period.said_to_be_reported().contains(&case.reporter.captured_at);
        if can_count && below > 0 && acts != Some(below) {
            keep(tx, &counted, record)?;
        }
    }
    Ok(())
}

/// A draw chose these cases, or its calls are due otherwise.
pub(super) fn drawn(tx: &Transaction<'_>, cases: &BTreeSet<RecordId>) -> Result<(), StoreError> {
    let here = read_to(tx)?;
    for case in cases {
        let Some(found) = record::find(tx, *case)? else { continue };
        let mut statement = tx.prepare_cached(include_str!("figure_case/counted_with.sql"))?;
        let rows = statement.query_and_then([case.as_bytes()], |row| {
            Ok::<_, StoreError>((read(row)?, row.get::<_, Option<i64>>("acts")?.is_some()))
        })?;
        let all: Vec<(Option<Counted>, bool)> = rows.collect::<Result<_, _>>()?;
        for (counted, is_kept) in all {
            let Some(counted) = counted.filter(|counted| counted.as_of.epoch == here.epoch) else { continue };
            let owed = owed_calls(tx, *case, counted.as_of.seq)?;
            let asks = owed.iter().any(|owed| counted.period.holds(owed.due_at));
            // One that is kept may owe a call no more.
            if counted.unit.covers(&found.scope) && (asks || is_kept) {
                keep(tx, &counted, &found)?;
            }
        }
    }
    Ok(())
}

/// Rules or days off of a unit changed: the deadlines of its cases may fall otherwise.
pub(super) fn recount(tx: &Transaction<'_>, unit: &OrgPath) -> Result<(), StoreError> {
    let mut statement = tx.prepare_cached(include_str!("figure_case/counted.sql"))?;
    let rows = statement.query_and_then([], read)?;
    let all: Vec<Option<Counted>> = rows.collect::<Result<_, _>>()?;
    let here = read_to(tx)?;
    for counted in all.into_iter().flatten() {
        let concerned = unit.covers(&counted.unit) || counted.unit.covers(unit);
        if concerned && counted.as_of.epoch == here.epoch {
            tx.prepare_cached(include_str!("figure_case/remove_of_assessment.sql"))?.execute([counted.assessment])?;
            fill(tx, &counted)?;
        }
    }
    Ok(())
}

/// Before all tables are made again: every assessment is then counted anew.
pub(crate) fn forget_counts(tx: &Transaction<'_>) -> Result<(), StoreError> {
    tx.prepare_cached(include_str!("figure_case/remove_all.sql"))?.execute([])?;
    tx.prepare_cached(include_str!("figure_case/uncount_all.sql"))?.execute([])?;
    Ok(())
}

fn fill(tx: &Transaction<'_>, counted: &Counted) -> Result<(), StoreError> {
    for no in numbers(tx, &counted.unit, &counted.period)? {
        keep(tx, counted, &record::by_number(tx, no)?)?;
    }
    Ok(())
}

/// Every way of counting is kept, each in bits of its own: a table has no say in which one an assessment goes by.
fn keep(tx: &Transaction<'_>, counted: &Counted, record: &Record) -> Result<(), StoreError> {
    let (events, received) = events_as_of(tx, record.no, counted.as_of.seq)?;
    let acts = events.len();
    let period = &counted.period;
    let later = events.iter().any(|event| event.captured_at >= period.to);
    let of = |events, counting| assessed_case(tx, record, period, events, &received, counting);
    let ends = if later { of(events.clone(), Counting::EndsWithPeriod)? } else { None };
    let shown = of(events.clone(), Counting::AsShown)?.map(|case| with_calls(tx, case, counted.as_of)).transpose()?;
    let Some(runs_on) = of(events, Counting::RunsOn)? else { return Ok(()) };
    let ends = if later { ends } else { Some(AssessedCase { counting: Counting::EndsWithPeriod, ..runs_on.clone() }) };
    let owed = ends.clone().map(|ends| AssessedCase { counting: Counting::AsOwed, ..ends });
    let (mut looked_at, mut has, mut looked_at_shown, mut has_shown) = (0_i64, 0_i64, 0_i64, 0_i64);
    let ways = [
        (Counting::RunsOn, Some(&runs_on)),
        (Counting::EndsWithPeriod, ends.as_ref()),
        (Counting::AsOwed, owed.as_ref()),
        (Counting::AsShown, shown.as_ref()),
    ];
    for (counting, case) in ways.into_iter().filter_map(|(counting, case)| Some((counting, case?))) {
        let (looked_at, has) = match counting {
            Counting::AsShown => (&mut looked_at_shown, &mut has_shown),
            _ => (&mut looked_at, &mut has),
        };
        for indicator in Indicator::ALL {
            if let Some(amount) = indicator.amount(case, period) {
                *looked_at |= indicator.bit(counting);
                *has |= if amount > 0 { indicator.bit(counting) } else { 0 };
            }
        }
        if let Some(inside) = settled_inside(case, period) {
            *looked_at |= dispute_bit(counting);
            *has |= if inside { dispute_bit(counting) } else { 0 };
        }
    }
    tx.prepare_cached(include_str!("figure_case/keep.sql"))?.execute(params![
        counted.assessment,
        record.record.as_bytes(),
        record.no,
        runs_on.scope.to_bytes(),
        i64::try_from(acts).unwrap_or(i64::MAX),
        looked_at,
        has,
        looked_at_shown,
        has_shown,
    ])?;
    Ok(())
}

/// `None` when a newer program has counted a period that this one cannot read.
fn read(row: &Row<'_>) -> Result<Option<Counted>, StoreError> {
    let unit = OrgPath::from_bytes(&row.get::<_, Vec<u8>>("unit")?).map_err(|_| StoreError::Unreadable("a unit"))?;
    let Ok(period) = Period::read(&row.get::<_, String>("period")?) else { return Ok(None) };
    let as_of = AsOf { epoch: wide(row.get("epoch")?), seq: wide(row.get("seq")?) };
    Ok(Some(Counted { assessment: row.get("assessment")?, unit, period, as_of }))
}
