//! Draws and surveys become rows, and every closing of a case a line of what a draw is made from.

use etong_protocol::{RecordKind, WireError};
use rusqlite::{Transaction, params};

use super::events;
use crate::domain::calendar::local_day;
use crate::domain::callback::{Closed, DrawEntry, DrawFold, fold};
use crate::domain::case::{ActStanding, CaseFold};
use crate::domain::survey::{Survey, SurveyEntry};
use crate::error::StoreError;
use crate::store::record::Record;
use crate::store::{entry, sql_int, wide};

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
                local_day(act.captured_at).to_string(),
            ])?;
        }
    }
    Ok(())
}

/// The closings of a period that this phone knows.
pub(crate) fn closings(tx: &Transaction<'_>, first_day: &str, last_day: &str) -> Result<Vec<Closed>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("callback/closed.sql"))?;
    let rows = statement.query_and_then([first_day, last_day], |row| {
        let unreadable = |_| StoreError::Unreadable("a closing");
        Ok::<_, StoreError>(Closed {
            case: etong_protocol::RecordId::from_slice(&row.get::<_, Vec<u8>>("case_id")?).map_err(unreadable)?,
            scope: etong_protocol::OrgPath::from_bytes(&row.get::<_, Vec<u8>>("scope")?).map_err(unreadable)?,
            class: row.get("class")?,
            seq: wide(row.get("seq")?),
            day: row.get("day")?,
        })
    })?;
    rows.collect()
}

/// Folds one draw from the log; `None` while its announcement is not here.
pub(crate) fn load(tx: &Transaction<'_>, record_no: i64) -> Result<Option<DrawFold>, StoreError> {
    Ok(fold(&events::load(tx, record_no, &RecordKind::Draw, DrawEntry::from_payload)?))
}

fn project_draw(tx: &Transaction<'_>, record: &Record) -> Result<(), StoreError> {
    tx.prepare_cached(include_str!("callback/remove_draw_cases.sql"))?.execute([record.no])?;
    let Some(draw) = load(tx, record.no)? else {
        tx.prepare_cached(include_str!("callback/remove_draw.sql"))?.execute([record.no])?;
        return Ok(());
    };
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
    Ok(())
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
