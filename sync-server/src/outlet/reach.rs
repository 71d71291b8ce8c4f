//! From reach rules to shelves. Every rule but "own" and "shared" covers a shelf wholly or not at all, so a reach is a set of
//! shelves, the reader's own entries on all other shelves, and what else belongs to records shared with the reader's units.
//! Its digest is a sum that counts no entry twice.

use std::collections::BTreeMap;

use etong_protocol::{Audience, EntryId, OrgPath, ReachRule, RecordId, RecordKind, ScopeDigest};
use rusqlite::{Connection, Row, Rows, named_params};

use crate::error::RelayError;
use crate::store::number::from_sql;
use crate::store::shelf::{audience_to_sql, read_digest};

/// Sorts after every path: five units of four bytes are the longest.
const AFTER_ALL: [u8; 21] = [u8::MAX; 21];

/// What one person may read.
#[derive(Debug)]
pub(super) struct Reach {
    /// Row of the person.
    person: i64,
    /// Shelves read wholly, with their digests.
    pub(super) shelves: BTreeMap<i64, ScopeDigest>,
    /// Shelves of which only the reader's own entries are read, with the digests of those.
    pub(super) own: BTreeMap<i64, ScopeDigest>,
    /// Records shared with a unit of the reader that lie outside the subtrees, and the seq of their first grant.
    pub(super) shared: BTreeMap<RecordId, u64>,
    /// Of the shared records, what is neither on a shelf read wholly nor the reader's own.
    shared_digest: ScopeDigest,
}

/// Where an entry of the log stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) shelf: i64,
    pub(super) author: i64,
    pub(super) answers: i64,
}

impl Place {
    pub(super) fn read(row: &Row<'_>) -> Result<Self, RelayError> {
        Ok(Self { shelf: row.get("shelf")?, author: row.get("author")?, answers: row.get("answers")? })
    }
}

impl Reach {
    pub(super) fn of(connection: &Connection, person: i64, rules: &[ReachRule]) -> Result<Self, RelayError> {
        let (shelves, own, shared) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        let mut reach = Self { person, shelves, own, shared, shared_digest: ScopeDigest::default() };
        for rule in rules {
            match rule {
                ReachRule::Subtree { unit, restricted } => reach.add_subtree(connection, unit, *restricted)?,
                ReachRule::Board { unit, staff } => reach.add_board(connection, unit, *staff)?,
                ReachRule::Host { unit } => reach.add_host(connection, unit)?,
                ReachRule::Team { unit } => reach.add_team(connection, unit)?,
                ReachRule::Shared { unit, restricted } => reach.add_shared(connection, unit, *restricted, rules)?,
                ReachRule::Audit { unit } => reach.add_audit(connection, unit)?,
                ReachRule::Own => {}
            }
        }
        if rules.contains(&ReachRule::Own) {
            reach.add_own(connection, person)?;
        }
        reach.count_shared(connection)?;
        Ok(reach)
    }

    /// The digest of every entry in reach.
    pub(super) fn digest(&self) -> ScopeDigest {
        let mut sum = self.shared_digest;
        for part in self.shelves.values().chain(self.own.values()) {
            sum.join(part);
        }
        sum
    }

    /// Is it read whatever is shared?
    pub(super) fn shows(&self, place: Place) -> bool {
        self.shelves.contains_key(&place.shelf)
            || self.own.contains_key(&place.shelf) && (place.author == self.person || place.answers == self.person)
    }

    fn add_subtree(&mut self, connection: &Connection, unit: &OrgPath, restricted: bool) -> Result<(), RelayError> {
        let end = unit.subtree_end().unwrap_or_else(|| AFTER_ALL.to_vec());
        let mut statement = connection.prepare_cached(include_str!("sql/shelves_of_subtree.sql"))?;
        let asked = named_params! {":start": unit.to_bytes(), ":end": end, ":restricted": restricted};
        self.add_shelves(statement.query(asked)?)
    }

    fn add_host(&mut self, connection: &Connection, unit: &OrgPath) -> Result<(), RelayError> {
        let end = unit.subtree_end().unwrap_or_else(|| AFTER_ALL.to_vec());
        let audience = audience_to_sql(Audience::Hosts);
        let mut statement = connection.prepare_cached(include_str!("sql/shelves_of_host.sql"))?;
        let asked = named_params! {":start": unit.to_bytes(), ":end": end, ":audience": audience};
        self.add_shelves(statement.query(asked)?)
    }

