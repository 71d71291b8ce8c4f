//! Registering a resident and changing what is known of one. What is typed is made uniform (codes, dates, digits); what
//! looks odd but may be true is taken and flagged; only what cannot be stored at all is refused.

use std::collections::BTreeMap;

use etong_merge::{FieldEdit, Scalar};
use etong_protocol::{EntryClass, OrgLevel, OrgPath, PostKind, RecordId, RecordKind, authority};

use super::drafts::{Author, Content, Draft, Drafts, Remark};
use super::error::CaptureError;
use super::text::optional;
use crate::domain::phone_number::PhoneNumber;
use crate::domain::place::Fix;
use crate::domain::resident::{FieldForm, FieldSpec, ID_TYPE, IdDocument, TAG_PREFIX, spec};

/// Characters of what may be typed for a short field: the word of a code is longer than the code.
const TYPED_MAX: usize = 40;

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

fn changes_of_object<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<FieldChange>, D::Error> {
    let object = <BTreeMap<String, Option<String>> as serde::Deserialize>::deserialize(deserializer)?;
    Ok(object.into_iter().map(|(field, value)| FieldChange { field, value }).collect())
}

/// Registers the resident `record`.
///
/// # Errors
/// `NotAllowed` for a post that keeps no residents or outside its unit; `Invalid` and `TooLarge` for a field.
pub fn resident(author: &Author, request: &ResidentRequest, record: RecordId) -> Result<Drafts, CaptureError> {
    let scope = author.scope(request.scope.as_deref(), OrgLevel::Grid)?;
    allowed(author, &scope)?;
    let mut remarks = Vec::new();
    let mut edits = BTreeMap::new();
    for (key, typed) in request.typed()? {
        if let Some(value) = value_of(&key, &typed, &mut remarks)? {
            edits.insert(key, Some(value));
        }
    }
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
) -> Result<Drafts, CaptureError> {
    author.must_cover(scope)?;
    allowed(author, scope)?;
    let mut remarks = Vec::new();
    let mut edits = BTreeMap::new();
    for change in &request.set {
        let key = if change.field == "id_no" { "id" } else { change.field.trim() };
        let value = value_of(key, change.value.as_deref().unwrap_or_default(), &mut remarks)?;
        if value.is_none() && key == "name" {
            return Err(CaptureError::invalid("name", "a resident keeps a name; erasing a record is another act"));
        }
        if edits.insert(key.to_owned(), value).is_some() {
            return Err(CaptureError::invalid(key, "given twice"));
        }
    }
    if edits.is_empty() {
        return Err(CaptureError::invalid("set", "nothing to change"));
    }
    Ok(drafts(record, scope.clone(), edits, remarks))
}

impl ResidentRequest {
    /// What was typed, by key of the catalogue; blank fields left out.
    fn typed(&self) -> Result<Vec<(String, String)>, CaptureError> {
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
        ];
        let mut typed: Vec<(String, String)> =
            texts.into_iter().filter_map(|(key, text)| Some((key.to_owned(), text?.clone()))).collect();
        let blank = |text: &Option<String>| text.as_deref().is_none_or(|text| text.trim().is_empty());
        if !blank(&self.id_no) {
            let kind = self.id_type.as_deref().map(str::trim).filter(|kind| !kind.is_empty());
            let kind = code_of(&ID_TYPE, "id_type", kind.unwrap_or(IdDocument::CITIZEN))?;
            typed.push(("id".to_owned(), format!("{kind}:{}", self.id_no.as_deref().unwrap_or_default())));
        } else if !blank(&self.id_type) {
            return Err(CaptureError::invalid("id_no", "missing, but id_type is given"));
        }
        typed.extend(self.tags.iter().map(|tag| (format!("{TAG_PREFIX}{}", tag.trim()), "true".to_owned())));
        Ok(typed)
    }
}

