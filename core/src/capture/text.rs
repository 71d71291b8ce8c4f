//! Typed text: trimmed, blank means nothing, length counted in characters.

use etong_protocol::RecordId;

use super::error::CaptureError;

pub(super) fn optional(field: &str, text: Option<&str>, max: usize) -> Result<Option<String>, CaptureError> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else { return Ok(None) };
    let length = text.chars().count();
    if length > max {
        let widen = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
        return Err(CaptureError::TooLarge { field: field.into(), actual: widen(length), limit: widen(max) });
    }
    if text.chars().any(|letter| letter.is_control() && !matches!(letter, '\n' | '\t' | '\r')) {
        return Err(CaptureError::invalid(field, "holds a control character"));
    }
    Ok(Some(text.to_owned()))
}

pub(super) fn required(field: &str, text: &str, max: usize) -> Result<String, CaptureError> {
    optional(field, Some(text), max)?.ok_or_else(|| CaptureError::invalid(field, "missing"))
}

pub(super) fn one_of(field: &str, words: impl Iterator<Item = &'static str>) -> CaptureError {
    let words: Vec<&str> = words.collect();
    CaptureError::invalid(field, format!("must be one of {}", words.join(", ")))
}

/// The id of another record, if one was given.
pub(super) fn read_record(field: &str, id: Option<&str>) -> Result<Option<RecordId>, CaptureError> {
    let id = optional(field, id, 40)?;
    id.map(|id| id.parse().map_err(|_| CaptureError::invalid(field, "not the id of a record"))).transpose()
}
