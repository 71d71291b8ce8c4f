//! Registrations for those who decide.

use etong_protocol::DeviceId;
use rusqlite::named_params;
use serde::Serialize;

use super::super::error::DirectoryError;
use super::kept::{Applicant, keep};
use crate::error::RelayError;
use crate::store::Store;

/// One line of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RegistrationLine {
    #[serde(flatten)]
    pub applicant: Applicant,
    pub asked_at: i64,
    /// `waiting`, `accepted` or `declined`.
    pub state: String,
    pub reason: String,
}

/// Registrations, newest first.
///
/// # Errors
/// The database's trouble.
pub fn registrations(store: &Store) -> Result<Vec<RegistrationLine>, DirectoryError> {
    let lines = store.read(|connection| {
        let mut statement = connection.prepare(include_str!("../sql/list_registrations.sql"))?;
        let mut rows = statement.query([])?;
        let mut lines = Vec::new();
        while let Some(row) = rows.next()? {
            let kept = keep(row)?;
            let (state, reason, asked_at) = (kept.state, kept.reason, kept.asked_at);
            lines.push(RegistrationLine { applicant: kept.applicant, asked_at, state, reason });
        }
        Ok(lines)
    })?;
    Ok(lines)
}

/// Those the verifier is to be asked about now, at most `limit`.
pub(crate) fn due(store: &Store, limit: u32) -> Result<Vec<Applicant>, RelayError> {
    store.read(|connection| {
        let mut statement = connection.prepare_cached(include_str!("../sql/due_registrations.sql"))?;
        let mut rows = statement.query(named_params! {":now": store.now_ms(), ":limit": limit})?;
        let mut applicants = Vec::new();
        while let Some(row) = rows.next()? {
            applicants.push(keep(row)?.applicant);
        }
        Ok(applicants)
    })
}

/// The verifier did not decide: it is asked again after `wait_ms`.
pub(crate) fn put_off(store: &Store, device: DeviceId, wait_ms: i64) -> Result<(), RelayError> {
    let next = store.now_ms().saturating_add(wait_ms);
    store.write(|tx| {
        tx.prepare_cached(include_str!("../sql/put_off_registration.sql"))?
            .execute(named_params! {":device": device.as_bytes(), ":next": next})?;
        Ok(())
    })
}
