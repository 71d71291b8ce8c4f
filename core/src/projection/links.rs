//! What ties residents to homes and to each other: links, the keyed hash of the document's number, and likely duplicates.

use std::collections::BTreeSet;

use etong_protocol::RecordId;
use rusqlite::{OptionalExtension, Transaction, params};

use crate::domain::collection::{Likeness, NumberHash, NumberKey, PersonFacts, likenesses};
use crate::domain::resident::Resident;
use crate::error::StoreError;
use crate::store::setting::{self, Setting};

/// Fields that a link is made of.
pub(super) const LINKING: [&str; 6] = ["name", "birth", "id", "dwelling", "household", "relation_to_head"];

/// The key of this store's hashes.
pub(crate) fn number_key(tx: &Transaction<'_>) -> Result<Option<NumberKey>, StoreError> {
    Ok(setting::array(tx, Setting::NumberKey)?.map(NumberKey::from_bytes))
}

pub(super) fn project(tx: &Transaction<'_>, no: i64, resident: &Resident, new: bool) -> Result<(), StoreError> {
    if !new {
        remove(tx, no)?;
    }
    let facts = facts_of(resident, number_key(tx)?.as_ref());
    let id = |record: Option<RecordId>| record.map(|id| id.as_bytes().to_vec());
    tx.prepare_cached(include_str!("links/insert.sql"))?.execute(params![
        no,
        facts.name,
        facts.birth.map(|birth| birth.to_string()).unwrap_or_default(),
        id(facts.dwelling),
        id(resident.household),
        resident.text("relation_to_head").unwrap_or_default(),
        facts.number,
    ])?;
    for number in &facts.corrections {
        tx.prepare_cached(include_str!("links/insert_correction.sql"))?.execute(params![number, no])?;
    }
    pair(tx, no, &facts)
}

pub(super) fn remove(tx: &Transaction<'_>, no: i64) -> Result<(), StoreError> {
    for sql in [
        include_str!("links/remove.sql"),
        include_str!("links/remove_corrections.sql"),
        include_str!("links/remove_pairs.sql"),
    ] {
        tx.prepare_cached(sql)?.execute([no])?;
    }
    Ok(())
}

fn facts_of(resident: &Resident, key: Option<&NumberKey>) -> PersonFacts {
    let mut facts = PersonFacts {
        name: resident.name.clone(),
        birth: resident.birth,
        dwelling: resident.dwelling,
        ..PersonFacts::default()
    };
    if let (Some(key), Some(id)) = (key, &resident.id) {
        facts.number = Some(key.hash(&id.kind, &id.number));
        let meant = id.citizen_number().map(|number| number.corrections()).unwrap_or_default();
        facts.corrections = meant.iter().map(|number| key.hash(&id.kind, number)).collect();
    }
    facts
}

fn pair(tx: &Transaction<'_>, no: i64, facts: &PersonFacts) -> Result<(), StoreError> {
    let dwelling = facts.dwelling.map(|id| id.as_bytes().to_vec());
    let birth = facts.birth.map(|birth| birth.to_string()).unwrap_or_default();
    let mut candidates = BTreeSet::new();
    let mut alike = tx.prepare_cached(include_str!("links/alike.sql"))?;
    for found in alike.query_map(params![facts.number, birth, facts.name, dwelling], |row| row.get("record"))? {
        candidates.insert(found?);
    }
    let mut by_number = tx.prepare_cached(include_str!("links/by_number.sql"))?;
    for number in &facts.corrections {
        for found in by_number.query_map([number], |row| row.get("record"))? {
            candidates.insert(found?);
        }
    }
    candidates.remove(&no);
    for other in candidates {
        let Some(others) = stored(tx, other)? else { continue };
        let shared = likenesses(facts, &others);
        if shared.is_empty() {
            continue;
        }
        let words: Vec<&str> = shared.iter().map(Likeness::as_str).collect();
        let mut statement = tx.prepare_cached(include_str!("links/insert_pair.sql"))?;
        statement.execute(params![no.min(other), no.max(other), words.join(",")])?;
    }
    Ok(())
}

fn stored(tx: &Transaction<'_>, no: i64) -> Result<Option<PersonFacts>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("links/facts.sql"))?;
    let row = statement
        .query_row([no], |row| {
            Ok((
                row.get::<_, String>("name")?,
                row.get::<_, String>("birth")?,
                row.get::<_, Option<Vec<u8>>>("dwelling")?,
                row.get::<_, Option<NumberHash>>("number")?,
            ))
        })
        .optional()?;
    let Some((name, birth, dwelling, number)) = row else { return Ok(None) };
    let mut statement = tx.prepare_cached(include_str!("links/corrections.sql"))?;
    let corrections = statement.query_map([no], |row| row.get::<_, NumberHash>("number"))?.collect::<Result<_, _>>()?;
    Ok(Some(PersonFacts {
        name,
        birth: birth.parse().ok(),
        dwelling: dwelling.and_then(|id| RecordId::from_slice(&id).ok()),
        number,
        corrections,
    }))
}
