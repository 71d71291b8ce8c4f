//! 双人复核: sensitive changes wait here until two operators have signed them. Each signs number and content, so an approval
//! cannot be moved to another change, and `audit verify` checks that two different keys stood behind what is in force.

use etong_protocol::{PersonId, PublicKey, Signature, wire};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, named_params};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

use super::audit::Trail;
use super::code::{self, IssuedCode};
use super::error::DirectoryError;
use super::import::{self, ImportSummary};
use super::operator::{self, By, Operator};
use super::row::Import;
use crate::error::RelayError;
use crate::sim::SeededBug;
use crate::store::Store;
use crate::store::number;

const TAG: &str = "etong-approval-1";
const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// What nobody approves by then must be asked for again.
pub const PENDING_DAYS: i64 = 7;
const NEEDED: usize = 2;

/// What waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum Change {
    Import {
        rows: Box<Import>,
    },
    AddOperator {
        name: String,
        key: String,
    },
    EndOperator {
        name: String,
    },
    /// A phone for somebody whose posts read what others may not.
    IssueCode {
        person: PersonId,
        valid_minutes: u32,
    },
}

/// A change that was put aside for a second operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Asked {
    /// Its number, for `approve`.
    pub pending: i64,
    pub approvals: usize,
}

/// One line of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PendingLine {
    pub pending: i64,
    pub asked_at: i64,
    pub asked_by: String,
    pub approved_by: Vec<String>,
    /// `waiting`, `expired`, `approved` or `refused`.
    pub state: String,
    pub change: Change,
}

/// What an approval came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Approved {
    pub pending: i64,
    pub approvals: usize,
    /// Present once it is in force.
    pub in_force: Option<ImportSummary>,
    /// The code that was asked for, shown once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<IssuedCode>,
}

struct Kept {
    asked_at: i64,
    change: String,
    settled: Option<String>,
}

/// Puts `change` aside; an operator who asks has approved it by that. Asked again while it waits, it is the same one.
pub(super) fn ask(store: &Store, tx: &Connection, change: &Change, by: &By) -> Result<Asked, DirectoryError> {
    let now = store.now_ms();
    let text = serde_json::to_string(change).map_err(|_| RelayError::BadRow { what: "pending change" })?;
    let same: Option<i64> = tx
        .prepare_cached(include_str!("sql/same_pending.sql"))?
        .query_row(named_params! {":change": text, ":since": now - PENDING_DAYS * DAY_MS}, |row| row.get("no"))
        .optional()?;
    if let Some(pending) = same {
        return Ok(Asked { pending, approvals: approvals(store, tx, pending)?.len() });
    }
    let asked = named_params! {":asked_at": now, ":asked_by": by.label(), ":change": text};
    tx.prepare_cached(include_str!("sql/insert_pending.sql"))?.execute(asked)?;
    // The connection's, not the statement's: nothing else was inserted since.
    let pending = last_pending(tx)?;
    let mut trail = Trail::begin(tx, store.key(), now, by.label())?;
    trail.note("pending.asked", &pending.to_string(), &Value::Null, &json!({"change": hash_of(&text)}))?;
    if let By::Operator(operator) = by {
        sign(tx, operator, pending, &text, now, &mut trail)?;
    }
    trail.finish()?;
    Ok(Asked { pending, approvals: approvals(store, tx, pending)?.len() })
}

