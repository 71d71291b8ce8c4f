//! All rows of a file, and with them what the audit trail and the phones are told.

use std::collections::{BTreeMap, BTreeSet};

use etong_protocol::{OrgPath, PersonId};
use rusqlite::{Connection, named_params};
use serde_json::{Value, json};

use super::super::announce::Announcer;
use super::super::audit::appointment;
use super::super::publication::path_of;
use super::super::row::Import;
use super::ImportSummary;
use super::changes::{Changes, appointed, keep_giver, post_word};
use super::rows::{News, write_dictionary, write_office, write_person, write_post, write_unit};
use crate::error::RelayError;
use crate::sim::SeededBug;
use crate::store::Store;

pub(super) fn write(
    store: &Store,
    tx: &Connection,
    import: &Import,
    paths: &BTreeMap<u32, OrgPath>,
    who: &str,
    founding: bool,
) -> Result<ImportSummary, RelayError> {
    let mut summary = ImportSummary::default();
    let mut changes = Changes::default();
    let (mut standings, mut told) = (BTreeSet::new(), BTreeSet::new());
    let mut heirs = BTreeSet::new();
    for row in &import.units {
        let (news, inherits) = write_unit(tx, row, paths)?;
        summary.units_changed += usize::from(news != News::None);
        if news != News::None {
            let path = paths.get(&row.unit).map(ToString::to_string);
            let after = json!({"path": path, "kind": row.kind, "from": row.valid_from, "to": row.valid_to});
            changes.add("unit.written", row.unit.to_string(), Value::Null, after);
        }
        if inherits {
            heirs.insert(row.unit);
        }
        if news == News::Standing {
            standings.extend(people_of(tx, include_str!("../sql/people_of_unit.sql"), row.unit)?);
        }
    }
    // An heir may stand in the file before the unit it replaces.
    for unit in heirs {
        standings.extend(people_of(tx, include_str!("../sql/people_of_heirs.sql"), unit)?);
    }
    for row in &import.people {
        let news = write_person(tx, row)?;
        summary.people_changed += usize::from(news != News::None);
        if news != News::None {
            changes.add("person.written", row.person.to_string(), Value::Null, Value::Null);
        }
        note(news, row.person, &mut standings, &mut told);
    }
    for row in &import.posts {
        let before = appointed(tx, row.post)?;
        let news = write_post(tx, row)?;
        summary.posts_changed += usize::from(news != News::None);
        if news != News::None {
            let after = appointment(row.person, row.kind.as_str(), row.unit, &row.from, row.to.as_deref());
            changes.add(post_word(row, before.as_ref()), row.post.to_string(), before.unwrap_or_default(), after);
        }
        note(news, row.person, &mut standings, &mut told);
    }
    for row in &import.offices {
        if write_office(tx, row)? {
            summary.offices_changed += 1;
            let after = json!({"unit": row.unit, "to": row.valid_to});
            changes.add("office.written", row.office.to_string(), Value::Null, after);
        }
    }
    for row in &import.dictionaries {
        if write_dictionary(tx, row, paths)? {
            summary.dictionaries_changed += 1;
            let after = json!({"unit": row.unit, "from": row.valid_from, "to": row.valid_to});
            changes.add("dictionary.published", row.label(), Value::Null, after);
        }
    }
    for (post, trail) in changes.write(store, tx, who, founding)? {
        if !store.sim().has(SeededBug::GiverUntold) {
            keep_giver(tx, post.parse()?, who, &trail)?;
        }
    }
    let mut announcer = Announcer::begin(store, tx)?;
    for row in &import.units {
        announcer.unit(row, paths.get(&row.unit))?;
    }
    for person in &standings {
        rise(tx, *person)?;
    }
    for person in standings.union(&told) {
        announcer.person(*person)?;
    }
    for row in &import.posts {
        announcer.post(row, paths.get(&row.unit))?;
    }
    for row in &import.offices {
        announcer.office(row, paths.get(&row.unit))?;
    }
    for row in &import.dictionaries {
        announcer.dictionary(row, path_of(row, paths).as_ref())?;
    }
    summary.entries_written = announcer.finish()?;
    Ok(summary)
}

fn note(news: News, person: PersonId, standings: &mut BTreeSet<PersonId>, told: &mut BTreeSet<PersonId>) {
    match news {
        News::None => {}
        News::Detail => {
            told.insert(person);
        }
        News::Standing => {
            standings.insert(person);
        }
    }
}

/// The version of a standing counts the days on which posts and heirs began or ended, so it is raised by more than those can.
fn rise(tx: &Connection, person: PersonId) -> Result<(), RelayError> {
    tx.prepare_cached(include_str!("../sql/raise_standing.sql"))?
        .execute(named_params! {":person": person.as_bytes()})?;
    Ok(())
}

fn people_of(tx: &Connection, sql: &str, unit: u32) -> Result<Vec<PersonId>, RelayError> {
    let mut statement = tx.prepare_cached(sql)?;
    let mut rows = statement.query(named_params! {":unit": unit})?;
    let mut people = Vec::new();
    while let Some(row) = rows.next()? {
        people.push(PersonId::from_slice(&row.get::<_, Vec<u8>>("person")?)?);
    }
    Ok(people)
}
