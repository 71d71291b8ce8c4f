//! Publishing a campaign, changing it, closing it.

use etong_protocol::{OrgLevel, OrgPath, RecordId, RecordKind};

use super::drafts::{Author, Draft, Drafts};
use super::error::CaptureError;
use super::plan::{PlanRequest, read_plan};
use super::right::allowed;
use super::text::{optional, required};
use crate::domain::campaign::{Campaign, CampaignAmendment, CampaignEntry, CampaignFold};
use crate::domain::rule_id::RuleId;

const TASKS_MAX: usize = 50;
const TEAMS_MAX: usize = 200;

/// 专项行动: what is to be done, where and when.
#[derive(Debug, Clone, PartialEq, Default, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct CampaignRequest {
    pub name: String,
    /// Path of the unit it is for; the acting post's unit when left out.
    #[serde(default)]
    pub scope: Option<String>,
    /// Milliseconds since 1970.
    pub from: i64,
    pub until: i64,
    pub tasks: Vec<String>,
    /// Paths of units and teams that take part; all below when empty.
    #[serde(default)]
    pub teams: Vec<String>,
    #[serde(default)]
    pub guidance: Option<String>,
    #[serde(default)]
    pub plan: Option<PlanRequest>,
}

/// A change of a campaign; what is left out stays. Exactly one of `summary` (finish) and `reason` (call off) closes it.
#[derive(Debug, Clone, PartialEq, Default, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct CampaignActRequest {
    /// `amend`, `finish` or `call_off`.
    pub act: String,
    #[serde(default)]
    pub until: Option<i64>,
    #[serde(default)]
    pub tasks: Vec<String>,
    #[serde(default)]
    pub guidance: Option<String>,
    /// What came of it, or why it is called off.
    #[serde(default)]
    pub text: Option<String>,
}

/// Founds the campaign `record`.
///
/// # Errors
/// `NotAllowed` for a post that publishes none or outside its unit, `Invalid` for a field.
pub fn publish_campaign(author: &Author, request: &CampaignRequest, record: RecordId) -> Result<Drafts, CaptureError> {
    allowed(&author.post_kind, &RecordKind::Campaign, "publish", "leads no campaign")?;
    let scope = author.scope(request.scope.as_deref(), OrgLevel::County)?;
    if request.until < request.from {
        return Err(CaptureError::invalid("until", "is before from"));
    }
    if request.teams.len() > TEAMS_MAX {
        return Err(CaptureError::invalid("teams", format!("at most {TEAMS_MAX} fit")));
    }
    let teams: Result<Vec<OrgPath>, _> = request.teams.iter().map(|path| path.trim().parse()).collect();
    let campaign = Campaign {
        name: required("name", &request.name, 50)?,
        from: request.from,
        until: request.until,
        tasks: read_tasks(&request.tasks)?,
        teams: teams.map_err(|_| CaptureError::invalid("teams", "one is not a path of unit numbers"))?,
        guidance: optional("guidance", request.guidance.as_deref(), 4_000)?.unwrap_or_default(),
        plan: request.plan.as_ref().map(read_plan).transpose()?.unwrap_or_default(),
    };
    Ok(Drafts::of(vec![draft(record, &scope, &CampaignEntry::Publish(campaign))?]))
}

/// Changes or closes the campaign `record`.
///
/// # Errors
/// `NotAllowed` for another post or once it is closed, `Invalid` for a field.
pub fn act_on_campaign(
    author: &Author,
    campaign: &CampaignFold,
    record: RecordId,
    request: &CampaignActRequest,
) -> Result<Drafts, CaptureError> {
    let act = request.act.trim();
    if !["amend", "finish", "call_off"].contains(&act) {
        return Err(CaptureError::invalid("act", "must be one of amend, finish, call_off"));
    }
    allowed(&author.post_kind, &RecordKind::Campaign, act, "leads no campaign")?;
    author.must_cover(&campaign.scope)?;
    if let Some((state, _)) = &campaign.closed {
        let rule = format!("a campaign that is {} stays so", state.as_str());
        return Err(CaptureError::not_in(RuleId::CampaignClosed, state.as_str(), rule));
    }
    let text = || required("text", request.text.as_deref().unwrap_or_default(), 4_000);
    let entry = match act {
        "finish" => CampaignEntry::Finish { summary: text()? },
        "call_off" => CampaignEntry::CallOff { reason: text()? },
        _ => {
            if request.until.is_some_and(|until| until < campaign.from) {
                return Err(CaptureError::invalid("until", "is before from"));
            }
            let tasks = if request.tasks.is_empty() { Vec::new() } else { read_tasks(&request.tasks)? };
            let guidance = optional("guidance", request.guidance.as_deref(), 4_000)?;
            CampaignEntry::Amend(CampaignAmendment { until: request.until, tasks, guidance })
        }
    };
    Ok(Drafts::of(vec![draft(record, &campaign.scope, &entry)?]))
}

fn read_tasks(tasks: &[String]) -> Result<Vec<String>, CaptureError> {
    if tasks.is_empty() || tasks.len() > TASKS_MAX {
        return Err(CaptureError::invalid("tasks", format!("name 1 to {TASKS_MAX} tasks")));
    }
    tasks.iter().map(|task| required("tasks", task, 200)).collect()
}

fn draft(record: RecordId, scope: &OrgPath, entry: &CampaignEntry) -> Result<Draft, CaptureError> {
    Draft::event(record, RecordKind::Campaign, scope, entry.to_payload(), "campaign")
}
