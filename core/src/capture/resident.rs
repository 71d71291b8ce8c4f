//! Registering a resident and changing what is known of one. What is typed is made uniform (codes, dates, digits); what
//! looks odd but may be true is taken and flagged; only what cannot be stored at all is refused.

use std::collections::BTreeMap;

use etong_merge::Scalar;
use etong_protocol::{OrgLevel, OrgPath, RecordId, RecordKind};

use super::drafts::{Author, Drafts, Remark};
use super::error::CaptureError;
use super::fields::{Edits, code_of, draft, edits_of};
use super::right::allowed;
use crate::domain::codes::{CodeName, Codes};
use crate::domain::resident::{CATALOGUE, IdDocument, TAG_PREFIX};

const NO_RESIDENTS: &str = "keeps no residents";

/// A new resident. Codes may be given as codes or as their Chinese words, the place as `24.513,117.655,8` in degrees.
/// Sex and birth date are taken from a good citizen number when left out.
#[derive(Debug, Clone, PartialEq, Default, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields, default)]
pub struct ResidentRequest {
    pub name: String,
    /// Path of the grid or sub-grid; the acting post's unit when left out.
    pub scope: Option<String>,
    pub used_name: Option<String>,
    /// GA/T 517; 111 (居民身份证) when left out.
    pub id_type: Option<String>,
    pub id_no: Option<String>,
    pub sex: Option<String>,
    pub birth: Option<String>,
    pub nation: Option<String>,
    pub native_division: Option<String>,
    pub marriage: Option<String>,
    pub politics: Option<String>,
    pub education: Option<String>,
    pub occupation_code: Option<String>,
    pub occupation: Option<String>,
    pub workplace: Option<String>,
    pub phone: Option<String>,
    pub household_address: Option<String>,
    pub live_address: Option<String>,
    pub place: Option<String>,
    /// Id of the dwelling's record.
    pub dwelling: Option<String>,
    pub tags: Vec<String>,
    pub note: Option<String>,
    /// Id of the household's record, and how this person is related to its head (GB/T 4761).
    pub household: Option<String>,
    pub relation_to_head: Option<String>,
    /// Any other field of the catalogue: of registered, floating, left-behind and foreign residents. In JSON an object.
    #[serde(deserialize_with = "changes_of_object")]
    #[cfg_attr(feature = "uniffi", uniffi(default = []))]
    pub more: Vec<FieldChange>,
}

/// What changed: key of the catalogue to its new value; nothing or blank removes the field. `id` takes `type:number` or a bare
/// citizen number (`id_no` is another name for it), `tag/x` takes `true` or nothing.
#[derive(Debug, Clone, PartialEq, Default, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct EditRequest {
    /// In JSON an object: `{"set": {"phone": "13800001234", "note": null}}`.
    #[serde(deserialize_with = "changes_of_object")]
    pub set: Vec<FieldChange>,
}

/// One field and what it is now.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct FieldChange {
    pub field: String,
    pub value: Option<String>,
}

pub(super) fn changes_of_object<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<FieldChange>, D::Error> {
    let object = <BTreeMap<String, Option<String>> as serde::Deserialize>::deserialize(deserializer)?;
    Ok(object.into_iter().map(|(field, value)| FieldChange { field, value }).collect())
}

/// Registers the resident `record`.
///
/// # Errors
/// `NotAllowed` for a post that keeps no residents or outside its unit; `Invalid` and `TooLarge` for a field.
pub fn resident(
    author: &Author,
    request: &ResidentRequest,
    record: RecordId,
    codes: &Codes,
) -> Result<Drafts, CaptureError> {
    let scope = author.scope(request.scope.as_deref(), OrgLevel::Grid)?;
    allowed(&author.post_kind, &RecordKind::Resident, "capture", NO_RESIDENTS)?;
    let mut remarks = Vec::new();
    let mut edits = edits_of(CATALOGUE, &request.typed(codes)?, codes, &mut remarks)?;
    edits.retain(|_, value| value.is_some());
    if !edits.contains_key("name") {
        return Err(CaptureError::invalid("name", "missing"));
    }
    derive_from_id(&mut edits, &mut remarks);
    Ok(drafts(record, scope, edits, remarks))
}

