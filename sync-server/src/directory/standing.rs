//! What a person may do today: the posts whose days have come and not gone. Its version rises with every change of
//! posts, names and lineage, and by itself on the days posts begin or end and heirs of other units begin or end.

use etong_protocol::authority::{Succession, co_heirs, took_over};
use etong_protocol::{OrgPath, PersonId, PostId, Standing, StandingPost};
use rusqlite::{Connection, named_params};

use super::day::today;
use crate::error::RelayError;
use crate::store::number::from_sql;

/// The standing of the person at row `person`.
///
/// # Errors
/// `BadRow` when there is no such person.
pub(crate) fn standing_of(connection: &Connection, person: i64, now_ms: i64) -> Result<Standing, RelayError> {
    let today = today(now_ms)?;
    let by_day = named_params! {":person": person, ":today": today};
    let (id, person_name, version) = connection
        .prepare_cached(include_str!("sql/standing.sql"))?
        .query_row(by_day, |row| Ok((row.get::<_, Vec<u8>>("person")?, row.get("name")?, row.get("version")?)))?;
    let mut statement = connection.prepare_cached(include_str!("sql/posts_today.sql"))?;
    let mut rows = statement.query(by_day)?;
    let lines = successions(connection)?;
    let mut posts = Vec::new();
    while let Some(row) = rows.next()? {
        let unit = OrgPath::from_bytes(&row.get::<_, Vec<u8>>("path")?)?;
        let taken = took_over(&unit, &today, &lines);
        let others = co_heirs(&unit, &taken, &lines);
        posts.push(StandingPost {
            post: PostId::from_slice(&row.get::<_, Vec<u8>>("post")?)?,
            kind: row.get::<_, String>("kind")?.parse()?,
            unit,
            unit_name: row.get("unit_name")?,
            took_over: (!taken.is_empty()).then_some(taken),
            co_heirs: (!others.is_empty()).then_some(others),
        });
    }
    Ok(Standing { version: from_sql(version), person: PersonId::from_slice(&id)?, person_name, posts })
}

/// Which unit took the place of which: as short as the list of units that were ever replaced.
pub(super) fn successions(connection: &Connection) -> Result<Vec<Succession>, RelayError> {
    let mut statement = connection.prepare_cached(include_str!("sql/successions.sql"))?;
    let mut rows = statement.query([])?;
    let mut lines = Vec::new();
    while let Some(row) = rows.next()? {
        lines.push(Succession {
            heir: OrgPath::from_bytes(&row.get::<_, Vec<u8>>("heir")?)?,
            from: row.get("from_day")?,
            to: row.get("to_day")?,
            before: OrgPath::from_bytes(&row.get::<_, Vec<u8>>("before")?)?,
            ended: row.get("ended")?,
        });
    }
    Ok(lines)
}
