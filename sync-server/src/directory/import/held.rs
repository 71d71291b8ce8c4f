//! What the directory holds already of what a file names.

use etong_protocol::{OrgPath, PersonId};
use rusqlite::{Connection, OptionalExtension, named_params};

use super::super::check::{Held, HeldPost};
use super::super::row::Import;
use crate::error::RelayError;

pub(super) fn held(tx: &Connection, import: &Import) -> Result<Held, RelayError> {
    let mut held = Held::default();
    let mut statement = tx.prepare_cached(include_str!("../sql/unit_paths.sql"))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let unit = row.get("unit")?;
        held.paths.insert(unit, OrgPath::from_bytes(&row.get::<_, Vec<u8>>("path")?)?);
        held.kinds.insert(unit, row.get("kind")?);
        held.days.insert(unit, (row.get("valid_from")?, row.get("valid_to")?));
    }
    hold_publications(tx, import, &mut held)?;
    let mut known = tx.prepare_cached(include_str!("../sql/person_no.sql"))?;
    let mut before = tx.prepare_cached(include_str!("../sql/post.sql"))?;
    for row in &import.posts {
        let person = row.person;
        if known.exists(named_params! {":person": person.as_bytes()})? {
            held.people.insert(person);
        }
    }
    let leaders = import.units.iter().filter_map(|row| row.leader);
    for post in import.posts.iter().map(|row| row.post).chain(leaders) {
        if let Some(before) = before.query_row(named_params! {":post": post.as_bytes()}, held_post).optional()? {
            held.posts.insert(post, before?);
        }
    }
    Ok(held)
}

fn hold_publications(tx: &Connection, import: &Import, held: &mut Held) -> Result<(), RelayError> {
    if !import.offices.is_empty() {
        let mut statement = tx.prepare_cached(include_str!("../sql/office_units.sql"))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            held.offices.insert(row.get("office")?, row.get("unit")?);
        }
    }
    let mut statement = tx.prepare_cached(include_str!("../sql/dictionary.sql"))?;
    for row in &import.dictionaries {
        let mut rows = statement.query(named_params! {":dictionary": row.dictionary, ":version": row.version})?;
        while let Some(before) = rows.next()? {
            let path = OrgPath::from_bytes(&before.get::<_, Vec<u8>>("path")?)?;
            let kept = serde_json::from_str(&before.get::<_, String>("row")?)
                .map_err(|_| RelayError::BadRow { what: "dictionary" })?;
            held.dictionaries.insert((row.dictionary.clone(), row.version, path), kept);
        }
    }
    Ok(())
}

fn held_post(row: &rusqlite::Row<'_>) -> rusqlite::Result<Result<HeldPost, RelayError>> {
    let (person, kind, unit) = (row.get::<_, Vec<u8>>("person")?, row.get::<_, String>("kind")?, row.get("unit")?);
    Ok(PersonId::from_slice(&person)
        .and_then(|person| Ok(HeldPost { person, kind: kind.parse()?, unit }))
        .map_err(|_| RelayError::BadRow { what: "post" }))
}
