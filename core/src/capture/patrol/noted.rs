//! What is noted on the way: findings, stretches without track, planned places reached by hand.

use etong_protocol::RecordId;

use super::super::drafts::{Author, Drafts};
use super::super::error::CaptureError;
use super::super::place::FixRequest;
use super::super::text::{one_of, required};
use super::{draft, read_place, walker};
use crate::domain::patrol::{Finding, Gap, GapCause, Mark, PatrolEntry, PatrolFold};

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
    /// `no_signal`, `killed`, `power_off`, `no_permission`, `indoors` or `privacy`.
    pub cause: String,
}

/// A planned place reached though no position says so.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct MarkRequest {
    /// Place in the plan, from 0.
    pub nth: u32,
    pub reason: String,
    #[serde(default)]
    pub place: Option<FixRequest>,
}

/// Notes what was seen; also after the end, as people write things down at home. Partners may, too.
///
/// # Errors
/// `NotAllowed` for somebody else's patrol, `Invalid` for a field.
pub fn finding(
    author: &Author,
    patrol: &PatrolFold,
    record: RecordId,
    request: &FindingRequest,
) -> Result<Drafts, CaptureError> {
    if !patrol.partners.iter().any(|partner| partner.post == author.post) {
        walker(author, patrol)?;
    }
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
        return Err(one_of("cause", GapCause::KNOWN.iter().map(GapCause::as_str)));
    }
    if request.to < request.from {
        return Err(CaptureError::invalid("to", "is before from"));
    }
    let gap = Gap { from: request.from, to: request.to, cause };
    Ok(Drafts::of(vec![draft(record, &patrol.scope, &PatrolEntry::Gap(gap))?]))
}

/// Marks a planned place as reached by hand.
///
/// # Errors
/// `NotAllowed` for somebody else's patrol, `Invalid` for a place the plan does not have.
pub fn mark(
    author: &Author,
    patrol: &PatrolFold,
    record: RecordId,
    request: &MarkRequest,
) -> Result<Drafts, CaptureError> {
    walker(author, patrol)?;
    let planned = patrol.plan.places.len();
    if usize::try_from(request.nth).is_ok_and(|nth| nth >= planned) {
        return Err(CaptureError::invalid("nth", format!("the plan has {planned} places, counted from 0")));
    }
    let mark = Mark {
        nth: request.nth,
        reason: required("reason", &request.reason, 200)?,
        place: read_place(request.place.as_ref())?,
    };
    Ok(Drafts::of(vec![draft(record, &patrol.scope, &PatrolEntry::Mark(mark))?]))
}
