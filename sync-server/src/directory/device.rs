//! Devices: enrolled once with a public key, found by their bearer token, shut out by revocation at the next request.

use etong_protocol::enrol::EnrolRequest;
use etong_protocol::{DeviceId, PublicKey, RefusalCode};
use rusqlite::{Connection, OptionalExtension, Row, named_params};
use subtle::ConstantTimeEq;

use super::error::DirectoryError;
use super::token;
use crate::error::{RelayError, refuse};
use crate::store::Store;

/// A device as the directory holds it.
pub(crate) struct Device {
    pub(crate) no: i64,
    pub(crate) key: PublicKey,
    pub(crate) revoked: bool,
}

/// Who is asking: the device a good token belongs to.
#[derive(Debug, Clone)]
pub(crate) struct Bearer {
    pub(crate) device: i64,
    pub(crate) id: DeviceId,
    /// Row of its person.
    pub(crate) person: i64,
    pub(crate) key: PublicKey,
}

/// The device `token` was given to.
///
/// # Errors
/// `Unauthenticated` for a token that is missing, wrong or expired, and for a revoked device.
pub(crate) fn authenticate(connection: &Connection, token: Option<&str>, now_ms: i64) -> Result<Bearer, RelayError> {
    let stranger = |detail: &str| refuse(RefusalCode::Unauthenticated, detail);
    let token = token.ok_or_else(|| stranger("a bearer token is needed"))?;
    let hash = token::hash(token);
    let found = connection
        .prepare_cached(include_str!("sql/token.sql"))?
        .query_row(named_params! {":hash": hash}, |row| {
            let revoked: bool = row.get("revoked")?;
            Ok((bearer(row)?, row.get::<_, Vec<u8>>("hash")?, row.get::<_, i64>("expires_at")?, revoked))
        })
        .optional()?;
    match found {
        Some((bearer, stored, expires_at, revoked)) if bool::from(stored.as_slice().ct_eq(&hash)) => {
            if revoked {
                Err(stranger("this device has been revoked"))
            } else if expires_at <= now_ms {
                Err(stranger("the token has expired; ask for a new one"))
            } else {
                bearer
            }
        }
        _ => Err(stranger("the token is not known; ask for a new one")),
    }
}

pub(crate) fn find_device(connection: &Connection, device: DeviceId) -> Result<Option<Device>, RelayError> {
    let found = connection
        .prepare_cached(include_str!("sql/device.sql"))?
        .query_row(named_params! {":device": device.as_bytes()}, |row| {
            Ok((row.get("no")?, row.get::<_, Vec<u8>>("key")?, row.get("revoked")?))
        })
        .optional()?;
    found.map(|(no, key, revoked)| Ok(Device { no, key: PublicKey::from_slice(&key)?, revoked })).transpose()
}

pub(super) fn insert(
    connection: &Connection,
    request: &EnrolRequest,
    person: i64,
    label: &str,
    now_ms: i64,
) -> Result<i64, RelayError> {
    connection.prepare_cached(include_str!("sql/insert_device.sql"))?.execute(named_params! {
        ":device": request.device.as_bytes(),
        ":person": person,
        ":key": request.key.0,
        ":label": label,
        ":enrolled_at": now_ms,
    })?;
    Ok(connection.last_insert_rowid())
}

/// Shuts a device out: its tokens are worth nothing from now on.
///
/// # Errors
/// `NoSuchDevice` when it is not enrolled or already out.
pub fn revoke(store: &Store, device: DeviceId) -> Result<(), DirectoryError> {
    let now = store.now_ms();
    let revoked = store.write(|tx| {
        let by_device = named_params! {":device": device.as_bytes()};
        tx.execute(include_str!("sql/forget_tokens.sql"), by_device)?;
        let named = named_params! {":device": device.as_bytes(), ":now": now};
        Ok(tx.execute(include_str!("sql/revoke_device.sql"), named)?)
    })?;
    if revoked == 0 { Err(DirectoryError::NoSuchDevice(device)) } else { Ok(()) }
}

fn bearer(row: &Row<'_>) -> rusqlite::Result<Result<Bearer, RelayError>> {
    let (device, person) = (row.get("device_no")?, row.get("person")?);
    let (id, key): (Vec<u8>, Vec<u8>) = (row.get("device")?, row.get("key")?);
    Ok(DeviceId::from_slice(&id)
        .and_then(|id| Ok(Bearer { device, id, person, key: PublicKey::from_slice(&key)? }))
        .map_err(|_| RelayError::BadRow { what: "device" }))
}
