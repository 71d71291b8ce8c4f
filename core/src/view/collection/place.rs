//! One building, dwelling or household with every field the phone may show, what is inside, and who lives there.

use etong_protocol::{RecordId, RecordKind};
use rusqlite::Transaction;

use super::merges::{AlsoView, also_written};
use super::people::{MemberRow, people_of};
use super::places::{PlaceRow, dwellings_of, households_of};
use crate::domain::collection::{Place, catalogue_of};
use crate::error::CoreError;
use crate::projection::{fields_of, load_visits, merged_into};
use crate::store::{codes, record};
use crate::view::resident::{FieldView, field_view};
use crate::view::shown::shown;

/// The place.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PlaceView {
    pub record: String,
    /// `building`, `dwelling` or `household`.
    pub kind: String,
    pub scope: String,
    pub address: String,
    /// Known fields that hold something, in the order of the form.
    pub fields: Vec<FieldView>,
    pub tags: Vec<String>,
    /// Keys of fields from a newer app, kept and sent on unchanged.
    pub unknown: Vec<String>,
    pub needs_review: bool,
    /// The dwellings of a building, the households of a dwelling: the first page.
    pub places: Vec<PlaceRow>,
    /// The residents of a dwelling or household: the first page.
    pub people: Vec<MemberRow>,
    /// There is more inside than is shown.
    pub more: bool,
    /// Milliseconds since 1970.
    pub last_visit: Option<i64>,
    /// The record that is shown in lists in the place of this one.
    pub shown_instead: Option<String>,
    /// Also written on records that are hidden behind this one.
    pub also: Vec<AlsoView>,
}

/// # Errors
/// `NotFound` when there is no such place on this phone.
pub fn place(tx: &Transaction<'_>, id: RecordId) -> Result<PlaceView, CoreError> {
    let missing = || CoreError::NotFound { noun: "place", id: id.to_string() };
    let found = record::find(tx, id)?.ok_or_else(missing)?;
    let fields = fields_of(tx, found.no)?;
    let place = Place::read(&found.kind, &fields).filter(|_| !fields.is_empty()).ok_or_else(missing)?;
    let (codes, sight) = (codes::load(tx)?, crate::view::sight(tx)?);
    let (places, more_places) = match found.kind {
        RecordKind::Building => dwellings_of(tx, id, 0).map(|page| (page.rows, page.more))?,
        RecordKind::Dwelling => households_of(tx, id, 0).map(|page| (page.rows, page.more))?,
        _ => (Vec::new(), false),
    };
    let (people, more_people) = match found.kind {
        RecordKind::Building => (Vec::new(), false),
        _ => people_of(tx, &found.kind, id, &codes)?,
    };
    let catalogue = catalogue_of(&found.kind).unwrap_or_default();
    Ok(PlaceView {
        record: id.to_string(),
        kind: found.kind.to_string(),
        scope: found.scope.to_string(),
        fields: catalogue.iter().filter_map(|spec| field_view(spec, &place.reading, &codes, sight)).collect(),
        tags: place.reading.tags.iter().map(shown).collect(),
        unknown: place.reading.extra.keys().map(shown).collect(),
        needs_review: place.reading.needs_review(),
        address: shown(place.address),
        places,
        people,
        more: more_places || more_people,
        last_visit: load_visits(tx, found.no)?.last().map(|seen| seen.visit.at),
        shown_instead: merged_into(tx, id)?.map(|record| record.to_string()),
        also: also_written(tx, id)?,
    })
}
