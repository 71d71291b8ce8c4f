//! Inspections: the list, one in full with its repeats, what repeats anywhere, and hazards that wait for a re-check or to be
//! written off.

use etong_protocol::{OrgPath, RecordId};
use rusqlite::{Row, Transaction, params};

use super::case::holder;
use super::{PAGE_ROWS, paged, record_text, scope_text};
use crate::domain::calendar::local_day;
use crate::domain::case::CaseState;
use crate::domain::dictionary::Edition;
use crate::domain::inspection::{Checklist, InspectionFold, PlaceKind};
use crate::error::{CoreError, StoreError};
use crate::projection::{BadItem, bad_items, earlier, load_case, load_inspection};
use crate::store::{dictionary, record};
use crate::view::shown::shown;

/// What is looked at in a kind of place.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ChecklistView {
    pub kind: String,
    /// 0: built in.
    pub version: u32,
    pub source: String,
    pub items: Vec<ChecklistItemView>,
}

/// One item.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ChecklistItemView {
    pub item: String,
    pub words: String,
}

/// One page of inspections.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct InspectionsPage {
    pub rows: Vec<InspectionRow>,
    /// There are more after these.
    pub more: bool,
}

/// One inspection in a list.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct InspectionRow {
    pub record: String,
    pub kind: String,
    pub address: String,
    pub scope: String,
    pub by_name: Option<String>,
    /// Phone clock, milliseconds since 1970.
    pub at: i64,
    /// Items that were not good.
    pub bad: u32,
    /// The how manieth time within a year the worst of them is bad here.
    pub times: u32,
    pub recheck: bool,
    pub voided: bool,
    pub provisional: bool,
}

/// One inspection.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct InspectionView {
    pub record: String,
    pub kind: String,
    pub scope: String,
    pub address: Option<String>,
    pub premises: Option<String>,
    pub by_name: Option<String>,
    pub by_kind: String,
    pub at: i64,
    pub recheck_of: Option<String>,
    /// Re-checks of this one, oldest first.
    pub rechecks: Vec<String>,
    pub answers: Vec<AnswerView>,
    pub note: Option<String>,
    /// Words added later.
    pub notes: Vec<String>,
    /// Why it counts no more.
    pub voided: Option<String>,
    pub provisional: bool,
}

/// What was found of one item.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct AnswerView {
    pub item: String,
    /// The item's words; `None` for one of a checklist this phone does not have.
    pub words: Option<String>,
    pub answer: String,
    pub note: Option<String>,
    pub evidence: Vec<String>,
    pub case: Option<String>,
    /// State of that case, if it is on this phone.
    pub case_state: Option<String>,
    /// The how manieth time within a year it is bad here; 0 when it is not.
    pub times: u32,
    /// The inspections before that found it bad here, oldest first.
    pub earlier: Vec<String>,
}

/// One page of repeats.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct RepeatsPage {
    pub rows: Vec<RepeatRow>,
    pub more: bool,
}

/// An item that was bad again.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct RepeatRow {
    pub record: String,
    pub kind: String,
    pub item: String,
    pub address: String,
    pub scope: String,
    pub at: i64,
    pub times: u32,
}

/// One page of open hazards.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct RectificationsPage {
    pub rows: Vec<RectificationRow>,
    pub more: bool,
}

/// An open hazard that an inspection found.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct RectificationRow {
    pub case: String,
    pub title: String,
    pub state: String,
    pub item: String,
    pub address: String,
    /// The inspection that looked last, when, and what it found: `ok` waits to be written off, `bad` for a re-check.
    pub inspection: String,
    pub inspected_at: i64,
    pub answer: String,
}

impl From<Checklist> for ChecklistView {
    fn from(list: Checklist) -> Self {
        let items = list.items.into_iter().map(|item| ChecklistItemView { item: item.id, words: item.zh }).collect();
        Self { kind: list.kind.to_string(), version: list.version, source: list.source, items }
    }
}

