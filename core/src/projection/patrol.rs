//! The fold of a patrol becomes one row of the list.

use etong_protocol::RecordKind;
use rusqlite::{Transaction, params};

use super::{events, last_place};
use crate::domain::patrol::{PatrolEntry, PatrolFold, fold};
use crate::error::StoreError;
use crate::store::record::{self, Record};
use crate::store::sql_int;

pub(super) fn project(tx: &Transaction<'_>, record: &Record) -> Result<(), StoreError> {
    let Some(patrol) = load(tx, record.no)? else {
        tx.prepare_cached(include_str!("patrol/remove.sql"))?.execute([record.no])?;
        return Ok(());
    };
    tx.prepare_cached(include_str!("patrol/upsert.sql"))?.execute(params![
        record.no,
        patrol.kind.as_str(),
        patrol.post.as_bytes(),
        patrol.state.as_str(),
        patrol.scope.to_bytes(),
        patrol.campaign.map(|campaign| campaign.as_bytes().to_vec()),
        patrol.started_at,
        patrol.ended_at,
        patrol.duration_ms / 1000,
        sql_int(patrol.distance_m),
        sql_int(patrol.points()),
        i64::try_from(patrol.findings.len()).unwrap_or(i64::MAX),
        patrol.start_confirmed().as_str(),
        patrol.end_confirmed().as_str(),
        patrol.provisional,
    ])?;
    keep_last_place(tx, &patrol)
}

/// Where the patrol was last seen: the one place of it that helps to find who is near.
fn keep_last_place(tx: &Transaction<'_>, patrol: &PatrolFold) -> Result<(), StoreError> {
    let goes = patrol.post_kind.goes_out();
    match patrol.track.last() {
        Some(last) if goes => {
            last_place::keep(tx, patrol.post, &patrol.post_kind, (last.lat_e6, last.lon_e6), last.at_ms)
        }
        _ => Ok(()),
    }
}

/// Folds one patrol from the log; `None` while its start is not here.
pub(crate) fn load(tx: &Transaction<'_>, record_no: i64) -> Result<Option<PatrolFold>, StoreError> {
    let events = events::load(tx, record_no, &RecordKind::Patrol, PatrolEntry::from_payload)?;
    let Some(patrol) = fold(record::by_number(tx, record_no)?.record, &events) else { return Ok(None) };
    Ok(Some(match super::slim::track(tx, record_no)? {
        Some(kept) => patrol.with_kept(kept),
        None => patrol,
    }))
}
