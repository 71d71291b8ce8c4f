//! The log: every entry this phone has applied, written or pulled, with its place in the relay's feed.

use etong_protocol::{EntryClass, EntryId, PulledEntry, RecordKind, ScopeDigest, SealedEntry, Stamp};
use rusqlite::{OptionalExtension, Row, Transaction, params};

use super::{sql_int, wide};
use crate::error::StoreError;

/// What became of an entry on this phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EntryState {
    Applied,
    /// Kept aside by this phone.
    Quarantined,
    /// Kept aside because the relay refused it.
    Refused,
    /// Made again under another id after a restored backup; only its place in the chain remains.
    Void,
    /// The record was erased; only its id and its place in the chain remain.
    Erased,
}

impl EntryState {
    const ALL: [Self; 5] = [Self::Applied, Self::Quarantined, Self::Refused, Self::Void, Self::Erased];

    fn column(self) -> i64 {
        match self {
            Self::Applied => 0,
            Self::Quarantined => 1,
            Self::Refused => 2,
            Self::Void => 3,
            Self::Erased => 4,
        }
    }

    fn read(column: i64) -> Result<Self, StoreError> {
        Self::ALL.into_iter().find(|state| state.column() == column).ok_or(StoreError::Unreadable("an entry's state"))
    }
}

/// What the log knows about an entry it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HeldEntry {
    pub lsn: i64,
    /// 0 for an entry whose envelope cannot be read.
    pub record_no: i64,
    pub class: EntryClass,
    pub kind: RecordKind,
    pub own: bool,
    pub seq: Option<u64>,
    /// When the relay first had it, as it told.
    pub received_at: Option<i64>,
    pub counted: bool,
    pub state: EntryState,
}

/// One sealed entry of a record, as the folds need it.
#[derive(Debug)]
pub(crate) struct LoggedEntry {
    pub lsn: i64,
    pub seq: Option<u64>,
    /// When the relay first had it, as it told.
    pub received_at: Option<i64>,
    pub sealed: SealedEntry,
}

pub(crate) fn find(tx: &Transaction<'_>, id: EntryId) -> Result<Option<HeldEntry>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("entry/find.sql"))?;
    let mut rows = statement.query([id.as_bytes()])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let kind: String = row.get("kind")?;
    Ok(Some(HeldEntry {
        lsn: row.get("lsn")?,
        record_no: row.get("record")?,
        class: read_class(row.get("class")?)?,
        kind: kind.parse().map_err(|_| StoreError::Unreadable("an entry's kind"))?,
        own: row.get("own")?,
        seq: row.get::<_, Option<i64>>("seq")?.map(wide),
        received_at: row.get("received_at")?,
        counted: row.get("counted")?,
        state: EntryState::read(row.get("state")?)?,
    }))
}

/// Appends an entry. `keep_bytes` is false for what a document already holds.
pub(crate) fn append(
    tx: &Transaction<'_>,
    sealed: &SealedEntry,
    record_no: i64,
    own: bool,
    state: EntryState,
    keep_bytes: bool,
) -> Result<i64, StoreError> {
    let class: i64 = match sealed.entry.class {
        EntryClass::Doc => 0,
        EntryClass::Event => 1,
        EntryClass::Reg => 2,
    };
    let bytes = keep_bytes.then_some(sealed.bytes.as_slice());
    tx.prepare_cached(include_str!("entry/append.sql"))?.execute(params![
        sealed.id.as_bytes(),
        record_no,
        class,
        sealed.entry.kind.as_str(),
        own,
        state.column(),
        bytes,
    ])?;
    Ok(tx.last_insert_rowid())
}

/// Appends bytes whose envelope this program cannot read; they belong to no known record.
pub(crate) fn append_unreadable(tx: &Transaction<'_>, id: EntryId, bytes: &[u8]) -> Result<i64, StoreError> {
    let state = EntryState::Quarantined.column();
    tx.prepare_cached(include_str!("entry/append.sql"))?.execute(params![
        id.as_bytes(),
        0,
        1,
        "unreadable",
        false,
        state,
        bytes
    ])?;
    Ok(tx.last_insert_rowid())
}

/// An entry's place in the feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub seq: u64,
    /// When the relay first had the entry, as far as it says.
    pub received_at: Option<i64>,
}

impl Place {
    pub(crate) fn of(pulled: &PulledEntry) -> Self {
        Self { seq: pulled.seq, received_at: pulled.received_at }
    }
}

