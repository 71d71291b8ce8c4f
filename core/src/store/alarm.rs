//! What does not fit in the relay's history. Raised once, never deleted.

use rusqlite::{Transaction, params};

use super::{sql_int, wide};
use crate::error::StoreError;

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AlarmKind {
    /// The relay's history has become shorter.
    Rollback,
    /// Two histories that cannot be one.
    Fork,
    /// An entry the relay has receipted, or sent, is not in its history.
    Missing,
    /// The relay has begun anew and says so. No alarm, but written down.
    NewEpoch,
}

impl AlarmKind {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Rollback => "rollback",
            Self::Fork => "fork",
            Self::Missing => "missing",
            Self::NewEpoch => "new_epoch",
        }
    }
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Alarm {
    pub kind: String,
    pub epoch: u64,
    /// Places in the feed it is about.
    pub seqs: (u64, u64),
    pub entries: Vec<String>,
    pub proof: Vec<String>,
    pub raised_at: i64,
}

impl Alarm {
    pub(crate) fn new(kind: AlarmKind, epoch: u64, seqs: (u64, u64), raised_at: i64) -> Self {
        let (entries, proof) = (Vec::new(), Vec::new());
        Self { kind: kind.as_str().to_owned(), epoch, seqs, entries, proof, raised_at }
    }
}

/// The same alarm again changes nothing. True when it is a new one.
pub(crate) fn raise(tx: &Transaction<'_>, alarm: &Alarm) -> Result<bool, StoreError> {
    let list = |list: &[String]| serde_json::Value::from(list.to_vec()).to_string();
    let raised = tx.prepare_cached(include_str!("alarm/raise.sql"))?.execute(params![
        alarm.kind,
        sql_int(alarm.epoch),
        sql_int(alarm.seqs.0),
        sql_int(alarm.seqs.1),
        list(&alarm.entries),
        list(&alarm.proof),
        alarm.raised_at,
    ])?;
    if raised > 0 {
        tracing::error!(
            kind = alarm.kind,
            epoch = alarm.epoch,
            from = alarm.seqs.0,
            to = alarm.seqs.1,
            "history alarm"
        );
    }
    Ok(raised > 0)
}

/// Newest first.
pub(crate) fn all(tx: &Transaction<'_>) -> Result<Vec<Alarm>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("alarm/all.sql"))?;
    let mut rows = statement.query([])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let list = |column: &'static str| -> Result<Vec<String>, StoreError> {
            let text: String = row.get(column)?;
            serde_json::from_str(&text).map_err(|_| StoreError::Unreadable("an alarm"))
        };
        all.push(Alarm {
            kind: row.get("kind")?,
            epoch: wide(row.get("epoch")?),
            seqs: (wide(row.get("seq_from")?), wide(row.get("seq_to")?)),
            entries: list("entries")?,
            proof: list("proof")?,
            raised_at: row.get("raised_at")?,
        });
    }
    Ok(all)
}

/// Alarms; new beginnings are none.
pub(crate) fn count(tx: &Transaction<'_>) -> Result<u64, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("alarm/count.sql"))?;
    Ok(wide(statement.query_row([], |row| row.get("alarms"))?))
}
