//! 志愿者注册: who asked to become a volunteer, and what became of it. Accepting makes person, post and device in one step;
//! what somebody said of himself is emptied once it is decided, after a decline when the days for an objection are over.

use etong_protocol::register::{RegisterRequest, RegistrationQuery, RegistrationState};
use etong_protocol::{DeviceId, OrgPath, PersonId, PostId, PostKind, PublicKey, RefusalCode};
use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, named_params};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::audit::{Trail, note_one};
use super::day::{is_day, today};
use super::device::{self, NewDevice};
use super::error::DirectoryError;
use super::import;
use super::operator::{self, By};
use super::pending::transact;
use super::row::{Import, PersonRow, PostRow};
use crate::chance::draw;
use crate::error::{RelayError, refuse};
use crate::store::Store;
use crate::store::number;

/// What a dictionary of this name may set: `min_age` (16 or more) and `consent`, the version of the text in force.
const RULES: &str = "volunteer_rules";
const YOUNGEST: i64 = 16;
const MIN_AGE: i64 = 18;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// Days after a decline in which somebody may object; then nothing personal is left.
pub const DECLINED_KEEP_DAYS: i64 = 7;
/// Nobody decided for so long: declined.
pub const WAITING_DAYS: i64 = 90;

#[derive(Debug, Default, Deserialize)]
struct Rules {
    #[serde(default)]
    min_age: Option<i64>,
    #[serde(default)]
    consent: Option<String>,
}

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

