//! Somebody without a code asks, and asks how it stands.

use etong_protocol::register::{RegisterRequest, RegistrationQuery, RegistrationState};
use etong_protocol::{DeviceId, PublicKey, RefusalCode};
use rusqlite::{Connection, named_params};

use super::super::device;
use super::check::check;
use super::kept::{Kept, kept};
use crate::error::{RelayError, refuse};

/// How a registration stands, for the phone.
pub(crate) struct Stands {
    pub(crate) state: RegistrationState,
    pub(crate) reason: String,
}

/// Takes a registration. The same phone asking again while it waits is told that it waits.
///
/// # Errors
/// `BadSignature`, `Malformed` names the field, `Forbidden` for somebody too young, a text that is not in force, a unit that
/// is none, and for a device that is enrolled already.
pub(crate) fn register(connection: &Connection, request: &RegisterRequest, now: i64) -> Result<Stands, RelayError> {
    request.verify()?;
    if device::find_device(connection, request.device)?.is_some() {
        return stands(connection, request.device, &request.key);
    }
    let waiting = kept(connection, request.device)?;
    if let Some(waiting) = waiting.filter(|kept| kept.state == "waiting" || kept.key != request.key) {
        return told(waiting, &request.key);
    }
    check(connection, request, now)?;
    connection.prepare_cached(include_str!("../sql/insert_registration.sql"))?.execute(named_params! {
        ":device": request.device.as_bytes(),
        ":key": request.key.0,
        ":asked_at": now,
        ":unit": request.unit,
        ":name": request.name.trim(),
        ":phone": request.phone.trim(),
        ":born": request.born,
        ":label": device::plain_label(&request.label),
        ":consent": request.consent,
    })?;
    Ok(Stands { state: RegistrationState::Waiting, reason: String::new() })
}

/// # Errors
/// `Unauthenticated` for a device that never registered, `BadSignature` for another key than it registered with.
pub(crate) fn registration_of(connection: &Connection, query: &RegistrationQuery) -> Result<Stands, RelayError> {
    let kept = kept(connection, query.device)?
        .ok_or_else(|| refuse(RefusalCode::Unauthenticated, "this phone has not registered"))?;
    let key = kept.key;
    query.verify(&key)?;
    told(kept, &key)
}

fn stands(connection: &Connection, device: DeviceId, key: &PublicKey) -> Result<Stands, RelayError> {
    match kept(connection, device)? {
        Some(kept) => told(kept, key),
        None => Err(refuse(RefusalCode::Forbidden, "this phone is enrolled already")),
    }
}

fn told(kept: Kept, key: &PublicKey) -> Result<Stands, RelayError> {
    if kept.key != *key {
        return Err(refuse(RefusalCode::Forbidden, "this device id is taken; start with a fresh installation"));
    }
    let state = match kept.state.as_str() {
        "accepted" => RegistrationState::Accepted,
        "declined" => RegistrationState::Declined,
        _ => RegistrationState::Waiting,
    };
    Ok(Stands { state, reason: kept.reason })
}
