//! 到期清理 at the relay: what it keeps for its own door goes when its time is over. Records are another matter: the relay opens none, so it
//! does not know whether a case has ended. Of those it only lists what is old, for two people who decide (`Tombstone`).

use etong_protocol::RecordKind;
use serde::Serialize;
use serde_json::{Value, json};

use crate::directory::{self, By, DirectoryError};
use crate::error::RelayError;
use crate::store::Store;
use crate::store::over::{self, ITEMS, Item};

const DAY_MS: i64 = 24 * 3600 * 1000;

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
        let mut goes = vec![registrations(over::registrations(connection, before(now))?)];
        for item in &ITEMS {
            goes.push(row(item, over::count(connection, item, now)?));
        }
        let old_records = over::old_records(connection, now - i64::from(record_days) * DAY_MS)?;
        let patrols = over::old_records(connection, now - 30 * DAY_MS)?;
        let raw_tracks = patrols.iter().filter(|(kind, _)| kind == RecordKind::Patrol.as_str());
        Ok(TidyPlan {
            goes,
            raw_tracks: raw_tracks.count() as u64,
            old_records: by_kind(old_records),
            held: over::held(connection)?,
        })
    })
}

/// Does it: each item in a transaction of its own, so that phones never wait long, and once more in the audit trail. Says what went.
///
/// # Errors
/// The database's trouble; what went by then is gone, and the next run does the rest.
pub fn tidy_up(store: &Store, by: &By) -> Result<Vec<TidyRow>, DirectoryError> {
    let now = store.now_ms();
    let mut gone = vec![registrations(store.read(|connection| over::registrations(connection, before(now)))?)];
    directory::erase_old_registrations(store)?;
    for item in &ITEMS {
        gone.push(row(item, store.write(|tx| over::drop(tx, item, now))?));
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

fn registrations(count: u64) -> TidyRow {
    let (declined, waiting) = (directory::DECLINED_KEEP_DAYS, directory::WAITING_DAYS);
    let rule = format!(
        "names and numbers of applicants: {declined} days after they were declined, {waiting} days after they asked and nobody decided"
    );
    TidyRow { what: "registrations", rule, count }
}

/// Until when declined applications, and those nobody decided on, are over.
fn before(now: i64) -> (i64, i64) {
    (now - directory::DECLINED_KEEP_DAYS * DAY_MS, now - directory::WAITING_DAYS * DAY_MS)
}

fn by_kind(records: Vec<(String, String)>) -> Vec<OldRecords> {
    let mut old: Vec<OldRecords> = Vec::new();
    for (kind, id) in records.into_iter().filter(|(kind, _)| ENDING.iter().any(|ending| ending.as_str() == kind)) {
        match old.last_mut().filter(|last| last.kind == kind) {
            Some(last) => last.ids.push(id),
            None => old.push(OldRecords { kind, ids: vec![id] }),
        }
    }
    old
}
