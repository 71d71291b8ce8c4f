//! One page of the log, cut to a reach. A small reach in a big feed is found by shelf; a wide one by walking the feed.
//! What was written onto a record before it was shared with the reader comes together with the grant, on one page.

use std::collections::{BTreeMap, BTreeSet};

use etong_protocol::limits::{MAX_BATCH_ENTRIES, PAGE_BYTES};
use etong_protocol::{OrgPath, PullPage, PullQuery, PulledEntry, ReachRule, RecordId};
use rusqlite::{CachedStatement, Connection, OptionalExtension, Row, ToSql, named_params};

use super::beside::bodies;
use super::reach::{Place, Reach};
use crate::directory::{Bearer, standing_of};
use crate::error::RelayError;
use crate::sim::SeededBug;
use crate::store::number::{from_sql, to_sql};
use crate::store::{Store, log};

/// Entries of the feed looked at for one page; beyond, the page is closed with what it has.
const MAX_WALK: u64 = 20_000;
/// Walking is chosen when at least one entry in so many is in reach.
const SPARSE: u64 = 16;
/// So few entries are walked whatever the reach.
const SHORT_TAIL: u64 = 2_000;
/// One more than a page holds: a shelf that gives fewer has no more.
const ENOUGH: i64 = 501;
/// No chain has this row.
const NO_CHAIN: i64 = -1;

/// Answers `query` for the owner of `bearer`.
///
/// # Errors
/// The database's trouble only; a foreign or impossible cursor starts from the beginning.
pub(crate) fn page(
    store: &Store,
    connection: &Connection,
    bearer: &Bearer,
    query: &PullQuery,
) -> Result<PullPage, RelayError> {
    let now = store.now_ms();
    let standing = standing_of(connection, bearer.person, now)?;
    let mut rules = standing.reach(&bodies(connection, &standing)?);
    if store.sim().has(SeededBug::HostsEverywhere) {
        for rule in &mut rules {
            if let ReachRule::Host { unit } = rule {
                *unit = OrgPath::centre();
            }
        }
    }
    let reach = Reach::of(connection, bearer.person, &rules)?;
    let head = log::head(connection)?;
    let same_standing = standing.version == query.standing;
    let from_here = same_standing && query.cursor.epoch == store.epoch() && query.cursor.seq <= head;
    if query.cursor.epoch == store.epoch() && query.cursor.seq > head {
        // Only this relay's signed pages move an honest phone's cursor.
        tracing::error!(
            device = %bearer.id, head, read_to = query.cursor.seq,
            "a phone has read further than this feed goes; if the database was put back from a backup, stop the relay and run `etong-server admin new-epoch`"
        );
    }
    let after = if from_here { query.cursor.seq } else { 0 };
    let grants = reach.shared.iter().map(|(record, grant)| (*grant, *record)).filter(|(grant, _)| *grant > after);
    let cut = Cut {
        connection,
        reach: &reach,
        grants: grants.collect(),
        person: bearer.person,
        skip: own_chain(connection, bearer, query)?,
        head,
        widened: query.cursor.seq > head && store.sim().has(SeededBug::CursorWidens),
    };
    let mut sheet = if cut.is_sparse(after) { cut.by_shelf(after)? } else { cut.by_walking(after)? };
    if store.sim().has(SeededBug::SkippedSeq) {
        sheet.entries.retain(|entry| !entry.seq.is_multiple_of(11));
    }
    Ok(PullPage {
        epoch: store.epoch(),
        entries: sheet.entries,
        read_to: sheet.read_to,
        head,
        digest: (sheet.read_to == head).then(|| reach.digest()),
        standing: (!same_standing).then_some(standing),
        sent_at: now,
    })
}

/// Entries of a page while it fills.
#[derive(Default)]
struct Sheet {
    entries: Vec<PulledEntry>,
    bytes: usize,
    read_to: u64,
}

impl Sheet {
    /// Puts what stands at `seq`; `false` when the page has no room for it. An empty page takes anything.
    fn put(&mut self, seq: u64, entries: Vec<PulledEntry>) -> bool {
        let bytes: usize = entries.iter().map(|entry| entry.bytes.len()).sum();
        let fits = self.entries.is_empty()
            || self.entries.len() + entries.len() <= MAX_BATCH_ENTRIES && self.bytes + bytes <= PAGE_BYTES;
        if fits {
            self.bytes += bytes;
            self.read_to = seq;
            self.entries.extend(entries);
        }
        fits
    }
}

/// The log as one reader sees it.
struct Cut<'c> {
    connection: &'c Connection,
    reach: &'c Reach,
    /// Records that a grant opens to the reader, by the seq of the grant.
    grants: BTreeMap<u64, RecordId>,
    person: i64,
    /// Row of the chain the reader holds already.
    skip: i64,
    head: u64,
    /// A mistake on purpose: everything is shown.
    widened: bool,
}

