//! Calling for help, answering, and telling those who answered. Nobody is asked why he declines.

use etong_protocol::authority::{may_act, who_may};
use etong_protocol::{OrgLevel, OrgPath, RecordId, RecordKind, WireError};

use super::drafts::{Author, Content, Draft, Drafts};
use super::error::{Bar, CaptureError};
use super::patrol::read_record;
use super::place::FixRequest;
use super::text::{optional, required};
use crate::domain::PhoneNumber;
use crate::domain::case::CaseReply;
use crate::domain::mobilisation::{
    Answer, Call, CallAmendment, CallEntry, CallFold, CallPurpose, CallState, DeskAnswer, MusterEntry, MusterFold,
    MusterState, Standing, Wave, queue,
};
use crate::domain::rule_id::RuleId;

const SKILLS_MAX: usize = 20;
const WAVES_MAX: usize = 20;
const QUOTA_MAX: u32 = 100_000;

/// 动员: what is asked, of whom, where and for how long.
#[derive(Debug, Clone, PartialEq, Default, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct CallRequest {
    /// `prevention`, `mediation`, `legal`, `volunteering`, `patrol`, `training` or `emergency`.
    pub purpose: String,
    pub title: String,
    #[serde(default)]
    pub what: Option<String>,
    /// Path of the unit or team it is for; the acting post's unit when left out.
    #[serde(default)]
    pub scope: Option<String>,
    #[serde(default)]
    pub skills: Vec<String>,
    /// Milliseconds since 1970; everybody is told how long it takes.
    pub from: i64,
    pub until: i64,
    /// How many are wanted.
    pub quota: u32,
    #[serde(default)]
    pub place: Option<FixRequest>,
    /// Where, in plain words.
    #[serde(default)]
    pub address: Option<String>,
    /// Who leads on the spot.
    #[serde(default)]
    pub lead: Option<String>,
    /// 联系电话: a number that is given out to be rung; everybody who is asked sees it whole. No number of a third person.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub contact: Option<String>,
    /// Rings also in quiet hours.
    #[serde(default)]
    pub urgent: bool,
    /// Who is asked when; everybody below at once when empty.
    #[serde(default)]
    pub waves: Vec<WaveRequest>,
    #[serde(default)]
    pub case: Option<String>,
    #[serde(default)]
    pub campaign: Option<String>,
}

/// One stage of asking.
#[derive(Debug, Clone, PartialEq, Default, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct WaveRequest {
    /// Milliseconds since 1970.
    pub at: i64,
    /// Paths of units and teams; all when empty.
    #[serde(default)]
    pub units: Vec<String>,
    #[serde(default)]
    pub skills: Vec<String>,
}

/// A change of a call; what is left out stays.
#[derive(Debug, Clone, PartialEq, Default, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct CallAmendRequest {
    #[serde(default)]
    pub quota: Option<u32>,
    #[serde(default)]
    pub until: Option<i64>,
    /// Asked in addition.
    #[serde(default)]
    pub waves: Vec<WaveRequest>,
    #[serde(default)]
    pub note: Option<String>,
}

/// An answer to a call.
#[derive(Debug, Clone, PartialEq, Default, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct CallAnswerRequest {
    /// False declines; no reason is asked and nothing follows from it.
    pub accept: bool,
    #[serde(default)]
    pub skills: Vec<String>,
    #[serde(default)]
    pub note: Option<String>,
}

/// A step of somebody who has accepted.
#[derive(Debug, Clone, PartialEq, Default, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct MusterActRequest {
    /// `arrive`, `leave` or `withdraw`.
    pub act: String,
    /// When, if it is noted afterwards; milliseconds since 1970.
    #[serde(default)]
    pub at: Option<i64>,
    #[serde(default)]
    pub place: Option<FixRequest>,
    /// What was done.
    #[serde(default)]
    pub result: Option<String>,
}

