//! Walking a patrol: start, track, pause, findings, end. Anybody with a post may start one; only who started it goes on with it.

use etong_protocol::limits::MAX_PAYLOAD_BYTES;
use etong_protocol::{OrgLevel, OrgPath, PostKind, RecordId, RecordKind};

use super::drafts::{Author, Content, Draft, Drafts};
use super::error::CaptureError;
use super::place::FixRequest;
use super::text::required;
use crate::domain::Fix;
use crate::domain::patrol::{Finding, Gap, GapCause, PatrolEntry, PatrolFold, PatrolKind, PatrolState, TrackPoint};

/// Points that go into one entry: at worst 40 bytes each, they still fit.
const POINTS_PER_ENTRY: usize = 1_500;

/// The start of a patrol.
#[derive(Debug, Clone, PartialEq, Default, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct PatrolRequest {
    /// `self_started` (when left out), `assigned` or `campaign`.
    #[serde(default)]
    pub kind: Option<String>,
    /// Path of the grid or community; the acting post's unit when left out.
    #[serde(default)]
    pub scope: Option<String>,
    #[serde(default)]
    pub place: Option<FixRequest>,
}

/// Something seen on the way.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct FindingRequest {
    pub text: String,
    #[serde(default)]
    pub place: Option<FixRequest>,
    /// Id of the case that was reported of it.
    #[serde(default)]
    pub case: Option<String>,
}

/// A stretch without track, in milliseconds since 1970 by the phone's clock.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct GapRequest {
    pub from: i64,
    pub to: i64,
    /// `no_signal`, `killed`, `power_off` or `no_permission`.
    pub cause: String,
}

/// Starts the patrol `record`.
///
/// # Errors
/// `NotAllowed` for a post of an unknown kind or outside its unit, `Invalid` for a field.
pub fn start_patrol(author: &Author, request: &PatrolRequest, record: RecordId) -> Result<Drafts, CaptureError> {
    if matches!(author.post_kind, PostKind::Unknown(_)) {
        let who_may = PostKind::KNOWN.iter().map(ToString::to_string).collect();
        return Err(CaptureError::NotAllowed { rule: format!("a {} may not patrol", author.post_kind), who_may });
    }
    let scope = author.scope(request.scope.as_deref(), OrgLevel::Community)?;
    let kind = PatrolKind::from(request.kind.as_deref().map_or("self_started", str::trim));
    if !kind.is_known() {
        return Err(CaptureError::invalid("kind", "must be one of self_started, assigned, campaign"));
    }
    let place = read_place(request.place.as_ref())?;
    Ok(Drafts::of(vec![draft(record, &scope, &PatrolEntry::Start { kind, place })?]))
}

/// Puts points on the track; long stretches become several entries.
///
/// # Errors
/// `NotAllowed` after the end or for somebody else's patrol, `Invalid` without points.
pub fn segment(
    author: &Author,
    patrol: &PatrolFold,
    record: RecordId,
    points: &[TrackPoint],
) -> Result<Drafts, CaptureError> {
    walker(author, patrol)?;
    open(patrol, "takes no track")?;
    if points.is_empty() {
        return Err(CaptureError::invalid("points", "missing"));
    }
    if points.iter().any(|point| Fix::new(point.lat_e6, point.lon_e6, point.accuracy_m).is_err()) {
        return Err(CaptureError::invalid("points", "one is no place on earth"));
    }
    let entries = points.chunks(POINTS_PER_ENTRY).map(|chunk| PatrolEntry::Segment(chunk.to_vec()));
    let drafts: Result<Vec<Draft>, _> = entries.map(|entry| draft(record, &patrol.scope, &entry)).collect();
    Ok(Drafts::of(drafts?))
}

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

/// # Errors
/// `NotAllowed` when it has ended or is not one's own, `Invalid` for the place.
pub fn end_patrol(
    author: &Author,
    patrol: &PatrolFold,
    record: RecordId,
    place: Option<&FixRequest>,
) -> Result<Drafts, CaptureError> {
    walker(author, patrol)?;
    open(patrol, "cannot end again")?;
    let place = read_place(place)?;
    Ok(Drafts::of(vec![draft(record, &patrol.scope, &PatrolEntry::End { place })?]))
}

/// Notes what was seen; also after the end, as people write things down at home.
///
/// # Errors
/// `NotAllowed` for somebody else's patrol, `Invalid` for a field.
pub fn finding(
    author: &Author,
    patrol: &PatrolFold,
    record: RecordId,
    request: &FindingRequest,
) -> Result<Drafts, CaptureError> {
    walker(author, patrol)?;
    let case = request.case.as_deref().map(str::parse).transpose();
    let finding = Finding {
        text: required("text", &request.text, 2_000)?,
        place: read_place(request.place.as_ref())?,
        case: case.map_err(|_| CaptureError::invalid("case", "not the id of a case"))?,
    };
    Ok(Drafts::of(vec![draft(record, &patrol.scope, &PatrolEntry::Finding(finding))?]))
}

/// Owns up to a stretch without track.
///
/// # Errors
/// `NotAllowed` for somebody else's patrol, `Invalid` for a field.
pub fn gap(
    author: &Author,
    patrol: &PatrolFold,
    record: RecordId,
    request: &GapRequest,
) -> Result<Drafts, CaptureError> {
    walker(author, patrol)?;
    let cause = GapCause::from(request.cause.trim());
    if !cause.is_known() {
        return Err(CaptureError::invalid("cause", "must be one of no_signal, killed, power_off, no_permission"));
    }
    if request.to < request.from {
        return Err(CaptureError::invalid("to", "is before from"));
    }
    let gap = Gap { from: request.from, to: request.to, cause };
    Ok(Drafts::of(vec![draft(record, &patrol.scope, &PatrolEntry::Gap(gap))?]))
}

fn walker(author: &Author, patrol: &PatrolFold) -> Result<(), CaptureError> {
    author.must_cover(&patrol.scope)?;
    if author.post == patrol.post {
        return Ok(());
    }
    let rule = "only who started a patrol goes on with it".to_owned();
    Err(CaptureError::NotAllowed { rule, who_may: vec![format!("post {}", patrol.post)] })
}

fn open(patrol: &PatrolFold, what: &str) -> Result<(), CaptureError> {
    if patrol.state != PatrolState::Ended {
        return Ok(());
    }
    Err(CaptureError::NotAllowed { rule: format!("a patrol that has ended {what}"), who_may: Vec::new() })
}

fn in_state(patrol: &PatrolFold, state: PatrolState, verb: &str) -> Result<(), CaptureError> {
    if patrol.state == state {
        return Ok(());
    }
    let rule = format!("a patrol that is {} cannot be {verb}", patrol.state.as_str());
    Err(CaptureError::NotAllowed { rule, who_may: Vec::new() })
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
#[path = "patrol_tests.rs"]
mod tests;
