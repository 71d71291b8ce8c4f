//! Reporting a case: a snap, a walk-in, a call written down, something found and put right on the spot.

use etong_protocol::{OrgLevel, OrgPath, RecordId, RecordKind};

use super::Remark;
use super::drafts::{Author, Draft, Drafts};
use super::error::CaptureError;
use super::place::FixRequest;
use super::text::{one_of, optional, required};
use crate::domain::case::{
    ActWord, CaseAct, CaseClass, CaseEntry, CaseLevel, CaseSource, Party, Report, Rule, is_staff, may_act, who_may,
};
use crate::domain::phone_number::PhoneNumber;

const TITLE_MAX: usize = 100;
pub(super) const TEXT_MAX: usize = 2_000;
const PARTIES_MAX: usize = 50;

/// A new case.
#[derive(Debug, Clone, PartialEq, Default, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct CaseRequest {
    /// `dispute`, `hazard`, `request`, `consultation`, `complaint`, `emergency`, `urban_management`, `subject_rights` or `other`.
    pub class: String,
    /// The second level below the class, as the unit's own dictionary has it; any word is taken.
    #[serde(default)]
    pub kind: Option<String>,
    /// 事件分级: `01` to `04`.
    #[serde(default)]
    pub level: Option<String>,
    /// Somebody near has to go now; an `emergency` always is.
    #[serde(default)]
    pub urgent: bool,
    /// For the police: nobody else is its fallback owner.
    #[serde(default)]
    pub police_matter: bool,
    pub title: String,
    /// What happened, up to 2,000 characters.
    #[serde(default)]
    pub what: Option<String>,
    /// Why it happened, as far as is known.
    #[serde(default)]
    pub cause: Option<String>,
    /// When it happened, milliseconds since 1970.
    #[serde(default)]
    pub happened_at: Option<i64>,
    /// Path of the grid or community; the acting post's unit when left out.
    #[serde(default)]
    pub scope: Option<String>,
    #[serde(default)]
    pub place: Option<FixRequest>,
    #[serde(default)]
    pub address: Option<String>,
    /// `patrol`, `snap`, `walk_in`, `phone`, `hotline_12345`, `police_110`, `assigned`, `property`, `sensor`, `team`, `online`; by
    /// the acting post when left out.
    #[serde(default)]
    pub source: Option<String>,
    /// Its number at 12345, 110 or the property office; the reply goes back to it.
    #[serde(default)]
    pub external_no: Option<String>,
    /// Number of the paper form it was first written on.
    #[serde(default)]
    pub paper_no: Option<String>,
    /// Who came or rang, when somebody else types it in.
    #[serde(default)]
    pub caller: Option<PartyRequest>,
    #[serde(default)]
    pub parties: Vec<PartyRequest>,
    /// 自处置: what was done on the spot. The case is then closed as it is reported.
    #[serde(default)]
    pub result: Option<String>,
}

/// A person the case is about.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct PartyRequest {
    pub name: String,
    #[serde(default)]
    pub phone: Option<String>,
    #[serde(default)]
    pub role: Option<String>,
}

/// Founds the case `record`. `hosted`: the dedicated grids (专属网格) whose host has staff of its own.
///
/// # Errors
/// `NotAllowed` for a post without reports or outside its unit, `Invalid` for a field.
pub fn report_case(
    author: &Author,
    request: &CaseRequest,
    record: RecordId,
    hosted: &[OrgPath],
) -> Result<Drafts, CaptureError> {
    let result = optional("result", request.result.as_deref(), TEXT_MAX)?;
    let word = if result.is_some() { ActWord::SelfHandle } else { ActWord::Report };
    allowed(author, word)?;
    let scope = author.scope(request.scope.as_deref(), OrgLevel::Community)?;
    let mut remarks = Vec::new();
    let hosted = hosted.iter().any(|grid| grid.covers(&scope));
    let report = Box::new(Report { hosted, ..report_of(author, request, &mut remarks)? });
    let act = match result {
        Some(result) => CaseAct::SelfHandle { report, result },
        None => CaseAct::Report(report),
    };
    let entry = CaseEntry { base: None, act };
    let drafts = vec![draft(record, RecordKind::Case, &scope, entry.to_payload())?];
    Ok(Drafts { drafts, remarks })
}

