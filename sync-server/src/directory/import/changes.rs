//! What an import changed, on its way to the audit trail.

use std::collections::BTreeMap;

use etong_protocol::{PersonId, PostId};
use rusqlite::{Connection, OptionalExtension, named_params};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::super::audit::{FOUNDED, Trail, appointment};
use super::super::row::PostRow;
use super::rows::as_json;
use crate::error::RelayError;
use crate::store::Store;

/// Word, subject, before and after of each.
#[derive(Default)]
pub(super) struct Changes(Vec<(&'static str, String, Value, Value)>);

impl Changes {
    pub(super) fn add(&mut self, what: &'static str, subject: String, before: Value, after: Value) {
        self.0.push((what, subject, before, after));
    }

    /// The row of the trail about each post that changed, as `number:hash`.
    pub(super) fn write(
        self,
        store: &Store,
        tx: &Connection,
        who: &str,
        founding: bool,
    ) -> Result<BTreeMap<String, String>, RelayError> {
        if self.0.is_empty() {
            return Ok(BTreeMap::new());
        }
        let mut trail = Trail::begin(tx, store.key(), store.now_ms(), who)?;
        // Of ids and days, not of the file: beside known ids the hash of one row would give a name away to whoever tries all.
        let file = data_encoding::HEXLOWER.encode(&Sha256::digest(as_json(&self.0)?.as_bytes()));
        let founds = founding && trail.is_new();
        let what = if founds { FOUNDED } else { "import" };
        trail.note(what, &file, &Value::Null, &json!({"changes": self.0.len()}))?;
        for (what, subject, before, after) in &self.0 {
            trail.note(what, subject, before, after)?;
        }
        trail.finish_naming_posts()
    }
}

/// Who gave, changed or ended a post, for phones to be told.
pub(super) fn keep_giver(tx: &Connection, post: PostId, who: &str, trail: &str) -> Result<(), RelayError> {
    let giver = named_params! {":post": post.as_bytes(), ":given_by": who, ":trail": trail};
    tx.prepare_cached(include_str!("../sql/keep_giver.sql"))?.execute(giver)?;
    Ok(())
}

pub(super) fn appointed(tx: &Connection, post: PostId) -> Result<Option<Value>, RelayError> {
    let found = tx
        .prepare_cached(include_str!("../sql/post.sql"))?
        .query_row(named_params! {":post": post.as_bytes()}, |row| {
            let person = PersonId::from_slice(&row.get::<_, Vec<u8>>("person")?);
            let (kind, unit) = (row.get::<_, String>("kind")?, row.get("unit")?);
            let (from, to): (String, Option<String>) = (row.get("from_day")?, row.get("to_day")?);
            Ok(person.map(|person| appointment(person, &kind, unit, &from, to.as_deref())))
        })
        .optional()?;
    Ok(found.transpose()?)
}

pub(super) fn post_word(row: &PostRow, before: Option<&Value>) -> &'static str {
    match before {
        None => "post.given",
        Some(before) if row.to.is_some() && before.get("to").is_none_or(Value::is_null) => "post.ended",
        Some(_) => "post.changed",
    }
}
