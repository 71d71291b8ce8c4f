//! A registration that waits is accepted or declined.

use etong_protocol::{DeviceId, OrgPath, PersonId, PostId, PostKind};
use rusqlite::{Connection, OptionalExtension, Transaction, named_params};
use serde_json::{Value, json};

use super::super::audit::{Trail, note_one};
use super::super::day::today;
use super::super::device::{self, NewDevice};
use super::super::error::DirectoryError;
use super::super::import;
use super::super::operator::{self, By};
use super::super::pending::transact;
use super::super::row::{Import, PersonRow, PostRow};
use super::kept::{Kept, kept};
use crate::chance::draw;
use crate::error::RelayError;
use crate::store::Store;

/// What somebody decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    Accept,
    /// With the reason, which the applicant reads.
    Decline(String),
}

/// Decides on a registration that waits. `By::Post`: a desk whose unit covers the one that is to be served.
///
/// # Errors
/// `NoSuchRegistration`, `NotAnOperator`, `Invalid` for a post that may not decide on this one.
pub fn decide(store: &Store, device: DeviceId, decision: &Decision, by: &By) -> Result<(), DirectoryError> {
    let now = store.now_ms();
    let (person, post) = (PersonId::new(now, draw(store.chance())?), PostId::new(now, draw(store.chance())?));
    transact(store, |tx| {
        operator::admitted(tx, by)?;
        let kept = kept(tx, device)?.filter(|kept| kept.state == "waiting");
        let kept = kept.ok_or(DirectoryError::NoSuchRegistration(device))?;
        if let By::Post(desk) | By::AtDesk(desk, _) = by {
            may_decide(tx, *desk, kept.applicant.unit, &today(now)?)?;
        }
        match decision {
            Decision::Accept => accept(store, tx, &kept, (person, post), by, now),
            Decision::Decline(reason) => {
                settle(tx, device, "declined", reason, None, now)?;
                let what = ("registration.declined", &*device.to_string());
                Ok(note_one(store, tx, by.label(), what, &Value::Null, &json!({"unit": kept.applicant.unit}))?)
            }
        }
    })
}

fn accept(
    store: &Store,
    tx: &Transaction<'_>,
    kept: &Kept,
    (person, post): (PersonId, PostId),
    by: &By,
    now: i64,
) -> Result<(), DirectoryError> {
    let who = &kept.applicant;
    let today = today(now)?;
    let rows = Import {
        people: vec![PersonRow::new(person, &who.name)],
        posts: vec![PostRow::new(post, person, PostKind::Volunteer, who.unit, &today)],
        ..Import::default()
    };
    import::take(store, tx, &rows, &by.label())?;
    let row: i64 = tx
        .prepare_cached(include_str!("../sql/person_no.sql"))?
        .query_row(named_params! {":person": person.as_bytes()}, |row| row.get("no"))?;
    let new = NewDevice { device: who.device, key: kept.key, label: &kept.label, person: row };
    device::insert(tx, &new, now)?;
    settle(tx, who.device, "accepted", "", Some(person), now)?;
    let subject = who.device.to_string();
    let mut trail = Trail::begin(tx, store.key(), now, by.label())?;
    trail.note("registration.accepted", &subject, &Value::Null, &json!({"unit": who.unit, "consent": who.consent}))?;
    trail.note("device.enrolled", &subject, &Value::Null, &json!({"person": person}))?;
    Ok(trail.finish()?)
}

fn may_decide(tx: &Connection, desk: PostId, unit: u32, today: &str) -> Result<(), DirectoryError> {
    let found = tx
        .prepare_cached(include_str!("../sql/desk_of_post.sql"))?
        .query_row(named_params! {":post": desk.as_bytes(), ":unit": unit, ":today": today}, |row| {
            Ok((row.get::<_, String>("kind")?, row.get::<_, Vec<u8>>("path")?, row.get::<_, Vec<u8>>("wanted")?))
        })
        .optional()?;
    let (kind, path, wanted) = found.ok_or(DirectoryError::NoSuchPost(desk))?;
    let kind: PostKind = kind.parse().map_err(RelayError::from)?;
    let path = OrgPath::from_bytes(&path).map_err(RelayError::from)?;
    let wanted = OrgPath::from_bytes(&wanted).map_err(RelayError::from)?;
    if kind.is_desk() && path.covers(&wanted) {
        return Ok(());
    }
    Err(DirectoryError::Invalid(format!("post {desk} is no desk over unit {unit}; a desk of that unit decides")))
}

/// Of somebody accepted only the name stays, as the directory's; of somebody declined everything, for the days of an
/// objection.
fn settle(
    tx: &Connection,
    device: DeviceId,
    state: &str,
    reason: &str,
    person: Option<PersonId>,
    now: i64,
) -> Result<(), RelayError> {
    tx.prepare_cached(include_str!("../sql/settle_registration.sql"))?.execute(named_params! {
        ":device": device.as_bytes(),
        ":state": state,
        ":reason": reason.chars().take(200).collect::<String>(),
        ":person": person.map(|person| person.as_bytes().to_vec()),
        ":now": now,
    })?;
    Ok(())
}
