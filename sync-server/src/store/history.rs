//! The Merkle tree over the log, kept as rows of 64 hashes: what an entry adds is one write to the last row of each level,
//! and any proof is read from a few rows. Only ever added to; an entry that is erased keeps its leaf.

use etong_protocol::EntryId;
use etong_protocol::history::{Hash, hashes, join, leaf};
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, named_params};

use super::log;
use super::number::{from_sql, to_sql};
use crate::error::RelayError;

/// A row holds 2^6 hashes.
const BITS: u32 = 6;
pub(super) const WIDTH: u64 = 1 << BITS;
/// Rows of one level.
pub(super) const LEVEL: u64 = 1 << 48;
/// Entries in memory at once while an older log gets its tree.
const CHUNK: i64 = 10_000;

/// Adds leaves behind the first `size`.
pub(super) fn grow(connection: &Connection, size: u64, leaves: &[Hash]) -> Result<(), RelayError> {
    let (mut size, mut level, mut fresh) = (size, 0, leaves.to_vec());
    while !fresh.is_empty() {
        let mut whole = Vec::new();
        let mut left = fresh.as_slice();
        let mut at = size;
        while !left.is_empty() {
            let (tile, filled) = (level * LEVEL + at / WIDTH, at % WIDTH);
            let mut row = if filled == 0 { Vec::new() } else { row(connection, tile)? };
            if row.len() as u64 != filled {
                return Err(RelayError::BadRow { what: "history" });
            }
            let take = left.len().min(usize::try_from(WIDTH - filled).unwrap_or(0));
            let (now, later) = left.split_at(take);
            row.extend_from_slice(now);
            connection
                .prepare_cached(include_str!("sql/set_tile.sql"))?
                .execute(named_params! {":tile": to_sql(tile), ":hashes": row.concat()})?;
            if row.len() as u64 == WIDTH {
                whole.push(over(row)?);
            }
            at += take as u64;
            left = later;
        }
        (size, level, fresh) = (size / WIDTH, level + 1, whole);
    }
    Ok(())
}

/// The hash of the 2^level leaves from index * 2^level on, all of which the log has.
pub(crate) fn whole(connection: &Connection, level: u32, index: u64) -> Result<Hash, RelayError> {
    let (above, below) = (u64::from(level / BITS), level % BITS);
    let first = index << below;
    let row = row(connection, above * LEVEL + first / WIDTH)?;
    let start = usize::try_from(first % WIDTH).unwrap_or(usize::MAX);
    let hashes = row.get(start..start.saturating_add(1 << below)).ok_or(RelayError::BadRow { what: "history" })?;
    over(hashes.to_vec())
}

/// The hash over a power of two of neighbours.
pub(super) fn over(mut hashes: Vec<Hash>) -> Result<Hash, RelayError> {
    while hashes.len() > 1 {
        let (pairs, _) = hashes.as_chunks::<2>();
        hashes = pairs.iter().map(|[left, right]| join(left, right)).collect();
    }
    hashes.pop().ok_or(RelayError::BadRow { what: "history" })
}

pub(super) fn row(connection: &Connection, tile: u64) -> Result<Vec<Hash>, RelayError> {
    let row: Option<Vec<u8>> = connection
        .prepare_cached(include_str!("sql/tile.sql"))?
        .query_row(named_params! {":tile": to_sql(tile)}, |row| row.get("hashes"))
        .optional()?;
    Ok(hashes(&row.ok_or(RelayError::BadRow { what: "history" })?)?)
}

/// Entries that have their leaf.
fn size(connection: &Connection) -> Result<u64, RelayError> {
    let last = connection
        .prepare_cached(include_str!("sql/last_tile.sql"))?
        .query_row(named_params! {":end": to_sql(LEVEL)}, |row| Ok((row.get("tile")?, row.get("bytes")?)))
        .optional()?;
    Ok(last.map_or(0, |(tile, bytes)| from_sql(tile) * WIDTH + from_sql(bytes) / 32))
}

/// Gives the entries of a log that was kept by an older relay their leaves.
pub(super) fn catch_up(connection: &mut Connection) -> Result<(), RelayError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let (from, head) = (size(&transaction)?, log::head_if_any(&transaction)?);
    let mut known = from;
    while known < head {
        let mut leaves = Vec::new();
        {
            let mut statement = transaction.prepare_cached(include_str!("sql/ids_after.sql"))?;
            let mut rows = statement.query(named_params! {":after": to_sql(known), ":limit": CHUNK})?;
            while let Some(row) = rows.next()? {
                let seq = from_sql(row.get("seq")?);
                if seq != known + leaves.len() as u64 + 1 {
                    return Err(RelayError::BadRow { what: "log: a seq is missing" });
                }
                leaves.push(leaf(seq, EntryId::from_slice(&row.get::<_, Vec<u8>>("id")?)?));
            }
        }
        if leaves.is_empty() {
            return Err(RelayError::BadRow { what: "log: its end is missing" });
        }
        grow(&transaction, known, &leaves)?;
        known += leaves.len() as u64;
    }
    transaction.commit()?;
    if from < head {
        tracing::info!(entries = head - from, "entries of an older relay were put under the history");
    }
    Ok(())
}
