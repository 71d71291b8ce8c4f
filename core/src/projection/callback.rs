//! Draws and surveys become rows, and every closing of a case a line of what a draw is made from.

use std::collections::BTreeSet;

use etong_protocol::{OrgPath, RecordId, RecordKind, WireError};
use rusqlite::{Transaction, params};

use super::{deadline, events, figure_case};
use crate::domain::assessment::OwedCall;
use crate::domain::calendar::{Counted, due_after, local_day};
use crate::domain::callback::{Announcement, Closed, DrawEntry, DrawFold, DrawState, StandingDraw, fold_received};
use crate::domain::case::{ActStanding, CaseFold};
use crate::domain::survey::{Survey, SurveyEntry};
use crate::error::StoreError;
use crate::store::record::Record;
use crate::store::{dictionary, entry, record, sql_int, wide};

pub(super) fn project(tx: &Transaction<'_>, record: &Record) -> Result<(), StoreError> {
    match record.kind {
        RecordKind::Survey => project_survey(tx, record),
        _ => project_draw(tx, record),
    }
}

/// # Errors
/// `Malformed` when it is no such event.
pub(super) fn readable(kind: &RecordKind, payload: &[u8]) -> Result<(), WireError> {
    match kind {
        RecordKind::Survey => SurveyEntry::from_payload(payload).map(drop),
        _ => DrawEntry::from_payload(payload).map(drop),
    }
}

/// The closings of one case and what was said when its reporter was called back, made again.
pub(super) fn project_closings(
    tx: &Transaction<'_>,
    record: &Record,
    case: Option<&CaseFold>,
) -> Result<(), StoreError> {
    tx.prepare_cached(include_str!("callback/remove_closed.sql"))?.execute([record.no])?;
    tx.prepare_cached(include_str!("callback/remove_callback.sql"))?.execute([record.no])?;
    let Some(case) = case else { return Ok(()) };
    let answers = &case.marks.callbacks;
    // The last call that reached somebody says more than a later one that did not.
    if let Some((said, answer)) = answers.iter().rfind(|(_, answer)| answer.reached).or(answers.last()) {
        tx.prepare_cached(include_str!("callback/insert_callback.sql"))?.execute(params![
            record.no,
            said.at,
            i64::try_from(answers.len()).unwrap_or(i64::MAX),
            answer.reached,
            answer.handled_as_told,
            answer.satisfied,
            case.marks.reopened > 0,
        ])?;
    }
    for act in &case.acts {
        let closes = matches!(act.act.as_str(), "close" | "self_handle") && act.standing == ActStanding::Effective;
        if let (true, Some(seq)) = (closes, act.seq) {
            tx.prepare_cached(include_str!("callback/insert_closed.sql"))?.execute(params![
                record.no,
                sql_int(seq),
                record.record.as_bytes(),
                case.scope.to_bytes(),
                case.report.class.as_str(),
                local_day(act.shown.at).to_string(),
            ])?;
        }
    }
    Ok(())
}

/// The closings of a period at or below a unit that this phone knows.
pub(crate) fn closings(tx: &Transaction<'_>, unit: &OrgPath, plan: &Announcement) -> Result<Vec<Closed>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("callback/closed.sql"))?;
    let given = params![plan.first_day, plan.last_day, unit.to_bytes(), unit.subtree_end()];
    let rows = statement.query_and_then(given, |row| {
        let unreadable = |_| StoreError::Unreadable("a closing");
        Ok::<_, StoreError>(Closed {
            case: etong_protocol::RecordId::from_slice(&row.get::<_, Vec<u8>>("case_id")?).map_err(unreadable)?,
            scope: etong_protocol::OrgPath::from_bytes(&row.get::<_, Vec<u8>>("scope")?).map_err(unreadable)?,
            class: row.get("class")?,
            seq: wide(row.get("seq")?),
            day: row.get("day")?,
            received_at: row.get("received_at")?,
        })
    })?;
    rows.collect()
}

/// Folds one draw from the log; `None` while its announcement is not here.
pub(crate) fn load(tx: &Transaction<'_>, record_no: i64) -> Result<Option<DrawFold>, StoreError> {
    let (events, received) = events::load_received(tx, record_no, &RecordKind::Draw, DrawEntry::from_payload)?;
    Ok(fold_received(&events, &received))
}

/// A draw, and after it those of its unit for some of its days: which of them counts depends on all.
fn project_draw(tx: &Transaction<'_>, record: &Record) -> Result<(), StoreError> {
    let mut others = beside(tx, record.no)?;
    project_one(tx, record)?;
    others.extend(beside(tx, record.no)?);
    others.into_iter().try_for_each(|no| project_one(tx, &record::by_number(tx, no)?))
}