/// The value to store for what was typed; `None` for nothing.
fn value_of(key: &str, typed: &str, remarks: &mut Vec<Remark>) -> Result<Option<Scalar>, CaptureError> {
    let spec = spec(key).ok_or_else(|| CaptureError::invalid(key, "no such field"))?;
    if !spec.on {
        return Err(CaptureError::invalid(key, "is not collected: it is sensitive and switched off"));
    }
    if spec.form == FieldForm::Flag {
        return flag(key, typed, spec);
    }
    let Some(typed) = optional(key, Some(typed), spec.max_len.max(TYPED_MAX))? else { return Ok(None) };
    let text = match spec.form {
        FieldForm::Text | FieldForm::Flag => typed,
        FieldForm::Date => date(key, &typed)?,
        FieldForm::Code(list) => code_of(list, key, &typed)?.to_owned(),
        FieldForm::IdDocument(_) => id_document(&typed, remarks)?,
        FieldForm::Phone => {
            let phone = PhoneNumber::read(&typed);
            remarks.extend(phone.fault.map(|fault| Remark::new(key, fault.to_string())));
            phone.normalised
        }
        FieldForm::Division => {
            if typed.len() != 6 || !typed.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err(CaptureError::invalid(key, "not six digits of GB/T 2260"));
            }
            typed
        }
        FieldForm::Place => {
            let fix = Fix::from_typed(&typed).map_err(|error| CaptureError::invalid(key, error.to_string()))?;
            fix.to_string()
        }
        FieldForm::Record => {
            let id: RecordId = typed.parse().map_err(|_| CaptureError::invalid(key, "not the id of a record"))?;
            id.to_string()
        }
    };
    Ok(optional(key, Some(&text), spec.max_len)?.map(Scalar::from))
}

fn flag(key: &str, typed: &str, spec: &FieldSpec) -> Result<Option<Scalar>, CaptureError> {
    let tag = key.strip_prefix(TAG_PREFIX).unwrap_or_default();
    if tag.is_empty() || tag.contains('/') || tag.chars().any(char::is_control) || tag.trim() != tag {
        return Err(CaptureError::invalid(key, "a tag is a word without a slash"));
    }
    optional(key, Some(tag), spec.max_len)?;
    // A tag may use characters of four bytes, and a field's name is short.
    if key.len() > etong_merge::limits::MAX_KEY_BYTES {
        return Err(CaptureError::invalid(key, "the tag is too long"));
    }
    match typed.trim() {
        "true" | "1" | "是" => Ok(Some(true.into())),
        "" | "false" | "0" | "否" => Ok(None),
        _ => Err(CaptureError::invalid(key, "must be true or nothing")),
    }
}

fn id_document(typed: &str, remarks: &mut Vec<Remark>) -> Result<String, CaptureError> {
    let mut document = IdDocument::read(typed).ok_or_else(|| CaptureError::invalid("id", "no number"))?;
    if let Some(number) = document.citizen_number() {
        remarks.extend(number.faults.iter().map(|fault| Remark::new("id", fault.to_string())));
        document.number = number.normalised;
    }
    Ok(document.to_string())
}

/// Fills in what a good citizen number says, and flags what contradicts it.
fn derive_from_id(edits: &mut BTreeMap<String, Option<Scalar>>, remarks: &mut Vec<Remark>) {
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

fn date(key: &str, typed: &str) -> Result<String, CaptureError> {
    let plain = typed.replace(['/', '.', '年', '月'], "-").replace('日', "");
    let parts: Option<Vec<i16>> = plain.split('-').map(|part| part.trim().parse().ok()).collect();
    let narrow = |part: i16| i8::try_from(part).ok();
    let date = match parts.as_deref() {
        Some(&[year @ 1800..=2200, month, day]) => {
            narrow(month).zip(narrow(day)).and_then(|(month, day)| jiff::civil::Date::new(year, month, day).ok())
        }
        _ => None,
    };
    let date = date.ok_or_else(|| CaptureError::invalid(key, "not a date as in 1990-01-31"))?;
    Ok(date.to_string())
}

fn code_of(list: &crate::domain::resident::CodeList, key: &str, typed: &str) -> Result<&'static str, CaptureError> {
    list.code(typed).ok_or_else(|| CaptureError::invalid(key, format!("neither a code nor a word of {}", list.source)))
}

/// The relay's table decides; asking it here tells the person before the relay does.
fn allowed(author: &Author, scope: &OrgPath) -> Result<(), CaptureError> {
    let may = |post: &PostKind| authority::may_push(post, scope, EntryClass::Doc, &RecordKind::Resident, scope);
    if may(&author.post_kind) {
        return Ok(());
    }
    let who_may = PostKind::KNOWN.iter().filter(|post| may(post)).map(ToString::to_string).collect();
    Err(CaptureError::NotAllowed { rule: format!("a {} keeps no residents", author.post_kind), who_may })
}

fn drafts(
    record: RecordId,
    scope: OrgPath,
    edits: BTreeMap<String, Option<Scalar>>,
    mut remarks: Vec<Remark>,
) -> Drafts {
    remarks.sort_by(|a, b| a.field.cmp(&b.field));
    let edits = edits.into_iter().map(|(key, value)| FieldEdit { key, value }).collect();
    Drafts {
        drafts: vec![Draft { record, kind: RecordKind::Resident, scope, content: Content::Edits(edits) }],
        remarks,
    }
}

#[cfg(test)]
#[path = "resident_tests.rs"]
mod tests;
