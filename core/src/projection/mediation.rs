//! The fold of a mediation becomes one row of the list, and one for each post it concerns.

use etong_protocol::{PostId, RecordKind, WireError};
use rusqlite::{Transaction, params};

use super::events;
use crate::domain::mediation::{
    MediationAct, MediationFold, MediationSource, Mode, NextStep, Outcome, Side, Terms, fold, missing,
};
use crate::domain::person_name::mask_name;
use crate::error::StoreError;
use crate::store::record::Record;

pub(super) fn project(tx: &Transaction<'_>, record: &Record) -> Result<(), StoreError> {
    tx.prepare_cached(include_str!("mediation/remove_mediators.sql"))?.execute([record.no])?;
    let Some(mediation) = load(tx, record.no)? else {
        tx.prepare_cached(include_str!("mediation/remove.sql"))?.execute([record.no])?;
        return Ok(());
    };
    let names: Vec<String> = mediation.opening.parties.iter().map(|party| mask_name(&party.name)).collect();
    tx.prepare_cached(include_str!("mediation/upsert.sql"))?.execute(params![
        record.no,
        mediation.opening.case.as_bytes(),
        mediation.opening.dispute.as_str(),
        mediation.opening.source.as_str(),
        names.join("、"),
        mediation.state.as_str(),
        mediation.mode.as_str(),
        settled_in(&mediation).map(|mode| mode.to_string()),
        went_to_police(&mediation),
        mediation.scope.to_bytes(),
        mediation.opened_at,
        Terms::of(&mediation).due_at,
        NextStep::of(&mediation).as_str(),
        i64::try_from(missing(&mediation).len()).unwrap_or(i64::MAX),
        mediation.provisional,
    ])?;
    let mut posts = mediation.mediators.clone();
    posts.insert(mediation.opened_by);
    for post in posts {
        keep_mediator(tx, record.no, post)?;
    }
    Ok(())
}

/// Folds one mediation from the log; `None` while its opening is not here.
pub(crate) fn load(tx: &Transaction<'_>, record_no: i64) -> Result<Option<MediationFold>, StoreError> {
    Ok(fold(&events::load(tx, record_no, &RecordKind::Mediation, MediationAct::from_payload)?))
}

/// # Errors
/// `Malformed` when it is no such event.
pub(super) fn readable(_kind: &RecordKind, payload: &[u8]) -> Result<(), WireError> {
    MediationAct::from_payload(payload).map(drop)
}

fn keep_mediator(tx: &Transaction<'_>, record_no: i64, post: PostId) -> Result<(), StoreError> {
    tx.prepare_cached(include_str!("mediation/keep_mediator.sql"))?.execute(params![post.as_bytes(), record_no])?;
    Ok(())
}

fn settled_in(mediation: &MediationFold) -> Option<Mode> {
    mediation.agreement.as_ref()?;
    let agreed = mediation.attempts().filter(|(_, attempt)| attempt.outcome == Outcome::Agreed);
    agreed.last().map(|(_, attempt)| attempt.mode.clone())
}

fn went_to_police(mediation: &MediationFold) -> bool {
    let handed = mediation
        .effective()
        .any(|act| matches!(&act.act, MediationAct::Handover(handover) if handover.to == Side::PoliceStation));
    handed || mediation.opening.source == MediationSource::Police
}
