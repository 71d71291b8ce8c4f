//! Inspections become rows, and each bad item learns the how manieth time it is at its place: a row that comes or goes
//! changes the count of those after it.

use std::collections::BTreeSet;

use etong_protocol::{OrgLevel, OrgPath, RecordId, RecordKind, WireError};
use rusqlite::{Row, Transaction, params};

use super::events;
use crate::domain::inspection::{
    AnswerWord, InspectionAct, InspectionFold, PlaceKind, REPEAT_WINDOW_MS, WhereAt, fold, same_place,
};
use crate::error::StoreError;
use crate::store::record::Record;

/// 30 m in micro-degrees of latitude, with a metre to spare.
const NEAR_LAT_E6: i32 = 280;

pub(super) fn project(tx: &Transaction<'_>, record: &Record) -> Result<(), StoreError> {
    let before = bad_items(tx, record.no)?;
    tx.prepare_cached(include_str!("inspection/remove.sql"))?.execute([record.no])?;
    tx.prepare_cached(include_str!("inspection/remove_items.sql"))?.execute([record.no])?;
    if let Some(inspection) = load(tx, record.no)? {
        write(tx, record.no, &inspection)?;
    }
    let changed: Vec<BadItem> = before.into_iter().chain(bad_items(tx, record.no)?).collect();
    for item in changed {
        for near in at_same_place(tx, &item)? {
            count(tx, &near)?;
        }
    }
    Ok(())
}

/// # Errors
/// `Malformed` when it is no such event.
pub(super) fn readable(_kind: &RecordKind, payload: &[u8]) -> Result<(), WireError> {
    InspectionAct::from_payload(payload).map(drop)
}

/// Folds one inspection from the log; `None` while what founded it is not here.
pub(crate) fn load(tx: &Transaction<'_>, record_no: i64) -> Result<Option<InspectionFold>, StoreError> {
    Ok(fold(&events::load(tx, record_no, &RecordKind::Inspection, InspectionAct::from_payload)?))
}

/// One item that was bad, with where and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BadItem {
    pub(crate) no: i64,
    pub(crate) record: RecordId,
    pub(crate) kind: String,
    pub(crate) item: String,
    pub(crate) at: i64,
    pub(crate) community: Vec<u8>,
    pub(crate) where_at: WhereAt,
    pub(crate) case: Option<RecordId>,
}

impl BadItem {
    /// One that is about to be captured.
    pub(crate) fn wanted(kind: &PlaceKind, item: &str, at: i64, scope: &OrgPath, where_at: WhereAt) -> Self {
        Self {
            no: 0,
            record: RecordId::NIL,
            kind: kind.to_string(),
            item: item.to_owned(),
            at,
            community: community(scope),
            where_at,
            case: None,
        }
    }

    fn read(row: &Row<'_>) -> Result<Self, StoreError> {
        let id = |bytes: Vec<u8>| RecordId::from_slice(&bytes).map_err(|_| StoreError::Unreadable("a record id"));
        let position = row.get::<_, Option<i32>>("lat_e6")?.zip(row.get::<_, Option<i32>>("lon_e6")?);
        Ok(Self {
            no: row.get("no")?,
            record: id(row.get("record")?)?,
            kind: row.get("kind")?,
            item: row.get("item")?,
            at: row.get("at")?,
            community: row.get("community")?,
            where_at: WhereAt {
                premises: row.get::<_, Option<Vec<u8>>>("premises")?.map(id).transpose()?,
                address_key: row.get("address_key")?,
                at: position,
            },
            case: row.get::<_, Option<Vec<u8>>>("case_record")?.map(id).transpose()?,
        })
    }

    /// Two rows about one hazard are one occurrence.
    fn occurrence(&self) -> RecordId {
        self.case.unwrap_or(self.record)
    }

    fn is_before(&self, other: &Self) -> bool {
        (self.at, self.record) < (other.at, other.record)
    }
}