/// The checklist that holds for a unit at `now` (milliseconds since 1970): the published one, else the one built in.
///
/// # Errors
/// `Invalid` for a kind without one.
pub(crate) fn checklist(
    tx: &Transaction<'_>,
    kind: &PlaceKind,
    unit: &OrgPath,
    now: i64,
) -> Result<Checklist, CoreError> {
    let read = |edition: &Edition| match Checklist::read(&edition.body) {
        Ok(list) if list.kind == *kind => Ok(list),
        Ok(list) => Err(format!("it is a checklist for {}", list.kind)),
        Err(fault) => Err(fault.to_string()),
    };
    let found = dictionary::published_for(tx, &Checklist::dictionary(kind), unit, local_day(now), read)?;
    if let Some((list, version)) = found {
        return Ok(Checklist { version, ..list });
    }
    Checklist::built_in(kind).ok_or_else(|| {
        let words: Vec<&str> = PlaceKind::KNOWN.iter().map(PlaceKind::as_str).collect();
        CoreError::Invalid { field: "kind".into(), reason: format!("must be one of {}", words.join(", ")) }
    })
}

/// The newest open hazard about this item at this place, or about what the first inspection found.
pub(crate) fn open_hazard(
    tx: &Transaction<'_>,
    wanted: &BadItem,
    first: Option<&InspectionFold>,
) -> Result<Option<RecordId>, StoreError> {
    let found_first = first.iter().flat_map(|first| &first.inspected.answers);
    let of_first = found_first.filter(|answer| answer.item == wanted.item).filter_map(|answer| answer.case);
    let here = earlier(tx, wanted)?.into_iter().rev().filter_map(|bad| bad.case);
    for case in of_first.chain(here) {
        if case_state(tx, case)?.is_some_and(|state| is_open(&state)) {
            return Ok(Some(case));
        }
    }
    Ok(None)
}

/// # Errors
/// `StoreError` when the store cannot be read; so for every list here.
pub fn inspections(tx: &Transaction<'_>, offset: u32) -> Result<InspectionsPage, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("inspection/list.sql"))?;
    let rows = statement.query_and_then(params![PAGE_ROWS + 1, offset], |row| {
        Ok::<_, StoreError>(InspectionRow {
            record: record_text(&row.get::<_, Vec<u8>>("record")?)?,
            kind: row.get("kind")?,
            address: shown(row.get::<_, String>("address")?),
            scope: scope_text(&row.get::<_, Vec<u8>>("scope")?)?,
            by_name: row.get("by_name")?,
            at: row.get("at")?,
            bad: row.get("bad")?,
            times: row.get("times")?,
            recheck: row.get("recheck")?,
            voided: row.get("voided")?,
            provisional: row.get("provisional")?,
        })
    })?;
    let (rows, more) = paged(rows.collect::<Result<_, _>>()?);
    Ok(InspectionsPage { rows, more })
}

