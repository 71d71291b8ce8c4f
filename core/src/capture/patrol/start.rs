//! A patrol begins: by itself, for a campaign, or as a desk asked for it.

use etong_protocol::{OrgLevel, RecordId};

use super::super::drafts::{Author, Drafts};
use super::super::error::{Bar, CaptureError};
use super::super::place::FixRequest;
use super::super::plan::{PlanRequest, read_plan};
use super::super::text::read_record;
use super::{allowed, draft, in_state, read_place};
use crate::domain::campaign::CampaignFold;
use crate::domain::patrol::{PatrolEntry, PatrolFold, PatrolKind, PatrolState, Start, pair};
use crate::domain::rule_id::RuleId;

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
    /// Where it should go; the campaign's plan when left out.
    #[serde(default)]
    pub plan: Option<PlanRequest>,
    /// Id of the campaign it is walked for.
    #[serde(default)]
    pub campaign: Option<String>,
    /// Id of the call it answers.
    #[serde(default)]
    pub call: Option<String>,
    /// A partner will confirm it: a code is made for that.
    #[serde(default)]
    pub with_partner: bool,
}

/// Starts the patrol `record`. `code`: what a partner will be shown; `campaign`: the one the request names.
///
/// # Errors
/// `NotAllowed` for a post that does not patrol or outside its unit, `Invalid` for a field.
pub fn start_patrol(
    author: &Author,
    request: &PatrolRequest,
    record: RecordId,
    code: &str,
    campaign: Option<&CampaignFold>,
) -> Result<Drafts, CaptureError> {
    allowed(author, "walk")?;
    let scope = author.scope(request.scope.as_deref(), OrgLevel::Community)?;
    let usual = if request.campaign.is_some() { "campaign" } else { "self_started" };
    let kind = PatrolKind::from(request.kind.as_deref().map_or(usual, str::trim));
    if !kind.is_known() {
        return Err(CaptureError::invalid("kind", "must be one of self_started, assigned, campaign"));
    }
    let start = start(request, record, code, campaign, kind)?;
    Ok(Drafts::of(vec![draft(record, &scope, &PatrolEntry::Start(start))?]))
}

/// Starts a patrol that a desk asked for.
///
/// # Errors
/// `NotAllowed` unless one of the asked posts acts and nobody has started or called it off; `Invalid` for a field.
pub fn start_assigned(
    author: &Author,
    patrol: &PatrolFold,
    record: RecordId,
    request: &PatrolRequest,
    code: &str,
) -> Result<Drafts, CaptureError> {
    allowed(author, "walk")?;
    author.must_cover(&patrol.scope)?;
    in_state(patrol, PatrolState::Assigned, "started")?;
    let asked = patrol.assignment.as_ref().map(|assignment| assignment.to.as_slice()).unwrap_or_default();
    if !asked.contains(&author.post) {
        let who_may = asked.iter().map(|post| format!("post {post}")).collect();
        let bar = Bar { who_may, ..Bar::new(RuleId::AskedOfOthers, "this patrol was asked of others") };
        return Err(bar.refusal());
    }
    let start = start(request, record, code, None, PatrolKind::Assigned)?;
    Ok(Drafts::of(vec![draft(record, &patrol.scope, &PatrolEntry::Start(start))?]))
}

fn start(
    request: &PatrolRequest,
    record: RecordId,
    code: &str,
    campaign: Option<&CampaignFold>,
    kind: PatrolKind,
) -> Result<Start, CaptureError> {
    let plan = match &request.plan {
        Some(plan) => read_plan(plan)?,
        None => campaign.map(|campaign| campaign.plan.clone()).unwrap_or_default(),
    };
    Ok(Start {
        kind,
        place: read_place(request.place.as_ref())?,
        plan,
        campaign: read_record("campaign", request.campaign.as_deref())?,
        call: read_record("call", request.call.as_deref())?,
        pair: request.with_partner.then(|| pair::mark_of(record, code)),
    })
}
