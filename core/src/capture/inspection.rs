//! Going through a checklist, and the hazards that come of it: inspection and cases are saved together or not at all. One open
//! hazard for one item at one place: what is bad and has an open case is linked to it instead of founding another.

use std::collections::{BTreeMap, BTreeSet};

use etong_protocol::{OrgLevel, OrgPath, PostKind, RecordId, RecordKind};

use super::case::{CaseRequest, report_case};
use super::drafts::{Author, Draft, Drafts, Remark};
use super::error::{Bar, CaptureError};
use super::place::FixRequest;
use super::right;
use super::text::{one_of, optional, required};
use crate::domain::case::{CaseAct, CaseEntry, Rectification};
use crate::domain::inspection::{
    Answer, AnswerWord, Checklist, ChecklistItem, Inspected, InspectionAct, InspectionFold, PlaceKind,
};
use crate::domain::rule_id::RuleId;

const TEXT_MAX: usize = 2_000;
const EVIDENCE_MAX: usize = 20;

/// One walk through a checklist.
#[derive(Debug, Clone, PartialEq, Default, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct InspectionRequest {
    /// `fire`, `gas`, `electricity`, `building`, `road`, `chemicals`, `water`, `campus`, `scenic` or `park`; that of the first one for a re-check.
    #[serde(default)]
    pub kind: Option<String>,
    /// Path of the grid or community; the acting post's unit when left out.
    #[serde(default)]
    pub scope: Option<String>,
    /// Where it is; place, address and premises of the first one for a re-check that names none of them.
    #[serde(default)]
    pub place: Option<FixRequest>,
    #[serde(default)]
    pub address: Option<String>,
    /// Record id of the dwelling or building.
    #[serde(default)]
    pub premises: Option<String>,
    pub answers: Vec<AnswerRequest>,
    /// 复查: id of the inspection that is looked at again.
    #[serde(default)]
    pub recheck_of: Option<String>,
    #[serde(default)]
    pub note: Option<String>,
}

/// What was found of one item.
#[derive(Debug, Clone, PartialEq, Default, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct AnswerRequest {
    /// Id of the item, as in `exit_clear`.
    pub item: String,
    /// `ok`, `bad` or `not_applicable`.
    pub answer: String,
    #[serde(default)]
    pub note: Option<String>,
    /// SHA-256 of photos, 64 hex digits each.
    #[serde(default)]
    pub evidence: Vec<String>,
    /// Found a hazard of it.
    #[serde(default)]
    pub hazard: Option<HazardRequest>,
}

/// A hazard to be founded of a bad item.
#[derive(Debug, Clone, PartialEq, Default, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct HazardRequest {
    /// The item's words when left out.
    #[serde(default)]
    pub title: Option<String>,
    /// 限期整改: by when it has to be put right, milliseconds since 1970; `who` and `measure` go with it.
    #[serde(default)]
    pub by: Option<i64>,
    /// Who has to put it right.
    #[serde(default)]
    pub who: Option<String>,
    #[serde(default)]
    pub measure: Option<String>,
}

/// What this phone knows before an inspection is captured.
#[derive(Debug, Clone, Default)]
pub struct InspectedBefore<'a> {
    /// The inspection that is looked at again.
    pub first: Option<&'a InspectionFold>,
    /// Open hazards at this place, by item.
    pub open: BTreeMap<String, RecordId>,
    /// Dedicated grids whose host has staff of its own.
    pub hosted: Vec<OrgPath>,
}

/// The kind of place and where it is, as far as needed to look for what is known of it.
///
/// # Errors
/// `Invalid` for a field.
pub fn inspected_place(
    request: &InspectionRequest,
    first: Option<&InspectionFold>,
) -> Result<(PlaceKind, Inspected), CaptureError> {
    let kind = match (&request.kind, first) {
        (Some(word), Some(first)) if word.trim() != first.inspected.kind.as_str() => {
            return Err(CaptureError::invalid(
                "kind",
                format!("the first inspection was of kind {}", first.inspected.kind),
            ));
        }
        (_, Some(first)) => first.inspected.kind.clone(),
        (Some(word), None) => PlaceKind::from(word.trim()),
        (None, None) => return Err(CaptureError::invalid("kind", "missing")),
    };
    if Checklist::built_in(&kind).is_none() {
        return Err(one_of("kind", PlaceKind::KNOWN.iter().map(PlaceKind::as_str)));
    }
    let mut inspected = Inspected {
        kind: kind.clone(),
        version: 0,
        place: request.place.as_ref().map(|place| place.read("place")).transpose()?,
        address: optional("address", request.address.as_deref(), 200)?,
        premises: id_of("premises", request.premises.as_deref())?,
        answers: Vec::new(),
        recheck_of: id_of("recheck_of", request.recheck_of.as_deref())?,
        note: optional("note", request.note.as_deref(), TEXT_MAX)?,
    };
    if let Some(first) = first
        && inspected.where_at() == Default::default()
    {
        inspected.place.clone_from(&first.inspected.place);
        inspected.address.clone_from(&first.inspected.address);
        inspected.premises = first.inspected.premises;
    }
    Ok((kind, inspected))
}

