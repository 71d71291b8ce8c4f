//! An entry of the audit log becomes a row, and one of looks a row for each record it names as well. Entries do not bear on one
//! another, so nothing is folded.

use etong_protocol::{SealedEntry, WireError};
use rusqlite::Transaction;

use crate::domain::audit::{AuditAct, RevealReason};
use crate::domain::organisation::day::is_day;
use crate::error::StoreError;
use crate::store::audit::{self, AuditLine};

/// # Errors
/// `Malformed` when it is no such entry.
pub(super) fn readable(payload: &[u8]) -> Result<(), WireError> {
    AuditAct::from_payload(payload).map(drop)
}

/// One more entry is in the log at `lsn`.
pub(crate) fn added(tx: &Transaction<'_>, lsn: i64, sealed: &SealedEntry) -> Result<(), StoreError> {
    let entry = &sealed.entry;
    let Ok(act) = AuditAct::from_payload(&entry.payload) else { return Ok(()) };
    audit::keep(
        tx,
        &AuditLine {
            lsn,
            at: entry.stamp.captured_at(),
            act: act.a.as_str(),
            post: entry.post,
            device: entry.device,
            scope: &entry.scope,
            target: act.record,
            noun: &act.noun,
            field: &act.field,
            reason: act.reason.as_ref().map_or("", RevealReason::as_str),
            note: &act.note,
        },
    )?;
    let day = act.day.as_deref().filter(|day| is_day(day)).unwrap_or_default();
    act.records.iter().try_for_each(|record| audit::keep_look(tx, lsn, *record, day))
}
