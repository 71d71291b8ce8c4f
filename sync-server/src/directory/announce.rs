//! Tells phones about directory rows: each becomes a `reg` entry in the log, at the path of its unit, written only
//! when it says something else than last time. A person's name goes wherever the person has or had a post.

use std::collections::BTreeSet;

use etong_protocol::{Entry, EntryClass, Hlc, OrgPath, PersonId, PostId, PostKind, RecordId, RecordKind, Stamp, wire};
use rusqlite::{Connection, OptionalExtension, named_params};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::row::{DictionaryRow, GivenPost, OfficeRow, PersonRow, Placed, PostRow, UnitRow};
use crate::error::RelayError;
use crate::store::Store;
use crate::store::log::{Appender, LogEntry};

const SCHEMA: u16 = 1;

/// Writes `reg` entries within one transaction.
pub(super) struct Announcer<'c> {
    store: &'c Store,
    connection: &'c Connection,
    log: Appender<'c>,
    hlc: Hlc,
    written: usize,
}

impl<'c> Announcer<'c> {
    pub(super) fn begin(store: &'c Store, connection: &'c Connection) -> Result<Self, RelayError> {
        let hlc = Hlc::from_ms(store.now_ms());
        Ok(Self { store, connection, log: Appender::begin(connection)?, hlc, written: 0 })
    }

    pub(super) fn unit(&mut self, row: &UnitRow, path: Option<&OrgPath>) -> Result<(), RelayError> {
        let id = RecordId::from_bytes(u128::from(row.unit).to_be_bytes());
        self.announce(RecordKind::Unit, id, row, path)
    }

    pub(super) fn post(&mut self, row: &PostRow, path: Option<&OrgPath>) -> Result<(), RelayError> {
        let (by, trail): (String, String) = self
            .connection
            .prepare_cached(include_str!("sql/giver_of_post.sql"))?
            .query_row(named_params! {":post": row.post.as_bytes()}, |row| {
                Ok((row.get("given_by")?, row.get("trail")?))
            })?;
        let given = GivenPost { row, by: &by, trail: &trail };
        self.announce(RecordKind::Post, RecordId::from_bytes(*row.post.as_bytes()), &given, path)
    }

    pub(super) fn person(&mut self, person: PersonId) -> Result<(), RelayError> {
        let (row, paths) = self.whereabouts(person)?;
        for path in &paths {
            self.announce(RecordKind::Person, RecordId::from_bytes(*person.as_bytes()), &row, Some(path))?;
        }
        Ok(())
    }

    pub(super) fn office(&mut self, row: &OfficeRow, path: Option<&OrgPath>) -> Result<(), RelayError> {
        let id = named_record("office", &row.office.to_be_bytes(), 0);
        self.announce(RecordKind::Office, id, row, path)
    }

    pub(super) fn dictionary(&mut self, row: &DictionaryRow, path: Option<&OrgPath>) -> Result<(), RelayError> {
        let id = named_record("dictionary", row.dictionary.as_bytes(), row.version);
        self.announce(RecordKind::Dictionary, id, row, path)
    }

    /// How many entries were written.
    pub(super) fn finish(self) -> Result<usize, RelayError> {
        self.log.finish()?;
        Ok(self.written)
    }

    fn announce<R: Serialize>(
        &mut self,
        kind: RecordKind,
        record: RecordId,
        row: &R,
        path: Option<&OrgPath>,
    ) -> Result<(), RelayError> {
        let Some(path) = path else { return Err(RelayError::BadRow { what: "unit path" }) };
        let payload = wire::encode_payload(&Placed { row, path })?;
        if !self.is_news(&kind, record, path, &payload)? {
            return Ok(());
        }
        let now = self.store.now_ms();
        self.hlc = self.hlc.tick(now);
        let sealed = Entry {
            class: EntryClass::Reg,
            kind,
            record,
            scope: path.clone(),
            device: self.store.relay_device(),
            post: PostId::NIL,
            post_kind: PostKind::Unknown("relay".to_owned()),
            stamp: Stamp::new(self.hlc, now, Some(0)),
            schema: SCHEMA,
            unit: None,
            payload,
        }
        .seal();
        self.log.append(&LogEntry {
            sealed: &sealed,
            of: &sealed.entry.kind,
            chain: 0,
            dseq: 0,
            author: 0,
            answers: 0,
        })?;
        self.written += 1;
        Ok(())
    }

    fn is_news(&self, kind: &RecordKind, record: RecordId, path: &OrgPath, payload: &[u8]) -> Result<bool, RelayError> {
        let changed =
            self.connection.prepare_cached(include_str!("sql/upsert_reg_row.sql"))?.execute(named_params! {
                ":kind": kind.as_str(),
                ":record": record.as_bytes(),
                ":scope": path.to_bytes(),
                ":payload": payload,
            })?;
        Ok(changed > 0)
    }

    fn whereabouts(&self, person: PersonId) -> Result<(PersonRow, BTreeSet<OrgPath>), RelayError> {
        let by_person = named_params! {":person": person.as_bytes()};
        let (name, kept): (String, String) = self
            .connection
            .prepare_cached(include_str!("sql/person_row.sql"))?
            .query_row(by_person, |row| Ok((row.get("name")?, row.get("row")?)))
            .optional()?
            .ok_or(RelayError::BadRow { what: "person" })?;
        let person_row = match kept.as_str() {
            "" => PersonRow::new(person, &name),
            kept => serde_json::from_str(kept).map_err(|_| RelayError::BadRow { what: "person" })?,
        };
        let mut statement = self.connection.prepare_cached(include_str!("sql/paths_of_person.sql"))?;
        let mut rows = statement.query(by_person)?;
        let mut paths = BTreeSet::new();
        while let Some(row) = rows.next()? {
            paths.insert(OrgPath::from_bytes(&row.get::<_, Vec<u8>>("path")?)?);
        }
        Ok((person_row, paths))
    }
}

/// The record of a thing that has a name or number of its own, apart from those of units.
fn named_record(what: &str, name: &[u8], version: u32) -> RecordId {
    let mut hash = Sha256::new();
    hash.update(format!("etong-{what}-1\0{version}\0"));
    hash.update(name);
    let hash: [u8; 32] = hash.finalize().into();
    let (id, _) = hash.as_chunks::<16>();
    id.first().map_or(RecordId::NIL, |id| RecordId::from_bytes(*id))
}
