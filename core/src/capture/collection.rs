//! Buildings, dwellings and households; visits to them and to residents; two records that become one.

use std::collections::BTreeMap;

use etong_merge::Field;
use etong_protocol::{EntryId, OrgLevel, OrgPath, RecordId, RecordKind};

use super::drafts::{Author, Content, Draft, Drafts, Remark};
use super::error::{Bar, CaptureError};
use super::fields::{allowed, draft, edits_of, without_known};
use super::place::FixRequest;
use super::resident::{EditRequest, FieldChange, changes_of_object, keeps_name};
use super::text::optional;
use crate::domain::codes::Codes;
use crate::domain::collection::{
    MergeAct, MergeEntry, MergeFold, SpecialKind, SpecialRule, Visit, VisitAct, VisitFold, VisitPurpose, catalogue_of,
    standard_address,
};
use crate::domain::rule_id::RuleId;

/// Characters of a note on a visit. Long words belong here and not into a document, which carries its whole history.
const NOTE_MAX: usize = 2_000;
const REASON_MAX: usize = 200;
/// Residents seen in one visit.
const PRESENT_MAX: usize = 50;

/// A new building, dwelling or household.
#[derive(Debug, Clone, PartialEq, Default, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct PlaceRequest {
    /// `building`, `dwelling` or `household`.
    pub kind: String,
    /// Path of the grid or sub-grid; the acting post's unit when left out.
    #[serde(default)]
    pub scope: Option<String>,
    /// Fields of the catalogue of that kind. In JSON an object: `{"set": {"street": "新华西路", "door": "12"}}`.
    #[serde(deserialize_with = "changes_of_object")]
    pub set: Vec<FieldChange>,
}

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

/// An act on the merge of another record into this one.
#[derive(Debug, Clone, PartialEq, Default, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct MergeRequest {
    /// `propose`, `confirm`, `decline` or `undo`.
    pub act: String,
    /// Id of the record that is hidden once the merge counts.
    pub other: String,
    #[serde(default)]
    pub reason: Option<String>,
    /// Keys of fields that this record takes from the other one, with a confirmation.
    #[serde(default)]
    pub take: Vec<String>,
}

/// A record of special populations, which the gate refuses until everything it needs is there.
#[derive(Debug, Clone, PartialEq, Default, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct SpecialRequest {
    /// `released`, `correction`, `psychiatric`, `drug`, `aids` or `key_youth`.
    pub kind: String,
    #[serde(deserialize_with = "changes_of_object")]
    pub set: Vec<FieldChange>,
}

/// A document as this phone knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownRecord {
    pub record: RecordId,
    pub kind: RecordKind,
    pub scope: OrgPath,
    pub fields: BTreeMap<String, Field>,
}

/// Registers the place `record`. A dwelling takes what it leaves out of its address from `building`.
///
/// # Errors
/// `NotAllowed` for a post that keeps no places or outside its unit; `Invalid` and `TooLarge` for a field.
pub fn place(
    author: &Author,
    request: &PlaceRequest,
    record: RecordId,
    building: Option<&KnownRecord>,
    codes: &Codes,
) -> Result<Drafts, CaptureError> {
    let kind = match request.kind.trim() {
        "building" => RecordKind::Building,
        "dwelling" => RecordKind::Dwelling,
        "household" => RecordKind::Household,
        _ => return Err(CaptureError::invalid("kind", "must be one of building, dwelling, household")),
    };
    let scope = author.scope(request.scope.as_deref(), OrgLevel::Grid)?;
    allowed(&author.post_kind, &kind, "capture", "keeps no places")?;
    let mut remarks = Vec::new();
    let mut edits = edits_of(catalogue_of(&kind).unwrap_or_default(), &request.set, codes, &mut remarks)?;
    edits.retain(|_, value| value.is_some());
    if let (RecordKind::Dwelling, Some(building)) = (&kind, building) {
        for key in ["division", "street", "door", "estate", "building", "place"] {
            if let (false, Some(field)) = (edits.contains_key(key), building.fields.get(key)) {
                edits.insert(key.to_owned(), Some(field.value.clone()));
            }
        }
    }
    let text = |key: &str| edits.get(key).and_then(Option::as_ref).and_then(etong_merge::Scalar::as_text);
    match kind {
        RecordKind::Household
            if ["household_no", "head_name", "head", "dwelling"].iter().all(|key| text(key).is_none()) =>
        {
            return Err(CaptureError::invalid("head_name", "missing: name the head, the number or the dwelling"));
        }
        RecordKind::Household => {}
        _ if standard_address(text).is_empty() => {
            return Err(CaptureError::invalid(
                "street",
                "missing: an address needs at least a street, door, building or room",
            ));
        }
        _ => {}
    }
    Ok(with_remarks(vec![draft(record, kind, scope, edits)], remarks))
}

/// Changes fields of a place.
///
/// # Errors
/// As `place`.
pub fn edit_place(
    author: &Author,
    known: &KnownRecord,
    request: &EditRequest,
    codes: &Codes,
) -> Result<Drafts, CaptureError> {
    author.must_cover(&known.scope)?;
    allowed(&author.post_kind, &known.kind, "edit", "keeps no places")?;
    let mut remarks = Vec::new();
    let edits = edits_of(catalogue_of(&known.kind).unwrap_or_default(), &request.set, codes, &mut remarks)?;
    if edits.is_empty() {
        return Err(CaptureError::invalid("set", "nothing to change"));
    }
    Ok(with_remarks(vec![draft(known.record, known.kind.clone(), known.scope.clone(), edits)], remarks))
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
        next_on: next_on.map(|day| super::fields::date("next_on", &day)).transpose()?,
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
        drafts.push(visit_draft(*record, scope.clone(), &VisitAct::Visit(seen))?);
    }
    drafts.push(visit_draft(visited.record, visited.scope.clone(), &VisitAct::Visit(visit))?);
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
        return Err(CaptureError::barred(RuleId::OwnVisit, "a visit is confirmed by another post than the visitor's"));
    }
    Ok(Drafts::of(vec![visit_draft(visited.record, visited.scope.clone(), &VisitAct::Confirm { visit })?]))
}