/// Founds the call `record`.
///
/// # Errors
/// `NotAllowed` for a post that calls nobody or outside its unit, `Invalid` for a field.
pub fn publish_call(author: &Author, request: &CallRequest, record: RecordId) -> Result<Drafts, CaptureError> {
    call_allowed(author, "publish")?;
    let scope = author.scope(request.scope.as_deref(), OrgLevel::County)?;
    let purpose = CallPurpose::from(request.purpose.trim());
    if !purpose.is_known() {
        let words: Vec<&str> = CallPurpose::KNOWN.iter().map(CallPurpose::as_str).collect();
        return Err(CaptureError::invalid("purpose", format!("must be one of {}", words.join(", "))));
    }
    if request.until <= request.from {
        return Err(CaptureError::invalid("until", "must be after from: people are told how long it takes"));
    }
    let call = Call {
        purpose,
        title: required("title", &request.title, 50)?,
        what: optional("what", request.what.as_deref(), 2_000)?.unwrap_or_default(),
        skills: read_skills(&request.skills)?,
        from: request.from,
        until: request.until,
        quota: read_quota(request.quota)?,
        place: request.place.as_ref().map(|place| place.read("place")).transpose()?,
        address: optional("address", request.address.as_deref(), 200)?.unwrap_or_default(),
        lead: optional("lead", request.lead.as_deref(), 50)?,
        contact: read_contact(request.contact.as_deref())?,
        urgent: request.urgent,
        waves: read_waves(&request.waves)?,
        case: read_record("case", request.case.as_deref())?,
        campaign: read_record("campaign", request.campaign.as_deref())?,
    };
    Ok(Drafts::of(vec![call_draft(record, &scope, &CallEntry::Publish(Box::new(call)))?]))
}

/// # Errors
/// `NotAllowed` for another post or once it is stopped, `Invalid` for a field.
pub fn amend_call(
    author: &Author,
    call: &CallFold,
    record: RecordId,
    request: &CallAmendRequest,
) -> Result<Drafts, CaptureError> {
    running(author, call, "amend")?;
    if request.until.is_some_and(|until| until <= call.call.from) {
        return Err(CaptureError::invalid("until", "must be after from"));
    }
    let change = CallAmendment {
        quota: request.quota.map(read_quota).transpose()?,
        until: request.until,
        waves: read_waves(&request.waves)?,
        note: optional("note", request.note.as_deref(), 500)?,
    };
    Ok(Drafts::of(vec![call_draft(record, &call.scope, &CallEntry::Amend(change))?]))
}

/// # Errors
/// `NotAllowed` for another post or once it is stopped.
pub fn stop_call(author: &Author, call: &CallFold, record: RecordId, reason: &str) -> Result<Drafts, CaptureError> {
    running(author, call, "stop")?;
    let stop = CallEntry::Stop { reason: required("reason", reason, 500)? };
    Ok(Drafts::of(vec![call_draft(record, &call.scope, &stop)?]))
}

/// Tells those who accepted whether they are wanted: the first within the quota, the others wait. Only who has not heard, or
/// moves up from waiting, is told. Nothing is written when everybody knows.
///
/// # Errors
/// `NotAllowed` for another post or once the call is stopped.
pub fn confirm_call(
    author: &Author,
    call: &CallFold,
    musters: &[(RecordId, MusterFold)],
) -> Result<Drafts, CaptureError> {
    running(author, call, "confirm")?;
    let mut drafts = Vec::new();
    for queued in queue(call.call.quota, musters) {
        let answer = match queued.standing {
            Standing::Wanted => DeskAnswer::Confirmed,
            Standing::Waiting => DeskAnswer::Waiting,
            Standing::NotYet | Standing::Twice | Standing::Out => continue,
        };
        let Some((_, muster)) = musters.iter().find(|(id, _)| *id == queued.muster) else { continue };
        if muster.answer >= Some(answer) || !author.unit.covers(&muster.scope) {
            continue;
        }
        let words = words_of(answer, call);
        drafts.push(reply_draft(queued.muster, muster, answer.as_str(), &words)?);
    }
    Ok(Drafts::of(drafts))
}

/// Tells one who answered something in plain words, as the result of a training.
///
/// # Errors
/// `NotAllowed` for another post or outside its unit, `Invalid` for the words.
pub fn tell_muster(
    author: &Author,
    muster: &MusterFold,
    record: RecordId,
    words: &str,
) -> Result<Drafts, CaptureError> {
    call_allowed(author, "confirm")?;
    author.must_cover(&muster.scope)?;
    let words = required("words", words, 500)?;
    Ok(Drafts::of(vec![reply_draft(record, muster, "told", &words)?]))
}

