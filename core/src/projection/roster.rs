//! The fold of a unit's month becomes the slots that hold, and those still on their way to the relay.

use etong_protocol::{RecordKind, WireError};
use rusqlite::{Transaction, named_params};

use super::events;
use crate::domain::organisation::day::moment;
use crate::domain::organisation::{RosterEntry, RosterFold, RosterStanding, fold_roster};
use crate::error::StoreError;
use crate::store::record::Record;

pub(super) fn project(tx: &Transaction<'_>, record: &Record) -> Result<(), StoreError> {
    tx.prepare_cached(include_str!("roster/remove.sql"))?.execute([record.no])?;
    let mut insert = tx.prepare_cached(include_str!("roster/insert.sql"))?;
    let scope = record.scope.to_bytes();
    let mut nth = 0_i64;
    for ((day, sheet, whose), versions) in &load(tx, record.no)?.sheets {
        for version in versions {
            let waiting = match version.standing {
                RosterStanding::InForce => false,
                RosterStanding::Waiting => true,
                RosterStanding::Replaced | RosterStanding::NotAllowed => continue,
            };
            for slot in &version.plan.slots {
                let (Some(from_at), Some(to_at)) = (moment(day, slot.from), moment(day, slot.to)) else { continue };
                insert.execute(named_params! {
                    ":record": record.no,
                    ":nth": nth,
                    ":scope": scope,
                    ":day": day,
                    ":sheet": sheet.as_str(),
                    ":own": whose.is_some(),
                    ":post": slot.post.as_bytes(),
                    ":partner": slot.with.as_ref().map(|with| with.as_bytes()),
                    ":from_at": from_at,
                    ":to_at": to_at,
                    ":note": version.plan.note.as_deref().unwrap_or_default(),
                    ":waiting": waiting,
                })?;
                nth += 1;
            }
        }
    }
    Ok(())
}

/// Folds one month of one unit from the log.
pub(crate) fn load(tx: &Transaction<'_>, record_no: i64) -> Result<RosterFold, StoreError> {
    Ok(fold_roster(&events::load(tx, record_no, &RecordKind::Roster, RosterEntry::from_payload)?))
}

/// # Errors
/// `Malformed` when it is no event of a roster.
pub(super) fn readable(_kind: &RecordKind, payload: &[u8]) -> Result<(), WireError> {
    RosterEntry::from_payload(payload).map(drop)
}