/// The same item, bad at the same place within a year before or after, itself included when it is in the table; oldest first.
pub(crate) fn at_same_place(tx: &Transaction<'_>, wanted: &BadItem) -> Result<Vec<BadItem>, StoreError> {
    let (lat_from, lat_to) = match wanted.where_at.at {
        Some((lat, _)) => (Some(lat.saturating_sub(NEAR_LAT_E6)), Some(lat.saturating_add(NEAR_LAT_E6))),
        None => (None, None),
    };
    let mut statement = tx.prepare_cached(include_str!("inspection/candidates.sql"))?;
    let rows = statement.query_and_then(
        params![
            wanted.kind,
            wanted.item,
            wanted.where_at.premises.map(|premises| premises.as_bytes().to_vec()),
            wanted.where_at.address_key,
            lat_from,
            lat_to,
            wanted.at.saturating_sub(REPEAT_WINDOW_MS),
            wanted.at.saturating_add(REPEAT_WINDOW_MS),
            wanted.community,
        ],
        BadItem::read,
    )?;
    let mut found: Vec<BadItem> = rows.collect::<Result<_, _>>()?;
    found.retain(|near| near.no == wanted.no || same_place(&near.where_at, &wanted.where_at));
    found.sort_by_key(|near| (near.at, near.record));
    found.dedup_by_key(|near| near.no);
    Ok(found)
}

/// Those before `item`, one for each hazard, oldest first.
pub(crate) fn earlier(tx: &Transaction<'_>, item: &BadItem) -> Result<Vec<BadItem>, StoreError> {
    let mut seen = BTreeSet::from([item.occurrence()]);
    let mut found = at_same_place(tx, item)?;
    found.retain(|near| near.is_before(item) && near.no != item.no && seen.insert(near.occurrence()));
    Ok(found)
}

/// The bad items of one inspection.
pub(crate) fn bad_items(tx: &Transaction<'_>, record_no: i64) -> Result<Vec<BadItem>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("inspection/bad_items.sql"))?;
    let rows = statement.query_and_then([record_no], BadItem::read)?;
    rows.collect()
}

fn count(tx: &Transaction<'_>, item: &BadItem) -> Result<(), StoreError> {
    let times = i64::try_from(earlier(tx, item)?.len()).unwrap_or(i64::MAX).saturating_add(1);
    tx.prepare_cached(include_str!("inspection/set_times.sql"))?.execute(params![item.no, item.item, times])?;
    Ok(())
}

fn write(tx: &Transaction<'_>, no: i64, inspection: &InspectionFold) -> Result<(), StoreError> {
    let inspected = &inspection.inspected;
    let bad = inspected.answers.iter().filter(|answer| answer.answer == AnswerWord::Bad).count();
    tx.prepare_cached(include_str!("inspection/insert.sql"))?.execute(params![
        no,
        inspected.kind.as_str(),
        inspection.scope.to_bytes(),
        inspection.post.as_bytes(),
        inspection.captured_at,
        inspected.address.as_deref().unwrap_or_default(),
        inspected.recheck_of.map(|first| first.as_bytes().to_vec()),
        i64::try_from(bad).unwrap_or(i64::MAX),
        inspection.voided.is_some(),
        inspection.provisional,
    ])?;
    if inspection.voided.is_some() {
        return Ok(());
    }
    let where_at = inspected.where_at();
    for answer in &inspected.answers {
        tx.prepare_cached(include_str!("inspection/insert_item.sql"))?.execute(params![
            no,
            answer.item,
            inspected.kind.as_str(),
            answer.answer.as_str(),
            answer.case.map(|case| case.as_bytes().to_vec()),
            inspection.captured_at,
            community(&inspection.scope),
            where_at.premises.map(|premises| premises.as_bytes().to_vec()),
            where_at.address_key,
            where_at.at.map(|at| at.0),
            where_at.at.map(|at| at.1),
        ])?;
    }
    Ok(())
}

fn community(scope: &OrgPath) -> Vec<u8> {
    let mut scope = scope.clone();
    while matches!(scope.level(), OrgLevel::Grid | OrgLevel::SubGrid) {
        scope = scope.parent().unwrap_or_default();
    }
    scope.to_bytes()
}
