//! One resident with every field the phone may show, and both values where two people wrote at the same time.
//! Read from the document: the one screen that needs all of it.

use etong_merge::{AutomergeDoc, RecordDoc, Scalar};
use etong_protocol::{RecordId, RecordKind};
use rusqlite::Transaction;

use super::collection::{AlsoView, also_written};
use super::sight;
use crate::domain::Fix;
use crate::domain::codes::Codes;
use crate::domain::field::{Conflict, FieldForm, FieldSpec, IdDocument, Reading, Sight, privacy_of};
use crate::domain::resident::{CATALOGUE, Resident};
use crate::error::CoreError;
use crate::projection::{load_visits, merged_into};
use crate::store::{codes, doc, record};

/// The resident.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ResidentView {
    pub record: String,
    pub scope: String,
    pub name: String,
    /// Known fields that hold something, in the order of the form.
    pub fields: Vec<FieldView>,
    pub tags: Vec<String>,
    /// Keys of fields from a newer app, kept and sent on unchanged.
    pub unknown: Vec<String>,
    /// Two posts wrote different identity fields; somebody has to look.
    pub needs_review: bool,
    /// Milliseconds since 1970.
    pub last_visit: Option<i64>,
    /// The record that is shown in lists in the place of this one: the two were merged.
    pub shown_instead: Option<String>,
    /// Also written on records that are hidden behind this one.
    pub also: Vec<AlsoView>,
}

/// One field.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct FieldView {
    pub key: String,
    /// What the field is called, in Chinese.
    pub label: String,
    /// `core`, `registered`, `floating`, `left_behind` or `foreign`.
    pub group: String,
    /// In words for a coded field; masked where it identifies a person to a stranger.
    pub value: String,
    /// `public`, `internal`, `personal`, or the kind of sensitive data.
    pub class: String,
    /// A reveal may show more of it.
    pub masked: bool,
    /// The code itself, for a coded field.
    pub code: Option<String>,
    /// What others wrote at the same time, masked alike; empty when all agree.
    pub others: Vec<String>,
}

/// # Errors
/// `NotFound` when there is no such resident on this phone.
pub fn resident(tx: &Transaction<'_>, id: RecordId) -> Result<ResidentView, CoreError> {
    let missing = || CoreError::NotFound { noun: "resident", id: id.to_string() };
    let found = record::find(tx, id)?.filter(|found| found.kind == RecordKind::Resident).ok_or_else(missing)?;
    let blob = doc::blob(tx, found.no)?.ok_or_else(missing)?;
    let fields = AutomergeDoc::load(&blob)?.fields();
    let (resident, reading) = (Resident::read(&fields), Reading::read(CATALOGUE, &fields));
    let codes = codes::load(tx)?;
    let sight = sight(tx)?;
    let fields = CATALOGUE.iter().filter_map(|spec| field_view(spec, &reading, &codes, sight));
    Ok(ResidentView {
        record: id.to_string(),
        scope: found.scope.to_string(),
        name: sight.name(&resident.name),
        fields: fields.collect(),
        tags: resident.tags.iter().map(super::shown::shown).collect(),
        unknown: resident.extra.keys().map(super::shown::shown).collect(),
        needs_review: resident.needs_review(),
        last_visit: load_visits(tx, found.no)?.last().map(|seen| seen.visit.at),
        shown_instead: merged_into(tx, id)?.map(|record| record.to_string()),
        also: also_written(tx, id)?,
    })
}

/// One field for a screen: in words, masked, with what others wrote. `None` when the field is blank.
pub(super) fn field_view(spec: &FieldSpec, reading: &Reading, codes: &Codes, sight: Sight) -> Option<FieldView> {
    let value = reading.text(spec.key)?;
    let conflict = reading.conflicts.iter().find(|conflict| conflict.key == spec.key);
    Some(FieldView {
        key: spec.key.to_owned(),
        label: spec.zh.to_owned(),
        group: spec.group.as_str().to_owned(),
        value: shown(spec, value, codes, sight),
        class: privacy_of(spec).map_or("personal", |privacy| privacy.class.as_str()).to_owned(),
        masked: shown(spec, value, codes, sight) != shown_whole(spec, value, codes),
        code: matches!(spec.form, FieldForm::Code(_)).then(|| value.to_owned()),
        others: conflict.map(|conflict| others(spec, conflict, codes, sight)).unwrap_or_default(),
    })
}

fn others(spec: &FieldSpec, conflict: &Conflict, codes: &Codes, sight: Sight) -> Vec<String> {
    conflict.others.iter().filter_map(Scalar::as_text).map(|other| shown(spec, other, codes, sight)).collect()
}

fn shown(spec: &FieldSpec, value: &str, codes: &Codes, sight: Sight) -> String {
    #[cfg(feature = "sim")]
    if spec.form == FieldForm::Phone && crate::sim::has_bug(crate::sim::SeededBug::ForgetsToMask) {
        return value.to_owned();
    }
    match spec.form {
        FieldForm::Code(list) => codes.table(list).word(value).unwrap_or(value).to_owned(),
        FieldForm::Place => value.parse::<Fix>().map_or_else(|_| value.to_owned(), |fix| in_degrees(&fix)),
        _ => sight.field(spec, value),
    }
}

/// The same with nothing hidden.
pub(super) fn shown_whole(spec: &FieldSpec, value: &str, codes: &Codes) -> String {
    match spec.form {
        FieldForm::Code(list) => codes.table(list).word(value).unwrap_or(value).to_owned(),
        FieldForm::Place => value.parse::<Fix>().map_or_else(|_| value.to_owned(), |fix| in_degrees(&fix)),
        FieldForm::IdDocument => IdDocument::read(value).map_or_else(|| value.to_owned(), |id| id.number),
        _ => value.to_owned(),
    }
}

fn in_degrees(fix: &Fix) -> String {
    let degrees = |e6: i32| f64::from(e6) / 1e6;
    format!("{:.6},{:.6} ±{} m", degrees(fix.lat_e6), degrees(fix.lon_e6), fix.accuracy_m)
}