/// # Errors
/// `NotFound` while what founded it is not on this phone.
pub fn inspection(tx: &Transaction<'_>, id: RecordId, now: i64) -> Result<InspectionView, CoreError> {
    let missing = || CoreError::NotFound { noun: "inspection", id: id.to_string() };
    let found = record::find(tx, id)?.ok_or_else(missing)?;
    let fold = load_inspection(tx, found.no)?.ok_or_else(missing)?;
    let list = checklist(tx, &fold.inspected.kind, &fold.scope, now).ok();
    let bad = bad_items(tx, found.no)?;
    let mut answers = Vec::new();
    for answer in &fold.inspected.answers {
        let repeats = match bad.iter().find(|bad| bad.item == answer.item) {
            Some(bad) => Some(earlier(tx, bad)?),
            None => None,
        };
        let times =
            repeats.as_ref().map_or(0, |before| u32::try_from(before.len()).unwrap_or(u32::MAX).saturating_add(1));
        answers.push(AnswerView {
            item: answer.item.clone(),
            words: list.as_ref().and_then(|list| list.item(&answer.item)).map(|item| item.zh.clone()),
            answer: answer.answer.to_string(),
            note: shown(&answer.note),
            evidence: answer.evidence.clone(),
            case: answer.case.map(|case| case.to_string()),
            case_state: answer.case.map(|case| case_state(tx, case)).transpose()?.flatten(),
            times,
            earlier: repeats.unwrap_or_default().iter().map(|bad| bad.record.to_string()).collect(),
        });
    }
    let mut statement = tx.prepare_cached(include_str!("inspection/rechecks.sql")).map_err(StoreError::from)?;
    let rechecks = statement.query_and_then([found.record.as_bytes()], |row| {
        record_text(&row.get::<_, Vec<u8>>("record").map_err(StoreError::from)?)
    });
    let rechecks = rechecks.map_err(StoreError::from)?.collect::<Result<Vec<String>, StoreError>>()?;
    Ok(InspectionView {
        record: id.to_string(),
        kind: fold.inspected.kind.to_string(),
        scope: fold.scope.to_string(),
        address: shown(&fold.inspected.address),
        premises: fold.inspected.premises.map(|premises| premises.to_string()),
        by_name: holder(tx, fold.post)?,
        by_kind: fold.post_kind.to_string(),
        at: fold.captured_at,
        recheck_of: fold.inspected.recheck_of.map(|first| first.to_string()),
        rechecks,
        answers,
        note: shown(&fold.inspected.note),
        notes: fold.notes.iter().map(|note| shown(&note.text)).collect(),
        voided: shown(fold.voided.map(|note| note.text)),
        provisional: fold.provisional,
    })
}

/// What is bad again, newest first.
///
/// # Errors
/// As `inspections`.
pub fn repeats(tx: &Transaction<'_>, offset: u32) -> Result<RepeatsPage, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("inspection/repeats.sql"))?;
    let rows = statement.query_and_then(params![PAGE_ROWS + 1, offset], |row| {
        Ok::<_, StoreError>(RepeatRow {
            record: record_text(&row.get::<_, Vec<u8>>("record")?)?,
            kind: row.get("kind")?,
            item: row.get("item")?,
            address: shown(row.get::<_, String>("address")?),
            scope: scope_text(&row.get::<_, Vec<u8>>("scope")?)?,
            at: row.get("at")?,
            times: row.get("times")?,
        })
    })?;
    let (rows, more) = paged(rows.collect::<Result<_, _>>()?);
    Ok(RepeatsPage { rows, more })
}

/// Open hazards of inspections, the one looked at longest ago first.
///
/// # Errors
/// As `inspections`.
pub fn rectifications(tx: &Transaction<'_>, offset: u32) -> Result<RectificationsPage, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("inspection/rectifications.sql"))?;
    let open: Vec<&str> = CaseState::ALL.into_iter().filter(|state| state.is_open()).map(CaseState::as_str).collect();
    let open = serde_json::to_string(&open).map_err(|_| StoreError::Unreadable("the states of a case"))?;
    let rows = statement.query_and_then(params![open, PAGE_ROWS + 1, offset], read_rectification)?;
    let (rows, more) = paged(rows.collect::<Result<_, _>>()?);
    Ok(RectificationsPage { rows, more })
}

fn read_rectification(row: &Row<'_>) -> Result<RectificationRow, StoreError> {
    Ok(RectificationRow {
        case: record_text(&row.get::<_, Vec<u8>>("case_record")?)?,
        title: shown(row.get::<_, String>("title")?),
        state: row.get("state")?,
        item: row.get("item")?,
        address: shown(row.get::<_, String>("address")?),
        inspection: record_text(&row.get::<_, Vec<u8>>("inspection")?)?,
        inspected_at: row.get("at")?,
        answer: row.get("answer")?,
    })
}

fn case_state(tx: &Transaction<'_>, case: RecordId) -> Result<Option<String>, StoreError> {
    let Some(found) = record::find(tx, case)? else { return Ok(None) };
    Ok(load_case(tx, found.no)?.map(|case| case.state.as_str().to_owned()))
}

fn is_open(state: &str) -> bool {
    CaseState::from_word(state).is_none_or(CaseState::is_open)
}
