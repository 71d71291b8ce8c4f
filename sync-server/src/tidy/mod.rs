//! 到期清理 at the relay: what it keeps for its own door goes when its time is over. Records are another matter: the relay opens none, so it
//! does not know whether a case has ended. Of those it only lists what is old, for two people who decide (`Tombstone`).

use etong_protocol::{RecordId, RecordKind};
use rusqlite::{Connection, named_params};
use serde::Serialize;
use serde_json::{Value, json};

use crate::directory::{self, By, DirectoryError};
use crate::error::RelayError;
use crate::store::Store;
use crate::store::number::from_sql;

const DAY_MS: i64 = 24 * 3600 * 1000;

/// Something the relay keeps for itself.
struct Item {
    what: &'static str,
    /// Days after which it goes, from the moment `rule` says.
    days: i64,
    rule: &'static str,
    count: &'static str,
    drop: &'static str,
}

const ITEMS: [Item; 6] = [
    Item {
        what: "tokens",
        days: 0,
        rule: "bearer tokens that have expired",
        count: include_str!("sql/count_tokens.sql"),
        drop: include_str!("sql/drop_tokens.sql"),
    },
    Item {
        what: "nonces",
        days: 1,
        rule: "token requests seen more than a day ago: their time stamp alone refuses them",
        count: include_str!("sql/count_nonces.sql"),
        drop: include_str!("sql/drop_nonces.sql"),
    },
    Item {
        what: "codes",
        days: 30,
        rule: "enrolment codes 30 days after they expired; the audit trail keeps that they were issued",
        count: include_str!("sql/count_codes.sql"),
        drop: include_str!("sql/drop_codes.sql"),
    },
    Item {
        what: "cards",
        days: 400,
        rule: "which cards were signed for whom, 400 days after they ran out",
        count: include_str!("sql/count_cards.sql"),
        drop: include_str!("sql/drop_cards.sql"),
    },
    Item {
        what: "outboxes",
        days: 400,
        rule: "sealed outboxes of lost phones of which something was refused, 400 days after they came; receipts stay",
        count: include_str!("sql/count_outboxes.sql"),
        drop: include_str!("sql/drop_outboxes.sql"),
    },
    Item {
        what: "quarantine",
        days: 400,
        rule: "changes that the intake gate kept aside, 400 days after they came",
        count: include_str!("sql/count_quarantine.sql"),
        drop: include_str!("sql/drop_quarantine.sql"),
    },
];

/// Kinds that come to an end. Residents and places do not: they go when somebody asks for it.
const ENDING: [RecordKind; 9] = [
    RecordKind::Case,
    RecordKind::Mediation,
    RecordKind::Clue,
    RecordKind::Patrol,
    RecordKind::Inspection,
    RecordKind::Notice,
    RecordKind::PublicNotice,
    RecordKind::Call,
    RecordKind::Muster,
];

/// One line of what goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TidyRow {
    pub what: &'static str,
    pub rule: String,
    pub count: u64,
}

/// Records of one kind that are old.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OldRecords {
    pub kind: String,
    pub ids: Vec<String>,
}

/// What would go now, and what two people could look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TidyPlan {
    pub goes: Vec<TidyRow>,
    /// Founded longer ago than asked for, not on hold, not erased. Nothing of it goes by itself.
    pub old_records: Vec<OldRecords>,
    /// Patrols older than 30 days: phones keep what their tracks came to; the raw positions are still here.
    pub raw_tracks: u64,
    /// Records on hold.
    pub held: u64,
}

/// Looks only.
///
/// # Errors
/// The database's trouble.
pub fn plan(store: &Store, record_days: u32) -> Result<TidyPlan, RelayError> {
    let now = store.now_ms();
    store.read(|connection| {
        let mut goes = vec![registrations(connection, now)?];
        for item in &ITEMS {
            goes.push(row(item, count(connection, item.count, now - item.days * DAY_MS)?));
        }
        let old = old_records(connection, now - i64::from(record_days) * DAY_MS)?;
        let patrols = old_records(connection, now - 30 * DAY_MS)?;
        let patrols = patrols.iter().find(|old| old.kind == RecordKind::Patrol.as_str());
        let held = connection.query_row(include_str!("sql/held_records.sql"), [], |row| row.get("held"))?;
        Ok(TidyPlan {
            goes,
            old_records: old,
            raw_tracks: patrols.map_or(0, |old| old.ids.len() as u64),
            held: from_sql(held),
        })
    })
}

/// Does it: each item in a transaction of its own, so that phones never wait long, and once more in the audit trail. Says what went.
///
/// # Errors
/// The database's trouble; what went by then is gone, and the next run does the rest.
pub fn tidy_up(store: &Store, by: &By) -> Result<Vec<TidyRow>, DirectoryError> {
    let now = store.now_ms();
    let mut gone = vec![store.read(|connection| registrations(connection, now))?];
    directory::erase_old_registrations(store)?;
    for item in &ITEMS {
        let before = named_params! {":before": now - item.days * DAY_MS};
        let dropped = store.write(|tx| Ok(tx.execute(item.drop, before)?))?;
        gone.push(row(item, dropped as u64));
    }
    if gone.iter().any(|row| row.count > 0) {
        let counts: serde_json::Map<String, Value> =
            gone.iter().filter(|row| row.count > 0).map(|row| (row.what.to_owned(), json!(row.count))).collect();
        store.write(|tx| directory::note_tidied(store, tx, by, &Value::Object(counts)))?;
        // The journal still holds the old pages.
        store.shred()?;
    }
    Ok(gone)
}

fn row(item: &Item, count: u64) -> TidyRow {
    TidyRow { what: item.what, rule: item.rule.to_owned(), count }
}

fn registrations(connection: &Connection, now: i64) -> Result<TidyRow, RelayError> {
    let (declined, waiting) = (directory::DECLINED_KEEP_DAYS, directory::WAITING_DAYS);
    let bounds = named_params! {":declined": now - declined * DAY_MS, ":waiting": now - waiting * DAY_MS};
    let found: i64 =
        connection.query_row(include_str!("sql/count_registrations.sql"), bounds, |row| row.get("found"))?;
    let rule = format!(
        "names and numbers of applicants: {declined} days after they were declined, {waiting} days after they asked and nobody decided"
    );
    Ok(TidyRow { what: "registrations", rule, count: from_sql(found) })
}

fn count(connection: &Connection, sql: &str, before: i64) -> Result<u64, RelayError> {
    let found = connection.query_row(sql, named_params! {":before": before}, |row| row.get("found"))?;
    Ok(from_sql(found))
}

/// By the time in their ids, which is their founder's clock.
fn old_records(connection: &Connection, before: i64) -> Result<Vec<OldRecords>, RelayError> {
    let before = RecordId::new(before.max(0), [0; 10]);
    let mut statement = connection.prepare_cached(include_str!("sql/old_records.sql"))?;
    let mut rows = statement.query(named_params! {":before": before.as_bytes()})?;
    let mut old: Vec<OldRecords> = Vec::new();
    while let Some(row) = rows.next()? {
        let kind: String = row.get("kind")?;
        if !ENDING.iter().any(|ending| ending.as_str() == kind) {
            continue;
        }
        let id = RecordId::from_slice(&row.get::<_, Vec<u8>>("record")?)?.to_string();
        match old.last_mut().filter(|last| last.kind == kind) {
            Some(last) => last.ids.push(id),
            None => old.push(OldRecords { kind, ids: vec![id] }),
        }
    }
    Ok(old)
}