/// Answers a call: founds `record` at the author's unit, or writes onto the answer given before.
///
/// # Errors
/// `NotAllowed` for a post that answers none, or a call that is over, stopped or of another unit.
pub fn answer_call(
    author: &Author,
    call: (RecordId, &CallFold),
    before: Option<(RecordId, &MusterFold)>,
    record: RecordId,
    request: &CallAnswerRequest,
    now: i64,
) -> Result<Drafts, CaptureError> {
    let (call_id, call) = call;
    muster_allowed(author, if request.accept { "accept" } else { "decline" })?;
    if request.accept && call.state(now) != CallState::Open {
        let state = call.state(now).as_str();
        let rule = format!("a call that is {state} takes no answers");
        return Err(CaptureError::not_in(RuleId::CallOver, state, rule));
    }
    if !call.scope.covers(&author.unit) {
        return Err(CaptureError::barred(RuleId::OtherUnits, format!("this call is for {}", call.scope)));
    }
    let (record, scope) = match before {
        Some((record, muster)) => {
            let open = matches!(muster.state, MusterState::Accepted | MusterState::Declined | MusterState::Withdrawn);
            let same = request.accept == (muster.state == MusterState::Accepted);
            if !open || (same && muster.state != MusterState::Withdrawn) {
                let state = muster.state.as_str();
                let rule = format!("this post has answered: {state}");
                return Err(CaptureError::not_in(RuleId::Answered, state, rule));
            }
            (record, muster.scope.clone())
        }
        None => (record, author.unit.clone()),
    };
    let entry = if request.accept {
        MusterEntry::Accept(Answer {
            call: call_id,
            skills: read_skills(&request.skills)?,
            note: optional("note", request.note.as_deref(), 200)?,
        })
    } else {
        MusterEntry::Decline { call: call_id }
    };
    Ok(Drafts::of(vec![muster_draft(record, &scope, &entry)?]))
}

/// Arrives, leaves or withdraws.
///
/// # Errors
/// `NotAllowed` for somebody else's answer or out of turn, `Invalid` for a field.
pub fn act_on_muster(
    author: &Author,
    muster: &MusterFold,
    record: RecordId,
    request: &MusterActRequest,
    now: i64,
) -> Result<Drafts, CaptureError> {
    let act = request.act.trim();
    let place = request.place.as_ref().map(|place| place.read("place")).transpose()?;
    let (from, entry) = match act {
        "arrive" => (MusterState::Accepted, MusterEntry::Arrive { at: request.at, place }),
        "leave" => {
            let result = optional("result", request.result.as_deref(), 1_000)?;
            (MusterState::Present, MusterEntry::Leave { at: request.at, result })
        }
        "withdraw" => (MusterState::Accepted, MusterEntry::Withdraw),
        _ => return Err(CaptureError::invalid("act", "must be one of arrive, leave, withdraw")),
    };
    muster_allowed(author, act)?;
    if author.post != muster.post {
        let rule = "only who answered a call goes on with the answer".to_owned();
        let who_may = vec![format!("post {}", muster.post)];
        return Err(Bar { who_may, ..Bar::new(RuleId::NotAnswerer, rule) }.refusal());
    }
    if muster.state != from {
        let state = muster.state.as_str();
        return Err(CaptureError::not_in(RuleId::MusterStep, state, format!("who has {state} cannot {act}")));
    }
    let earliest = muster.arrived_at.filter(|_| act == "leave").unwrap_or(i64::MIN);
    if request.at.is_some_and(|at| at > now || at < earliest) {
        return Err(CaptureError::invalid("at", "must lie between arriving and now"));
    }
    Ok(Drafts::of(vec![muster_draft(record, &muster.scope, &entry)?]))
}

fn words_of(answer: DeskAnswer, call: &CallFold) -> String {
    match answer {
        DeskAnswer::Waiting => "人数已满，已列入候补，有空位再告知您，谢谢。".to_owned(),
        DeskAnswer::Confirmed => {
            let place = Some(&call.call.address).filter(|address| !address.is_empty());
            let place = place.map(|address| format!("到{address}")).unwrap_or_default();
            let lead = call.call.lead.as_ref().map(|lead| format!("，由{lead}带队")).unwrap_or_default();
            format!("已确认，请按时{place}参加{lead}。")
        }
    }
}

