//! What is typed for a field is made uniform (codes, dates, digits); what looks odd but may be true is taken and flagged; only what
//! cannot be stored at all is refused. One reading for every noun that has a catalogue.

use std::collections::BTreeMap;

use etong_merge::{Field, FieldEdit, Scalar};
use etong_protocol::{OrgPath, RecordId, RecordKind};

use super::drafts::{Content, Draft, Remark};
use super::error::CaptureError;
use super::resident::FieldChange;
use super::text::optional;
use crate::domain::codes::{CodeName, Codes};
use crate::domain::field::{FieldForm, FieldSpec, IdDocument, TAG_PREFIX, find};
use crate::domain::phone_number::PhoneNumber;
use crate::domain::place::Fix;

/// Characters of what may be typed for a short field: the word of a code is longer than the code.
const TYPED_MAX: usize = 40;

/// Edits of fields, by key.
pub(super) type Edits = BTreeMap<String, Option<Scalar>>;

/// The edits a form asks for. `id_no` is another name for `id`.
pub(super) fn edits_of(
    catalogue: &'static [FieldSpec],
    changes: &[FieldChange],
    codes: &Codes,
    remarks: &mut Vec<Remark>,
) -> Result<Edits, CaptureError> {
    let mut edits = Edits::new();
    for change in changes {
        let key = if change.field == "id_no" { "id" } else { change.field.trim() };
        let value = value_of(catalogue, key, change.value.as_deref().unwrap_or_default(), codes, remarks)?;
        if edits.insert(key.to_owned(), value).is_some() {
            return Err(CaptureError::invalid(key, "given twice"));
        }
    }
    Ok(edits)
}

/// Leaves out what the record says already. A field of which two values are known is settled by either of them.
pub(super) fn without_known(edits: Edits, known: &BTreeMap<String, Field>) -> Edits {
    let differs = |(key, value): &(String, Option<Scalar>)| match known.get(key) {
        None => value.is_some(),
        Some(field) => value.as_ref() != Some(&field.value) || !field.others.is_empty(),
    };
    edits.into_iter().filter(differs).collect()
}

/// The draft of edits.
pub(super) fn draft(record: RecordId, kind: RecordKind, scope: OrgPath, edits: Edits) -> Draft {
    let edits = edits.into_iter().map(|(key, value)| FieldEdit { key, value }).collect();
    Draft { record, kind, scope, content: Content::Edits(edits) }
}

/// The value to store for what was typed; `None` for nothing.
pub(super) fn value_of(
    catalogue: &'static [FieldSpec],
    key: &str,
    typed: &str,
    codes: &Codes,
    remarks: &mut Vec<Remark>,
) -> Result<Option<Scalar>, CaptureError> {
    let spec = find(catalogue, key).ok_or_else(|| CaptureError::invalid(key, "no such field"))?;
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
        FieldForm::Code(list) => code_of(list, key, &typed, codes)?,
        FieldForm::IdDocument => id_document(key, &typed, remarks)?,
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
        FieldForm::Number => number(key, &typed)?,
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

fn id_document(key: &str, typed: &str, remarks: &mut Vec<Remark>) -> Result<String, CaptureError> {
    let mut document = IdDocument::read(typed).ok_or_else(|| CaptureError::invalid(key, "no number"))?;
    if let Some(number) = document.citizen_number() {
        remarks.extend(number.faults.iter().map(|fault| Remark::new(key, fault.to_string())));
        document.number = number.normalised;
    }
    Ok(document.to_string())
}

fn number(key: &str, typed: &str) -> Result<String, CaptureError> {
    let plain = typed.trim_end_matches(['\u{33a1}', '平', '方', '米', '层', '户', '人']).trim();
    let digits = plain.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    match plain.parse::<f64>() {
        Ok(value) if digits && value.is_finite() => Ok(plain.to_owned()),
        _ => Err(CaptureError::invalid(key, "not a number")),
    }
}

pub(super) fn date(key: &str, typed: &str) -> Result<String, CaptureError> {
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

pub(super) fn code_of(name: CodeName, key: &str, typed: &str, codes: &Codes) -> Result<String, CaptureError> {
    let list = codes.table(name);
    let code = list.code(typed);
    code.map(str::to_owned)
        .ok_or_else(|| CaptureError::invalid(key, format!("neither a code nor a word of {}", list.source)))
}