/// What somebody decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    Accept,
    /// With the reason, which the applicant reads.
    Decline(String),
}

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
    connection.prepare_cached(include_str!("sql/insert_registration.sql"))?.execute(named_params! {
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

fn check(connection: &Connection, request: &RegisterRequest, now: i64) -> Result<(), RelayError> {
    let malformed = |what: &str| Err(refuse(RefusalCode::Malformed, what));
    let forbidden = |what: String| Err(refuse(RefusalCode::Forbidden, what));
    let name = request.name.trim();
    if name.is_empty() || name.len() > 200 || name.chars().any(char::is_control) {
        return malformed("the name must be 1 to 200 bytes of plain text");
    }
    let digits = |byte: u8| byte.is_ascii_digit() || byte == b'-';
    let phone = request.phone.trim();
    if !(5..=20).contains(&phone.len()) || !phone.bytes().all(digits) {
        return malformed("the phone number must be 5 to 20 digits");
    }
    if !is_day(&request.born) {
        return malformed("the birth day must be a day, YYYY-MM-DD");
    }
    if request.consent.is_empty() || request.consent.len() > 40 {
        return malformed("the version of the consent text is missing");
    }
    let today = today(now)?;
    if !is_open(connection, request.unit, &today)? {
        return forbidden(format!("there is no unit {} that takes volunteers", request.unit));
    }
    let rules = rules(connection, &today)?;
    let youngest = rules.min_age.unwrap_or(MIN_AGE).max(YOUNGEST);
    if age(&request.born, &today).is_none_or(|age| age < youngest) {
        return forbidden(format!("volunteers must be {youngest} or older"));
    }
    match rules.consent {
        Some(consent) if consent != request.consent => {
            forbidden(format!("the consent text in force is version {consent}; read it and agree again"))
        }
        _ => Ok(()),
    }
}

/// Whole years; `None` for somebody not born yet.
fn age(born: &str, today: &str) -> Option<i64> {
    let (born, today) = (born.parse::<Date>().ok()?, today.parse::<Date>().ok()?);
    let before_birthday = (today.month(), today.day()) < (born.month(), born.day());
    let years = i64::from(today.year()) - i64::from(born.year()) - i64::from(before_birthday);
    (years >= 0).then_some(years)
}

fn is_open(connection: &Connection, unit: u32, today: &str) -> Result<bool, RelayError> {
    let named = named_params! {":unit": unit, ":today": today};
    Ok(connection.prepare_cached(include_str!("sql/unit_is_open.sql"))?.exists(named)?)
}

fn rules(connection: &Connection, today: &str) -> Result<Rules, RelayError> {
    let row: Option<String> = connection
        .prepare_cached(include_str!("sql/rules_today.sql"))?
        .query_row(named_params! {":dictionary": RULES, ":today": today}, |row| row.get("row"))
        .optional()?;
    let body = row.and_then(|row| serde_json::from_str::<Value>(&row).ok()).and_then(|row| row.get("body").cloned());
    Ok(body.and_then(|body| serde_json::from_value(body).ok()).unwrap_or_default())
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
        .prepare_cached(include_str!("sql/person_no.sql"))?
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
        .prepare_cached(include_str!("sql/desk_of_post.sql"))?
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

/// Registrations, newest first.
///
/// # Errors
/// The database's trouble.
pub fn registrations(store: &Store) -> Result<Vec<RegistrationLine>, DirectoryError> {
    let lines = store.read(|connection| {
        let mut statement = connection.prepare(include_str!("sql/list_registrations.sql"))?;
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
        let mut statement = connection.prepare_cached(include_str!("sql/due_registrations.sql"))?;
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
        tx.prepare_cached(include_str!("sql/put_off_registration.sql"))?
            .execute(named_params! {":device": device.as_bytes(), ":next": next})?;
        Ok(())
    })
}

/// Empties what is not needed any more: of declined ones after the days for an objection, and of those nobody decided on.
///
/// # Errors
/// The database's trouble.
pub fn erase_old_registrations(store: &Store) -> Result<usize, DirectoryError> {
    let now = store.now_ms();
    let (declined, waiting) = (now - DECLINED_KEEP_DAYS * DAY_MS, now - WAITING_DAYS * DAY_MS);
    let nothing: bool = store.read(|connection| {
        let bounds = named_params! {":declined": declined, ":waiting": waiting};
        Ok(!connection.prepare_cached(include_str!("sql/old_registrations.sql"))?.exists(bounds)?)
    })?;
    if nothing {
        return Ok(0);
    }
    let erased = store.write(|tx| {
        let late = named_params! {":waiting": waiting, ":now": now, ":reason": "nobody decided in time"};
        tx.execute(include_str!("sql/decline_late_registrations.sql"), late)?;
        let erased = named_params! {":declined": declined, ":waiting": waiting};
        Ok(tx.execute(include_str!("sql/erase_registrations.sql"), erased)?)
    })?;
    Ok(erased)
}

struct Kept {
    key: PublicKey,
    state: String,
    reason: String,
    label: String,
    asked_at: i64,
    applicant: Applicant,
}

fn kept(connection: &Connection, device: DeviceId) -> Result<Option<Kept>, RelayError> {
    let mut statement = connection.prepare_cached(include_str!("sql/registration.sql"))?;
    let mut rows = statement.query(named_params! {":device": device.as_bytes()})?;
    rows.next()?.map(keep).transpose()
}

fn keep(row: &Row<'_>) -> Result<Kept, RelayError> {
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
    tx.prepare_cached(include_str!("sql/settle_registration.sql"))?.execute(named_params! {
        ":device": device.as_bytes(),
        ":state": state,
        ":reason": reason.chars().take(200).collect::<String>(),
        ":person": person.map(|person| person.as_bytes().to_vec()),
        ":now": now,
    })?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn somebody_is_a_year_older_on_the_birthday_and_nobody_unborn_has_an_age() {
        let table = [
            ("2008-11-28", Some(18)),
            ("2008-11-29", Some(17)),
            ("2008-11-27", Some(18)),
            ("2008-02-29", Some(18)),
            ("2026-11-28", Some(0)),
            ("2026-11-29", None),
            ("no day", None),
        ];
        for (born, years) in table {
            assert_eq!(age(born, "2026-11-28"), years, "{born}");
        }
    }
}
