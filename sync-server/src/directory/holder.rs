//! Who holds a post today, worked out anew only when the directory or the day has changed.

use std::collections::BTreeSet;
use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension, named_params};

use super::day::today;
use crate::error::RelayError;

/// Rows of people, and of when they are.
#[derive(Debug, Clone, Default)]
pub(crate) struct Holders {
    pub(crate) people: Arc<BTreeSet<i64>>,
    day: String,
    /// The last change of the directory that was looked at; `None` before the first look.
    change: Option<i64>,
}

/// `known`: what was worked out before.
///
/// # Errors
/// The database's trouble.
pub(crate) fn holders(connection: &Connection, known: Holders, now_ms: i64) -> Result<Holders, RelayError> {
    let day = today(now_ms)?;
    let change =
        connection.prepare_cached(include_str!("sql/audit_head.sql"))?.query_row([], |row| row.get("no")).optional()?;
    if known.day == day && change.is_some() && known.change == change {
        return Ok(known);
    }
    let mut statement = connection.prepare_cached(include_str!("sql/holders_today.sql"))?;
    let rows = statement.query_map(named_params! {":today": day}, |row| row.get("person"))?;
    Ok(Holders { people: Arc::new(rows.collect::<Result<_, _>>()?), day, change })
}
