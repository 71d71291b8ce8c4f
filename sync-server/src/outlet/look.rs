//! Who was given evidence of which record: a row of the relay's own trail before the answer leaves, whatever the phone wrote down itself.
//! Asked again within a minute it is the same look.

use etong_protocol::RecordId;
use rusqlite::named_params;
use serde_json::{Value, json};

use crate::directory::{Bearer, By, note_one};
use crate::error::RelayError;
use crate::sim::SeededBug;
use crate::store::Store;

const SAME_LOOK_MS: i64 = 60_000;
const WHAT: &str = "evidence.given";

/// # Errors
/// The database's trouble: then nothing is to be given.
pub(crate) fn note_look(store: &Store, bearer: &Bearer, record: RecordId, entries: usize) -> Result<(), RelayError> {
    if store.sim().has(SeededBug::LookUnlogged) {
        return Ok(());
    }
    let (who, subject) = (By::Device(bearer.id).label(), record.to_string());
    store.write(|transaction| {
        let since = store.now_ms().saturating_sub(SAME_LOOK_MS);
        let lately: bool = transaction
            .prepare_cached(include_str!("sql/looked_lately.sql"))?
            .query_row(named_params! {":since": since, ":what": WHAT, ":subject": subject, ":who": who}, |row| {
                row.get("lately")
            })?;
        if lately {
            return Ok(());
        }
        note_one(store, transaction, who, (WHAT, &subject), &Value::Null, &json!({"entries": entries}))
    })
}
