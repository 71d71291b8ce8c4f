//! Takes the centre's file: one transaction, all rows or none. A second import of the same file changes nothing. The first
//! into an empty directory founds it; in later ones what is sensitive waits for a second operator (`pending`).

mod changes;
mod divide;
mod held;
mod rows;
mod write;

use std::borrow::Cow;

use etong_protocol::{PersonId, PostId};
use rusqlite::{Connection, OptionalExtension, named_params};
use serde::Serialize;

use super::check::check;
use super::error::DirectoryError;
use super::operator::{self, By};
use super::pending::{self, Change};
use super::row::Import;
use crate::error::RelayError;
use crate::store::Store;
use divide::divide;
use held::held;
use write::write;

/// What an import has changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct ImportSummary {
    pub units_changed: usize,
    pub people_changed: usize,
    pub posts_changed: usize,
    pub offices_changed: usize,
    pub dictionaries_changed: usize,
    /// Directory rows written to the log for phones.
    pub entries_written: usize,
    /// The number under which sensitive rows wait for a second operator, and what they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pending: Option<i64>,
    #[serde(skip_serializing_if = "is_none")]
    pub rows_pending: usize,
}

/// Checks and takes `import`, in no operator's name.
///
/// # Errors
/// As `import_by`.
pub fn import(store: &Store, import: &Import) -> Result<ImportSummary, DirectoryError> {
    import_by(store, import, &By::default())
}

/// Checks and takes `import`. Sensitive rows are put aside for a second operator, unless the directory is empty.
///
/// # Errors
/// `Rows` names everything wrong; `NotAnOperator`; `Relay` is the database's trouble. Nothing was changed then.
pub fn import_by(store: &Store, import: &Import, by: &By) -> Result<ImportSummary, DirectoryError> {
    pending::transact(store, |tx| {
        operator::admitted(tx, by)?;
        let held = held(tx, import)?;
        let paths = check(import, &held).map_err(DirectoryError::Rows)?;
        let founding = is_empty(tx)?;
        let (at_once, later) = if founding { (Cow::Borrowed(import), None) } else { divide(store, tx, import)? };
        let mut summary = write(store, tx, &at_once, &paths, &by.label(), founding)?;
        if let Some(rows) = later {
            summary.rows_pending = rows.posts.len() + rows.dictionaries.len();
            let change = Change::Import { rows: Box::new(rows) };
            summary.pending = Some(pending::ask(store, tx, &change, by)?.pending);
        }
        Ok(summary)
    })
}

/// Takes what two operators have approved.
pub(super) fn take(
    store: &Store,
    tx: &Connection,
    import: &Import,
    who: &str,
) -> Result<ImportSummary, DirectoryError> {
    let paths = check(import, &held(tx, import)?).map_err(DirectoryError::Rows)?;
    Ok(write(store, tx, import, &paths, who, false)?)
}

fn is_empty(tx: &Connection) -> Result<bool, RelayError> {
    Ok(!tx.prepare_cached(include_str!("../sql/directory_is_founded.sql"))?.query_row([], |row| row.get("founded"))?)
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks with a reference")]
fn is_none(count: &usize) -> bool {
    *count == 0
}

/// The person a post belongs to, and its last day.
pub(super) fn holder(tx: &Connection, post: PostId) -> Result<Option<(PersonId, Option<String>)>, RelayError> {
    let found = tx
        .prepare_cached(include_str!("../sql/post.sql"))?
        .query_row(named_params! {":post": post.as_bytes()}, |row| {
            Ok((row.get::<_, Vec<u8>>("person")?, row.get("to_day")?))
        })
        .optional()?;
    found.map(|(person, to)| Ok((PersonId::from_slice(&person)?, to))).transpose()
}