/// Changes fields of the resident `record`, which hangs on `scope`.
///
/// # Errors
/// `NotAllowed` for a post that keeps no residents or outside its unit; `Invalid` and `TooLarge` for a field.
pub fn edit_resident(
    author: &Author,
    record: RecordId,
    scope: &OrgPath,
    request: &EditRequest,
    codes: &Codes,
) -> Result<Drafts, CaptureError> {
    author.must_cover(scope)?;
    allowed(&author.post_kind, &RecordKind::Resident, "edit", NO_RESIDENTS)?;
    let mut remarks = Vec::new();
    let edits = edits_of(CATALOGUE, &request.set, codes, &mut remarks)?;
    if edits.is_empty() {
        return Err(CaptureError::invalid("set", "nothing to change"));
    }
    keeps_name(&edits)?;
    Ok(drafts(record, scope.clone(), edits, remarks))
}

/// # Errors
/// `Invalid` when the edits would take the name away.
pub(super) fn keeps_name(edits: &Edits) -> Result<(), CaptureError> {
    match edits.get("name") {
        Some(None) => Err(CaptureError::invalid("name", "a resident keeps a name; erasing a record is another act")),
        _ => Ok(()),
    }
}

impl ResidentRequest {
    /// What was typed, by key of the catalogue; blank fields left out.
    fn typed(&self, codes: &Codes) -> Result<Vec<FieldChange>, CaptureError> {
        let texts = [
            ("name", Some(&self.name)),
            ("used_name", self.used_name.as_ref()),
            ("sex", self.sex.as_ref()),
            ("birth", self.birth.as_ref()),
            ("nation", self.nation.as_ref()),
            ("native_division", self.native_division.as_ref()),
            ("marriage", self.marriage.as_ref()),
            ("politics", self.politics.as_ref()),
            ("education", self.education.as_ref()),
            ("occupation_code", self.occupation_code.as_ref()),
            ("occupation", self.occupation.as_ref()),
            ("workplace", self.workplace.as_ref()),
            ("phone", self.phone.as_ref()),
            ("household_address", self.household_address.as_ref()),
            ("live_address", self.live_address.as_ref()),
            ("place", self.place.as_ref()),
            ("dwelling", self.dwelling.as_ref()),
            ("note", self.note.as_ref()),
            ("household", self.household.as_ref()),
            ("relation_to_head", self.relation_to_head.as_ref()),
        ];
        let change = |key: &str, text: String| FieldChange { field: key.to_owned(), value: Some(text) };
        let mut typed: Vec<FieldChange> =
            texts.into_iter().filter_map(|(key, text)| Some(change(key, text?.clone()))).collect();
        let blank = |text: &Option<String>| text.as_deref().is_none_or(|text| text.trim().is_empty());
        if !blank(&self.id_no) {
            let kind = self.id_type.as_deref().map(str::trim).filter(|kind| !kind.is_empty());
            let kind = code_of(CodeName::IdType, "id_type", kind.unwrap_or(IdDocument::CITIZEN), codes)?;
            typed.push(change("id", format!("{kind}:{}", self.id_no.as_deref().unwrap_or_default())));
        } else if !blank(&self.id_type) {
            return Err(CaptureError::invalid("id_no", "missing, but id_type is given"));
        }
        let mut tags: Vec<&str> = self.tags.iter().map(|tag| tag.trim()).collect();
        tags.sort_unstable();
        tags.dedup();
        typed.extend(tags.iter().map(|tag| change(&format!("{TAG_PREFIX}{tag}"), "true".to_owned())));
        typed.extend(self.more.iter().cloned());
        Ok(typed)
    }
}

/// Fills in what a good citizen number says, and flags what contradicts it.
fn derive_from_id(edits: &mut Edits, remarks: &mut Vec<Remark>) {
    let text = |key: &str| edits.get(key).and_then(Option::as_ref).and_then(Scalar::as_text);
    let Some(number) = text("id").and_then(IdDocument::read).and_then(|document| document.citizen_number()) else {
        return;
    };
    if !number.faults.is_empty() {
        return;
    }
    let said =
        [("birth", number.birth.map(|date| date.to_string())), ("sex", number.sex.map(|sex| sex.code().to_owned()))];
    for (key, said) in said {
        let Some(said) = said else { continue };
        match edits.get(key).and_then(Option::as_ref).and_then(Scalar::as_text) {
            Some(given) if given != said => remarks.push(Remark::new(key, "differs from what the citizen number says")),
            Some(_) => {}
            None => {
                edits.insert(key.to_owned(), Some(said.into()));
            }
        }
    }
}

fn drafts(record: RecordId, scope: OrgPath, edits: Edits, mut remarks: Vec<Remark>) -> Drafts {
    remarks.sort_by(|a, b| a.field.cmp(&b.field));
    Drafts { drafts: vec![draft(record, RecordKind::Resident, scope, edits)], remarks }
}

#[cfg(test)]
#[path = "resident_tests.rs"]
mod tests;
