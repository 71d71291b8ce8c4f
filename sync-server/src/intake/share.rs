//! Takes a grant: the record it lies on is open to one more unit from its seq on. What was written before is sent along, so
//! it must fit one page.

use etong_protocol::limits::{MAX_SHARED_BYTES, MAX_SHARED_ENTRIES};
use etong_protocol::{Entry, Grant, OrgPath, RecordId, RefusalCode, UnitId};
use rusqlite::{Connection, named_params};

use crate::error::RelayError;
use crate::store::number::{from_sql, to_sql};

/// The unit a grant opens its record to, or the code it is refused with: `Malformed` when it cannot be read or names no
/// unit the centre knows, `TooLarge` for a record over the limits of sharing.
pub(super) fn opened_to(connection: &Connection, entry: &Entry) -> Result<Result<UnitId, RefusalCode>, RelayError> {
    let Some(unit) = Grant::from_payload(&entry.payload).ok().and_then(|grant| grant.unit()) else {
        return Ok(Err(RefusalCode::Malformed));
    };
    let known: bool = connection
        .prepare_cached(include_str!("sql/is_unit.sql"))?
        .query_row(named_params! {":unit": unit.0}, |row| row.get("known"))?;
    if !known {
        return Ok(Err(RefusalCode::Malformed));
    }
    if is_shared(connection, entry.record, unit)? {
        return Ok(Ok(unit));
    }
    let (entries, bytes): (i64, i64) = connection
        .prepare_cached(include_str!("sql/size_of_record.sql"))?
        .query_row(named_params! {":record": entry.record.as_bytes()}, |row| {
            Ok((row.get("entries")?, row.get("bytes")?))
        })?;
    let fits = from_sql(entries) <= MAX_SHARED_ENTRIES as u64 && from_sql(bytes) <= MAX_SHARED_BYTES as u64;
    Ok(if fits { Ok(unit) } else { Err(RefusalCode::TooLarge) })
}

/// Opens the record; a record that is open already keeps its first grant.
pub(super) fn open_to(connection: &Connection, unit: UnitId, record: RecordId, seq: u64) -> Result<(), RelayError> {
    connection
        .prepare_cached(include_str!("sql/insert_share.sql"))?
        .execute(named_params! {":unit": unit.0, ":record": record.as_bytes(), ":seq": to_sql(seq)})?;
    Ok(())
}

/// Is the record shared with exactly this unit?
pub(super) fn is_shared_with(connection: &Connection, record: RecordId, unit: &OrgPath) -> Result<bool, RelayError> {
    unit.unit().map_or(Ok(false), |unit| is_shared(connection, record, unit))
}

fn is_shared(connection: &Connection, record: RecordId, unit: UnitId) -> Result<bool, RelayError> {
    let shared = connection
        .prepare_cached(include_str!("sql/is_shared.sql"))?
        .query_row(named_params! {":unit": unit.0, ":record": record.as_bytes()}, |row| row.get("shared"))?;
    Ok(shared)
}
