//! 任职变更: who gave, changed or ended which post, as the relay's trail says it and its signed feed brought it here.

use etong_protocol::{EntryId, PersonId, PostId};
use rusqlite::{Transaction, named_params};

use super::{AuditFilter, subtree};
use crate::error::StoreError;
use crate::view::{PAGE_ROWS, paged, scope_text};

/// A page, the latest first.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct RoleChangesPage {
    pub rows: Vec<RoleChangeRow>,
    pub more: bool,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct RoleChangeRow {
    /// The entry of the relay's feed that told of it.
    pub entry: String,
    /// Relay clock, milliseconds since 1970.
    pub at: i64,
    /// `given`, `changed` or `ended`, as the trail says it: whoever moves an end that was known has changed the post.
    pub change: String,
    pub post: String,
    pub kind: String,
    pub unit: String,
    pub person: String,
    /// As far as the directory on this phone says so.
    pub name: Option<String>,
    /// Days, as in `2026-01-31`; `to`: the last one, open when missing.
    pub from: Option<String>,
    pub to: Option<String>,
    /// As the trail says it: `operator:jia+yi`, `machine:…`, `post:…`. `None`: a relay of before did not say.
    pub given_by: Option<String>,
    /// The row of the relay's trail, `number:hash`: `etong-server admin audit verify --head` looks that it is still in it.
    pub trail: Option<String>,
}

pub(crate) fn role_changes(tx: &Transaction<'_>, filter: &AuditFilter) -> Result<RoleChangesPage, StoreError> {
    let (start, end) = subtree(filter.unit.as_ref().unwrap_or(&filter.within));
    let mut statement = tx.prepare_cached(include_str!("roles.sql"))?;
    let asked = named_params! {
        ":start": start, ":end": end, ":person": filter.person.map(|person| person.as_bytes().to_vec()),
        ":limit": PAGE_ROWS + 1, ":offset": filter.offset,
    };
    let rows = statement.query_and_then(asked, |row| {
        let to: Option<String> = row.get("to_day")?;
        let before: Option<String> = row.get("to_day_before")?;
        // As the relay's trail calls it: only what had no end yet is ended.
        let change = match (row.get("known")?, &to, before) {
            (false, ..) => "given",
            (true, Some(_), None) => "ended",
            (true, ..) => "changed",
        };
        Ok::<_, StoreError>(RoleChangeRow {
            entry: EntryId::from_bytes(row.get("entry")?).to_string(),
            at: row.get("at")?,
            change: change.to_owned(),
            post: PostId::from_bytes(row.get("post")?).to_string(),
            kind: row.get("kind")?,
            unit: scope_text(&row.get::<_, Vec<u8>>("path")?)?,
            person: PersonId::from_bytes(row.get("person")?).to_string(),
            name: row.get("name")?,
            from: row.get("from_day")?,
            to,
            given_by: row.get("given_by")?,
            trail: row.get("trail")?,
        })
    })?;
    let (rows, more) = paged(rows.collect::<Result<_, _>>()?);
    Ok(RoleChangesPage { rows, more })
}
