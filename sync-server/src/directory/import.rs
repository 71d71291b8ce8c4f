//! Takes the centre's file: one transaction, all rows or none. A second import of the same file changes nothing.

use std::collections::{BTreeMap, BTreeSet};

use etong_protocol::{OrgPath, PersonId, PostId};
use rusqlite::{Connection, OptionalExtension, named_params};
use serde::Serialize;

use super::announce::Announcer;
use super::check::{Held, HeldPost, check};
use super::error::DirectoryError;
use super::row::{Import, PersonRow, PostRow, UnitRow};
use crate::error::RelayError;
use crate::store::Store;

/// What an import has changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct ImportSummary {
    pub units_changed: usize,
    pub people_changed: usize,
    pub posts_changed: usize,
    /// Directory rows written to the log for phones.
    pub entries_written: usize,
}

/// Checks and takes `import`.
///
/// # Errors
/// `Rows` names everything wrong; `Relay` is the database's trouble. Nothing was changed then.
pub fn import(store: &Store, import: &Import) -> Result<ImportSummary, DirectoryError> {
    let mut wrong = None;
    let written = store.write(|tx| {
        let paths = match check(import, &held(tx, import)?) {
            Ok(paths) => paths,
            Err(errors) => {
                wrong = Some(errors);
                return Ok(ImportSummary::default());
            }
        };
        write(store, tx, import, &paths)
    });
    match wrong {
        Some(errors) => Err(DirectoryError::Rows(errors)),
        None => Ok(written?),
    }
}

fn write(
    store: &Store,
    tx: &Connection,
    import: &Import,
    paths: &BTreeMap<u32, OrgPath>,
) -> Result<ImportSummary, RelayError> {
    let mut summary = ImportSummary::default();
    let mut touched = BTreeSet::new();
    for row in &import.units {
        if write_unit(tx, row, paths)? {
            summary.units_changed += 1;
            touched.extend(people_of_unit(tx, row.unit)?);
        }
    }
    for row in &import.people {
        if write_person(tx, row)? {
            summary.people_changed += 1;
            touched.insert(row.person);
        }
    }
    for row in &import.posts {
        if write_post(tx, row)? {
            summary.posts_changed += 1;
            touched.insert(row.person);
        }
    }
    let mut announcer = Announcer::begin(store, tx)?;
    for row in &import.units {
        announcer.unit(row, paths.get(&row.unit))?;
    }
    for person in &touched {
        rise(tx, *person)?;
        announcer.person(*person)?;
    }
    for row in &import.posts {
        announcer.post(row, paths.get(&row.unit))?;
    }
    summary.entries_written = announcer.finish()?;
    Ok(summary)
}

fn write_unit(tx: &Connection, row: &UnitRow, paths: &BTreeMap<u32, OrgPath>) -> Result<bool, RelayError> {
    let path = paths.get(&row.unit).map(OrgPath::to_bytes).unwrap_or_default();
    let changed = tx.prepare_cached(include_str!("sql/upsert_unit.sql"))?.execute(named_params! {
        ":unit": row.unit,
        ":parent": row.parent,
        ":name": row.name,
        ":code": row.code,
        ":kind": row.kind,
        ":valid_from": row.valid_from,
        ":path": path,
    })?;
    Ok(changed > 0)
}

fn write_person(tx: &Connection, row: &PersonRow) -> Result<bool, RelayError> {
    let changed = tx
        .prepare_cached(include_str!("sql/upsert_person.sql"))?
        .execute(named_params! {":person": row.person.as_bytes(), ":name": row.name})?;
    Ok(changed > 0)
}

fn write_post(tx: &Connection, row: &PostRow) -> Result<bool, RelayError> {
    let changed = tx.prepare_cached(include_str!("sql/upsert_post.sql"))?.execute(named_params! {
        ":post": row.post.as_bytes(),
        ":person": row.person.as_bytes(),
        ":kind": row.kind.as_str(),
        ":unit": row.unit,
        ":from": row.from,
        ":to": row.to,
    })?;
    Ok(changed > 0)
}

/// The version of a standing counts the days on which posts began or ended, so it is raised by more than those can.
fn rise(tx: &Connection, person: PersonId) -> Result<(), RelayError> {
    tx.prepare_cached(include_str!("sql/raise_standing.sql"))?.execute(named_params! {":person": person.as_bytes()})?;
    Ok(())
}

fn people_of_unit(tx: &Connection, unit: u32) -> Result<Vec<PersonId>, RelayError> {
    let mut statement = tx.prepare_cached(include_str!("sql/people_of_unit.sql"))?;
    let mut rows = statement.query(named_params! {":unit": unit})?;
    let mut people = Vec::new();
    while let Some(row) = rows.next()? {
        people.push(PersonId::from_slice(&row.get::<_, Vec<u8>>("person")?)?);
    }
    Ok(people)
}

fn held(tx: &Connection, import: &Import) -> Result<Held, RelayError> {
    let mut held = Held { paths: BTreeMap::new(), people: BTreeSet::new(), posts: BTreeMap::new() };
    let mut statement = tx.prepare_cached(include_str!("sql/unit_paths.sql"))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        held.paths.insert(row.get("unit")?, OrgPath::from_bytes(&row.get::<_, Vec<u8>>("path")?)?);
    }
    let mut known = tx.prepare_cached(include_str!("sql/person_no.sql"))?;
    let mut before = tx.prepare_cached(include_str!("sql/post.sql"))?;
    for row in &import.posts {
        let person = row.person;
        if known.exists(named_params! {":person": person.as_bytes()})? {
            held.people.insert(person);
        }
        if let Some(post) = before.query_row(named_params! {":post": row.post.as_bytes()}, held_post).optional()? {
            held.posts.insert(row.post, post?);
        }
    }
    Ok(held)
}

fn held_post(row: &rusqlite::Row<'_>) -> rusqlite::Result<Result<HeldPost, RelayError>> {
    let (person, kind, unit) = (row.get::<_, Vec<u8>>("person")?, row.get::<_, String>("kind")?, row.get("unit")?);
    Ok(PersonId::from_slice(&person)
        .and_then(|person| Ok(HeldPost { person, kind: kind.parse()?, unit }))
        .map_err(|_| RelayError::BadRow { what: "post" }))
}

/// The person a post belongs to, and its last day.
pub(super) fn holder(tx: &Connection, post: PostId) -> Result<Option<(PersonId, Option<String>)>, RelayError> {
    let found = tx
        .prepare_cached(include_str!("sql/post.sql"))?
        .query_row(named_params! {":post": post.as_bytes()}, |row| {
            Ok((row.get::<_, Vec<u8>>("person")?, row.get("to_day")?))
        })
        .optional()?;
    found.map(|(person, to)| Ok((PersonId::from_slice(&person)?, to))).transpose()
}
