//! A visit, with what changed; and that somebody else says it took place.

use etong_protocol::authority::who_may;
use etong_protocol::{EntryId, OrgPath, RecordId, RecordKind};

use super::super::drafts::{Author, Draft, Drafts, Remark};
use super::super::error::CaptureError;
use super::super::fields::{date, draft, edits_of, without_known};
use super::super::place::FixRequest;
use super::super::resident::{FieldChange, changes_of_object, keeps_name};
use super::super::right::allowed;
use super::super::text::{one_of, optional};
use super::{KnownRecord, with_remarks};
use crate::domain::codes::Codes;
use crate::domain::collection::{Visit, VisitAct, VisitFold, VisitPurpose, catalogue_of};
use crate::domain::rule_id::RuleId;

/// Characters of a note on a visit. Long words belong here and not into a document, which carries its whole history.
const NOTE_MAX: usize = 2_000;
/// Residents seen in one visit.
const PRESENT_MAX: usize = 50;

/// A visit: "what changed?". With nothing in `set` it is a visit with no change.
#[derive(Debug, Clone, PartialEq, Default, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields, default)]
pub struct VisitRequest {
    /// Milliseconds since 1970; now when left out. Evenings and weekends count like any other time.
    pub at: Option<i64>,
    /// `collect` when left out.
    pub purpose: Option<String>,
    pub place: Option<FixRequest>,
    /// Ids of the residents who were there; each has been visited too.
    pub present: Vec<String>,
    /// What is different now, as in an edit.
    #[serde(deserialize_with = "changes_of_object")]
    pub set: Vec<FieldChange>,
    pub note: Option<String>,
    /// A date as `2026-01-31`.
    pub next_on: Option<String>,
}

/// A visit to `visited`, with what changed; `present` are the residents who were there, by id and grid.
///
/// # Errors
/// `NotAllowed` for a post that makes no visits or outside its unit; `Invalid` and `TooLarge` for a field.
pub fn visit(
    author: &Author,
    visited: &KnownRecord,
    present: &[(RecordId, OrgPath)],
    request: &VisitRequest,
    now_ms: i64,
    codes: &Codes,
) -> Result<Drafts, CaptureError> {
    author.must_cover(&visited.scope)?;
    allowed(&author.post_kind, &RecordKind::Visit, "visit", "makes no visits")?;
    if present.len() > PRESENT_MAX {
        return Err(CaptureError::invalid("present", format!("at most {PRESENT_MAX} people fit into one visit")));
    }
    let mut remarks = Vec::new();
    let edits = edits_of(catalogue_of(&visited.kind).unwrap_or_default(), &request.set, codes, &mut remarks)?;
    if visited.kind == RecordKind::Resident {
        keeps_name(&edits)?;
    }
    let edits = without_known(edits, &visited.fields);
    let at = request.at.unwrap_or(now_ms);
    if at > now_ms {
        remarks.push(Remark::new("at", "lies in the future of this phone's clock"));
    }
    let next_on = optional("next_on", request.next_on.as_deref(), 20)?;
    let visit = Visit {
        at,
        purpose: optional("purpose", request.purpose.as_deref(), 20)?
            .map_or(Ok(VisitPurpose::Collect), |word| purpose(&word))?,
        place: request.place.as_ref().map(|fix| fix.read("place")).transpose()?,
        present: present.iter().map(|(record, _)| *record).filter(|record| *record != visited.record).collect(),
        changed: edits.keys().cloned().collect(),
        note: optional("note", request.note.as_deref(), NOTE_MAX)?,
        next_on: next_on.map(|day| date("next_on", &day)).transpose()?,
        during: None,
    };
    let mut drafts = Vec::new();
    if !edits.is_empty() {
        allowed(&author.post_kind, &visited.kind, "edit", "changes no records")?;
        drafts.push(draft(visited.record, visited.kind.clone(), visited.scope.clone(), edits));
    }
    for (record, scope) in present.iter().filter(|(record, _)| *record != visited.record) {
        author.must_cover(scope)?;
        let seen = Visit {
            present: Vec::new(),
            changed: Vec::new(),
            note: None,
            next_on: None,
            during: Some(visited.record),
            ..visit.clone()
        };
        drafts.push(visit_draft(*record, scope, &VisitAct::Visit(seen))?);
    }
    drafts.push(visit_draft(visited.record, &visited.scope, &VisitAct::Visit(visit))?);
    Ok(with_remarks(drafts, remarks))
}

/// Says that a visit took place.
///
/// # Errors
/// `NotAllowed` for a post that confirms no visits, or its own; `Invalid` when there is no such visit.
pub fn confirm_visit(
    author: &Author,
    visited: &KnownRecord,
    fold: &VisitFold,
    visit: EntryId,
) -> Result<Drafts, CaptureError> {
    author.must_cover(&visited.scope)?;
    allowed(&author.post_kind, &RecordKind::Visit, "confirm", "confirms no visits")?;
    let Some(seen) = fold.visits.iter().find(|seen| seen.id == visit) else {
        return Err(CaptureError::invalid("visit", "no visit of this record"));
    };
    if seen.by == author.post {
        let rule = "a visit is confirmed by another post than the visitor's";
        return Err(CaptureError::for_others(RuleId::OwnVisit, rule, who_may(&RecordKind::Visit, "confirm")));
    }
    Ok(Drafts::of(vec![visit_draft(visited.record, &visited.scope, &VisitAct::Confirm { visit })?]))
}

fn purpose(word: &str) -> Result<VisitPurpose, CaptureError> {
    let purpose = VisitPurpose::from(word);
    if purpose.is_known() {
        return Ok(purpose);
    }
    Err(one_of("purpose", VisitPurpose::KNOWN.iter().map(VisitPurpose::as_str)))
}

fn visit_draft(record: RecordId, scope: &OrgPath, act: &VisitAct) -> Result<Draft, CaptureError> {
    Draft::event(record, RecordKind::Visit, scope, act.to_payload(), "record")
}
