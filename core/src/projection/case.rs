//! The fold of a case becomes one row of the board.

use etong_protocol::{DeviceId, RecordKind};
use rusqlite::{Transaction, named_params};

use super::{events, last_place};
use crate::baseline::{self, Protection};
use crate::domain::case::{ActStanding, CaseEntry, CaseEvent, CaseFold, CaseLevel, FoldedAct, fold_received};
use crate::domain::shown_time::Received;
use crate::error::StoreError;
use crate::store::record::Record;

pub(super) fn project(tx: &Transaction<'_>, record: &Record) -> Result<(), StoreError> {
    let Some(case) = load(tx, record.no)? else {
        keep_without_case(tx, record)?;
        tx.prepare_cached(include_str!("case/remove.sql"))?.execute([record.no])?;
        super::warning::project(tx, record, None)?;
        super::figure_case::case_changed(tx, record, None)?;
        super::callback::project_closings(tx, record, None)?;
        return super::deadline::project(tx, record.no, None);
    };
    tx.prepare_cached(include_str!("case/has_come.sql"))?.execute([record.no])?;
    super::warning::project(tx, record, Some(&case))?;
    super::figure_case::case_changed(tx, record, Some(&case))?;
    super::deadline::project(tx, record.no, Some(&case))?;
    super::callback::project_closings(tx, record, Some(&case))?;
    let superseded = case.acts.iter().filter(|act| matches!(act.standing, ActStanding::Superseded { .. })).count();
    let report = &case.report;
    let spot = report.place.as_ref().map(|place| (place.lat_e6, place.lon_e6));
    tx.prepare_cached(include_str!("case/upsert.sql"))?.execute(named_params! {
        ":record": record.no,
        ":class": report.class.as_str(),
        ":kind": report.kind.as_deref().unwrap_or_default(),
        ":level": report.level.as_ref().map_or("", CaseLevel::as_str),
        ":urgent": report.urgent,
        ":title": report.title,
        ":state": case.state.as_str(),
        ":open": case.state.is_open(),
        ":responsible_post": case.responsible.post.map(|post| post.as_bytes().to_vec()),
        ":responsible_kind": case.responsible.kind.as_str(),
        ":responsible_scope": case.responsible.scope.to_bytes(),
        ":scope": case.scope.to_bytes(),
        ":reported_at": case.reporter.captured_at,
        ":moved_at": case.moved_at,
        ":reporter_post": case.reporter.post.as_bytes(),
        ":reporter_device": case.reporter.device.as_bytes(),
        ":receipted": case.acts.iter().any(|act| act.seq.is_some()),
        ":duplicate_of": case.marks.duplicate_of.map(|main| main.as_bytes().to_vec()),
        ":supervised": case.marks.supervised.is_some(),
        ":lat_e6": spot.map(|spot| spot.0),
        ":lon_e6": spot.map(|spot| spot.1),
        ":provisional": case.provisional,
        ":fallback_kind": case.falls_back_to().map(|owner| owner.kind.to_string()),
        ":superseded": i64::try_from(superseded).unwrap_or(i64::MAX),
    })?;
    keep_places(tx, &case)
}

/// Acts whose report is not here: an attachment that overtook it, or what came back after the relay lost the report.
fn keep_without_case(tx: &Transaction<'_>, record: &Record) -> Result<(), StoreError> {
    tx.prepare_cached(include_str!("case/has_come.sql"))?.execute([record.no])?;
    let (events, _) = events(tx, record.no)?;
    if let Some(last) = events.iter().map(|event| event.captured_at).max() {
        let acts = i64::try_from(events.len()).unwrap_or(i64::MAX);
        tx.prepare_cached(include_str!("case/keep_without_case.sql"))?.execute([record.no, acts, last])?;
    }
    Ok(())
}

/// People of the field and teams who said where they were. A volunteer's place is nobody's business.
fn keep_places(tx: &Transaction<'_>, case: &CaseFold) -> Result<(), StoreError> {
    let goes = |act: &&FoldedAct| act.post_kind.goes_out();
    for act in case.acts.iter().filter(goes) {
        let Some(place) = act.act.place() else { continue };
        let at = place.source.as_ref().map_or(act.captured_at, |source| source.at);
        let measured = place.source.as_ref().is_some_and(|source| !source.mocked);
        if measured {
            last_place::keep(tx, act.post, &act.post_kind, (place.lat_e6, place.lon_e6), at)?;
        }
    }
    Ok(())
}

/// Folds one case from the log; `None` while its report is not here.
pub(crate) fn load(tx: &Transaction<'_>, record_no: i64) -> Result<Option<CaseFold>, StoreError> {
    let (events, received) = events(tx, record_no)?;
    Ok(fold_received(&events, &received))
}

/// Its events that the relay had numbered up to `seq`.
pub(super) fn events_as_of(
    tx: &Transaction<'_>,
    record_no: i64,
    seq: u64,
) -> Result<(Vec<CaseEvent>, Received), StoreError> {
    let (mut events, mut received) = events(tx, record_no)?;
    events.retain(|event| event.seq.is_some_and(|at| at <= seq));
    received.borne_out_by(&events);
    Ok((events, received))
}

/// Its events, and what the relay said of when it had them.
fn events(tx: &Transaction<'_>, record_no: i64) -> Result<(Vec<CaseEvent>, Received), StoreError> {
    let (events, received) = events::load_received(tx, record_no, &RecordKind::Case, CaseEntry::from_payload)?;
    if hands_unseen() {
        let events = events.into_iter();
        let events = events.map(|event| CaseEvent { device: DeviceId::from_bytes(*event.post.as_bytes()), ..event });
        return Ok((events.collect(), received));
    }
    #[cfg(feature = "sim")]
    if crate::sim::has_bug(crate::sim::SeededBug::AnyTeamWorks) {
        let events = events.into_iter().map(|event| CaseEvent { unit: None, ..event }).collect();
        return Ok((events, received));
    }
    Ok((events, received))
}

/// Each post counts as a phone of its own: for a bench, or as a mistake that a simulator plants.
fn hands_unseen() -> bool {
    #[cfg(feature = "sim")]
    if crate::sim::has_bug(crate::sim::SeededBug::HandsUnseen) {
        return true;
    }
    baseline::lacks(Protection::Hands)
}
