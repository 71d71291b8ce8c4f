//! Records by their long id and their short number.

use etong_protocol::{OrgPath, RecordId, RecordKind};
use rusqlite::{OptionalExtension, Transaction, params};

use crate::error::StoreError;

/// One known record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Record {
    /// Its short number on this phone.
    pub no: i64,
    pub record: RecordId,
    pub kind: RecordKind,
    pub scope: OrgPath,
    /// Nothing of it is left here but what erased it.
    pub erased: bool,
}

pub(crate) fn find(tx: &Transaction<'_>, record: RecordId) -> Result<Option<Record>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("record/find.sql"))?;
    let row = statement
        .query_row([record.as_bytes()], |row| {
            let (kind, scope) = (row.get::<_, String>("kind")?, row.get::<_, Vec<u8>>("scope")?);
            Ok((row.get::<_, i64>("no")?, kind, scope, row.get("erased")?))
        })
        .optional()?;
    row.map(|(no, kind, scope, erased)| read(no, record, &kind, &scope, erased)).transpose()
}

pub(crate) fn by_number(tx: &Transaction<'_>, no: i64) -> Result<Record, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("record/by_number.sql"))?;
    let (record, kind, scope, erased) = statement.query_row([no], |row| {
        let (kind, scope) = (row.get::<_, String>("kind")?, row.get::<_, Vec<u8>>("scope")?);
        Ok((row.get::<_, Vec<u8>>("record")?, kind, scope, row.get("erased")?))
    })?;
    let record = RecordId::from_slice(&record).map_err(|_| StoreError::Unreadable("a record id"))?;
    read(no, record, &kind, &scope, erased)
}

/// Did this phone write the entry that founded the record?
pub(crate) fn is_founded_here(tx: &Transaction<'_>, no: i64) -> Result<bool, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("record/is_founded_here.sql"))?;
    Ok(statement.query_row([no], |row| row.get("founded_here"))?)
}

/// The record's number, and whether its kind became known only now. The first entry that names a record founds it here; a
/// companion may come before the entry that says what kind of record it is.
pub(crate) fn number(
    tx: &Transaction<'_>,
    record: RecordId,
    kind: &RecordKind,
    scope: &OrgPath,
) -> Result<(i64, bool), StoreError> {
    if let Some(found) = find(tx, record)? {
        let known_now = found.kind.is_companion() && !kind.is_companion();
        if known_now {
            let mut statement = tx.prepare_cached(include_str!("record/set_kind.sql"))?;
            statement.execute(params![found.no, kind.as_str()])?;
        }
        return Ok((found.no, known_now));
    }
    let mut statement = tx.prepare_cached(include_str!("record/insert.sql"))?;
    statement.execute(params![record.as_bytes(), kind.as_str(), scope.to_bytes()])?;
    Ok((tx.last_insert_rowid(), false))
}

/// The records whose id ends with `suffix` (lower-case hex digits, no dashes); at most two.
pub(crate) fn by_suffix(tx: &Transaction<'_>, suffix: &str) -> Result<Vec<RecordId>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("record/by_suffix.sql"))?;
    let rows = statement.query_map([format!("%{suffix}")], |row| row.get::<_, Vec<u8>>("record"))?;
    rows.map(|row| RecordId::from_slice(&row?).map_err(|_| StoreError::Unreadable("a record id"))).collect()
}

fn read(no: i64, record: RecordId, kind: &str, scope: &[u8], erased: bool) -> Result<Record, StoreError> {
    let kind = kind.parse().map_err(|_| StoreError::Unreadable("a record kind"))?;
    let scope = OrgPath::from_bytes(scope).map_err(|_| StoreError::Unreadable("a record scope"))?;
    Ok(Record { no, record, kind, scope, erased })
}
