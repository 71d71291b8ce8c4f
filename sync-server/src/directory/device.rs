//! Devices: enrolled once with a public key, found by their token and the proof that goes with it, shut out by revocation
//! at the next request.

use etong_protocol::{Asked, BodyHash, DeviceId, PersonId, Proof, PublicKey, Question, RefusalCode, Verb};
use rusqlite::{Connection, OptionalExtension, Row, named_params};
use serde_json::Value;
use subtle::ConstantTimeEq;

use super::audit::note_one;
use super::error::DirectoryError;
use super::operator::{self, By};
use super::pending;
use super::token;
use super::window::{Number, Windows};
use crate::error::{RelayError, refuse};
use crate::sim::{SeededBug, Sim};
use crate::store::Store;

const LONGEST_LABEL: usize = 100;

/// A device as the directory holds it.
pub(crate) struct Device {
    pub(crate) no: i64,
    /// Row of its person.
    pub(crate) person: i64,
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

/// What a request shows of who sends it, and the request itself.
#[derive(Debug, Clone)]
pub(crate) struct Credentials {
    pub(crate) token: Option<String>,
    pub(crate) proof: Option<String>,
    pub(crate) verb: Verb,
    pub(crate) path: String,
    pub(crate) body: BodyHash,
}

impl Credentials {
    /// What the answer is to be bound to; `None` for a phone that does not ask for that.
    pub(crate) fn question(&self) -> Option<Question> {
        let (_, query) = self.path.split_once('?')?;
        Question::of_query(query, self.proof.as_deref()?)
    }
}

/// The device that asks: the one its token was given to, as its proof shows. A proof is good once.
///
/// # Errors
/// `Unauthenticated` for a token that is missing, wrong or expired, for a revoked device and a proof seen before; `Upgrade`
/// for a phone that sends no proof; `BadSignature` for a proof by another key or for another request.
pub(crate) fn authenticate(
    connection: &Connection,
    shown: &Credentials,
    windows: &Windows,
    sim: &Sim,
    now_ms: i64,
) -> Result<Bearer, RelayError> {
    let token = shown.token.as_deref();
    let (bearer, hash) = bearer_of(connection, token, sim, now_ms)?;
    let Some(proof) = &shown.proof else {
        return Err(refuse(RefusalCode::Upgrade, "a token needs a proof by the device's key; update the app"));
    };
    let proof = Proof::from_text(proof)?;
    let asked = Asked { token: token.unwrap_or_default(), verb: shown.verb, path: &shown.path, body: shown.body };
    if !sim.has(SeededBug::ProofUnchecked) {
        proof.verify(&asked, &bearer.key)?;
    }
    let again = |detail: &str| Err(refuse(RefusalCode::Unauthenticated, detail));
    match windows.take(&hash, proof.number) {
        Number::Fresh => Ok(bearer),
        Number::SeenBefore if sim.has(SeededBug::WindowUnchecked) => Ok(bearer),
        Number::SeenBefore => again("this request was used before; ask for a new token"),
        Number::NoWindow => again("the relay was started anew; ask for a new token"),
    }
}

/// Whether a token is good, whoever shows it.
///
/// # Errors
/// `Unauthenticated` as in `authenticate`.
pub(crate) fn known_token(
    connection: &Connection,
    token: Option<&str>,
    sim: &Sim,
    now_ms: i64,
) -> Result<(), RelayError> {
    bearer_of(connection, token, sim, now_ms).map(|_| ())
}

fn bearer_of(
    connection: &Connection,
    token: Option<&str>,
    sim: &Sim,
    now_ms: i64,
) -> Result<(Bearer, [u8; 32]), RelayError> {
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
            if revoked && !sim.has(SeededBug::RevokedTaken) {
                Err(stranger("this device has been revoked"))
            } else if expires_at <= now_ms {
                Err(stranger("the token has expired; ask for a new one"))
            } else {
                Ok((bearer?, hash))
            }
        }
        _ => Err(stranger("the token is not known; ask for a new one")),
    }
}

