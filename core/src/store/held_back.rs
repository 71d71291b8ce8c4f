//! Own events that wait until the record they lie on is at the relay again: sent earlier, they would found it in the wrong
//! name, and its true founder would be refused.

use etong_protocol::EntryId;
use rusqlite::{Transaction, named_params};

use crate::error::StoreError;

/// Marks own events on records that others founded. To be called while the places of the feed before are still known.
pub(crate) fn hold(tx: &Transaction<'_>, since: i64) -> Result<(), StoreError> {
    tx.execute(include_str!("held_back/hold.sql"), named_params! {":since": since})?;
    Ok(())
}

/// Lets go of what waits for a record, oldest first.
pub(crate) fn let_go(tx: &Transaction<'_>, record_no: i64) -> Result<Vec<EntryId>, StoreError> {
    let by_record = named_params! {":record": record_no};
    let free = ids(tx, include_str!("held_back/of_record.sql"), by_record)?;
    if !free.is_empty() {
        tx.prepare_cached(include_str!("held_back/let_go.sql"))?.execute(by_record)?;
    }
    Ok(free)
}

/// Does anything wait?
pub(crate) fn is_any(tx: &Transaction<'_>) -> Result<bool, StoreError> {
    Ok(!ids(tx, include_str!("held_back/overdue.sql"), named_params! {":since": i64::MAX})?.is_empty())
}

/// Lets go of what has waited since before `since`, oldest first.
pub(crate) fn let_go_overdue(tx: &Transaction<'_>, since: i64) -> Result<Vec<EntryId>, StoreError> {
    let by_time = named_params! {":since": since};
    let free = ids(tx, include_str!("held_back/overdue.sql"), by_time)?;
    if !free.is_empty() {
        tx.prepare_cached(include_str!("held_back/let_go_overdue.sql"))?.execute(by_time)?;
    }
    Ok(free)
}

fn ids(tx: &Transaction<'_>, sql: &str, by: &[(&str, &dyn rusqlite::ToSql)]) -> Result<Vec<EntryId>, StoreError> {
    let mut statement = tx.prepare_cached(sql)?;
    let rows = statement.query_map(by, |row| row.get::<_, Vec<u8>>("id"))?;
    rows.map(|id| EntryId::from_slice(&id?).map_err(|_| StoreError::Unreadable("an entry id"))).collect()
}
