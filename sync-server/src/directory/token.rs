//! Tokens: short-lived, kept by hash only, given out against a fresh signature of the device's key, bound to that key and
//! to this run of the relay.

use etong_protocol::enrol::{TokenReply, TokenRequest};
use etong_protocol::{Refusal, RefusalCode, SigningKey};
use rusqlite::{Connection, named_params};
use sha2::{Digest, Sha256};

use super::device::find_device;
use super::window::Windows;
use super::wipe::order_of;
use crate::error::{RelayError, refuse};
use crate::options::RelayOptions;
use crate::sim::{SeededBug, Sim};

/// Checks `request` and gives its device the token made of `secret`; what mail is sealed to is added by who answers.
///
/// # Errors
/// `Unauthenticated` when the device is unknown or revoked, the phone's clock is too far off, or the request was seen
/// before; `WipeOrdered` with the order for one that was reported lost; `BadSignature` when another key signed it.
pub(crate) fn issue_token(
    connection: &Connection,
    request: &TokenRequest,
    secret: &[u8; 32],
    options: &RelayOptions,
    windows: &Windows,
    (key, sim): (&SigningKey, &Sim),
    now_ms: i64,
) -> Result<TokenReply, RelayError> {
    let no = |detail: String| refuse(RefusalCode::Unauthenticated, detail);
    let device = find_device(connection, request.device)?
        .ok_or_else(|| no("this device is not enrolled; enrol it with a code".to_owned()))?;
    request.verify(&device.key)?;
    if device.revoked {
        if !sim.has(SeededBug::OrderWithheld)
            && let Some(order) = order_of(connection, &device, request.device, key)?
        {
            let told =
                Refusal::new(RefusalCode::WipeOrdered, "this device was reported lost; it is to erase what it holds");
            return Err(RelayError::Refused(Refusal { wipe: Some(Box::new(order)), ..told }));
        }
        return Err(no("this device has been revoked".to_owned()));
    }
    let skew = i64::from(options.skew_minutes) * 60_000;
    let ahead = request.at.saturating_sub(now_ms);
    if ahead.saturating_abs() > skew {
        return Err(no(format!(
            "the phone's clock is {} min off, at most {} are tolerated; the relay's clock says {now_ms}",
            ahead / 60_000,
            options.skew_minutes
        )));
    }
    tracing::debug!(device = %request.device, ahead_ms = ahead, "the phone's clock against the relay's");
    remember(connection, device.no, request, now_ms, skew).map_err(|error| {
        if is_replay(&error) { no("this token request was used before; sign a new one".to_owned()) } else { error }
    })?;
    let token = data_encoding::BASE64URL_NOPAD.encode(secret);
    let expires_at = now_ms.saturating_add(i64::from(options.token_minutes) * 60_000);
    connection.prepare_cached(include_str!("sql/forget_old_tokens.sql"))?.execute(named_params! {":now": now_ms})?;
    connection
        .prepare_cached(include_str!("sql/insert_token.sql"))?
        .execute(named_params! {":hash": hash(&token), ":device": device.no, ":expires_at": expires_at})?;
    let off = request.wall.unwrap_or(request.at).saturating_sub(now_ms);
    connection
        .prepare_cached(include_str!("sql/seen_device.sql"))?
        .execute(named_params! {":device": device.no, ":now": now_ms, ":skew": off})?;
    windows.begin(hash(&token), expires_at, now_ms);
    Ok(TokenReply { token, expires_at, sent_at: now_ms, sealing: None })
}

pub(super) fn hash(token: &str) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(b"etong-token-1\0");
    hash.update(token.as_bytes());
    hash.finalize().into()
}

/// A nonce is kept for as long as its request could still be taken.
fn remember(
    connection: &Connection,
    device: i64,
    request: &TokenRequest,
    now_ms: i64,
    skew_ms: i64,
) -> Result<(), RelayError> {
    let stale = now_ms.saturating_sub(skew_ms.saturating_mul(2));
    connection.prepare_cached(include_str!("sql/forget_nonces.sql"))?.execute(named_params! {":before": stale})?;
    connection
        .prepare_cached(include_str!("sql/insert_nonce.sql"))?
        .execute(named_params! {":device": device, ":nonce": request.nonce, ":seen_at": now_ms})?;
    Ok(())
}

fn is_replay(error: &RelayError) -> bool {
    matches!(error, RelayError::Database(error)
        if error.sqlite_error_code() == Some(rusqlite::ErrorCode::ConstraintViolation))
}