/// Founds the inspection `record` and a case for every hazard asked for, with ids from `cases`.
///
/// # Errors
/// `NotAllowed` for a post that inspects nothing or outside its unit, `Invalid` for a field.
pub fn inspect(
    author: &Author,
    request: &InspectionRequest,
    record: RecordId,
    cases: &[RecordId],
    checklist: &Checklist,
    before: &InspectedBefore<'_>,
) -> Result<Drafts, CaptureError> {
    allowed(&author.post_kind, "inspect")?;
    let scope = match before.first {
        Some(first) if request.scope.is_none() => {
            author.must_cover(&first.scope)?;
            first.scope.clone()
        }
        _ => author.scope(request.scope.as_deref(), OrgLevel::Community)?,
    };
    let (_, mut inspected) = inspected_place(request, before.first)?;
    inspected.version = checklist.version;
    if inspected.place.is_none() && inspected.address.is_none() && inspected.premises.is_none() {
        return Err(CaptureError::invalid("place", "say where: a position, an address or the premises on record"));
    }
    let mut ids = cases.iter().copied();
    let mut hazards = Drafts::of(Vec::new());
    for answer in &request.answers {
        let item = checklist.item(answer.item.trim()).ok_or_else(|| no_such_item(checklist))?;
        let mut found = read_answer(answer, item)?;
        if inspected.answers.iter().any(|other: &Answer| other.item == found.item) {
            return Err(CaptureError::invalid("answers.item", format!("{} is answered twice", found.item)));
        }
        if found.answer != AnswerWord::NotApplicable {
            found.case = before.open.get(&found.item).copied();
        }
        if let Some(hazard) = &answer.hazard {
            if found.answer != AnswerWord::Bad {
                return Err(CaptureError::invalid("answers.hazard", "only what is bad is a hazard"));
            }
            if found.case.is_some() {
                hazards.remarks.push(Remark::new(
                    "answers.hazard",
                    format!("{} has an open hazard at this place; it was linked, no other was founded", found.item),
                ));
            } else {
                let id = ids.next().ok_or_else(|| CaptureError::invalid("answers.hazard", "no id was given for it"))?;
                let case = hazard_of(request, &inspected, item, &found, hazard, scope.to_string());
                let drafts = report_case(author, &case, id, &before.hosted)?;
                hazards.drafts.extend(drafts.drafts);
                hazards.drafts.extend(rectify(hazard, id, &scope)?);
                hazards.remarks.extend(drafts.remarks);
                found.case = Some(id);
            }
        }
        inspected.answers.push(found);
    }
    if inspected.answers.is_empty() {
        return Err(CaptureError::invalid("answers", "nothing was looked at"));
    }
    let answered: BTreeSet<&str> = inspected.answers.iter().map(|answer| answer.item.as_str()).collect();
    let left_out: Vec<&str> =
        checklist.items.iter().map(|item| item.id.as_str()).filter(|id| !answered.contains(id)).collect();
    let mut remarks = hazards.remarks;
    if !left_out.is_empty() && before.first.is_none() {
        remarks.push(Remark::new("answers", format!("not looked at: {}", left_out.join(", "))));
    }
    let payload = InspectionAct::Inspect(inspected).to_payload();
    let mut drafts = vec![Draft::event(record, RecordKind::Inspection, &scope, payload, "answers")?];
    drafts.extend(hazards.drafts);
    Ok(Drafts { drafts, remarks })
}

/// Adds words to an inspection.
///
/// # Errors
/// `NotAllowed`, `Invalid` for the text.
pub fn note_inspection(
    author: &Author,
    inspection: &InspectionFold,
    record: RecordId,
    text: &str,
) -> Result<Drafts, CaptureError> {
    let text = required("text", text, TEXT_MAX)?;
    onto(author, inspection, record, &InspectionAct::Note { text })
}

/// Makes an inspection void that was captured by mistake.
///
/// # Errors
/// `NotAllowed` for anybody but its author and a desk above, or when it is void; `Invalid` for the reason.
pub fn void_inspection(
    author: &Author,
    inspection: &InspectionFold,
    record: RecordId,
    reason: &str,
) -> Result<Drafts, CaptureError> {
    if inspection.voided.is_some() {
        return Err(CaptureError::barred(RuleId::VoidBefore, "the inspection is void already"));
    }
    if author.post != inspection.post && !author.post_kind.is_desk() {
        let desks = [PostKind::CommunityDesk, PostKind::TownshipDesk];
        let bar = Bar::new(RuleId::NotInspector, "an inspection is made void by its author or a desk above");
        return Err(Bar { who_may: desks.iter().map(ToString::to_string).collect(), ..bar }.refusal());
    }
    let reason = required("reason", reason, TEXT_MAX)?;
    onto(author, inspection, record, &InspectionAct::Void { reason })
}

