//! 审计: the log of looks, reveals, exports and attempts, a row an entry.

use etong_protocol::{DeviceId, OrgPath, PostId, RecordId};
use rusqlite::{Transaction, named_params};

use crate::error::StoreError;

/// One row, as it is written.
#[derive(Debug)]
pub(crate) struct AuditLine<'a> {
    pub lsn: i64,
    pub at: i64,
    pub act: &'a str,
    pub post: PostId,
    pub device: DeviceId,
    pub scope: &'a OrgPath,
    pub target: Option<RecordId>,
    pub noun: &'a str,
    pub field: &'a str,
    pub reason: &'a str,
    pub note: &'a str,
}

pub(crate) fn keep(tx: &Transaction<'_>, line: &AuditLine<'_>) -> Result<(), StoreError> {
    tx.prepare_cached(include_str!("audit/keep.sql"))?.execute(named_params! {
        ":lsn": line.lsn,
        ":at": line.at,
        ":act": line.act,
        ":post": line.post.as_bytes(),
        ":device": line.device.as_bytes(),
        ":scope": line.scope.to_bytes(),
        ":target": line.target.map(|target| target.as_bytes().to_vec()),
        ":noun": line.noun,
        ":field": line.field,
        ":reason": line.reason,
        ":note": line.note,
    })?;
    Ok(())
}

/// One of the records that an entry of looks names.
pub(crate) fn keep_look(tx: &Transaction<'_>, lsn: i64, target: RecordId, day: &str) -> Result<(), StoreError> {
    let look = named_params! {":lsn": lsn, ":target": target.as_bytes(), ":day": day};
    tx.prepare_cached(include_str!("audit/keep_look.sql"))?.execute(look)?;
    Ok(())
}

/// Was the same noted after `since` and not after `now` by this post of this device? What a clock that was ahead wrote hides nothing.
pub(crate) fn has_lately(
    tx: &Transaction<'_>,
    act: &str,
    post: PostId,
    target: RecordId,
    field: &str,
    (since, now): (i64, i64),
) -> Result<bool, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("audit/has_lately.sql"))?;
    let by = named_params! {
        ":act": act, ":post": post.as_bytes(), ":target": target.as_bytes(), ":field": field, ":since": since,
        ":now": now,
    };
    Ok(statement.query_row(by, |row| row.get("lately"))?)
}
