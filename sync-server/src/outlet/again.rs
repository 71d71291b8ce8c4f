//! The entries of one case for a phone that has slimmed it: cut to the same reach as a pull, and no other kind of record, for no phone
//! slims one.

use etong_protocol::again::AgainPage;
use etong_protocol::limits::{MAX_BATCH_ENTRIES, PAGE_BYTES};
use etong_protocol::{PulledEntry, RecordId, RecordKind, RefusalCode};
use rusqlite::{Connection, OptionalExtension, named_params};

use super::evidence::{Found, entries_in_reach};
use super::query::{part, parts};
use crate::directory::{Bearer, standing_of};
use crate::error::{RelayError, refuse};
use crate::store::Store;

/// Reads the query string of `GET /v1/bring-back`.
///
/// # Errors
/// `Malformed`.
pub(crate) fn parse_again(query: &str) -> Result<(RecordId, u64), RelayError> {
    let parts = parts(query);
    Ok((part(&parts, "record")?, part(&parts, "after")?))
}

/// # Errors
/// `Forbidden` when there is no such case, or nothing of it is in the bearer's reach: the two sound the same.
pub(crate) fn again(
    store: &Store,
    connection: &Connection,
    bearer: &Bearer,
    (record, after): (RecordId, u64),
) -> Result<AgainPage, RelayError> {
    let standing = standing_of(connection, bearer.person, store.now_ms())?;
    let kind: Option<String> = connection
        .prepare_cached(include_str!("../store/sql/record_kind.sql"))?
        .query_row(named_params! {":record": record.as_bytes()}, |row| row.get("kind"))
        .optional()?;
    let mut page = AgainPage { record, entries: Vec::new(), more: false };
    let mut bytes = 0;
    let take = |entry: Found| {
        bytes += entry.bytes.len();
        page.more = !page.entries.is_empty() && (page.entries.len() >= MAX_BATCH_ENTRIES || bytes > PAGE_BYTES);
        if !page.more {
            page.entries.push(PulledEntry { seq: entry.seq, bytes: entry.bytes, received_at: entry.received_at });
        }
        !page.more
    };
    let any = match kind {
        Some(kind) if kind == RecordKind::Case.as_str() => {
            entries_in_reach(connection, bearer, &standing, (record, after), take)?
        }
        _ => false,
    };
    if !any {
        return Err(refuse(RefusalCode::Forbidden, "no case of this id is in reach of this device's posts"));
    }
    Ok(page)
}