/// Signs a pending change; with the second signature it is in force.
///
/// # Errors
/// `NoSuchPending`, `NotAnOperator`, `ApprovedBefore` for a second signature by the same operator; `Rows` when the directory
/// has changed so that it cannot be taken any more.
pub fn approve(store: &Store, pending: i64, by: &Operator) -> Result<Approved, DirectoryError> {
    let now = store.now_ms();
    transact(store, |tx| {
        operator::known(tx, by)?;
        let kept = waiting(tx, pending, now)?;
        let before = approvals(store, tx, pending)?;
        if before.contains(&by.name) {
            return Err(DirectoryError::ApprovedBefore(by.name.clone()));
        }
        let mut trail = Trail::begin(tx, store.key(), now, By::Operator(by.clone()).label())?;
        sign(tx, by, pending, &kept.change, now, &mut trail)?;
        let signed = approvals(store, tx, pending)?;
        let needed = if store.sim().has(SeededBug::OneApproval) { 1 } else { NEEDED };
        if signed.len() < needed {
            trail.finish()?;
            return Ok(Approved { pending, approvals: signed.len(), in_force: None, code: None });
        }
        settle(tx, pending, "approved", now)?;
        trail.note("pending.in_force", &pending.to_string(), &Value::Null, &json!({"by": signed}))?;
        let change = change_of(&kept.change)?;
        let who = format!("operator:{}", signed.join("+"));
        let mut code = None;
        let summary = match change {
            Change::EndOperator { name } => {
                operator::end(tx, &name, now, &mut trail)?;
                trail.finish()?;
                ImportSummary::default()
            }
            Change::AddOperator { name, key } => {
                trail.finish()?;
                let key = data_encoding::HEXLOWER.decode(key.as_bytes()).ok();
                let key = key.and_then(|key| PublicKey::from_slice(&key).ok());
                operator::add(store, tx, &name, key.ok_or(RelayError::BadRow { what: "operator" })?, &who)?;
                ImportSummary::default()
            }
            Change::Import { rows } => {
                trail.finish()?;
                import::take(store, tx, &rows, &who)?
            }
            Change::IssueCode { person, valid_minutes } => {
                trail.finish()?;
                code = Some(code::issue(store, tx, person, valid_minutes, who)?);
                ImportSummary::default()
            }
        };
        Ok(Approved { pending, approvals: signed.len(), in_force: Some(summary), code })
    })
}

/// Strikes a pending change out; one operator is enough for that, but nobody strikes out their own end.
///
/// # Errors
/// `NoSuchPending`, `NotAnOperator`, `OwnEnd`.
pub fn refuse_pending(store: &Store, pending: i64, by: &Operator) -> Result<(), DirectoryError> {
    let now = store.now_ms();
    transact(store, |tx| {
        operator::known(tx, by)?;
        let kept = waiting(tx, pending, now)?;
        if matches!(change_of(&kept.change)?, Change::EndOperator { name } if name == by.name) {
            return Err(DirectoryError::OwnEnd(by.name.clone()));
        }
        settle(tx, pending, "refused", now)?;
        let who = By::Operator(by.clone()).label();
        let subject = pending.to_string();
        super::audit::note_one(store, tx, who, ("pending.refused", &subject), &Value::Null, &Value::Null)?;
        Ok(())
    })
}

/// Everything that waits or waited, newest first.
///
/// # Errors
/// The database's trouble.
pub fn pending_list(store: &Store) -> Result<Vec<PendingLine>, DirectoryError> {
    let now = store.now_ms();
    let lines = store.read(|connection| {
        let mut statement = connection.prepare(include_str!("sql/list_pending.sql"))?;
        let mut rows = statement.query([])?;
        let mut lines = Vec::new();
        while let Some(row) = rows.next()? {
            let (pending, asked_at) = (row.get("no")?, row.get("asked_at")?);
            let state = match row.get::<_, Option<String>>("settled")? {
                Some(settled) => settled,
                None if expired(asked_at, now) => "expired".to_owned(),
                None => "waiting".to_owned(),
            };
            let change = change_of(&row.get::<_, String>("change")?)?;
            let approved_by = approvals(store, connection, pending)?;
            lines.push(PendingLine { pending, asked_at, asked_by: row.get("asked_by")?, approved_by, state, change });
        }
        Ok(lines)
    })?;
    Ok(lines)
}

/// The first change in force that two known keys have not signed.
pub(super) fn unproven(connection: &Connection) -> Result<Option<String>, RelayError> {
    let mut statement = connection.prepare(include_str!("sql/approved_pending.sql"))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (pending, change): (i64, String) = (row.get("no")?, row.get("change")?);
        let mut keys = BTreeSet::new();
        let mut signed = connection.prepare_cached(include_str!("sql/signatures_of_pending.sql"))?;
        let mut signatures = signed.query(named_params! {":pending": pending})?;
        while let Some(row) = signatures.next()? {
            keys.extend(signed_with(row, pending, &change)?);
        }
        if keys.len() < NEEDED {
            return Ok(Some(format!("pending {pending}: it is in force without the signatures of two operators")));
        }
    }
    Ok(None)
}

