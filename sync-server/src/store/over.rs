//! What the relay keeps for its own door, and when each is over. Deciding that it goes is `tidy`'s.

use etong_protocol::RecordId;
use rusqlite::{Connection, named_params};

use super::number::from_sql;
use crate::error::RelayError;

const DAY_MS: i64 = 24 * 3600 * 1000;

/// Something the relay keeps for itself.
pub(crate) struct Item {
    pub what: &'static str,
    /// Days after which it goes, from the moment `rule` says.
    days: i64,
    pub rule: &'static str,
    table: &'static str,
    fate: Fate,
    /// Which rows are over: what is counted is what goes.
    over: &'static str,
}

/// What becomes of a row that is over.
enum Fate {
    Dropped,
    /// This column is taken, the row stays.
    Emptied(&'static str),
}

pub(crate) const ITEMS: [Item; 6] = [
    Item {
        what: "tokens",
        days: 0,
        rule: "bearer tokens that have expired",
        table: "token",
        fate: Fate::Dropped,
        over: include_str!("sql/tidy/over_tokens.sql"),
    },
    Item {
        what: "nonces",
        days: 1,
        rule: "token requests seen more than a day ago: their time stamp alone refuses them",
        table: "nonce",
        fate: Fate::Dropped,
        over: include_str!("sql/tidy/over_nonces.sql"),
    },
    Item {
        what: "codes",
        days: 30,
        rule: "enrolment codes 30 days after they expired; the audit trail keeps that they were issued",
        table: "code",
        fate: Fate::Dropped,
        over: include_str!("sql/tidy/over_codes.sql"),
    },
    Item {
        what: "cards",
        days: 400,
        rule: "which cards were signed for whom, 400 days after they ran out",
        table: "card",
        fate: Fate::Dropped,
        over: include_str!("sql/tidy/over_cards.sql"),
    },
    Item {
        what: "outboxes",
        days: 400,
        rule: "sealed outboxes of lost phones of which something was refused, 400 days after they came; receipts stay",
        table: "delivery",
        fate: Fate::Emptied("sealed"),
        over: include_str!("sql/tidy/over_outboxes.sql"),
    },
    Item {
        what: "quarantine",
        days: 400,
        rule: "changes that the intake gate kept aside, 400 days after they came",
        table: "quarantine",
        fate: Fate::Dropped,
        over: include_str!("sql/tidy/over_quarantine.sql"),
    },
];

impl Item {
    fn before(&self, now: i64) -> i64 {
        now - self.days * DAY_MS
    }
}

pub(crate) fn count(connection: &Connection, item: &Item, now: i64) -> Result<u64, RelayError> {
    let sql = format!("SELECT count(*) AS found FROM {} {}", item.table, item.over);
    let before = named_params! {":before": item.before(now)};
    Ok(from_sql(connection.query_row(&sql, before, |row| row.get("found"))?))
}

pub(crate) fn drop(connection: &Connection, item: &Item, now: i64) -> Result<u64, RelayError> {
    let fate = match item.fate {
        Fate::Dropped => format!("DELETE FROM {}", item.table),
        Fate::Emptied(column) => format!("UPDATE {} SET {column} = NULL", item.table),
    };
    let before = named_params! {":before": item.before(now)};
    Ok(connection.execute(&format!("{fate} {}", item.over), before)? as u64)
}

/// Applications of which name and number are still here though they were declined before the first moment, or nobody decided
/// before the second.
pub(crate) fn registrations(connection: &Connection, (declined, waiting): (i64, i64)) -> Result<u64, RelayError> {
    let bounds = named_params! {":declined": declined, ":waiting": waiting};
    let sql = include_str!("sql/tidy/count_registrations.sql");
    Ok(from_sql(connection.query_row(sql, bounds, |row| row.get("found"))?))
}

pub(crate) fn held(connection: &Connection) -> Result<u64, RelayError> {
    Ok(from_sql(connection.query_row(include_str!("sql/tidy/held_records.sql"), [], |row| row.get("held"))?))
}

/// Kind and id of records founded before a moment, by the time in their ids, which is their founder's clock; by kind.
pub(crate) fn old_records(connection: &Connection, before: i64) -> Result<Vec<(String, String)>, RelayError> {
    let before = RecordId::new(before.max(0), [0; 10]);
    let mut statement = connection.prepare_cached(include_str!("sql/tidy/old_records.sql"))?;
    let mut rows = statement.query(named_params! {":before": before.as_bytes()})?;
    let mut old = Vec::new();
    while let Some(row) = rows.next()? {
        old.push((row.get("kind")?, RecordId::from_slice(&row.get::<_, Vec<u8>>("record")?)?.to_string()));
    }
    Ok(old)
}
