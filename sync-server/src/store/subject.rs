//! What an entry in custody is about. Its own word does not say it: an answer to a clue is as secret as the clue.

use etong_protocol::{RecordId, RecordKind};
use rusqlite::{Connection, named_params};

use crate::error::RelayError;

/// The kind of the record that an entry of kind `kind` lies on. A companion of a record that nobody knows yet counts as one of a clue:
/// only those who read everything may look at it meanwhile.
pub(crate) fn subject(connection: &Connection, kind: &RecordKind, record: RecordId) -> Result<RecordKind, RelayError> {
    if !kind.is_companion() {
        return Ok(kind.clone());
    }
    let mut statement = connection.prepare_cached(include_str!("sql/kinds_of_record.sql"))?;
    let mut rows = statement.query(named_params! {":record": record.as_bytes()})?;
    let mut known = None;
    while let Some(row) = rows.next()? {
        let kind: RecordKind = row.get::<_, String>("kind")?.parse()?;
        // What the log knows is settled; of what waits, the most secret counts.
        if row.get("settled")? || kind.is_restricted() {
            return Ok(kind);
        }
        if !kind.is_companion() {
            known = known.or(Some(kind));
        }
    }
    Ok(known.unwrap_or(RecordKind::Clue))
}
