//! When somebody was last there, and the days on which somebody should look again. What is due is asked on reading.

use rusqlite::{Transaction, params};

use super::collection;
use crate::domain::collection::VisitFold;
use crate::domain::resident::{CATALOGUE, Resident};
use crate::error::StoreError;
use crate::store::record::Record;

/// What a planned visit is called among the reminders.
const VISIT: &str = "visit";

/// The last visit and the next one. A record without a document, or one hidden by a merge, is in no list.
pub(super) fn project_visits(tx: &Transaction<'_>, record: &Record, visits: &VisitFold) -> Result<(), StoreError> {
    tx.prepare_cached(include_str!("reminders/remove_one.sql"))?.execute(params![record.no, VISIT])?;
    let listed = crate::store::doc::blob(tx, record.no)?.is_some();
    if !listed || collection::merged_into(tx, record.record)?.is_some() {
        return Ok(());
    }
    write_visits(tx, record, visits)
}

/// The same for a record that is known to be in the lists.
pub(super) fn write_visits(tx: &Transaction<'_>, record: &Record, visits: &VisitFold) -> Result<(), StoreError> {
    let last_at = visits.last().map_or(0, |seen| seen.visit.at);
    tx.prepare_cached(include_str!("reminders/upsert_visited.sql"))?.execute(params![
        record.no,
        record.kind.as_str(),
        last_at
    ])?;
    if let Some(day) = visits.next_on() {
        let mut statement = tx.prepare_cached(include_str!("reminders/insert.sql"))?;
        statement.execute(params![record.no, VISIT, day.to_string()])?;
    }
    Ok(())
}

pub(super) fn is_listed(tx: &Transaction<'_>, no: i64) -> Result<bool, StoreError> {
    Ok(tx.prepare_cached(include_str!("reminders/is_listed.sql"))?.exists([no])?)
}

/// The fields of a resident that run out.
pub(super) fn project_expiry(tx: &Transaction<'_>, no: i64, resident: &Resident) -> Result<(), StoreError> {
    for spec in CATALOGUE.iter().filter(|spec| spec.expires) {
        tx.prepare_cached(include_str!("reminders/remove_one.sql"))?.execute(params![no, spec.key])?;
        let day: Option<jiff::civil::Date> = resident.text(spec.key).and_then(|day| day.parse().ok());
        if let Some(day) = day {
            let mut statement = tx.prepare_cached(include_str!("reminders/insert.sql"))?;
            statement.execute(params![no, spec.key, day.to_string()])?;
        }
    }
    Ok(())
}

pub(super) fn remove(tx: &Transaction<'_>, no: i64) -> Result<(), StoreError> {
    tx.prepare_cached(include_str!("reminders/remove.sql"))?.execute([no])?;
    tx.prepare_cached(include_str!("reminders/remove_visited.sql"))?.execute([no])?;
    Ok(())
}