impl Cut<'_> {
    fn is_sparse(&self, after: u64) -> bool {
        self.head - after > SHORT_TAIL && self.reach.digest().count.saturating_mul(SPARSE) < self.head
    }

    /// Takes the oldest of every shelf in reach, then the oldest of those.
    fn by_shelf(&self, after: u64) -> Result<Sheet, RelayError> {
        let after = to_sql(after);
        let mut seqs = BTreeSet::new();
        let mut whole = self.connection.prepare_cached(include_str!("sql/seqs_of_shelf.sql"))?;
        for shelf in self.reach.shelves.keys() {
            let run = named_params! {":shelf": shelf, ":after": after, ":skip": self.skip, ":limit": ENOUGH};
            collect(&mut whole, run, &mut seqs)?;
        }
        let mut own = self.connection.prepare_cached(include_str!("sql/seqs_of_own.sql"))?;
        for shelf in self.reach.own.keys() {
            let run = named_params! {
                ":person": self.person, ":shelf": shelf, ":after": after, ":skip": self.skip, ":limit": ENOUGH
            };
            collect(&mut own, run, &mut seqs)?;
        }
        let mut of_record = self.connection.prepare_cached(include_str!("sql/seqs_of_record.sql"))?;
        for (record, grant) in &self.reach.shared {
            let after = after.max(to_sql(*grant));
            let run = named_params! {
                ":record": record.as_bytes(), ":after": after, ":skip": self.skip, ":limit": ENOUGH
            };
            collect(&mut of_record, run, &mut seqs)?;
        }
        seqs.extend(self.grants.keys().map(|seq| to_sql(*seq)));
        let mut bytes = self.connection.prepare_cached(include_str!("sql/entry_bytes.sql"))?;
        let mut sheet = Sheet::default();
        for seq in seqs {
            let (chain, entry) = bytes
                .query_row(named_params! {":seq": seq}, |row| Ok((row.get::<_, i64>("chain")?, pulled(seq, row)?)))?;
            let seq = from_sql(seq);
            let entry = (chain != self.skip).then_some(entry);
            if !sheet.put(seq, self.with_backlog(seq, entry)?) {
                return Ok(sheet);
            }
        }
        sheet.read_to = self.head;
        Ok(sheet)
    }

    fn by_walking(&self, after: u64) -> Result<Sheet, RelayError> {
        let mut statement = self.connection.prepare_cached(include_str!("sql/entries_after.sql"))?;
        let mut bytes = self.connection.prepare_cached(include_str!("sql/entry_bytes.sql"))?;
        let mut rows = statement.query(named_params! {":after": to_sql(after), ":limit": to_sql(MAX_WALK)})?;
        let mut sheet = Sheet { read_to: after, ..Sheet::default() };
        let mut walked = 0;
        while let Some(row) = rows.next()? {
            let seq = from_sql(row.get("seq")?);
            // What is not shown is not opened.
            let entry = match self.shows(seq, row)? {
                true => Some(bytes.query_row(named_params! {":seq": to_sql(seq)}, |row| pulled(to_sql(seq), row))?),
                false => None,
            };
            if !sheet.put(seq, self.with_backlog(seq, entry)?) {
                return Ok(sheet);
            }
            sheet.read_to = seq;
            walked += 1;
        }
        if walked < MAX_WALK {
            sheet.read_to = self.head;
        }
        Ok(sheet)
    }

    fn shows(&self, seq: u64, row: &Row<'_>) -> Result<bool, RelayError> {
        if row.get::<_, i64>("chain")? == self.skip {
            return Ok(false);
        }
        if self.widened || self.reach.shows(Place::read(row)?) {
            return Ok(true);
        }
        let Ok(record) = RecordId::from_slice(row.get_ref("record")?.as_blob().unwrap_or_default()) else {
            return Ok(false);
        };
        Ok(self.reach.shared.get(&record).is_some_and(|grant| *grant <= seq))
    }

    /// The entry at `seq`; when it is a grant, behind everything that it opens.
    fn with_backlog(&self, seq: u64, entry: Option<PulledEntry>) -> Result<Vec<PulledEntry>, RelayError> {
        let mut entries = Vec::new();
        if let Some(record) = self.grants.get(&seq) {
            let mut statement = self.connection.prepare_cached(include_str!("sql/backlog.sql"))?;
            let mut rows = statement.query(named_params! {":record": record.as_bytes(), ":grant": to_sql(seq)})?;
            while let Some(row) = rows.next()? {
                if !self.reach.shows(Place::read(row)?) {
                    entries.push(pulled(row.get("seq")?, row)?);
                }
            }
        }
        entries.extend(entry);
        Ok(entries)
    }
}

fn pulled(seq: i64, row: &Row<'_>) -> Result<PulledEntry, rusqlite::Error> {
    Ok(PulledEntry { seq: from_sql(seq), bytes: row.get("bytes")?, received_at: row.get("received_at")? })
}

fn collect(
    statement: &mut CachedStatement<'_>,
    run: &[(&str, &dyn ToSql)],
    seqs: &mut BTreeSet<i64>,
) -> Result<(), RelayError> {
    let mut rows = statement.query(run)?;
    while let Some(row) = rows.next()? {
        seqs.insert(row.get("seq")?);
    }
    Ok(())
}

fn own_chain(connection: &Connection, bearer: &Bearer, query: &PullQuery) -> Result<i64, RelayError> {
    let found = connection
        .prepare_cached(include_str!("sql/own_chain.sql"))?
        .query_row(named_params! {":device": bearer.device, ":id": query.chain.as_bytes()}, |row| row.get("chain"))
        .optional()?;
    Ok(found.unwrap_or(NO_CHAIN))
}
