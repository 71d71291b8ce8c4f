//! One-time enrolment codes: short enough to read out, kept by hash only, good for one phone and a short while.

use etong_protocol::enrol::EnrolRequest;
use etong_protocol::{PersonId, PostId, PostKind, RefusalCode, SigningKey};
use rusqlite::{Connection, OptionalExtension, named_params};
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::audit::{Trail, note_one};
use super::day::today;
use super::device::{self, NewDevice};
use super::error::DirectoryError;
use super::import::holder;
use super::operator::{self, By};
use super::pending::{self, Asked, Change};
use super::sensitive::is_sensitive;
use crate::chance::draw;
use crate::error::{RelayError, refuse};
use crate::sim::SeededBug;
use crate::store::Store;

const LENGTH: usize = 10;
const GROUP: usize = 5;

/// Whom a code lets in: a person always, named directly or by one of their posts.
#[derive(Debug, Clone, Copy)]
pub enum CodeFor {
    Post(PostId),
    Person(PersonId),
}

/// A code, shown once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IssuedCode {
    /// Ten characters of Crockford's alphabet with a dash: `7K3QX-09VBM`.
    pub code: String,
    pub person: PersonId,
    /// Relay clock, milliseconds since 1970.
    pub expires_at: i64,
}

/// Makes a code for one phone, good for `valid_minutes`, in no operator's name.
///
/// # Errors
/// `NoSuchPost`, `PostEnded`, `NoSuchPerson`, or the database's trouble.
pub fn issue_code(store: &Store, whom: CodeFor, valid_minutes: u32) -> Result<IssuedCode, DirectoryError> {
    pending::transact(store, |tx| {
        let person = whose(tx, whom, store.now_ms())?;
        issue(store, tx, person, valid_minutes, By::default().label())
    })
}

/// What asking for a code came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CodeAsked {
    Made(IssuedCode),
    /// Whoever holds the code becomes that person to the relay: for posts that two operators give, two give the phone.
    Waits(Asked),
}

/// As `issue_code`, in the name of `by`; for somebody with a sensitive post it waits for a second operator, once there are two.
///
/// # Errors
/// `NotAnOperator` besides.
pub fn issue_code_by(store: &Store, whom: CodeFor, valid_minutes: u32, by: &By) -> Result<CodeAsked, DirectoryError> {
    pending::transact(store, |tx| {
        operator::admitted(tx, by)?;
        let person = whose(tx, whom, store.now_ms())?;
        let two = matches!(by, By::Operator(_)) && operator::active(tx)?.len() > 1;
        if two && !store.sim().has(SeededBug::CodeByOne) && holds_sensitive(tx, person, store.now_ms())? {
            let change = Change::IssueCode { person, valid_minutes };
            return Ok(CodeAsked::Waits(pending::ask(store, tx, &change, by)?));
        }
        Ok(CodeAsked::Made(issue(store, tx, person, valid_minutes, by.label())?))
    })
}

pub(super) fn issue(
    store: &Store,
    tx: &Connection,
    person: PersonId,
    valid_minutes: u32,
    who: String,
) -> Result<IssuedCode, DirectoryError> {
    let now = store.now_ms();
    let code = fresh_code(&draw(store.chance())?);
    let expires_at = now.saturating_add(i64::from(valid_minutes) * 60_000);
    tx.prepare_cached(include_str!("sql/insert_code.sql"))?.execute(named_params! {
        ":hash": hash(&code),
        ":person": person.as_bytes(),
        ":issued_at": now,
        ":expires_at": expires_at,
    })?;
    let (what, after) = (("code.issued", &*person.to_string()), json!({"expires_at": expires_at}));
    note_one(store, tx, who, what, &Value::Null, &after)?;
    Ok(IssuedCode { code: grouped(&code), person, expires_at })
}