fn beside(tx: &Transaction<'_>, draw: i64) -> Result<BTreeSet<i64>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("callback/beside.sql"))?;
    let numbers = statement.query_map([draw], |row| row.get("record"))?;
    Ok(numbers.collect::<Result<_, _>>()?)
}

fn project_one(tx: &Transaction<'_>, record: &Record) -> Result<(), StoreError> {
    let mut concerned = picked_before(tx, record.no)?;
    tx.prepare_cached(include_str!("callback/remove_draw_cases.sql"))?.execute([record.no])?;
    let Some(draw) = load(tx, record.no)? else {
        tx.prepare_cached(include_str!("callback/remove_draw.sql"))?.execute([record.no])?;
        return reckon_calls(tx, &concerned);
    };
    let call_by = call_by(tx, &draw)?;
    let frame = draw.drawn.as_ref().map(|drawn| drawn.frame.as_slice()).unwrap_or_default();
    let picked = draw.drawn.as_ref().map(|drawn| drawn.picked.as_slice()).unwrap_or_default();
    tx.prepare_cached(include_str!("callback/upsert_draw.sql"))?.execute(params![
        record.no,
        draw.unit.to_bytes(),
        draw.plan.first_day,
        draw.plan.last_day,
        draw.state.as_str(),
        draw.announced_at,
        draw.announced.map(sql_int),
        draw.drawn_at,
        i64::try_from(frame.len()).unwrap_or(i64::MAX),
        i64::try_from(picked.len()).unwrap_or(i64::MAX),
        draw.plan.rules,
        draw.drawn_seq.map(sql_int),
        call_by.map(|due| due.at),
        call_by.is_none_or(|due| due.certain),
    ])?;
    for (nth, case) in (0_i64..).zip(picked) {
        let stratum = frame.iter().find(|one| one.case == *case);
        tx.prepare_cached(include_str!("callback/insert_draw_case.sql"))?.execute(params![
            record.no,
            nth,
            case.as_bytes(),
            stratum.map(|one| one.unit.to_bytes()).unwrap_or_default(),
            stratum.map(|one| one.class.as_str()).unwrap_or_default(),
        ])?;
    }
    if is_superseded(tx, record.no)? {
        tx.prepare_cached(include_str!("callback/no_call.sql"))?.execute([record.no])?;
    }
    concerned.extend(picked);
    reckon_calls(tx, &concerned)
}