/// Gives an entry its place in the feed and counts it in `held`, once.
pub(crate) fn place(
    tx: &Transaction<'_>,
    id: EntryId,
    entry: &HeldEntry,
    place: Place,
    held: &mut ScopeDigest,
) -> Result<(), StoreError> {
    let Place { seq, received_at } = place;
    let no_earlier = received_at.is_none_or(|told| entry.received_at.is_some_and(|known| known <= told));
    if entry.counted && entry.seq == Some(seq) && no_earlier {
        return Ok(());
    }
    if let (true, Some(old)) = (entry.counted, entry.seq) {
        held.remove(id, old);
    }
    place_new(tx, id, entry.lsn, place, held)
}

/// The same for an entry just appended. Of two times that the relay told the earlier stays: after a restore it has everything anew.
pub(crate) fn place_new(
    tx: &Transaction<'_>,
    id: EntryId,
    lsn: i64,
    place: Place,
    held: &mut ScopeDigest,
) -> Result<(), StoreError> {
    held.add(id, place.seq);
    #[cfg(feature = "sim")]
    if place.received_at.is_some() && crate::sim::has_bug(crate::sim::SeededBug::LastReceived) {
        tx.prepare_cached(include_str!("entry/forget_received.sql"))?.execute([lsn])?;
    }
    tx.prepare_cached(include_str!("entry/place.sql"))?.execute(params![lsn, sql_int(place.seq), place.received_at])?;
    Ok(())
}

pub(crate) fn set_state(tx: &Transaction<'_>, lsn: i64, state: EntryState) -> Result<(), StoreError> {
    tx.prepare_cached(include_str!("entry/set_state.sql"))?.execute(params![lsn, state.column()])?;
    Ok(())
}

/// The sealed bytes, if they were kept.
pub(crate) fn bytes(tx: &Transaction<'_>, lsn: i64) -> Result<Option<Vec<u8>>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("entry/bytes.sql"))?;
    Ok(statement.query_row([lsn], |row| row.get("bytes"))?)
}

/// The time part of an entry whose bytes are here, or were.
pub(crate) fn stamp_of(tx: &Transaction<'_>, id: EntryId) -> Result<Option<Stamp>, StoreError> {
    let Some(held) = find(tx, id)? else { return Ok(None) };
    match bytes(tx, held.lsn)? {
        Some(bytes) => Ok(SealedEntry::open(bytes).ok().map(|sealed| sealed.entry.stamp)),
        None => super::slim::stamp(tx, held.lsn),
    }
}

/// The applied entries of one record and kind, in the order they came.
pub(crate) fn of_record(
    tx: &Transaction<'_>,
    record_no: i64,
    kind: &RecordKind,
) -> Result<Vec<LoggedEntry>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("entry/of_record.sql"))?;
    let mut rows = statement.query(params![record_no, kind.as_str()])?;
    let mut logged = Vec::new();
    while let Some(row) = rows.next()? {
        let bytes: Vec<u8> = row.get("bytes")?;
        logged.push(LoggedEntry {
            lsn: row.get("lsn")?,
            seq: seq_of(row, kind)?,
            received_at: row.get("received_at")?,
            sealed: SealedEntry::open(bytes).map_err(|_| StoreError::Unreadable("a logged entry"))?,
        });
    }
    Ok(logged)
}

/// What founded the record, as far as this phone knows: the first entry by the relay's number.
pub(crate) fn first_of_record(tx: &Transaction<'_>, record_no: i64) -> Result<Option<SealedEntry>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("entry/first_of_record.sql"))?;
    let bytes: Option<Vec<u8>> = statement.query_row([record_no], |row| row.get("bytes")).optional()?;
    bytes.map(SealedEntry::open).transpose().map_err(|_| StoreError::Unreadable("a logged entry"))
}

fn seq_of(row: &Row<'_>, _kind: &RecordKind) -> Result<Option<u64>, StoreError> {
    #[cfg(feature = "sim")]
    if crate::sim::has_bug(match _kind {
        RecordKind::Case => crate::sim::SeededBug::UnsortedFold,
        _ => crate::sim::SeededBug::UnsortedEvents,
    }) {
        return Ok(u64::try_from(row.get::<_, i64>("lsn")?).ok());
    }
    Ok(row.get::<_, Option<i64>>("seq")?.map(wide))
}