/// Runs `work` in one transaction that is kept only when it succeeds.
pub(crate) fn transact<T>(
    store: &Store,
    work: impl FnOnce(&Transaction<'_>) -> Result<T, DirectoryError>,
) -> Result<T, DirectoryError> {
    let mut said = None;
    let outcome = store.write(|tx| {
        work(tx).map_err(|error| match error {
            DirectoryError::Relay(error) => error,
            other => {
                said = Some(other);
                RelayError::Bug
            }
        })
    });
    match said {
        Some(error) => Err(error),
        None => Ok(outcome?),
    }
}

fn change_of(text: &str) -> Result<Change, RelayError> {
    let bad = |_| RelayError::BadRow { what: "pending change" };
    let mut change = serde_json::from_str(text).map_err(bad)?;
    if let Change::Import { rows } = &mut change {
        // A body is written as text, as phones get it.
        for row in &mut rows.dictionaries {
            if let Value::String(body) = &row.body {
                row.body = serde_json::from_str(body).map_err(bad)?;
            }
        }
    }
    Ok(change)
}

fn waiting(tx: &Connection, pending: i64, now_ms: i64) -> Result<Kept, DirectoryError> {
    let kept = tx
        .prepare_cached(include_str!("sql/pending.sql"))?
        .query_row(named_params! {":pending": pending}, |row| {
            Ok(Kept { asked_at: row.get("asked_at")?, change: row.get("change")?, settled: row.get("settled")? })
        })
        .optional()?;
    match kept {
        Some(kept) if kept.settled.is_none() && !expired(kept.asked_at, now_ms) => Ok(kept),
        _ => Err(DirectoryError::NoSuchPending(pending)),
    }
}

fn expired(asked_at: i64, now_ms: i64) -> bool {
    now_ms.saturating_sub(asked_at) >= PENDING_DAYS * DAY_MS
}

fn sign(
    tx: &Connection,
    by: &Operator,
    pending: i64,
    change: &str,
    now_ms: i64,
    trail: &mut Trail<'_>,
) -> Result<(), DirectoryError> {
    operator::known(tx, by)?;
    let signature = by.key.sign(TAG, &statement_of(pending, change));
    tx.prepare_cached(include_str!("sql/insert_approval.sql"))?.execute(named_params! {
        ":pending": pending,
        ":operator": by.name,
        ":signature": signature.0,
        ":at": now_ms,
    })?;
    Ok(trail.note("pending.approved", &pending.to_string(), &Value::Null, &json!({"operator": by.name}))?)
}

fn settle(tx: &Connection, pending: i64, how: &str, now_ms: i64) -> Result<(), RelayError> {
    let settled = named_params! {":pending": pending, ":settled": how, ":now": now_ms};
    tx.prepare_cached(include_str!("sql/settle_pending.sql"))?.execute(settled)?;
    Ok(())
}

/// Of those who are operators today, and whose signatures hold: a row that somebody wrote past `admin` counts for nothing.
fn approvals(store: &Store, tx: &Connection, pending: i64) -> Result<Vec<String>, RelayError> {
    let mut statement = tx.prepare_cached(include_str!("sql/approvals.sql"))?;
    let mut rows = statement.query(named_params! {":pending": pending})?;
    let mut names = Vec::new();
    while let Some(row) = rows.next()? {
        let change: String = row.get("change")?;
        let unchecked = store.sim().has(SeededBug::ApprovalUnchecked);
        if unchecked || signed_with(row, pending, &change)?.is_some() {
            names.push(row.get("operator")?);
        }
    }
    Ok(names)
}

/// The key of an approval whose signature holds.
fn signed_with(row: &Row<'_>, pending: i64, change: &str) -> Result<Option<[u8; 32]>, RelayError> {
    let key = number::hash(&row.get::<_, Vec<u8>>("key")?, "operator")?;
    let signature = row.get::<_, Vec<u8>>("signature")?.try_into().ok().map(Signature);
    let statement = statement_of(pending, change);
    let holds = signature.is_some_and(|by| PublicKey(key).verify(TAG, &statement, &by, "approval").is_ok());
    Ok(holds.then_some(key))
}

fn last_pending(tx: &Connection) -> Result<i64, RelayError> {
    Ok(tx.prepare_cached(include_str!("sql/last_pending.sql"))?.query_row([], |row| row.get("no"))?)
}

fn statement_of(pending: i64, change: &str) -> Vec<u8> {
    wire::encode(&(pending, change))
}

fn hash_of(text: &str) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(text.as_bytes()))
}
