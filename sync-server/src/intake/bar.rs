//! What no right reaches: an id that is somebody else's or the centre's to found, and what nobody erases by hand. Asked of every entry
//! beside `authorise`, of what may wait in custody too. Records that exist keep their ids, whatever they are.

use etong_protocol::authority::may_be_erased;
use etong_protocol::named_id::may_found;
use etong_protocol::{Entry, RecordId, RecordKind};
use rusqlite::{Connection, named_params};

use super::authorise::Founded;
use super::erase::says_gone;
use crate::error::RelayError;
use crate::sim::{SeededBug, Sim};

/// # Errors
/// The database's trouble.
pub(super) fn bars(
    connection: &Connection,
    founded: Option<&Founded>,
    entry: &Entry,
    sim: &Sim,
) -> Result<bool, RelayError> {
    match founded {
        None if entry.kind.is_companion() || sim.has(SeededBug::SquatterTaken) => Ok(false),
        None => Ok(!may_found(entry) || names_a_row(connection, entry.record)? || decides(connection, entry.record)?),
        // Of what was erased before it stayed, phones still say that it is gone.
        Some(founded) if founded.erased && says_gone(entry) || sim.has(SeededBug::AuditErased) => Ok(false),
        Some(founded) => {
            // Phones take no rows under the id of what was erased: a record that took a row's id before that was barred stays too.
            let kept = || Ok::<_, RelayError>(!may_be_erased(&founded.kind) || names_a_row(connection, entry.record)?);
            Ok(entry.kind == RecordKind::Tombstone && kept()? || decides(connection, entry.record)?)
        }
    }
}

/// Is it the record of a decision on custody? On that lies the decision and nothing else.
fn decides(connection: &Connection, record: RecordId) -> Result<bool, RelayError> {
    let by_record = named_params! {":record": record.as_bytes()};
    Ok(connection.prepare_cached(include_str!("sql/decides.sql"))?.exists(by_record)?)
}

/// Is it the id of a row of the centre?
fn names_a_row(connection: &Connection, record: RecordId) -> Result<bool, RelayError> {
    let by_record = named_params! {":record": record.as_bytes()};
    Ok(connection.prepare_cached(include_str!("sql/names_a_row.sql"))?.exists(by_record)?)
}