/// The rows of the centre, in the order of the feed: (lsn, bytes).
pub(crate) fn directory_rows(tx: &Transaction<'_>) -> Result<Vec<(i64, Vec<u8>)>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("entry/directory_rows.sql"))?;
    let rows = statement.query_map([], |row| Ok((row.get("lsn")?, row.get("bytes")?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Entries of the audit log: (lsn, bytes).
pub(crate) fn audits(tx: &Transaction<'_>) -> Result<Vec<(i64, Vec<u8>)>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("entry/audits.sql"))?;
    let rows = statement.query_map([], |row| Ok((row.get("lsn")?, row.get("bytes")?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Every record that has events, with the kinds of them.
pub(crate) fn folded(tx: &Transaction<'_>) -> Result<Vec<(i64, RecordKind)>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("entry/folded.sql"))?;
    let rows = statement.query_map([], |row| Ok((row.get("record")?, row.get::<_, String>("kind")?)))?;
    rows.map(|row| {
        let (record, kind) = row?;
        Ok((record, kind.parse().map_err(|_| StoreError::Unreadable("an entry's kind"))?))
    })
    .collect()
}

/// The kinds of events a record has.
pub(crate) fn kinds_of_record(tx: &Transaction<'_>, record_no: i64) -> Result<Vec<RecordKind>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("entry/kinds_of_record.sql"))?;
    let rows = statement.query_map([record_no], |row| row.get::<_, String>("kind"))?;
    rows.map(|kind| kind?.parse().map_err(|_| StoreError::Unreadable("an entry's kind"))).collect()
}

/// How many own entries the relay has not answered for.
pub(crate) fn unsent_count(tx: &Transaction<'_>) -> Result<u64, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("entry/unsent_count.sql"))?;
    Ok(wide(statement.query_row([], |row| row.get("unsent"))?))
}

/// Own document changes that have no place in the feed yet, oldest first: (lsn, record number, bytes).
pub(crate) fn unplaced_doc_changes(tx: &Transaction<'_>) -> Result<Vec<(i64, i64, Vec<u8>)>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("entry/unplaced_docs.sql"))?;
    let rows = statement.query_map([], |row| Ok((row.get("lsn")?, row.get("record")?, row.get("bytes")?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Own entries without a place in the feed that are still wanted, oldest first.
pub(crate) fn unplaced(tx: &Transaction<'_>) -> Result<Vec<EntryId>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("entry/unplaced.sql"))?;
    let rows = statement.query_map([], |row| row.get::<_, Vec<u8>>("id"))?;
    rows.map(|row| EntryId::from_slice(&row?).map_err(|_| StoreError::Unreadable("an entry id"))).collect()
}

/// Forgets which entries the relay's digest counts: all that others wrote will be sent again.
pub(crate) fn uncount_others(tx: &Transaction<'_>) -> Result<(), StoreError> {
    tx.execute(include_str!("entry/uncount_others.sql"), [])?;
    Ok(())
}

/// Own entries are in reach as long as the owner of this phone holds a post.
pub(crate) fn count_own(tx: &Transaction<'_>, counted: bool) -> Result<(), StoreError> {
    tx.execute(include_str!("entry/count_own.sql"), [counted])?;
    Ok(())
}

/// The entry came from the relay again: a phone that has left its scope keeps no bytes of what lies in custody.
pub(crate) fn fill(tx: &Transaction<'_>, lsn: i64, bytes: &[u8]) -> Result<(), StoreError> {
    tx.prepare_cached(include_str!("entry/fill.sql"))?.execute(params![lsn, bytes])?;
    Ok(())
}

/// Forgets every place in the feed: the relay has begun another.
pub(crate) fn unplace_all(tx: &Transaction<'_>) -> Result<(), StoreError> {
    tx.execute(include_str!("entry/unplace_all.sql"), [])?;
    Ok(())
}

/// The digest of every counted entry, from the log itself.
pub(crate) fn count_all(tx: &Transaction<'_>) -> Result<ScopeDigest, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("entry/counted.sql"))?;
    let mut rows = statement.query([])?;
    let mut digest = ScopeDigest::default();
    while let Some(row) = rows.next()? {
        let id: Vec<u8> = row.get("id")?;
        let seq: i64 = row.get("seq")?;
        digest.add(EntryId::from_slice(&id).map_err(|_| StoreError::Unreadable("an entry id"))?, wide(seq));
    }
    Ok(digest)
}

fn read_class(column: i64) -> Result<EntryClass, StoreError> {
    match column {
        0 => Ok(EntryClass::Doc),
        1 => Ok(EntryClass::Event),
        2 => Ok(EntryClass::Reg),
        _ => Err(StoreError::Unreadable("an entry's class")),
    }
}
