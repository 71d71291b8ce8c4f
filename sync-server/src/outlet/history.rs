//! Proofs about the history: a signed root, that it continues an older one, that entries are in it. Nothing here depends on who
//! asks: a relay that tells two phones two histories is found out by comparing roots.

use etong_protocol::history::{Hash, HistoryQuery, HistoryReply, RootBody, hash_of, prove_consistent, prove_included};
use rusqlite::Connection;

use super::query::{part, parts};
use crate::error::RelayError;
use crate::store::{Store, history, log};

/// Reads the query string of `GET /v1/history`.
///
/// # Errors
/// `Malformed`, naming the part that is missing or cannot be read.
pub(crate) fn parse_history(query: &str) -> Result<HistoryQuery, RelayError> {
    let parts = parts(query);
    let asked = HistoryQuery::read_stretches(parts.get("seqs").copied().unwrap_or_default())?;
    Ok(HistoryQuery { from: part(&parts, "from")?, size: part(&parts, "size")?, asked })
}

/// Answers with a root no further than the log goes. What cannot be proven under it stays unproven: the root itself tells the
/// phone that this log has become shorter.
///
/// # Errors
/// The database's trouble only.
pub(crate) fn history(
    store: &Store,
    connection: &Connection,
    query: &HistoryQuery,
    told: Told,
) -> Result<HistoryReply, RelayError> {
    let mut whole = |level, index| told.whole(connection, level, index);
    let head = told.head(log::head(connection)?);
    let size = if query.size == 0 { head } else { query.size.min(head) };
    let root = root_at(store, size, &mut whole)?;
    let root = RootBody { epoch: told.epoch(root.epoch), ..root }.sign(store.key());
    let consistent = prove_consistent(query.from, size, &mut whole)?;
    let reaches = query.asked.last().is_some_and(|last| last.end <= size);
    let included = if reaches { prove_included(&query.asked, size, &mut whole)? } else { Vec::new() };
    Ok(HistoryReply::new(root, &consistent, &included))
}

pub(super) fn root_at(
    store: &Store,
    size: u64,
    whole: &mut impl FnMut(u32, u64) -> Result<Hash, RelayError>,
) -> Result<RootBody, RelayError> {
    let root = hash_of(0..size, whole)?;
    Ok(RootBody { epoch: store.epoch(), size, root, at: store.now_ms() })
}

/// The root of the first `size` entries as they are kept.
///
/// # Errors
/// `BadRow` when the tree does not have all of it.
pub(crate) fn root_of(store: &Store, connection: &Connection, size: u64) -> Result<RootBody, RelayError> {
    root_at(store, size, &mut |level, index| history::whole(connection, level, index))
}

/// Which history is told: the one there is, except by a relay with a mistake on purpose.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Told {
    pub(crate) shortened: bool,
    pub(crate) forked: bool,
    pub(crate) of_another_epoch: bool,
}

impl Told {
    fn head(self, head: u64) -> u64 {
        if self.shortened { head.saturating_sub(3) } else { head }
    }

    fn epoch(self, epoch: u64) -> u64 {
        epoch + u64::from(self.of_another_epoch)
    }

    fn whole(self, connection: &Connection, level: u32, index: u64) -> Result<Hash, RelayError> {
        if self.forked { forked(connection, level, index) } else { history::whole(connection, level, index) }
    }
}

/// Another history of the same length: its second entry is another.
fn forked(connection: &Connection, level: u32, index: u64) -> Result<Hash, RelayError> {
    match (level, index) {
        (0, 1) => Ok(etong_protocol::history::empty()),
        (0, _) => history::whole(connection, 0, index),
        _ => {
            let left = forked(connection, level - 1, index * 2)?;
            Ok(etong_protocol::history::join(&left, &forked(connection, level - 1, index * 2 + 1)?))
        }
    }
}
