//! 封存件 from the relay's own terminal: outboxes that are kept sealed because something in them was refused. What was refused and why,
//! by ids alone, and another try once the cause is gone. Each look and each try is in the audit trail.

use etong_protocol::Verdict;
use serde::Serialize;
use serde_json::json;

use crate::directory::{By, DirectoryError, admitted, note_one, transact};
use crate::error::RelayError;
use crate::intake::{Grace, Kept, Taken, Tried, Way, kept, try_again};
use crate::store::{Connection, Store};

/// One outbox that is kept sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeptOutbox {
    /// Digest of the outbox, 64 hex digits.
    pub id: String,
    pub device: String,
    /// Relay clock, milliseconds since 1970.
    pub received_at: i64,
    pub entries: Vec<KeptEntry>,
    /// Why it could not even be opened.
    pub closed: Option<String>,
}

/// One entry of it, by its envelope alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeptEntry {
    pub entry: String,
    pub record: Option<String>,
    pub kind: Option<String>,
    pub scope: Option<String>,
    /// `stored`, `in_custody`, `gone`, or the code of the refusal; of a look: what a try would come to now.
    pub standing: String,
    pub refused: bool,
}

/// What is kept, and what another try would come to. Nothing is changed but the audit trail.
///
/// # Errors
/// `NotAnOperator`, the database's trouble.
pub fn list(store: &Store, by: &By) -> Result<Vec<KeptOutbox>, DirectoryError> {
    let mut found = None;
    // Tried in a transaction that is given up: what the relay would say today, not what it said then.
    let given_up = store.write::<()>(|tx| {
        found = Some(every(store, tx)?);
        Err(RelayError::Bug)
    });
    let found = match (found, given_up) {
        (Some(found), _) => found,
        (None, Err(error)) => return Err(error.into()),
        (None, Ok(())) => Vec::new(),
    };
    let ids: Vec<&str> = found.iter().map(|outbox| outbox.id.as_str()).collect();
    transact(store, |tx| {
        admitted(tx, by)?;
        note_one(store, tx, by.label(), ("sealed.look", "outboxes"), &serde_json::Value::Null, &json!(ids))?;
        Ok(())
    })?;
    Ok(found)
}

/// Offers everything that is kept once more. What is no longer refused reaches the log or custody; an outbox without refusals is
/// let go.
///
/// # Errors
/// `NotAnOperator`, the database's trouble; nothing was changed then.
pub fn retry(store: &Store, by: &By) -> Result<Vec<KeptOutbox>, DirectoryError> {
    let mut all_taken = Vec::new();
    let tried = transact(store, |tx| {
        admitted(tx, by)?;
        let mut outboxes = Vec::new();
        for kept in kept(tx)? {
            let (outbox, taken) = one(store, tx, &kept)?;
            all_taken.push(taken);
            let subject = ("sealed.retry", outbox.id.as_str());
            let standings: Vec<[&str; 2]> =
                outbox.entries.iter().map(|entry| [entry.entry.as_str(), entry.standing.as_str()]).collect();
            note_one(store, tx, by.label(), subject, &serde_json::Value::Null, &json!(standings))?;
            outboxes.push(outbox);
        }
        Ok(outboxes)
    })?;
    all_taken.iter().for_each(Taken::tell);
    if all_taken.iter().any(|taken| taken.erased) {
        store.shred()?;
    }
    Ok(tried)
}

fn every(store: &Store, tx: &Connection) -> Result<Vec<KeptOutbox>, RelayError> {
    kept(tx)?.iter().map(|kept| Ok(one(store, tx, kept)?.0)).collect()
}

/// The outbox after the try, and what the try took.
fn one(store: &Store, tx: &Connection, kept: &Kept) -> Result<(KeptOutbox, Taken), RelayError> {
    let grace = Grace::as_served(tx, store.now_ms(), Way::Sealed)?;
    let mut outbox = KeptOutbox {
        id: data_encoding::HEXLOWER.encode(&kept.id),
        device: kept.outbox.device.to_string(),
        received_at: kept.received_at,
        entries: Vec::new(),
        closed: None,
    };
    match try_again(tx, kept, store.key(), grace, store.sim()) {
        Ok((taken, tried)) => {
            outbox.entries = tried.iter().map(line).collect();
            Ok((outbox, taken))
        }
        Err(RelayError::Refused(refusal)) => {
            outbox.closed = Some(refusal.to_string());
            Ok((outbox, Taken::default()))
        }
        Err(error) => Err(error),
    }
}

fn line(tried: &Tried) -> KeptEntry {
    let standing = match tried.verdict {
        Verdict::Stored { .. } => "stored".to_owned(),
        Verdict::Refused { code: etong_protocol::RefusalCode::InCustody } => "in_custody".to_owned(),
        Verdict::Refused { code: etong_protocol::RefusalCode::Gone } => "gone".to_owned(),
        Verdict::Refused { code } => format!("{code:?}"),
        Verdict::Withheld => "only its id came".to_owned(),
    };
    let [record, kind, scope] = tried.about.clone().map_or([None, None, None], |about| about.map(Some));
    KeptEntry { entry: tried.entry.to_string(), record, kind, scope, standing, refused: tried.is_refused() }
}
