//! Which key is whose: given by the database, in the transaction that first writes something of the record.

use etong_protocol::{Entry, EntryClass, RecordId, RecordKind};
use rusqlite::{Connection, OptionalExtension, named_params};

use crate::error::RelayError;

/// Instead of a key: the bytes are not sealed.
pub(crate) const IN_CLEAR: i64 = -1;

/// The number of the record's key, given now if it has none.
pub(crate) fn key_of(connection: &Connection, record: RecordId) -> Result<i64, RelayError> {
    let by_record = named_params! {":record": record.as_bytes()};
    let found = connection
        .prepare_cached(include_str!("sql/of_record.sql"))?
        .query_row(by_record, |row| row.get("key"))
        .optional()?;
    if let Some(key) = found {
        return Ok(key);
    }
    connection.prepare_cached(include_str!("sql/give.sql"))?.execute(by_record)?;
    Ok(connection.last_insert_rowid())
}

/// The key an entry lies under. Directory rows are about staff and places, and what erases a record must outlive its key.
pub(crate) fn key_of_entry(connection: &Connection, entry: &Entry) -> Result<i64, RelayError> {
    if entry.class == EntryClass::Reg || entry.kind == RecordKind::Tombstone {
        return Ok(IN_CLEAR);
    }
    key_of(connection, entry.record)
}