fn report_of(author: &Author, request: &CaseRequest, remarks: &mut Vec<Remark>) -> Result<Report, CaptureError> {
    let class = CaseClass::from(request.class.trim());
    if !class.is_known() {
        return Err(one_of("class", CaseClass::KNOWN.iter().map(CaseClass::as_str)));
    }
    let source = match &request.source {
        Some(word) => CaseSource::from(word.trim()),
        None => usual_source(author),
    };
    if !source.is_known() {
        return Err(one_of("source", CaseSource::KNOWN.iter().map(CaseSource::as_str)));
    }
    let level = level(request.level.as_deref())?;
    if request.parties.len() > PARTIES_MAX {
        return Err(CaptureError::invalid("parties", format!("at most {PARTIES_MAX} people fit in one case")));
    }
    let caller = request.caller.as_ref().map(|caller| party("caller", caller, remarks)).transpose()?;
    let parties = request.parties.iter().map(|each| party("parties", each, remarks)).collect::<Result<_, _>>()?;
    Ok(Report {
        urgent: request.urgent || class == CaseClass::Emergency,
        class,
        kind: optional("kind", request.kind.as_deref(), 50)?,
        level,
        police_matter: request.police_matter,
        hosted: false,
        title: required("title", &request.title, TITLE_MAX)?,
        what: optional("what", request.what.as_deref(), TEXT_MAX)?.unwrap_or_default(),
        cause: optional("cause", request.cause.as_deref(), TEXT_MAX)?,
        happened_at: request.happened_at,
        place: request.place.as_ref().map(|place| place.read("place")).transpose()?,
        address: optional("address", request.address.as_deref(), 200)?,
        source,
        external_no: optional("external_no", request.external_no.as_deref(), 50)?,
        paper_no: optional("paper_no", request.paper_no.as_deref(), 50)?,
        caller,
        parties,
    })
}

fn party(field: &str, request: &PartyRequest, remarks: &mut Vec<Remark>) -> Result<Party, CaptureError> {
    let field = |part: &str| format!("{field}.{part}");
    let phone = optional(&field("phone"), request.phone.as_deref(), 40)?.map(|text| PhoneNumber::read(&text));
    if let Some(fault) = phone.as_ref().and_then(|phone| phone.fault) {
        remarks.push(Remark::new(&field("phone"), fault.to_string()));
    }
    Ok(Party {
        name: required(&field("name"), &request.name, 50)?,
        phone: phone.map(|phone| phone.normalised),
        role: optional(&field("role"), request.role.as_deref(), 50)?,
    })
}

pub(super) fn level(word: Option<&str>) -> Result<Option<CaseLevel>, CaptureError> {
    let Some(word) = optional("level", word, 10)? else { return Ok(None) };
    let level = CaseLevel::from(word.as_str());
    if level.is_known() {
        Ok(Some(level))
    } else {
        Err(one_of("level", CaseLevel::KNOWN.iter().map(CaseLevel::as_str)))
    }
}

pub(super) fn allowed(author: &Author, word: ActWord) -> Result<(), CaptureError> {
    if may_act(&author.post_kind, word) {
        return Ok(());
    }
    let rule = Rule::Post { post: author.post_kind.clone(), act: word };
    Err(CaptureError::NotAllowed {
        rule: rule.to_string(),
        who_may: who_may(word).iter().map(ToString::to_string).collect(),
    })
}

fn usual_source(author: &Author) -> CaseSource {
    match &author.post_kind {
        kind if kind.is_desk() => CaseSource::WalkIn,
        kind if is_staff(kind) => CaseSource::Patrol,
        _ => CaseSource::Snap,
    }
}

pub(super) fn draft(
    record: RecordId,
    kind: RecordKind,
    scope: &OrgPath,
    payload: Result<Vec<u8>, etong_protocol::WireError>,
) -> Result<Draft, CaptureError> {
    Draft::event(record, kind, scope, payload, "act")
}

#[cfg(test)]
#[path = "case_tests.rs"]
mod tests;