/// An act on the merge of `other` into `kept`. `own_posts` are all posts of the person who acts.
///
/// # Errors
/// `NotAllowed` naming the rule and who may; `Invalid` for two records that cannot be one.
pub fn merge(
    author: &Author,
    fold: &MergeFold,
    kept: &KnownRecord,
    other: &KnownRecord,
    own_posts: &[etong_protocol::PostId],
    request: &MergeRequest,
) -> Result<Drafts, CaptureError> {
    author.must_cover(&kept.scope)?;
    author.must_cover(&other.scope)?;
    let act = MergeAct::from(request.act.trim());
    if !act.is_known() {
        return Err(CaptureError::invalid("act", "must be one of propose, confirm, decline, undo"));
    }
    if kept.record == other.record || kept.kind != other.kind {
        return Err(CaptureError::invalid("other", "must be another record of the same kind"));
    }
    allowed(&author.post_kind, &RecordKind::Merge, act.as_str(), "merges no records")?;
    let standing = fold.others.get(&other.record);
    let refused = |rule: &str| {
        let who = if act == MergeAct::Confirm { "a second post, of the grid or a desk" } else { "" };
        let who_may = [who].into_iter().filter(|who| !who.is_empty()).map(str::to_owned).collect();
        Bar { who_may, ..Bar::new(RuleId::MergeStep, rule) }.refusal()
    };
    fold.allows(&act, other.record, author.post, &author.post_kind).map_err(&refused)?;
    if act == MergeAct::Confirm && standing.is_some_and(|standing| own_posts.contains(&standing.proposed_by)) {
        return Err(refused("a proposal is confirmed by a second person"));
    }
    if !request.take.is_empty() && act != MergeAct::Confirm {
        return Err(CaptureError::invalid("take", "fields are taken with the confirmation"));
    }
    let entry = MergeEntry {
        other: other.record,
        base: match act {
            MergeAct::Propose => None,
            _ => standing.map(|standing| standing.by_act),
        },
        reason: optional("reason", request.reason.as_deref(), REASON_MAX)?,
        act,
    };
    let mut drafts = vec![Draft {
        record: kept.record,
        kind: RecordKind::Merge,
        scope: kept.scope.clone(),
        content: Content::Event(payload(entry.to_payload())?),
    }];
    if !request.take.is_empty() {
        let mut edits = BTreeMap::new();
        for key in &request.take {
            let field = other
                .fields
                .get(key)
                .ok_or_else(|| CaptureError::invalid("take", "the other record has no such field"))?;
            edits.insert(key.clone(), Some(field.value.clone()));
        }
        let edits = without_known(edits, &kept.fields);
        allowed(&author.post_kind, &kept.kind, "edit", "changes no records")?;
        drafts.push(draft(kept.record, kept.kind.clone(), kept.scope.clone(), edits));
    }
    Ok(Drafts::of(drafts))
}

/// A record of special populations.
///
/// # Errors
/// Always `NotAllowed` or `Invalid`, until a dictionary names the post and the table of rights opens the act.
pub fn special(
    author: &Author,
    request: &SpecialRequest,
    record: RecordId,
    rules: &[SpecialRule],
    codes: &Codes,
) -> Result<Drafts, CaptureError> {
    let kind = SpecialKind::from(request.kind.trim());
    if !kind.is_known() {
        let kinds: Vec<&str> = SpecialKind::KNOWN.iter().map(SpecialKind::as_str).collect();
        return Err(CaptureError::invalid("kind", format!("must be one of {}", kinds.join(", "))));
    }
    kind.open_to(author.post, &author.post_kind, rules)
        .map_err(|(rule, who_may)| CaptureError::NotAllowed { rule, who_may })?;
    let mut remarks = Vec::new();
    let mut edits = edits_of(kind.catalogue(), &request.set, codes, &mut remarks)?;
    edits.insert("kind".into(), Some(kind.as_str().into()));
    let scope = author.scope(None, OrgLevel::Grid)?;
    Ok(with_remarks(vec![draft(record, RecordKind::Special, scope, edits)], remarks))
}

fn purpose(word: &str) -> Result<VisitPurpose, CaptureError> {
    let purpose = VisitPurpose::from(word);
    if purpose.is_known() {
        return Ok(purpose);
    }
    let words: Vec<&str> = VisitPurpose::KNOWN.iter().map(VisitPurpose::as_str).collect();
    Err(CaptureError::invalid("purpose", format!("must be one of {}", words.join(", "))))
}

fn visit_draft(record: RecordId, scope: OrgPath, act: &VisitAct) -> Result<Draft, CaptureError> {
    let content = Content::Event(payload(act.to_payload())?);
    Ok(Draft { record, kind: RecordKind::Visit, scope, content })
}

fn payload(bytes: Result<Vec<u8>, etong_protocol::WireError>) -> Result<Vec<u8>, CaptureError> {
    bytes.map_err(|error| CaptureError::invalid("record", error.to_string()))
}

fn with_remarks(drafts: Vec<Draft>, mut remarks: Vec<Remark>) -> Drafts {
    remarks.sort_by(|a, b| a.field.cmp(&b.field));
    Drafts { drafts, remarks }
}

#[cfg(test)]
#[path = "collection_tests.rs"]
mod tests;