fn running(author: &Author, call: &CallFold, act: &str) -> Result<(), CaptureError> {
    call_allowed(author, act)?;
    author.must_cover(&call.scope)?;
    match call.stopped {
        None => Ok(()),
        Some(_) => Err(CaptureError::barred(RuleId::CallStopped, "a call that is stopped stays so")),
    }
}

fn read_quota(quota: u32) -> Result<u32, CaptureError> {
    if (1..=QUOTA_MAX).contains(&quota) {
        return Ok(quota);
    }
    Err(CaptureError::invalid("quota", format!("must be 1 to {QUOTA_MAX}")))
}

/// A number that can be rung, a mobile, a landline or a short one such as 110, and nothing else: words beside it would be shown too.
fn read_contact(contact: Option<&str>) -> Result<Option<String>, CaptureError> {
    let Some(typed) = optional("contact", contact, 20)? else { return Ok(None) };
    let number = PhoneNumber::read(&typed);
    let is_short = (3..=6).contains(&typed.len()) && typed.bytes().all(|byte| byte.is_ascii_digit());
    if number.kind.is_some() || is_short {
        return Ok(Some(number.normalised));
    }
    Err(CaptureError::invalid("contact", "must be one number to ring, as in 0596-2022222 or 110"))
}

fn read_skills(skills: &[String]) -> Result<Vec<String>, CaptureError> {
    if skills.len() > SKILLS_MAX {
        return Err(CaptureError::invalid("skills", format!("at most {SKILLS_MAX} fit")));
    }
    skills.iter().map(|skill| required("skills", skill, 20)).collect()
}

fn read_waves(waves: &[WaveRequest]) -> Result<Vec<Wave>, CaptureError> {
    if waves.len() > WAVES_MAX {
        return Err(CaptureError::invalid("waves", format!("at most {WAVES_MAX} fit")));
    }
    let wave = |wave: &WaveRequest| {
        let units: Result<Vec<OrgPath>, _> = wave.units.iter().map(|path| path.trim().parse()).collect();
        let units = units.map_err(|_| CaptureError::invalid("waves.units", "one is not a path of unit numbers"))?;
        Ok(Wave { at: wave.at, units, skills: read_skills(&wave.skills)? })
    };
    waves.iter().map(wave).collect()
}

fn call_allowed(author: &Author, act: &str) -> Result<(), CaptureError> {
    allowed(author, &RecordKind::Call, act, "calls nobody up")
}

fn muster_allowed(author: &Author, act: &str) -> Result<(), CaptureError> {
    allowed(author, &RecordKind::Muster, act, "answers no calls")
}

fn allowed(author: &Author, kind: &RecordKind, act: &str, what: &str) -> Result<(), CaptureError> {
    if may_act(&author.post_kind, kind, act).is_some() {
        return Ok(());
    }
    let who_may = who_may(kind, act).iter().map(ToString::to_string).collect();
    Err(CaptureError::NotAllowed { rule: format!("a {} {what}", author.post_kind), who_may })
}

fn call_draft(record: RecordId, scope: &OrgPath, entry: &CallEntry) -> Result<Draft, CaptureError> {
    draft(record, RecordKind::Call, scope, entry.to_payload())
}

fn muster_draft(record: RecordId, scope: &OrgPath, entry: &MusterEntry) -> Result<Draft, CaptureError> {
    draft(record, RecordKind::Muster, scope, entry.to_payload())
}

fn reply_draft(record: RecordId, muster: &MusterFold, state: &str, words: &str) -> Result<Draft, CaptureError> {
    let reply = CaseReply { state: state.to_owned(), words: words.to_owned(), base: Some(muster.accepted) };
    draft(record, RecordKind::Reply, &muster.scope, reply.to_payload())
}

fn draft(
    record: RecordId,
    kind: RecordKind,
    scope: &OrgPath,
    payload: Result<Vec<u8>, WireError>,
) -> Result<Draft, CaptureError> {
    let payload = payload.map_err(|_| CaptureError::invalid("call", "cannot be written down"))?;
    Ok(Draft { record, kind, scope: scope.clone(), content: Content::Event(payload) })
}