fn onto(
    author: &Author,
    inspection: &InspectionFold,
    record: RecordId,
    act: &InspectionAct,
) -> Result<Drafts, CaptureError> {
    author.must_cover(&inspection.scope)?;
    allowed(&author.post_kind, act.as_str())?;
    let written = Draft::event(record, RecordKind::Inspection, &inspection.scope, act.to_payload(), "text")?;
    Ok(Drafts::of(vec![written]))
}

fn read_answer(request: &AnswerRequest, item: &ChecklistItem) -> Result<Answer, CaptureError> {
    let answer = AnswerWord::from(request.answer.trim());
    if !answer.is_known() {
        return Err(one_of("answers.answer", AnswerWord::KNOWN.iter().map(AnswerWord::as_str)));
    }
    Ok(Answer {
        item: item.id.clone(),
        answer,
        note: optional("answers.note", request.note.as_deref(), TEXT_MAX)?,
        evidence: hashes("answers.evidence", &request.evidence)?,
        case: None,
    })
}

/// SHA-256 hashes of files, in lower-case hex.
pub(super) fn hashes(field: &str, typed: &[String]) -> Result<Vec<String>, CaptureError> {
    if typed.len() > EVIDENCE_MAX {
        return Err(CaptureError::invalid(field, format!("at most {EVIDENCE_MAX} files")));
    }
    let hash = |typed: &String| {
        let sound = typed.len() == 64 && typed.bytes().all(|byte| byte.is_ascii_hexdigit());
        let fault = || CaptureError::invalid(field, "not a SHA-256 in 64 hex digits");
        if sound { Ok(typed.to_ascii_lowercase()) } else { Err(fault()) }
    };
    typed.iter().map(hash).collect()
}

fn hazard_of(
    request: &InspectionRequest,
    inspected: &Inspected,
    item: &ChecklistItem,
    answer: &Answer,
    hazard: &HazardRequest,
    scope: String,
) -> CaseRequest {
    CaseRequest {
        class: "hazard".into(),
        kind: Some(inspected.kind.to_string()),
        title: hazard.title.clone().unwrap_or_else(|| format!("不合格：{}", item.zh)),
        what: answer.note.clone(),
        scope: Some(scope),
        place: request.place.clone(),
        address: inspected.address.clone(),
        source: Some("patrol".into()),
        ..CaseRequest::default()
    }
}

/// 限期整改 of a hazard that is founded in the same moment; a mark needs no base.
fn rectify(hazard: &HazardRequest, case: RecordId, scope: &OrgPath) -> Result<Option<Draft>, CaptureError> {
    let Some(by) = hazard.by else {
        if hazard.who.is_some() || hazard.measure.is_some() {
            return Err(CaptureError::invalid("answers.hazard.by", "say by when it has to be put right"));
        }
        return Ok(None);
    };
    let rectification = Rectification {
        by,
        who: required("answers.hazard.who", hazard.who.as_deref().unwrap_or_default(), 100)?,
        measure: required("answers.hazard.measure", hazard.measure.as_deref().unwrap_or_default(), TEXT_MAX)?,
    };
    let entry = CaseEntry { base: None, act: CaseAct::Rectify(rectification) };
    Draft::event(case, RecordKind::Case, scope, entry.to_payload(), "answers.hazard").map(Some)
}

fn allowed(post: &PostKind, act: &str) -> Result<(), CaptureError> {
    let rule = match act {
        "inspect" => "may not inspect places".to_owned(),
        act => format!("may not {act} an inspection"),
    };
    right::allowed(post, &RecordKind::Inspection, act, &rule)
}

fn no_such_item(checklist: &Checklist) -> CaptureError {
    let ids: Vec<&str> = checklist.items.iter().map(|item| item.id.as_str()).collect();
    CaptureError::invalid("answers.item", format!("must be one of {}", ids.join(", ")))
}

fn id_of(field: &str, typed: Option<&str>) -> Result<Option<RecordId>, CaptureError> {
    let typed = typed.map(str::trim).filter(|typed| !typed.is_empty());
    typed.map(|typed| typed.parse().map_err(|_| CaptureError::invalid(field, "not the id of a record"))).transpose()
}

#[cfg(test)]
#[path = "inspection_tests.rs"]
mod tests;
