//! Walking a patrol: start, track, pause, findings, end. Only who started it goes on with it; a partner confirms its start and
//! end, a desk may ask posts to walk one.

use etong_protocol::authority::{may_act, who_may};
use etong_protocol::limits::MAX_PAYLOAD_BYTES;
use etong_protocol::{OrgLevel, OrgPath, RecordId, RecordKind};

use super::drafts::{Author, Content, Draft, Drafts};
use super::error::{Bar, CaptureError};
use super::place::FixRequest;
use super::plan::{PlanRequest, read_plan};
use super::text::{optional, required};
use crate::domain::Fix;
use crate::domain::campaign::CampaignFold;
use crate::domain::patrol::pair::{self, PairTicket};
use crate::domain::patrol::{
    Finding, Gap, GapCause, Mark, Mocked, PatrolEntry, PatrolFold, PatrolKind, PatrolState, Start, TrackPoint,
};
use crate::domain::rule_id::RuleId;

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

/// Confirms the start of somebody's patrol: with `ticket` as scanned, or with `patrol` and, if it was shown, `code`.
#[derive(Debug, Clone, PartialEq, Default, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct JoinRequest {
    /// Text of the QR on the first phone.
    #[serde(default)]
    pub ticket: Option<String>,
    /// Id of the patrol, when this phone knows it.
    #[serde(default)]
    pub patrol: Option<String>,
    /// The six digits on the first phone.
    #[serde(default)]
    pub code: Option<String>,
    #[serde(default)]
    pub place: Option<FixRequest>,
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

/// Confirms the start of a patrol as its partner. `patrol` is `None` while this phone has only the ticket of it.
///
/// # Errors
/// `NotAllowed` for the walker and for posts that are not staff, `Invalid` for a ticket or code that is none.
pub fn join_patrol(
    author: &Author,
    patrol: Option<&PatrolFold>,
    ticket: &PairTicket,
    place: Option<&FixRequest>,
) -> Result<Drafts, CaptureError> {
    allowed(author, "join")?;
    author.must_cover(&ticket.scope)?;
    if let Some(patrol) = patrol {
        let refuse = |id: RuleId, rule: &str| Err(CaptureError::barred(id, rule));
        if patrol.post == author.post {
            return refuse(RuleId::OwnPartner, "nobody is his own partner");
        }
        if matches!(patrol.state, PatrolState::Assigned | PatrolState::CalledOff) {
            return refuse(RuleId::NotStarted, "nobody has started this patrol");
        }
        if patrol.partners.iter().any(|partner| partner.post == author.post) {
            return refuse(RuleId::JoinedBefore, "this post has joined the patrol");
        }
    }
    let code = Some(ticket.code.clone()).filter(|code| !code.is_empty());
    let join = PatrolEntry::Join { code, place: read_place(place)? };
    Ok(Drafts::of(vec![draft(ticket.patrol, &ticket.scope, &join)?]))
}

/// Puts points on the track; long stretches become several entries. `mocked`: which of them the phone called made up.
///
/// # Errors
/// `NotAllowed` after the end or for somebody else's patrol, `Invalid` without points.
pub fn segment(
    author: &Author,
    patrol: &PatrolFold,
    record: RecordId,
    points: &[TrackPoint],
    mocked: &[i64],
) -> Result<Drafts, CaptureError> {
    walker(author, patrol)?;
    open(patrol, "takes no track")?;
    left_segment(author, &patrol.scope, record, points, mocked)
}

/// The same for track that a phone still holds after the patrol was ended elsewhere or went to another walker: what was
/// measured is kept on the record, under whichever post of the owner reaches it.
///
/// # Errors
/// `NotAllowed` outside the acting post's unit, `Invalid` without points.
pub fn left_segment(
    author: &Author,
    scope: &OrgPath,
    record: RecordId,
    points: &[TrackPoint],
    mocked: &[i64],
) -> Result<Drafts, CaptureError> {
    allowed(author, "walk")?;
    author.must_cover(scope)?;
    if points.is_empty() {
        return Err(CaptureError::invalid("points", "missing"));
    }
    if points.iter().any(|point| Fix::new(point.lat_e6, point.lon_e6, point.accuracy_m).is_err()) {
        return Err(CaptureError::invalid("points", "one is no place on earth"));
    }
    let mut entries: Vec<PatrolEntry> =
        points.chunks(POINTS_PER_ENTRY).map(|chunk| PatrolEntry::Segment(chunk.to_vec())).collect();
    if let (Some(from), Some(to)) = (mocked.iter().min(), mocked.iter().max()) {
        let count = u32::try_from(mocked.len()).unwrap_or(u32::MAX);
        entries.push(PatrolEntry::Mocked(Mocked { from: *from, to: *to, count }));
    }
    let drafts: Result<Vec<Draft>, _> = entries.iter().map(|entry| draft(record, scope, entry)).collect();
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
        return Err(CaptureError::invalid("cause", one_of_causes()));
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

/// The id of another record, if one was given.
pub(super) fn read_record(field: &str, id: Option<&str>) -> Result<Option<RecordId>, CaptureError> {
    let id = optional(field, id, 40)?;
    id.map(|id| id.parse().map_err(|_| CaptureError::invalid(field, "not the id of a record"))).transpose()
}

pub(super) fn allowed(author: &Author, act: &str) -> Result<(), CaptureError> {
    if may_act(&author.post_kind, &RecordKind::Patrol, act).is_some() {
        return Ok(());
    }
    let who_may = who_may(&RecordKind::Patrol, act).iter().map(ToString::to_string).collect();
    let what = match act {
        "walk" => "does not patrol",
        "join" => "confirms no patrol of others; walk one of your own",
        _ => "asks nobody to patrol",
    };
    Err(CaptureError::NotAllowed { rule: format!("a {} {what}", author.post_kind), who_may })
}

fn one_of_causes() -> String {
    let words: Vec<&str> = GapCause::KNOWN.iter().map(GapCause::as_str).collect();
    format!("must be one of {}", words.join(", "))
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

pub(super) fn in_state(patrol: &PatrolFold, state: PatrolState, verb: &str) -> Result<(), CaptureError> {
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

pub(super) fn draft(record: RecordId, scope: &OrgPath, entry: &PatrolEntry) -> Result<Draft, CaptureError> {
    let payload = entry.to_payload().map_err(|error| CaptureError::invalid("points", error.to_string()))?;
    if payload.len() > MAX_PAYLOAD_BYTES {
        return Err(CaptureError::invalid("points", "too long for one entry"));
    }
    Ok(Draft { record, kind: RecordKind::Patrol, scope: scope.clone(), content: Content::Event(payload) })
}

#[cfg(test)]
#[path = "patrol_tests.rs"]
mod tests;
