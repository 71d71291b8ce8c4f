//! When a person held a post: asked when an entry comes in the name of one that is held no more.

use etong_protocol::authority::took_over;
use etong_protocol::{OrgPath, PostId, PostKind};
use rusqlite::{Connection, OptionalExtension, named_params};

use super::day::bounds;
use super::standing::successions;
use crate::error::RelayError;

/// Of a post without an end.
const LAST_DAY: &str = "9999-12-31";

/// A post of a person, today's or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Term {
    pub(crate) kind: PostKind,
    pub(crate) unit: OrgPath,
    /// Relay clock, milliseconds since 1970: from here on …
    pub(crate) from_ms: i64,
    /// … and before this; `None` while no end is known.
    pub(crate) until_ms: Option<i64>,
    /// Units whose place `unit` had taken on the post's last day.
    pub(crate) took_over: Vec<OrgPath>,
}

/// The first millisecond of a post of this person's; `None` for a post that was never theirs.
pub(crate) fn begin_of(connection: &Connection, person: i64, post: PostId) -> Result<Option<i64>, RelayError> {
    let day: Option<String> = connection
        .prepare_cached(include_str!("sql/first_day.sql"))?
        .query_row(named_params! {":post": post.as_bytes(), ":person": person}, |row| row.get("from_day"))
        .optional()?;
    Ok(day.map(|day| bounds(&day)).transpose()?.map(|(from_ms, _)| from_ms))
}

/// `None` for a post that was never this person's.
pub(crate) fn term_of(connection: &Connection, person: i64, post: PostId) -> Result<Option<Term>, RelayError> {
    let found = connection
        .prepare_cached(include_str!("sql/term.sql"))?
        .query_row(named_params! {":post": post.as_bytes(), ":person": person}, |row| {
            let (kind, path) = (row.get::<_, String>("kind")?, row.get::<_, Vec<u8>>("path")?);
            Ok((kind, path, row.get::<_, String>("from_day")?, row.get::<_, Option<String>>("to_day")?))
        })
        .optional()?;
    let Some((kind, path, from_day, to_day)) = found else { return Ok(None) };
    let unit = OrgPath::from_bytes(&path)?;
    let took_over = took_over(&unit, to_day.as_deref().unwrap_or(LAST_DAY), &successions(connection)?);
    let until_ms = to_day.map(|day| bounds(&day)).transpose()?.map(|(_, after)| after);
    Ok(Some(Term { kind: kind.parse()?, unit, from_ms: bounds(&from_day)?.0, until_ms, took_over }))
}
