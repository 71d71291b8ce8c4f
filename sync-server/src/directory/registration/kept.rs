//! A registration as it is kept.

use etong_protocol::{DeviceId, PublicKey};
use rusqlite::{Connection, Row, named_params};
use serde::Serialize;

use crate::error::RelayError;
use crate::store::number;

/// What a decider looks at. Never logged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Applicant {
    pub device: DeviceId,
    pub name: String,
    pub phone: String,
    pub born: String,
    pub unit: u32,
    pub consent: String,
    /// Times the verifier has been asked.
    #[serde(skip)]
    pub tries: u32,
}

pub(super) struct Kept {
    pub(super) key: PublicKey,
    pub(super) state: String,
    pub(super) reason: String,
    pub(super) label: String,
    pub(super) asked_at: i64,
    pub(super) applicant: Applicant,
}

pub(super) fn kept(connection: &Connection, device: DeviceId) -> Result<Option<Kept>, RelayError> {
    let mut statement = connection.prepare_cached(include_str!("../sql/registration.sql"))?;
    let mut rows = statement.query(named_params! {":device": device.as_bytes()})?;
    rows.next()?.map(keep).transpose()
}

pub(super) fn keep(row: &Row<'_>) -> Result<Kept, RelayError> {
    Ok(Kept {
        key: PublicKey(number::hash(&row.get::<_, Vec<u8>>("key")?, "registration")?),
        state: row.get("state")?,
        reason: row.get("reason")?,
        label: row.get("label")?,
        asked_at: row.get("asked_at")?,
        applicant: Applicant {
            device: DeviceId::from_slice(&row.get::<_, Vec<u8>>("device")?)?,
            name: row.get("name")?,
            phone: row.get("phone")?,
            born: row.get("born")?,
            unit: row.get("unit")?,
            consent: row.get("consent")?,
            tries: row.get("tries")?,
        },
    })
}