/// The draw was announced while another of its unit stood for some of its days. It stays so, whatever becomes of the other: who
/// could withdraw the first when the cases are known would choose among several.
pub(crate) fn is_superseded(tx: &Transaction<'_>, draw: i64) -> Result<bool, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("callback/earlier.sql"))?;
    let rows = statement.query_and_then([draw], |row| {
        let announced: Option<i64> = row.get("announced")?;
        Ok::<_, StoreError>((row.get::<_, i64>("record")?, row.get::<_, String>("state")?, announced))
    })?;
    for row in rows {
        let (earlier, state, announced) = row?;
        let stood = match announced {
            _ if state != DrawState::Withdrawn.as_str() => true,
            None => false,
            Some(announced) => {
                let withdrawn = load(tx, earlier)?.and_then(|earlier| earlier.withdrawn_seq);
                withdrawn.is_none_or(|seq| sql_int(seq) > announced)
            }
        };
        if stood {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The draw of a unit that stands for some of these days, the first that was announced.
pub(crate) fn standing_draw(
    tx: &Transaction<'_>,
    unit: &OrgPath,
    first_day: &str,
    last_day: &str,
) -> Result<Option<StandingDraw>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("callback/stands.sql"))?;
    let mut rows = statement.query_and_then(params![unit.to_bytes(), first_day, last_day], |row| {
        let record = RecordId::from_slice(&row.get::<_, Vec<u8>>("record")?);
        Ok::<_, StoreError>(StandingDraw {
            record: record.map_err(|_| StoreError::Unreadable("a draw"))?,
            first_day: row.get("first_day")?,
            last_day: row.get("last_day")?,
            is_drawn: row.get::<_, String>("state")? == DrawState::Drawn.as_str(),
        })
    })?;
    rows.next().transpose()
}

fn picked_before(tx: &Transaction<'_>, draw: i64) -> Result<BTreeSet<RecordId>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("callback/picked.sql"))?;
    let cases = statement.query_and_then([draw], |row| {
        RecordId::from_slice(&row.get::<_, Vec<u8>>("case_id")?).map_err(|_| StoreError::Unreadable("a drawn case"))
    })?;
    cases.collect()
}

/// The calls that draws ask for of these cases: when they are due, and what they count to.
fn reckon_calls(tx: &Transaction<'_>, cases: &BTreeSet<RecordId>) -> Result<(), StoreError> {
    figure_case::drawn(tx, cases)?;
    for case in cases {
        if let Some(found) = record::find(tx, *case)? {
            deadline::project(tx, found.no, super::load_case(tx, found.no)?.as_ref())?;
        }
    }
    Ok(())
}

/// By when whoever was drawn has to be called, by the rules of the day the draw was announced.
fn call_by(tx: &Transaction<'_>, draw: &DrawFold) -> Result<Option<Counted>, StoreError> {
    let Some(drawn_at) = draw.drawn_at else { return Ok(None) };
    let rules = dictionary::callback_rules(tx, &draw.unit, local_day(draw.announced_at))?;
    let calendar = dictionary::calendar(tx, &draw.unit)?;
    Ok(Some(due_after(&calendar, drawn_at, rules.body.call_within, &[])))
}

/// Days off, or how long a call may take, changed below a unit.
pub(super) fn reckon_below(tx: &Transaction<'_>, unit: &OrgPath) -> Result<(), StoreError> {
    let mut statement = tx.prepare_cached(include_str!("callback/drawn_draws.sql"))?;
    let rows = statement.query_and_then([], |row| {
        Ok::<_, StoreError>((row.get::<_, i64>("record")?, row.get::<_, Vec<u8>>("scope")?))
    })?;
    let rows: Vec<(i64, Vec<u8>)> = rows.collect::<Result<_, _>>()?;
    for (no, scope) in rows {
        if OrgPath::from_bytes(&scope).is_ok_and(|scope| unit.covers(&scope)) {
            project_draw(tx, &record::by_number(tx, no)?)?;
        }
    }
    Ok(())
}

/// A call that a draw asks for, and by which unit's draw.
pub(super) struct Call {
    pub owed: OwedCall,
    pub scope: Vec<u8>,
    pub certain: bool,
    pub rules: u32,
}

/// The draws that chose a case, of those carried out up to the relay's number `seq`; none that is superseded.
pub(super) fn calls(tx: &Transaction<'_>, case: RecordId, seq: u64) -> Result<Vec<Call>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("callback/calls.sql"))?;
    let rows = statement.query_and_then(params![case.as_bytes(), sql_int(seq)], |row| {
        let draw = RecordId::from_slice(&row.get::<_, Vec<u8>>("draw")?);
        Ok::<_, StoreError>(Call {
            owed: OwedCall {
                draw: draw.map_err(|_| StoreError::Unreadable("a draw"))?,
                drawn_at: row.get("drawn_at")?,
                due_at: row.get("call_by")?,
            },
            scope: row.get("scope")?,
            certain: row.get("call_certain")?,
            rules: row.get("rules")?,
        })
    })?;
    rows.collect()
}

pub(super) fn owed_calls(tx: &Transaction<'_>, case: RecordId, seq: u64) -> Result<Vec<OwedCall>, StoreError> {
    Ok(calls(tx, case, seq)?.into_iter().map(|call| call.owed).collect())
}

fn project_survey(tx: &Transaction<'_>, record: &Record) -> Result<(), StoreError> {
    tx.prepare_cached(include_str!("callback/remove_results.sql"))?.execute([record.no])?;
    let Some((survey, imported_at)) = load_survey(tx, record.no)? else {
        tx.prepare_cached(include_str!("callback/remove_survey.sql"))?.execute([record.no])?;
        return Ok(());
    };
    tx.prepare_cached(include_str!("callback/upsert_survey.sql"))?.execute(params![
        record.no,
        record.scope.to_bytes(),
        survey.title,
        survey.first_day,
        survey.last_day,
        survey.institute,
        survey.method,
        imported_at,
    ])?;
    for (nth, result) in (0_i64..).zip(&survey.results) {
        tx.prepare_cached(include_str!("callback/insert_result.sql"))?.execute(params![
            record.no,
            nth,
            result.unit.to_bytes(),
            result.planned,
            result.answered,
            result.safe,
        ])?;
    }
    Ok(())
}

/// The import that stands: the last one by a post that may, acknowledged ones first by the relay's number.
fn load_survey(tx: &Transaction<'_>, record_no: i64) -> Result<Option<(Survey, i64)>, StoreError> {
    let mut imports = Vec::new();
    for logged in entry::of_record(tx, record_no, &RecordKind::Survey)? {
        let Ok(entry) = SurveyEntry::from_payload(&logged.sealed.entry.payload) else { continue };
        let envelope = logged.sealed.entry;
        let allowed = etong_protocol::authority::may_act(&envelope.post_kind, &RecordKind::Survey, &entry.a).is_some();
        if let (true, Some(survey)) = (allowed, entry.survey) {
            let order = (logged.seq.is_none(), logged.seq, envelope.stamp.hlc, envelope.device, logged.sealed.id);
            imports.push((order, survey, envelope.stamp.captured_at()));
        }
    }
    imports.sort_by_key(|import| import.0);
    Ok(imports.pop().map(|(_, survey, at)| (survey, at)))
}
