//! What of a file is taken at once, and what two operators must approve.

use std::borrow::Cow;

use etong_protocol::PostId;
use rusqlite::{Connection, OptionalExtension, named_params};

use super::super::day::today;
use super::super::row::{DictionaryRow, Import};
use super::super::sensitive::{Days, dictionary_needs_two, post_needs_two};
use crate::error::RelayError;
use crate::store::Store;

pub(super) fn divide<'i>(
    store: &Store,
    tx: &Connection,
    import: &'i Import,
) -> Result<(Cow<'i, Import>, Option<Import>), RelayError> {
    let today = today(store.now_ms())?;
    let mut later = Import::default();
    for row in &import.posts {
        let before = days_of(tx, row.post)?;
        let others: bool = tx.prepare_cached(include_str!("../sql/others_of_kind.sql"))?.exists(named_params! {
            ":kind": row.kind.as_str(),
            ":post": row.post.as_bytes(),
            ":today": today,
        })?;
        if post_needs_two(row, before.as_ref(), others) {
            later.posts.push(row.clone());
        }
    }
    let published = |row: &&DictionaryRow| dictionary_needs_two(row);
    for row in import.dictionaries.iter().filter(published) {
        if !is_published(tx, row)? {
            later.dictionaries.push(row.clone());
        }
    }
    if later == Import::default() {
        return Ok((Cow::Borrowed(import), None));
    }
    let mut at_once = import.clone();
    at_once.posts.retain(|row| !later.posts.contains(row));
    at_once.dictionaries.retain(|row| !later.dictionaries.contains(row));
    Ok((Cow::Owned(at_once), Some(later)))
}

fn days_of(tx: &Connection, post: PostId) -> Result<Option<Days>, RelayError> {
    let days = tx
        .prepare_cached(include_str!("../sql/post.sql"))?
        .query_row(named_params! {":post": post.as_bytes()}, |row| {
            Ok(Days { from: row.get("from_day")?, to: row.get("to_day")? })
        })
        .optional()?;
    Ok(days)
}

fn is_published(tx: &Connection, row: &DictionaryRow) -> Result<bool, RelayError> {
    let named = named_params! {":dictionary": row.dictionary, ":version": row.version};
    Ok(tx.prepare_cached(include_str!("../sql/dictionary.sql"))?.exists(named)?)
}
