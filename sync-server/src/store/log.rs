//! Appending to the log. `seq` is taken inside the write transaction, so entries become visible in `seq` order and
//! a reader can never skip one that commits late.

use std::collections::BTreeMap;

use etong_protocol::history::{Hash, empty, leaf};
use etong_protocol::{EntryClass, EntryId, RecordKind, ScopeDigest, SealedEntry};
use rusqlite::{CachedStatement, Connection, OptionalExtension, named_params};

use super::history;
use super::keys::key_of_entry;
use super::number::{from_sql, to_sql};
use super::shelf::{self, ShelfKey};
use crate::error::RelayError;

/// One entry as the log files it.
pub(crate) struct LogEntry<'a> {
    pub(crate) sealed: &'a SealedEntry,
    /// The kind of the record it is about.
    pub(crate) of: &'a RecordKind,
    /// Row of the chain it came in by; 0 for the relay's own.
    pub(crate) chain: i64,
    /// Its place in that chain; 0 for the relay's own.
    pub(crate) dseq: u64,
    /// Row of the person who wrote it; 0 for the relay.
    pub(crate) author: i64,
    /// Row of the person a reply is for; 0 for what is no reply.
    pub(crate) answers: i64,
}

impl LogEntry<'_> {
    pub(super) fn shelf_key(&self) -> ShelfKey {
        ShelfKey::of(&self.sealed.entry, self.of)
    }

    /// The record column: empty for directory rows, whose ids are those of other things.
    pub(super) fn record(&self) -> &[u8] {
        match self.sealed.entry.class {
            EntryClass::Reg => &[],
            EntryClass::Doc | EntryClass::Event => self.sealed.entry.record.as_bytes(),
        }
    }
}

/// Appends within one transaction and keeps head and digests in step.
pub(crate) struct Appender<'c> {
    connection: &'c Connection,
    insert: CachedStatement<'c>,
    head: u64,
    leaves: Vec<Hash>,
    /// When the relay first had what is appended now, on its clock; `None` for its own words.
    pub(crate) received_at: Option<i64>,
    /// A mistake on purpose: every fifth leaf is another.
    pub(crate) leave_out: bool,
    shelves: BTreeMap<ShelfKey, i64>,
    sums: BTreeMap<i64, ScopeDigest>,
    own_sums: BTreeMap<(i64, i64), ScopeDigest>,
}

impl<'c> Appender<'c> {
    pub(crate) fn begin(connection: &'c Connection) -> Result<Self, RelayError> {
        Ok(Self {
            connection,
            insert: connection.prepare_cached(include_str!("sql/insert_entry.sql"))?,
            head: head(connection)?,
            leaves: Vec::new(),
            received_at: None,
            leave_out: false,
            shelves: BTreeMap::new(),
            sums: BTreeMap::new(),
            own_sums: BTreeMap::new(),
        })
    }

    /// What is appended next gets a higher `seq` than this.
    pub(crate) const fn head(&self) -> u64 {
        self.head
    }

    /// Files one entry and gives its `seq`.
    pub(crate) fn append(&mut self, entry: &LogEntry<'_>) -> Result<u64, RelayError> {
        let seq = self.head + 1;
        let shelf = self.shelf(entry.shelf_key())?;
        let id = entry.sealed.id;
        let key = key_of_entry(self.connection, &entry.sealed.entry)?;
        self.insert.execute(named_params! {
            ":seq": to_sql(seq),
            ":shelf": shelf,
            ":chain": entry.chain,
            ":dseq": to_sql(entry.dseq),
            ":author": entry.author,
            ":answers": entry.answers,
            ":record": entry.record(),
            ":id": id.as_bytes(),
            ":key": key,
            ":bytes": entry.sealed.bytes,
            ":received_at": self.received_at,
        })?;
        self.head = seq;
        let left_out = self.leave_out && seq.is_multiple_of(5);
        self.leaves.push(if left_out { empty() } else { leaf(seq, id) });
        self.count(id, seq, shelf, entry.author, entry.answers);
        Ok(seq)
    }

    /// Files an entry the log has already on the shelf it belongs to; gives the shelf.
    pub(super) fn file_again(&mut self, seq: u64, entry: &LogEntry<'_>) -> Result<i64, RelayError> {
        let shelf = self.shelf(entry.shelf_key())?;
        self.count(entry.sealed.id, seq, shelf, entry.author, entry.answers);
        Ok(shelf)
    }

    /// Takes an entry out of the digests; its row stays.
    pub(crate) fn uncount(&mut self, id: EntryId, seq: u64, shelf: i64, author: i64, answers: i64) {
        self.sums.entry(shelf).or_default().remove(id, seq);
        for person in owners(author, answers) {
            self.own_sums.entry((person, shelf)).or_default().remove(id, seq);
        }
    }

    fn count(&mut self, id: EntryId, seq: u64, shelf: i64, author: i64, answers: i64) {
        self.sums.entry(shelf).or_default().add(id, seq);
        for person in owners(author, answers) {
            self.own_sums.entry((person, shelf)).or_default().add(id, seq);
        }
    }

    /// Writes digests, history and head; without it the transaction must not be committed.
    pub(crate) fn finish(self) -> Result<(), RelayError> {
        if self.sums.is_empty() {
            return Ok(());
        }
        for (shelf, sum) in &self.sums {
            shelf::add(self.connection, *shelf, sum)?;
        }
        for ((person, shelf), sum) in &self.own_sums {
            shelf::add_own(self.connection, *person, *shelf, sum)?;
        }
        history::grow(self.connection, self.head - self.leaves.len() as u64, &self.leaves)?;
        self.connection
            .prepare_cached(include_str!("sql/set_head.sql"))?
            .execute(named_params! {":head": to_sql(self.head)})?;
        Ok(())
    }

    fn shelf(&mut self, key: ShelfKey) -> Result<i64, RelayError> {
        if let Some(shelf) = self.shelves.get(&key) {
            return Ok(*shelf);
        }
        let shelf = shelf::find_or_make(self.connection, &key)?;
        self.shelves.insert(key, shelf);
        Ok(shelf)
    }
}

/// The persons for whom an entry is their own, each once.
pub(crate) fn owners(author: i64, answers: i64) -> impl Iterator<Item = i64> {
    let other = (answers != author).then_some(answers);
    [Some(author), other].into_iter().flatten().filter(|person| *person != 0)
}

/// The newest `seq` given out; 0 before the first.
pub(crate) fn head(connection: &Connection) -> Result<u64, RelayError> {
    let head = connection.prepare_cached(include_str!("sql/head.sql"))?.query_row([], |row| row.get("head"))?;
    Ok(from_sql(head))
}

/// As `head`, also of a database that has no feed yet.
pub(super) fn head_if_any(connection: &Connection) -> Result<u64, RelayError> {
    let head =
        connection.prepare_cached(include_str!("sql/head.sql"))?.query_row([], |row| row.get("head")).optional()?;
    Ok(head.map_or(0, from_sql))
}
