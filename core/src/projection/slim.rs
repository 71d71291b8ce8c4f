//! 精简: what a case whose time is over still says: its class, when it was what, who answered for it and how it ended. Kept as the
//! tables want it, so that they can be made again. Nothing that anybody typed is in it.

use etong_protocol::{RecordKind, wire};
use rusqlite::{Transaction, named_params, params};
use serde::{Deserialize, Serialize};

use crate::domain::calendar::local_day;
use crate::domain::case::{ActStanding, CaseFold, CaseLevel};
use crate::domain::patrol::TrackSummary;
use crate::error::{CoreError, StoreError};
use crate::store::record::Record;
use crate::store::slim::{self, Slim};
use crate::store::sql_int;

/// What stands where the title was.
const TITLE: &str = "（已到保存期，内容已精简）";

#[derive(Debug, Serialize, Deserialize)]
struct KeptCase {
    class: String,
    kind: String,
    level: String,
    urgent: bool,
    state: String,
    responsible_post: Option<Vec<u8>>,
    responsible_kind: String,
    responsible_scope: Vec<u8>,
    scope: Vec<u8>,
    reported_at: i64,
    moved_at: i64,
    reporter_post: Vec<u8>,
    reporter_device: Vec<u8>,
    duplicate_of: Option<Vec<u8>>,
    supervised: bool,
    superseded: i64,
    /// Closings that counted: the relay's number and the day.
    closings: Vec<(u64, String)>,
    callback: Option<KeptCallback>,
}

/// The last answer to a callback.
#[derive(Debug, Serialize, Deserialize)]
struct KeptCallback {
    at: i64,
    calls: i64,
    reached: bool,
    as_told: Option<bool>,
    satisfied: Option<bool>,
    reopened: bool,
}

impl KeptCase {
    fn of(case: &CaseFold) -> Self {
        let superseded = case.acts.iter().filter(|act| matches!(act.standing, ActStanding::Superseded { .. })).count();
        let closes = case.acts.iter().filter(|act| {
            matches!(act.act.as_str(), "close" | "self_handle") && act.standing == ActStanding::Effective
        });
        let answers = &case.marks.callbacks;
        let last = answers.iter().rfind(|(_, answer)| answer.reached).or(answers.last());
        Self {
            class: case.report.class.as_str().to_owned(),
            kind: case.report.kind.clone().unwrap_or_default(),
            level: case.report.level.as_ref().map_or("", CaseLevel::as_str).to_owned(),
            urgent: case.report.urgent,
            state: case.state.as_str().to_owned(),
            responsible_post: case.responsible.post.map(|post| post.as_bytes().to_vec()),
            responsible_kind: case.responsible.kind.as_str().to_owned(),
            responsible_scope: case.responsible.scope.to_bytes(),
            scope: case.scope.to_bytes(),
            reported_at: case.reporter.captured_at,
            moved_at: case.moved_at,
            reporter_post: case.reporter.post.as_bytes().to_vec(),
            reporter_device: case.reporter.device.as_bytes().to_vec(),
            duplicate_of: case.marks.duplicate_of.map(|main| main.as_bytes().to_vec()),
            supervised: case.marks.supervised.is_some(),
            superseded: i64::try_from(superseded).unwrap_or(i64::MAX),
            closings: closes.filter_map(|act| Some((act.seq?, local_day(act.shown.at).to_string()))).collect(),
            callback: last.map(|(said, answer)| KeptCallback {
                at: said.at,
                calls: i64::try_from(answers.len()).unwrap_or(i64::MAX),
                reached: answer.reached,
                as_told: answer.handled_as_told,
                satisfied: answer.satisfied,
                reopened: case.marks.reopened > 0,
            }),
        }
    }
}

/// What is kept of a case, to be put beside its emptied entries.
pub(crate) fn kept_of_case(case: &CaseFold) -> Result<Vec<u8>, StoreError> {
    wire::encode_payload(&KeptCase::of(case)).map_err(|_| StoreError::Unreadable("a case to be slimmed"))
}