/// Today or from a later day on.
fn holds_sensitive(tx: &Connection, person: PersonId, now_ms: i64) -> Result<bool, DirectoryError> {
    let mut statement = tx.prepare_cached(include_str!("sql/kinds_of_person.sql"))?;
    let asked = named_params! {":person": person.as_bytes(), ":today": today(now_ms)?};
    let mut rows = statement.query(asked)?;
    while let Some(row) = rows.next()? {
        let kind: PostKind = row.get::<_, String>("kind")?.parse().map_err(RelayError::from)?;
        if is_sensitive(&kind) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Lets the phone of `request` in and gives the row of its person. The same phone asking again with the same code
/// (its answer was lost) is let in again.
///
/// # Errors
/// `BadCode` for a code that is wrong, used or expired; `Forbidden` for a device id that has another key.
pub(crate) fn redeem(
    connection: &Connection,
    request: &EnrolRequest,
    key: &SigningKey,
    now_ms: i64,
) -> Result<i64, RelayError> {
    let bad = || refuse(RefusalCode::BadCode, "this code is wrong, used or expired; ask for a new one");
    let hash = normal(&request.code).map(|code| hash(&code)).ok_or_else(bad)?;
    let (person, expires_at, used_by) = connection
        .prepare_cached(include_str!("sql/code.sql"))?
        .query_row(named_params! {":hash": hash}, |row| {
            Ok((row.get("person")?, row.get::<_, i64>("expires_at")?, row.get::<_, Option<i64>>("used_by")?))
        })
        .optional()?
        .ok_or_else(bad)?;
    let known = device::find_device(connection, request.device)?;
    if let (Some(used_by), Some(known)) = (used_by, &known) {
        let same_phone = known.no == used_by && known.key == request.key && !known.revoked;
        return if same_phone { Ok(person) } else { Err(bad()) };
    }
    if used_by.is_some() || expires_at <= now_ms {
        return Err(bad());
    }
    if known.is_some() {
        return Err(refuse(RefusalCode::Forbidden, "this device id is taken; start with a fresh installation"));
    }
    let label = device::plain_label(&request.label);
    let new = NewDevice { device: request.device, key: request.key, label: &label, person };
    let device = device::insert(connection, &new, now_ms)?;
    let id = request.device.to_string();
    let mut trail = Trail::begin(connection, key, now_ms, By::Device(request.device).label())?;
    trail.note("device.enrolled", &id, &Value::Null, &json!({"person": device::owner(connection, person)?}))?;
    trail.finish()?;
    connection
        .prepare_cached(include_str!("sql/use_code.sql"))?
        .execute(named_params! {":hash": hash, ":device": device})?;
    Ok(person)
}

fn whose(connection: &Connection, whom: CodeFor, now_ms: i64) -> Result<PersonId, DirectoryError> {
    match whom {
        CodeFor::Person(person) => {
            let mut known = connection.prepare_cached(include_str!("sql/person_no.sql"))?;
            let known = known.exists(named_params! {":person": person.as_bytes()})?;
            if known { Ok(person) } else { Err(DirectoryError::NoSuchPerson(person)) }
        }
        CodeFor::Post(post) => {
            let (person, to) = holder(connection, post)?.ok_or(DirectoryError::NoSuchPost(post))?;
            let today = today(now_ms)?;
            if to.is_some_and(|to| to < today) { Err(DirectoryError::PostEnded(post)) } else { Ok(person) }
        }
    }
}

fn fresh_code(random: &[u8; LENGTH]) -> String {
    let mut code = data_encoding::BASE32.encode(random);
    code.truncate(LENGTH);
    code.chars().filter_map(crockford_of_rfc4648).collect()
}

/// RFC 4648's 32 letters onto Crockford's, which has no I, L, O, U to misread.
fn crockford_of_rfc4648(letter: char) -> Option<char> {
    let value = match letter {
        'A'..='Z' => u32::from(letter) - u32::from('A'),
        '2'..='7' => u32::from(letter) - u32::from('2') + 26,
        _ => return None,
    };
    CROCKFORD.chars().nth(usize::try_from(value).ok()?)
}

const CROCKFORD: &str = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The code as it is hashed, whatever way it was typed; `None` when it cannot be one.
fn normal(typed: &str) -> Option<String> {
    let mut code = String::with_capacity(LENGTH);
    for letter in typed.chars().filter(|letter| !matches!(letter, '-' | ' ')) {
        let letter = match letter.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        };
        if code.len() == LENGTH || !CROCKFORD.contains(letter) {
            return None;
        }
        code.push(letter);
    }
    (code.len() == LENGTH).then_some(code)
}

fn grouped(code: &str) -> String {
    let (left, right) = code.split_at_checked(GROUP).unwrap_or((code, ""));
    format!("{left}-{right}")
}

fn hash(code: &str) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(b"etong-code-1\0");
    hash.update(code.as_bytes());
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_may_be_typed_carelessly() {
        let code = fresh_code(&[0x5a, 0x3c, 0x99, 0x01, 0xfe, 0x77, 0x20, 0, 0, 0]);
        let shown = grouped(&code);
        for typed in [shown.clone(), shown.to_lowercase(), code.clone(), format!(" {} ", shown.replace('-', " "))] {
            assert_eq!(normal(&typed).as_deref(), Some(code.as_str()), "{typed:?}");
        }
        assert_eq!(normal("ol1i0-00000").as_deref(), Some("0111000000"));
    }

    #[test]
    fn what_cannot_be_a_code_is_none() {
        bolero::check!().with_type::<String>().for_each(|typed: &String| {
            if let Some(code) = normal(typed) {
                assert_eq!(code.len(), LENGTH);
                assert_eq!(normal(&code), Some(code));
            }
        });
        for typed in ["", "12345", "12345-67890-1", "UUUUU-UUUUU", "１２３４５-67890"] {
            assert_eq!(normal(typed), None, "{typed:?}");
        }
    }
}
