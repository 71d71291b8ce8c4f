//! What goes into a batch for another platform, and what outside numbers this phone knows. Folds cases from the log: nothing of
//! this is a screen.

use std::collections::BTreeMap;

use etong_protocol::{OrgPath, RecordId};
use rusqlite::{Transaction, params};

use super::record_text;
use crate::domain::exchange::{BatchPlace, BatchRow, case_in_batch};
use crate::error::StoreError;
use crate::projection::load_case;
use crate::store::record;
use crate::store::sql_int;

/// From where on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Since {
    All,
    /// After a place of the feed, by what the relay numbered since.
    Place(BatchPlace),
    /// From a moment, by the clocks of whoever moved a case.
    Moment(i64),
}

/// A signed batch of cases.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct CaseBatchView {
    /// JSON, one object a line.
    pub text: String,
    /// The detached signature's file.
    pub signature: String,
    pub cases: u64,
    pub erased: u64,
    /// `EPOCH:SEQ`: what the next batch goes on from.
    pub read_to: String,
}

/// What became of an order from outside.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ImportedOrder {
    pub external_no: String,
    pub record: String,
    /// It was here before, and was left as it is.
    pub known: bool,
}

/// The latest answer to an order from outside.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct OrderAnswer {
    pub external_no: String,
    pub record: String,
    pub state: String,
    pub words: String,
    /// Phone clock of who answered, milliseconds since 1970.
    pub at: i64,
}

/// The rows of a batch, in the order of their records. Only what the relay has numbered takes part.
///
/// # Errors
/// `StoreError` when the store cannot be read; so for all here.
pub(crate) fn batch_rows(tx: &Transaction<'_>, unit: &OrgPath, since: Since) -> Result<Vec<BatchRow>, StoreError> {
    let (from, to) = (unit.to_bytes(), unit.subtree_end());
    let (text, after) = match since {
        Since::All => (include_str!("exchange/changed_since.sql"), 0),
        Since::Place(place) => (include_str!("exchange/changed_since.sql"), sql_int(place.seq)),
        Since::Moment(at) => (include_str!("exchange/moved_since.sql"), at),
    };
    let mut statement = tx.prepare_cached(text)?;
    let numbers: Vec<i64> =
        statement.query_map(params![after, from, to], |row| row.get("no"))?.collect::<Result<_, _>>()?;
    let mut rows: BTreeMap<RecordId, BatchRow> = BTreeMap::new();
    for no in numbers {
        let found = record::by_number(tx, no)?;
        if let Some(case) = load_case(tx, no)? {
            let row = case_in_batch(found.record, &case);
            #[cfg(feature = "sim")]
            let row = as_typed(row, case);
            rows.insert(found.record, BatchRow::Case(Box::new(row)));
        }
    }
    let mut statement = tx.prepare_cached(include_str!("exchange/erased.sql"))?;
    let erased = statement.query_and_then(params![from, to], |row| {
        RecordId::from_slice(&row.get::<_, Vec<u8>>("record")?).map_err(|_| StoreError::Unreadable("a record id"))
    })?;
    for record in erased {
        let record = record?;
        rows.insert(record, BatchRow::Erased { record });
    }
    Ok(rows.into_values().collect())
}

/// A mistake that a simulator plants.
#[cfg(feature = "sim")]
fn as_typed(
    row: crate::domain::exchange::CaseInBatch,
    case: crate::domain::case::CaseFold,
) -> crate::domain::exchange::CaseInBatch {
    match crate::sim::has_bug(crate::sim::SeededBug::BatchAsTyped) {
        true => {
            let (title, what) = (case.report.title, case.report.what);
            crate::domain::exchange::CaseInBatch { title, what, ..row }
        }
        false => row,
    }
}

/// The cases of one source by their outside number, reported since a moment.
pub(crate) fn known_orders(
    tx: &Transaction<'_>,
    source: &str,
    since: i64,
) -> Result<BTreeMap<String, RecordId>, StoreError> {
    let mut known = BTreeMap::new();
    for no in from_outside(tx, since)? {
        let Some(case) = load_case(tx, no)? else { continue };
        if let Some(number) = case.report.external_no.filter(|_| case.report.source.as_str() == source) {
            known.entry(number.trim().to_owned()).or_insert(record::by_number(tx, no)?.record);
        }
    }
    Ok(known)
}

/// The latest answer to each order of a source that was answered since a moment, in the order of their numbers.
pub(crate) fn order_answers(tx: &Transaction<'_>, source: &str, since: i64) -> Result<Vec<OrderAnswer>, StoreError> {
    let mut answers = BTreeMap::new();
    for no in from_outside(tx, 0)? {
        let Some(last) = super::replies_of(tx, no)?.pop().filter(|last| last.at >= since) else { continue };
        let Some(case) = load_case(tx, no)? else { continue };
        let Some(external_no) = case.report.external_no.filter(|_| case.report.source.as_str() == source) else {
            continue;
        };
        let record = record_text(record::by_number(tx, no)?.record.as_bytes())?;
        let answer = OrderAnswer {
            external_no: external_no.clone(),
            record: record.clone(),
            state: last.state,
            words: crate::domain::field::numbers_in(&last.words),
            at: last.at,
        };
        answers.insert((external_no, record), answer);
    }
    Ok(answers.into_values().collect())
}

fn from_outside(tx: &Transaction<'_>, since: i64) -> Result<Vec<i64>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("exchange/cases_from_outside.sql"))?;
    Ok(statement.query_map([since], |row| row.get("no"))?.collect::<Result<_, _>>()?)
}
