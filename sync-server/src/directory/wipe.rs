//! 擦除令: a lost phone is shut out and told, at its next contact, to seal what it has not sent and to erase the rest. What the
//! operator sees of it: ordered, met, done.

use etong_protocol::{DeviceId, PublicKey, RefusalCode, SigningKey, WipeDone, WipeOrder};
use rusqlite::{Connection, OptionalExtension, named_params};
use serde_json::Value;

use super::audit::note_one;
use super::device::{Device, find_device, revoke_by};
use super::error::DirectoryError;
use super::operator::{self, By};
use super::pending;
use crate::error::{RelayError, refuse};
use crate::store::Store;

/// Shuts a device out, if it is not out yet, and orders it to erase what it holds. Ordering it again changes nothing.
///
/// # Errors
/// `NoSuchDevice`, `NotAnOperator`.
pub fn wipe_by(store: &Store, device: DeviceId, by: &By) -> Result<(), DirectoryError> {
    match revoke_by(store, device, by) {
        // Revoked before; found out later that it was lost.
        Ok(()) | Err(DirectoryError::NoSuchDevice(_)) => {}
        Err(error) => return Err(error),
    }
    let now = store.now_ms();
    let known = pending::transact(store, |tx| {
        operator::admitted(tx, by)?;
        let known = find_device(tx, device)?.is_some();
        let order = named_params! {":device": device.as_bytes(), ":now": now};
        if tx.execute(include_str!("sql/order_wipe.sql"), order)? > 0 {
            note_one(store, tx, by.label(), ("device.wipe", &device.to_string()), &Value::Null, &Value::Null)?;
        }
        Ok(known)
    })?;
    if known { Ok(()) } else { Err(DirectoryError::NoSuchDevice(device)) }
}

/// The order a revoked device is to be told, if there is one.
pub(super) fn order_of(
    connection: &Connection,
    device: &Device,
    id: DeviceId,
    key: &SigningKey,
) -> Result<Option<WipeOrder>, RelayError> {
    let found = ordered(connection, device)?;
    Ok(found.map(|(no, at)| WipeOrder::sign(id, u64::try_from(no).unwrap_or(0), at, key)))
}

/// Number and moment of the order for a device.
fn ordered(connection: &Connection, device: &Device) -> Result<Option<(i64, i64)>, RelayError> {
    let mut statement = connection.prepare_cached(include_str!("sql/wipe.sql"))?;
    let asked = named_params! {":device": device.no};
    Ok(statement.query_row(asked, |row| Ok((row.get("no")?, row.get("ordered_at")?))).optional()?)
}

/// When the device first met its order.
pub(crate) fn told_wipe(connection: &Connection, device: DeviceId, now_ms: i64) -> Result<(), RelayError> {
    let Some(device) = find_device(connection, device)? else { return Ok(()) };
    connection
        .prepare_cached(include_str!("sql/told_wipe.sql"))?
        .execute(named_params! {":device": device.no, ":now": now_ms})?;
    Ok(())
}

/// Writes down that a device has done what it was ordered.
///
/// # Errors
/// `Unauthenticated` for a device that is not known or was not ordered, `BadSignature`.
pub(crate) fn confirm_wipe(
    connection: &Connection,
    done: &WipeDone,
    relay: &PublicKey,
    now_ms: i64,
) -> Result<(), RelayError> {
    let no = || refuse(RefusalCode::Unauthenticated, "this device was not told to erase anything");
    let device = find_device(connection, done.device)?.ok_or_else(no)?;
    done.verify(&device.key, relay)?;
    let number = i64::try_from(done.number).unwrap_or(i64::MAX);
    if ordered(connection, &device)?.map(|(no, _)| no) != Some(number) {
        return Err(no());
    }
    connection.prepare_cached(include_str!("sql/confirm_wipe.sql"))?.execute(named_params! {
        ":device": device.no,
        ":no": number,
        ":now": now_ms,
        ":sealed": i64::try_from(done.sealed).unwrap_or(i64::MAX),
        ":last_word": done.last_word.is_some(),
    })?;
    tracing::info!(device = %done.device, "a lost phone has erased what it held");
    Ok(())
}
