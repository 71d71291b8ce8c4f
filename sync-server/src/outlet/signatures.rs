//! The signatures of those who wrote what a phone holds, cut to its reach: nothing is opened here, and no entry leaves.

use std::ops::Range;

use etong_protocol::RecordId;
use etong_protocol::history::HistoryQuery;
use etong_protocol::limits::MAX_BATCH_ENTRIES;
use etong_protocol::signatures::Signatures;
use rusqlite::{Connection, named_params};

use super::beside::bodies;
use super::evidence::Gathered;
use super::query::parts;
use super::reach::{Place, Reach};
use crate::directory::{Bearer, standing_of};
use crate::error::RelayError;
use crate::sim::SeededBug;
use crate::store::Store;
use crate::store::number::{from_sql, to_sql};

/// Ids in the batches of one answer, after which it is closed.
const ENOUGH: usize = 50_000;

/// Reads the query string of `GET /v1/signatures`.
///
/// # Errors
/// `Malformed`, `TooLarge`.
pub(crate) fn parse_signatures(query: &str) -> Result<Vec<Range<u64>>, RelayError> {
    Ok(HistoryQuery::read_stretches(parts(query).get("seqs").copied().unwrap_or_default())?)
}

/// Looks at no more entries than a page may hold; `read_to` says how far it came.
///
/// # Errors
/// The database's trouble only: what is out of reach is passed over.
pub(crate) fn signatures(
    store: &Store,
    connection: &Connection,
    bearer: &Bearer,
    asked: &[Range<u64>],
) -> Result<Signatures, RelayError> {
    if store.sim().has(SeededBug::SignaturesCutShort) {
        return Ok(Signatures { batches: Vec::new(), devices: Vec::new(), read_to: 0 });
    }
    if store.sim().has(SeededBug::SignaturesHeldBack) {
        let read_to = asked.last().map_or(0, |last| last.end);
        return Ok(Signatures { batches: Vec::new(), devices: Vec::new(), read_to });
    }
    let standing = standing_of(connection, bearer.person, store.now_ms())?;
    let reach = Reach::of(connection, bearer.person, &standing.reach(&bodies(connection, &standing)?))?;
    let mut gathered = Gathered::default();
    let mut left = MAX_BATCH_ENTRIES;
    let mut read_to = 0;
    let mut statement = connection.prepare_cached(include_str!("sql/signed_entries.sql"))?;
    'stretches: for stretch in asked {
        let (after, until, limit) = (to_sql(stretch.start), to_sql(stretch.end), to_sql(left as u64));
        let within = named_params! {":after": after, ":until": until, ":limit": limit};
        let mut rows = statement.query(within)?;
        while let Some(row) = rows.next()? {
            read_to = from_sql(row.get("seq")?);
            left -= 1;
            let record = RecordId::from_slice(&row.get::<_, Vec<u8>>("record")?).ok();
            if reach.shows(Place::read(row)?) || record.is_some_and(|record| reach.shared.contains_key(&record)) {
                gathered.batch_of(store, connection, (row.get("chain")?, row.get("dseq")?))?;
            }
            if left == 0 || gathered.ids >= ENOUGH {
                break 'stretches;
            }
        }
        read_to = stretch.end;
    }
    Ok(Signatures { batches: gathered.batches, devices: gathered.devices.into_values().collect(), read_to })
}
