//! The visits to one record, latest first. Shows what was found, counts nobody's visits.

use etong_protocol::{RecordId, RecordKind};
use rusqlite::Transaction;

use crate::domain::collection::SeenVisit;
use crate::error::{CoreError, StoreError};
use crate::projection::load_visits;
use crate::store::record;
use crate::view::PAGE_ROWS;
use crate::view::case::holder;
use crate::view::cursor::{self, cursor, cut};
use crate::view::shown::shown;

/// One page of visits.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct VisitsPage {
    pub rows: Vec<VisitRow>,
    /// Where this page ended, for the next one; `None`: there are no more.
    pub next: Option<String>,
}

/// One visit.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct VisitRow {
    /// Id of the visit, to confirm it.
    pub entry: String,
    /// Milliseconds since 1970.
    pub at: i64,
    pub purpose: String,
    pub by_kind: String,
    pub by_name: Option<String>,
    /// Ids of the residents who were there.
    pub present: Vec<String>,
    /// Keys of the fields that were different; none for "no change".
    pub changed: Vec<String>,
    pub note: Option<String>,
    pub next_on: Option<String>,
    /// The household or dwelling in whose visit this resident was seen.
    pub during: Option<String>,
    /// Who says that it took place.
    pub confirmed_by: Vec<String>,
    /// Durable at the relay.
    pub receipted: bool,
}

/// All of them, for the report to the person.
pub(in crate::view) fn all_visits(tx: &Transaction<'_>, no: i64) -> Result<Vec<VisitRow>, StoreError> {
    load_visits(tx, no)?.visits.iter().map(|seen| row(tx, seen)).collect()
}

/// `from`: where the page before ended.
///
/// # Errors
/// `NotFound` when there is no such record on this phone; `Invalid` for an end that is none.
pub fn visits(tx: &Transaction<'_>, id: RecordId, from: Option<&str>) -> Result<VisitsPage, CoreError> {
    let missing = || CoreError::NotFound { noun: "visited record", id: id.to_string() };
    let visited =
        |kind: &RecordKind| matches!(kind, RecordKind::Resident | RecordKind::Dwelling | RecordKind::Household);
    let found = record::find(tx, id)?.filter(|found| visited(&found.kind)).ok_or_else(missing)?;
    let fold = load_visits(tx, found.no)?;
    let all = fold.visits.iter();
    let skip = match cursor::after::<2>(from)? {
        None => 0,
        Some([at, entry]) => {
            let at = cursor::number(at)?;
            // The last one that was shown, or where it was.
            let place = all.clone().position(|seen| seen.id.to_string() == entry).map(|place| place + 1);
            #[cfg(feature = "sim")]
            let place = if crate::sim::has_bug(crate::sim::SeededBug::PagesByNumber) { Some(100) } else { place };
            place.unwrap_or_else(|| all.clone().take_while(|seen| seen.visit.at >= at).count())
        }
    };
    let page = usize::try_from(PAGE_ROWS).unwrap_or(usize::MAX).saturating_add(1);
    let rows: Result<Vec<VisitRow>, StoreError> = all.skip(skip).take(page).map(|seen| row(tx, seen)).collect();
    let (rows, next) = cut(rows?, PAGE_ROWS, |row| cursor(&[&row.at, &row.entry]));
    Ok(VisitsPage { rows, next })
}

fn row(tx: &Transaction<'_>, seen: &SeenVisit) -> Result<VisitRow, StoreError> {
    let mut confirmed_by = Vec::new();
    for confirmation in &seen.confirmed {
        confirmed_by.push(holder(tx, confirmation.by)?.unwrap_or_else(|| confirmation.by_kind.to_string()));
    }
    let visit = &seen.visit;
    Ok(VisitRow {
        entry: seen.id.to_string(),
        at: visit.at,
        purpose: visit.purpose.to_string(),
        by_kind: seen.by_kind.to_string(),
        by_name: holder(tx, seen.by)?,
        present: visit.present.iter().map(ToString::to_string).collect(),
        changed: visit.changed.clone(),
        note: shown(&visit.note),
        next_on: visit.next_on.clone(),
        during: visit.during.map(|record| record.to_string()),
        confirmed_by,
        receipted: seen.receipted,
    })
}