    fn add_team(&mut self, connection: &Connection, unit: &OrgPath) -> Result<(), RelayError> {
        let audience = audience_to_sql(Audience::Team);
        let mut statement = connection.prepare_cached(include_str!("sql/shelves_of_team.sql"))?;
        self.add_shelves(statement.query(named_params! {":scope": unit.to_bytes(), ":audience": audience})?)
    }

    fn add_shelves(&mut self, mut rows: Rows<'_>) -> Result<(), RelayError> {
        while let Some(row) = rows.next()? {
            self.shelves.insert(row.get("shelf")?, read_digest(row.get_ref("digest")?.as_blob().unwrap_or_default())?);
        }
        Ok(())
    }

    fn add_audit(&mut self, connection: &Connection, unit: &OrgPath) -> Result<(), RelayError> {
        let end = unit.subtree_end().unwrap_or_else(|| AFTER_ALL.to_vec());
        let mut statement = connection.prepare_cached(include_str!("sql/shelves_of_audit.sql"))?;
        self.add_shelves(statement.query(named_params! {":start": unit.to_bytes(), ":end": end})?)
    }

    fn add_board(&mut self, connection: &Connection, unit: &OrgPath, staff: bool) -> Result<(), RelayError> {
        let least = audience_to_sql(if staff { Audience::Staff } else { Audience::Everybody });
        let mut statement = connection.prepare_cached(include_str!("sql/shelves_of_board.sql"))?;
        self.add_shelves(statement.query(named_params! {":scope": unit.to_bytes(), ":least": least})?)
    }

    fn add_own(&mut self, connection: &Connection, person: i64) -> Result<(), RelayError> {
        let mut statement = connection.prepare_cached(include_str!("sql/own_shelves.sql"))?;
        let mut rows = statement.query(named_params! {":person": person})?;
        while let Some(row) = rows.next()? {
            let shelf = row.get("shelf")?;
            if !self.shelves.contains_key(&shelf) {
                self.own.insert(shelf, read_digest(row.get_ref("digest")?.as_blob().unwrap_or_default())?);
            }
        }
        Ok(())
    }

    fn add_shared(
        &mut self,
        connection: &Connection,
        unit: &OrgPath,
        restricted: bool,
        rules: &[ReachRule],
    ) -> Result<(), RelayError> {
        let Some(unit) = unit.unit() else { return Ok(()) };
        let mut statement = connection.prepare_cached(include_str!("sql/shared_with.sql"))?;
        let mut rows = statement.query(named_params! {":unit": unit.0})?;
        let bad = |_| RelayError::BadRow { what: "record" };
        while let Some(row) = rows.next()? {
            let scope = OrgPath::from_bytes(row.get_ref("scope")?.as_blob().unwrap_or_default()).map_err(bad)?;
            let kind: RecordKind = row.get_ref("kind")?.as_str().unwrap_or_default().parse().map_err(bad)?;
            if kind.is_restricted() && !restricted {
                continue;
            }
            // A subtree covers all entries of a record or none, and so does a host's part of it.
            let read_anyway = rules.iter().any(|rule| match rule {
                ReachRule::Subtree { unit, restricted } => {
                    unit.covers(&scope) && (*restricted || !kind.is_restricted())
                }
                ReachRule::Host { unit } => unit.covers(&scope) && kind.is_for_hosts(),
                _ => false,
            });
            if !read_anyway {
                let record = RecordId::from_slice(row.get_ref("record")?.as_blob().unwrap_or_default())?;
                let grant = from_sql(row.get("seq")?);
                let first = self.shared.entry(record).or_insert(grant);
                *first = grant.min(*first);
            }
        }
        Ok(())
    }

    fn count_shared(&mut self, connection: &Connection) -> Result<(), RelayError> {
        let mut statement = connection.prepare_cached(include_str!("sql/entries_of_record.sql"))?;
        let mut sum = ScopeDigest::default();
        for record in self.shared.keys() {
            let mut rows = statement.query(named_params! {":record": record.as_bytes()})?;
            while let Some(row) = rows.next()? {
                if !self.shows(Place::read(row)?) {
                    let id = EntryId::from_slice(row.get_ref("id")?.as_blob().unwrap_or_default())?;
                    sum.add(id, from_sql(row.get("seq")?));
                }
            }
        }
        self.shared_digest = sum;
        Ok(())
    }
}
