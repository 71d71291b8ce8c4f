//! 动员: a call is published, changed and stopped.

use etong_protocol::{OrgLevel, OrgPath, RecordId, RecordKind};

use super::super::drafts::{Author, Draft, Drafts};
use super::super::error::CaptureError;
use super::super::place::FixRequest;
use super::super::text::{one_of, optional, read_record, required};
use super::{call_allowed, read_skills, running};
use crate::domain::PhoneNumber;
use crate::domain::mobilisation::{Call, CallAmendment, CallEntry, CallFold, CallPurpose, Wave};

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

/// Founds the call `record`.
///
/// # Errors
/// `NotAllowed` for a post that calls nobody or outside its unit, `Invalid` for a field.
pub fn publish_call(author: &Author, request: &CallRequest, record: RecordId) -> Result<Drafts, CaptureError> {
    call_allowed(author, "publish")?;
    let scope = author.scope(request.scope.as_deref(), OrgLevel::County)?;
    let purpose = CallPurpose::from(request.purpose.trim());
    if !purpose.is_known() {
        return Err(one_of("purpose", CallPurpose::KNOWN.iter().map(CallPurpose::as_str)));
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
    draft(record, &scope, &CallEntry::Publish(Box::new(call)))
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
    draft(record, &call.scope, &CallEntry::Amend(change))
}

/// # Errors
/// `NotAllowed` for another post or once it is stopped.
pub fn stop_call(author: &Author, call: &CallFold, record: RecordId, reason: &str) -> Result<Drafts, CaptureError> {
    running(author, call, "stop")?;
    let stop = CallEntry::Stop { reason: required("reason", reason, 500)? };
    draft(record, &call.scope, &stop)
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

fn read_quota(quota: u32) -> Result<u32, CaptureError> {
    if (1..=QUOTA_MAX).contains(&quota) {
        return Ok(quota);
    }
    Err(CaptureError::invalid("quota", format!("must be 1 to {QUOTA_MAX}")))
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

fn draft(record: RecordId, scope: &OrgPath, entry: &CallEntry) -> Result<Drafts, CaptureError> {
    Ok(Drafts::of(vec![Draft::event(record, RecordKind::Call, scope, entry.to_payload(), "call")?]))
}
