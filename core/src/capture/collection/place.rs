//! A building, dwelling or household is registered, and changed.

use etong_protocol::{OrgLevel, RecordId, RecordKind};

use super::super::drafts::{Author, Drafts};
use super::super::error::CaptureError;
use super::super::fields::{draft, edits_of};
use super::super::resident::{EditRequest, FieldChange, changes_of_object};
use super::super::right::allowed;
use super::{KnownRecord, with_remarks};
use crate::domain::codes::Codes;
use crate::domain::collection::{catalogue_of, standard_address};

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