/// What is kept of a track.
pub(crate) fn kept_of_track(summary: &TrackSummary) -> Result<Vec<u8>, StoreError> {
    wire::encode_payload(summary).map_err(|_| StoreError::Unreadable("a track to be summed up"))
}

/// The summary of a track whose positions are gone.
pub(super) fn track(tx: &Transaction<'_>, record_no: i64) -> Result<Option<TrackSummary>, StoreError> {
    #[cfg(feature = "sim")]
    if crate::sim::has_bug(crate::sim::SeededBug::TrackForgotten) {
        return Ok(None);
    }
    let Some(kept) = slim::find(tx, record_no)? else { return Ok(None) };
    wire::decode_payload(&kept.kept).map(Some).map_err(|_| StoreError::Unreadable("the summary of a track"))
}

/// The slimmed case, if this is one: its words are not here, whatever came since.
pub(super) fn away(tx: &Transaction<'_>, record: &Record, kind: &RecordKind) -> Result<Option<Slim>, StoreError> {
    if record.kind != RecordKind::Case || !matches!(kind, RecordKind::Case | RecordKind::Reply) {
        return Ok(None);
    }
    Ok(slim::find(tx, record.no)?.filter(Slim::is_away))
}

/// The rows of a slimmed case, made of what is kept of it.
pub(crate) fn project(tx: &Transaction<'_>, record: &Record, away: &Slim) -> Result<(), StoreError> {
    let unreadable = |_| StoreError::Unreadable("what is kept of a case");
    let kept: KeptCase = wire::decode_payload(&away.kept).map_err(unreadable)?;
    tx.prepare_cached(include_str!("case/has_come.sql"))?.execute([record.no])?;
    tx.prepare_cached(include_str!("reply/remove.sql"))?.execute([record.no])?;
    super::warning::project(tx, record, None)?;
    super::deadline::project(tx, record.no, None)?;
    super::callback::project_closings(tx, record, None)?;
    for (seq, day) in &kept.closings {
        tx.prepare_cached(include_str!("callback/insert_closed.sql"))?.execute(params![
            record.no,
            sql_int(*seq),
            record.record.as_bytes(),
            kept.scope,
            kept.class,
            day,
        ])?;
    }
    if let Some(said) = &kept.callback {
        tx.prepare_cached(include_str!("callback/insert_callback.sql"))?.execute(params![
            record.no,
            said.at,
            said.calls,
            said.reached,
            said.as_told,
            said.satisfied,
            said.reopened,
        ])?;
    }
    tx.prepare_cached(include_str!("case/upsert.sql"))?.execute(named_params! {
        ":record": record.no,
        ":class": kept.class,
        ":kind": kept.kind,
        ":level": kept.level,
        ":urgent": kept.urgent,
        ":title": TITLE,
        ":state": kept.state,
        // Perhaps a reopening: until it is brought back somebody has to look.
        ":open": slim::has_news(tx, record.no)?,
        ":responsible_post": kept.responsible_post,
        ":responsible_kind": kept.responsible_kind,
        ":responsible_scope": kept.responsible_scope,
        ":scope": kept.scope,
        ":reported_at": kept.reported_at,
        ":moved_at": kept.moved_at,
        ":reporter_post": kept.reporter_post,
        ":reporter_device": kept.reporter_device,
        ":receipted": true,
        ":duplicate_of": kept.duplicate_of,
        ":supervised": kept.supervised,
        ":lat_e6": None::<i64>,
        ":lon_e6": None::<i64>,
        ":provisional": false,
        ":superseded": kept.superseded,
    })?;
    Ok(())
}

/// The case as its acts tell it, or why not: it was never here, or it is slimmed and can be brought back.
pub(crate) fn case_here(
    tx: &Transaction<'_>,
    record: &Record,
    missing: impl FnOnce() -> CoreError,
) -> Result<CaseFold, CoreError> {
    if away(tx, record, &RecordKind::Case)?.is_some() {
        return Err(CoreError::Slimmed { id: record.record.to_string() });
    }
    super::load_case(tx, record.no)?.ok_or_else(missing)
}
