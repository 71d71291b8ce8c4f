//! Walking a patrol: start, track, pause, findings, end. Only who started it goes on with it; a partner confirms its start and
//! end, a desk may ask posts to walk one. Here: the rules that all of these share.

mod assign;
mod going;
mod join;
mod noted;
mod start;
mod track;

use etong_protocol::limits::MAX_PAYLOAD_BYTES;
use etong_protocol::{OrgPath, RecordId, RecordKind};

use super::drafts::{Author, Content, Draft};
use super::error::{Bar, CaptureError};
use super::place::FixRequest;
use super::right;
use crate::domain::Fix;
use crate::domain::patrol::{PatrolEntry, PatrolFold, PatrolState};
use crate::domain::rule_id::RuleId;

pub use assign::{AssignRequest, assign_patrol, call_off_patrol};
pub use going::{end_patrol, pause_patrol, resume_patrol};
pub use join::{JoinRequest, join_patrol};
pub use noted::{FindingRequest, GapRequest, MarkRequest, finding, gap, mark};
pub use start::{PatrolRequest, start_assigned, start_patrol};
pub use track::{left_segment, segment};

fn allowed(author: &Author, act: &str) -> Result<(), CaptureError> {
    let rule = match act {
        "walk" => "does not patrol",
        "join" => "confirms no patrol of others; walk one of your own",
        _ => "asks nobody to patrol",
    };
    right::allowed(&author.post_kind, &RecordKind::Patrol, act, rule)
}

fn walker(author: &Author, patrol: &PatrolFold) -> Result<(), CaptureError> {
    author.must_cover(&patrol.scope)?;
    if author.post == patrol.post {
        return Ok(());
    }
    let rule = "only who started a patrol goes on with it".to_owned();
    let who_may = vec![format!("post {}", patrol.post)];
    Err(Bar { who_may, ..Bar::new(RuleId::NotWalker, rule) }.refusal())
}

fn open(patrol: &PatrolFold, what: &str) -> Result<(), CaptureError> {
    if patrol.state != PatrolState::Ended {
        return Ok(());
    }
    let rule = format!("a patrol that has ended {what}");
    Err(CaptureError::not_in(RuleId::PatrolEnded, patrol.state.as_str(), rule))
}

fn in_state(patrol: &PatrolFold, state: PatrolState, verb: &str) -> Result<(), CaptureError> {
    if patrol.state == state {
        return Ok(());
    }
    let here = patrol.state.as_str();
    let rule = format!("a patrol that is {here} cannot be {verb}");
    let bar = Bar { in_states: vec![state.as_str().to_owned()], ..Bar::new(RuleId::PatrolState, rule) };
    Err(Bar { state: Some(here.to_owned()), ..bar }.refusal())
}

fn read_place(place: Option<&FixRequest>) -> Result<Option<Fix>, CaptureError> {
    place.map(|place| place.read("place")).transpose()
}

fn draft(record: RecordId, scope: &OrgPath, entry: &PatrolEntry) -> Result<Draft, CaptureError> {
    let payload = entry.to_payload().map_err(|error| CaptureError::invalid("points", error.to_string()))?;
    if payload.len() > MAX_PAYLOAD_BYTES {
        return Err(CaptureError::invalid("points", "too long for one entry"));
    }
    Ok(Draft { record, kind: RecordKind::Patrol, scope: scope.clone(), content: Content::Event(payload) })
}

#[cfg(test)]
mod tests;
