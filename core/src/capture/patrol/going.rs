//! A patrol pauses, goes on and ends.

use etong_protocol::RecordId;

use super::super::drafts::{Author, Drafts};
use super::super::error::CaptureError;
use super::super::place::FixRequest;
use super::{draft, in_state, open, read_place, walker};
use crate::domain::patrol::{PatrolEntry, PatrolFold, PatrolState};
use crate::domain::rule_id::RuleId;

/// # Errors
/// `NotAllowed` unless it is under way and one's own.
pub fn pause_patrol(author: &Author, patrol: &PatrolFold, record: RecordId) -> Result<Drafts, CaptureError> {
    walker(author, patrol)?;
    in_state(patrol, PatrolState::Underway, "paused")?;
    Ok(Drafts::of(vec![draft(record, &patrol.scope, &PatrolEntry::Pause)?]))
}

/// # Errors
/// `NotAllowed` unless it is paused and one's own.
pub fn resume_patrol(author: &Author, patrol: &PatrolFold, record: RecordId) -> Result<Drafts, CaptureError> {
    walker(author, patrol)?;
    in_state(patrol, PatrolState::Paused, "resumed")?;
    Ok(Drafts::of(vec![draft(record, &patrol.scope, &PatrolEntry::Resume)?]))
}

/// Ends one's own patrol, or confirms its end as the partner.
///
/// # Errors
/// `NotAllowed` when it has ended or is somebody else's, `Invalid` for the place.
pub fn end_patrol(
    author: &Author,
    patrol: &PatrolFold,
    record: RecordId,
    place: Option<&FixRequest>,
) -> Result<Drafts, CaptureError> {
    match patrol.partners.iter().find(|partner| partner.post == author.post) {
        Some(partner) if partner.ended_at.is_some() => {
            return Err(CaptureError::barred(RuleId::EndedBefore, "the end was confirmed before"));
        }
        Some(_) => author.must_cover(&patrol.scope)?,
        None => {
            walker(author, patrol)?;
            open(patrol, "cannot end again")?;
        }
    }
    let place = read_place(place)?;
    Ok(Drafts::of(vec![draft(record, &patrol.scope, &PatrolEntry::End { place })?]))
}
