//! 任务巡逻: a desk asks posts to walk a patrol, or takes that back.

use etong_protocol::{OrgLevel, PostId, RecordId};

use super::super::drafts::{Author, Drafts};
use super::super::error::CaptureError;
use super::super::plan::{PlanRequest, read_plan};
use super::super::text::{read_record, required};
use super::{allowed, draft, in_state};
use crate::domain::patrol::{Assignment, PatrolEntry, PatrolFold, PatrolState};

/// Posts asked for one patrol.
const ASKED_MAX: usize = 20;

/// 任务巡逻: a desk asks posts to walk.
#[derive(Debug, Clone, PartialEq, Default, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct AssignRequest {
    /// Path of the grid or community it is walked in.
    pub scope: String,
    /// Ids of the posts asked; whoever starts first walks, the next is the partner.
    pub to: Vec<String>,
    /// Milliseconds since 1970.
    pub from: i64,
    pub until: i64,
    /// What for, in plain words.
    pub what: String,
    #[serde(default)]
    pub plan: Option<PlanRequest>,
    #[serde(default)]
    pub campaign: Option<String>,
}

/// Asks posts to walk the patrol `record`.
///
/// # Errors
/// `NotAllowed` unless a desk acts, `Invalid` for a field.
pub fn assign_patrol(author: &Author, request: &AssignRequest, record: RecordId) -> Result<Drafts, CaptureError> {
    allowed(author, "assign")?;
    let scope = author.scope(Some(&request.scope), OrgLevel::Community)?;
    let to: Result<Vec<PostId>, _> = request.to.iter().map(|post| post.trim().parse()).collect();
    let to = to.map_err(|_| CaptureError::invalid("to", "one is not the id of a post"))?;
    if to.is_empty() || to.len() > ASKED_MAX {
        return Err(CaptureError::invalid("to", format!("name 1 to {ASKED_MAX} posts")));
    }
    if request.until < request.from {
        return Err(CaptureError::invalid("until", "is before from"));
    }
    let assignment = Assignment {
        to,
        from: request.from,
        until: request.until,
        what: required("what", &request.what, 500)?,
        plan: request.plan.as_ref().map(read_plan).transpose()?.unwrap_or_default(),
        campaign: read_record("campaign", request.campaign.as_deref())?,
    };
    Ok(Drafts::of(vec![draft(record, &scope, &PatrolEntry::Assign(assignment))?]))
}

/// Takes an assignment back. Who has started by then has walked.
///
/// # Errors
/// `NotAllowed` unless a desk acts on an assignment nobody has started.
pub fn call_off_patrol(
    author: &Author,
    patrol: &PatrolFold,
    record: RecordId,
    reason: &str,
) -> Result<Drafts, CaptureError> {
    allowed(author, "call_off")?;
    author.must_cover(&patrol.scope)?;
    in_state(patrol, PatrolState::Assigned, "called off")?;
    let reason = required("reason", reason, 500)?;
    Ok(Drafts::of(vec![draft(record, &patrol.scope, &PatrolEntry::CallOff { reason })?]))
}
