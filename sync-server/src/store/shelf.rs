//! Shelves: entries of one scope that every reach rule but "own" and "shared" treats alike, with their digest kept up to
//! date. Each entry stands on exactly one shelf, so the digest of any reach is a sum over few rows.

use etong_protocol::{Audience, Entry, OrgPath, RecordKind, ScopeDigest};
use rusqlite::{Connection, OptionalExtension, named_params};

use crate::error::RelayError;

/// What decides the shelf of an entry.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ShelfKey {
    pub(crate) scope: OrgPath,
    pub(crate) secrecy: Secrecy,
    pub(crate) audience: Audience,
}

impl ShelfKey {
    /// `of`: the kind of the record the entry is about; a companion of a clue is as restricted as the clue.
    pub(crate) fn of(entry: &Entry, of: &RecordKind) -> Self {
        let audience = Audience::of(entry.class, &entry.kind, of, &entry.post_kind);
        Self { scope: entry.scope.clone(), secrecy: Secrecy::of(&entry.kind, of), audience }
    }
}

/// Who is kept from it though it lies in the subtree; the column `restricted`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Secrecy {
    Nobody = 0,
    /// All but police posts.
    Police = 1,
    /// All but auditors.
    Audit = 2,
}

impl Secrecy {
    fn of(kind: &RecordKind, of: &RecordKind) -> Self {
        match kind {
            RecordKind::Audit => Self::Audit,
            kind if kind.is_restricted() || of.is_restricted() => Self::Police,
            _ => Self::Nobody,
        }
    }
}

/// The column of an audience; of a board, a wider one is a greater number.
pub(crate) fn audience_to_sql(audience: Audience) -> i64 {
    match audience {
        Audience::Above => 0,
        Audience::Staff => 1,
        Audience::Everybody => 2,
        Audience::Hosts => -1,
        Audience::Team => -2,
    }
}

pub(super) fn find_or_make(connection: &Connection, key: &ShelfKey) -> Result<i64, RelayError> {
    let scope = key.scope.to_bytes();
    let (audience, secrecy) = (audience_to_sql(key.audience), key.secrecy as i64);
    let found = connection
        .prepare_cached(include_str!("sql/find_shelf.sql"))?
        .query_row(named_params! {":scope": scope, ":restricted": secrecy, ":audience": audience}, |row| {
            row.get("shelf")
        })
        .optional()?;
    if let Some(shelf) = found {
        return Ok(shelf);
    }
    connection.prepare_cached(include_str!("sql/insert_shelf.sql"))?.execute(named_params! {
        ":scope": scope,
        ":restricted": secrecy,
        ":audience": audience,
        ":digest": ScopeDigest::default().to_bytes(),
    })?;
    Ok(connection.last_insert_rowid())
}

pub(super) fn add(connection: &Connection, shelf: i64, sum: &ScopeDigest) -> Result<(), RelayError> {
    let stored: Vec<u8> = connection
        .prepare_cached(include_str!("sql/shelf_digest.sql"))?
        .query_row(named_params! {":shelf": shelf}, |row| row.get("digest"))?;
    let mut digest = read_digest(&stored)?;
    digest.join(sum);
    connection
        .prepare_cached(include_str!("sql/set_shelf_digest.sql"))?
        .execute(named_params! {":shelf": shelf, ":digest": digest.to_bytes()})?;
    Ok(())
}

pub(super) fn add_own(connection: &Connection, person: i64, shelf: i64, sum: &ScopeDigest) -> Result<(), RelayError> {
    let stored: Option<Vec<u8>> = connection
        .prepare_cached(include_str!("sql/own_shelf_digest.sql"))?
        .query_row(named_params! {":person": person, ":shelf": shelf}, |row| row.get("digest"))
        .optional()?;
    let mut digest = stored.as_deref().map(read_digest).transpose()?.unwrap_or_default();
    digest.join(sum);
    connection
        .prepare_cached(include_str!("sql/set_own_shelf_digest.sql"))?
        .execute(named_params! {":person": person, ":shelf": shelf, ":digest": digest.to_bytes()})?;
    Ok(())
}

pub(crate) fn read_digest(bytes: &[u8]) -> Result<ScopeDigest, RelayError> {
    ScopeDigest::from_bytes(bytes).ok_or(RelayError::BadRow { what: "digest" })
}