pub(crate) fn find_device(connection: &Connection, device: DeviceId) -> Result<Option<Device>, RelayError> {
    let found = connection
        .prepare_cached(include_str!("sql/device.sql"))?
        .query_row(named_params! {":device": device.as_bytes()}, |row| {
            Ok((row.get("no")?, row.get("person")?, row.get::<_, Vec<u8>>("key")?, row.get("revoked")?))
        })
        .optional()?;
    found
        .map(|(no, person, key, revoked)| Ok(Device { no, person, key: PublicKey::from_slice(&key)?, revoked }))
        .transpose()
}

/// A device about to be enrolled.
pub(super) struct NewDevice<'a> {
    pub(super) device: DeviceId,
    pub(super) key: PublicKey,
    pub(super) label: &'a str,
    /// Row of its person.
    pub(super) person: i64,
}

pub(super) fn insert(connection: &Connection, new: &NewDevice<'_>, now_ms: i64) -> Result<i64, RelayError> {
    connection.prepare_cached(include_str!("sql/insert_device.sql"))?.execute(named_params! {
        ":device": new.device.as_bytes(),
        ":person": new.person,
        ":key": new.key.0,
        ":label": new.label,
        ":enrolled_at": now_ms,
    })?;
    Ok(connection.last_insert_rowid())
}

/// Labels are for the administrator's list.
pub(super) fn plain_label(label: &str) -> String {
    label.chars().filter(|c| !c.is_control()).take(LONGEST_LABEL).collect()
}

/// The person at row `person`.
pub(super) fn owner(connection: &Connection, person: i64) -> Result<PersonId, RelayError> {
    let id: Vec<u8> = connection
        .prepare_cached(include_str!("sql/person_of_row.sql"))?
        .query_row(named_params! {":person": person}, |row| row.get("person"))?;
    Ok(PersonId::from_slice(&id)?)
}

/// Shuts a device out, in no operator's name: its tokens are worth nothing from now on.
///
/// # Errors
/// As `revoke_by`.
pub fn revoke(store: &Store, device: DeviceId) -> Result<(), DirectoryError> {
    revoke_by(store, device, &By::default())
}

/// Shuts a device out.
///
/// # Errors
/// `NoSuchDevice` when it is not enrolled or already out; `NotAnOperator`.
pub fn revoke_by(store: &Store, device: DeviceId, by: &By) -> Result<(), DirectoryError> {
    let now = store.now_ms();
    let revoked = pending::transact(store, |tx| {
        operator::admitted(tx, by)?;
        let by_device = named_params! {":device": device.as_bytes()};
        if !store.sim().has(SeededBug::RevokedTaken) {
            tx.execute(include_str!("sql/forget_tokens.sql"), by_device)?;
        }
        let named = named_params! {":device": device.as_bytes(), ":now": now};
        let revoked = tx.execute(include_str!("sql/revoke_device.sql"), named)?;
        if revoked > 0 {
            note_one(store, tx, by.label(), ("device.revoked", &device.to_string()), &Value::Null, &Value::Null)?;
        }
        Ok(revoked)
    })?;
    if revoked == 0 {
        return Err(DirectoryError::NoSuchDevice(device));
    }
    store.look_for_shut_out()?;
    Ok(())
}

fn bearer(row: &Row<'_>) -> rusqlite::Result<Result<Bearer, RelayError>> {
    let (device, person) = (row.get("device_no")?, row.get("person")?);
    let (id, key): (Vec<u8>, Vec<u8>) = (row.get("device")?, row.get("key")?);
    Ok(DeviceId::from_slice(&id)
        .and_then(|id| Ok(Bearer { device, id, person, key: PublicKey::from_slice(&key)? }))
        .map_err(|_| RelayError::BadRow { what: "device" }))
}
