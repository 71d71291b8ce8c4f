//! 精简: what is kept of records whose time is over. Their entries lose their bytes and nothing else: id, class, place in the feed, in
//! the chain and in the digest stay. The pages are overwritten (`secure_delete`); the journal is cut by `Store::shred`.

use etong_protocol::{EntryId, Stamp, wire};
use rusqlite::{OptionalExtension, Transaction, named_params, params};

use crate::error::StoreError;

/// What is kept of one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Slim {
    pub rule: String,
    pub slimmed_at: i64,
    /// When it was brought back.
    pub back_at: Option<i64>,
    pub looked_to: i64,
    pub kept: Vec<u8>,
}

impl Slim {
    /// Its words are not here.
    pub(crate) fn is_away(&self) -> bool {
        self.back_at.is_none()
    }
}

pub(crate) fn find(tx: &Transaction<'_>, record_no: i64) -> Result<Option<Slim>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("slim/find.sql"))?;
    let found = statement.query_row([record_no], |row| {
        Ok(Slim {
            rule: row.get("rule")?,
            slimmed_at: row.get("slimmed_at")?,
            back_at: row.get("back_at")?,
            looked_to: row.get("looked_to")?,
            kept: row.get("kept")?,
        })
    });
    Ok(found.optional()?)
}

pub(crate) fn keep(tx: &Transaction<'_>, record_no: i64, slim: &Slim) -> Result<(), StoreError> {
    tx.prepare_cached(include_str!("slim/keep.sql"))?.execute(named_params! {
        ":record": record_no,
        ":rule": slim.rule,
        ":slimmed_at": slim.slimmed_at,
        ":back_at": slim.back_at,
        ":looked_to": slim.looked_to,
        ":kept": slim.kept,
    })?;
    Ok(())
}

/// Takes what one entry of the relay's says; when it was captured stays. What the relay does not have is never taken.
pub(crate) fn empty(tx: &Transaction<'_>, lsn: i64, stamp: &Stamp) -> Result<(), StoreError> {
    #[cfg(feature = "sim")]
    if crate::sim::has_bug(crate::sim::SeededBug::TidiesUnsent) {
        tx.execute(include_str!("slim/empty_sent_or_not.sql"), [lsn])?;
        return Ok(());
    }
    if tx.prepare_cached(include_str!("slim/empty.sql"))?.execute([lsn])? > 0 {
        tx.prepare_cached(include_str!("slim/keep_stamp.sql"))?.execute(params![lsn, wire::encode(stamp)])?;
    }
    Ok(())
}

/// When an emptied entry was captured.
pub(crate) fn stamp(tx: &Transaction<'_>, lsn: i64) -> Result<Option<Stamp>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("slim/stamp.sql"))?;
    let kept: Option<Vec<u8>> = statement.query_row([lsn], |row| row.get("stamp")).optional()?;
    kept.map(|bytes| wire::decode(&bytes, "stamp").map_err(|_| StoreError::Unreadable("a stamp"))).transpose()
}

/// Entries of a record without their bytes: what is missing when it is brought back.
pub(crate) fn missing(tx: &Transaction<'_>, record_no: i64) -> Result<Vec<(i64, EntryId)>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("slim/missing.sql"))?;
    let rows =
        statement.query_map([record_no], |row| Ok((row.get("lsn")?, row.get("id").map(EntryId::from_bytes)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The newest entry of a record.
pub(crate) fn newest(tx: &Transaction<'_>, record_no: i64) -> Result<i64, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("slim/newest.sql"))?;
    Ok(statement.query_row([record_no], |row| row.get("newest"))?)
}

/// Did something come to a slimmed case since?
pub(crate) fn has_news(tx: &Transaction<'_>, record_no: i64) -> Result<bool, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("slim/has_news.sql"))?;
    Ok(statement.query_row([record_no], |row| row.get("news"))?)
}

/// Slimmed cases to which something came since: they are to be brought back. Record ids, at most `limit`.
pub(crate) fn wanted(tx: &Transaction<'_>, limit: u32) -> Result<Vec<Vec<u8>>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("slim/wanted.sql"))?;
    let rows = statement.query_map([limit], |row| row.get("record"))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How many cases at or below a unit, reported in that time and not ended before `ended_from`, are slimmed: nobody can count them here.
pub(crate) fn cases_away(
    tx: &Transaction<'_>,
    unit: &etong_protocol::OrgPath,
    reported: &std::ops::Range<i64>,
    ended_from: i64,
) -> Result<u64, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("slim/cases_away.sql"))?;
    let bounds = params![unit.to_bytes(), unit.subtree_end(), reported.start, reported.end, ended_from];
    Ok(super::wide(statement.query_row(bounds, |row| row.get("away"))?))
}
