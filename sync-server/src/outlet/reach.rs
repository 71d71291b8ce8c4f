//! From reach rules to shelves. Every rule but "own" covers a shelf wholly or not at all, so a reach is a set of shelves
//! plus the reader's own entries on all other shelves, and its digest is a sum that counts no entry twice.

use std::collections::BTreeMap;

use etong_protocol::{OrgPath, ReachRule, ScopeDigest};
use rusqlite::{Connection, named_params};

use crate::error::RelayError;
use crate::store::shelf::read_digest;

/// Sorts after every path: five units of four bytes are the longest.
const AFTER_ALL: [u8; 21] = [u8::MAX; 21];

/// What one person may read.
#[derive(Debug)]
pub(super) struct Reach {
    /// Shelves read wholly, with their digests.
    pub(super) shelves: BTreeMap<i64, ScopeDigest>,
    /// Shelves of which only the reader's own entries are read, with the digests of those.
    pub(super) own: BTreeMap<i64, ScopeDigest>,
}

impl Reach {
    pub(super) fn of(connection: &Connection, person: i64, rules: &[ReachRule]) -> Result<Self, RelayError> {
        let mut reach = Self { shelves: BTreeMap::new(), own: BTreeMap::new() };
        for rule in rules {
            match rule {
                ReachRule::Subtree { unit, restricted } => reach.add_subtree(connection, unit, *restricted)?,
                ReachRule::Directory { unit } => reach.add_directory(connection, unit)?,
                ReachRule::Own => {}
            }
        }
        if rules.contains(&ReachRule::Own) {
            reach.add_own(connection, person)?;
        }
        Ok(reach)
    }

    /// The digest of every entry in reach.
    pub(super) fn digest(&self) -> ScopeDigest {
        let mut sum = ScopeDigest::default();
        for part in self.shelves.values().chain(self.own.values()) {
            sum.join(part);
        }
        sum
    }

    fn add_subtree(&mut self, connection: &Connection, unit: &OrgPath, restricted: bool) -> Result<(), RelayError> {
        let end = unit.subtree_end().unwrap_or_else(|| AFTER_ALL.to_vec());
        let mut statement = connection.prepare_cached(include_str!("sql/shelves_of_subtree.sql"))?;
        let mut rows =
            statement.query(named_params! {":start": unit.to_bytes(), ":end": end, ":restricted": restricted})?;
        while let Some(row) = rows.next()? {
            self.shelves.insert(row.get("shelf")?, read_digest(row.get_ref("digest")?.as_blob().unwrap_or_default())?);
        }
        Ok(())
    }

    fn add_directory(&mut self, connection: &Connection, unit: &OrgPath) -> Result<(), RelayError> {
        let mut statement = connection.prepare_cached(include_str!("sql/shelves_of_directory.sql"))?;
        let mut rows = statement.query(named_params! {":scope": unit.to_bytes()})?;
        while let Some(row) = rows.next()? {
            self.shelves.insert(row.get("shelf")?, read_digest(row.get_ref("digest")?.as_blob().unwrap_or_default())?);
        }
        Ok(())
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
}
