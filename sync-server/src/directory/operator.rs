//! Who may change the directory. An operator holds the secret half of a key in a file of their own; approvals are signed
//! with it. Until there are operators, changes are noted under the account of the machine.

use etong_protocol::{DeviceId, PostId, PublicKey, SigningKey};
use rusqlite::{Connection, OptionalExtension, named_params};
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;

use super::audit::{Trail, note_one};
use super::error::DirectoryError;
use super::pending::{self, Asked, Change};
use crate::error::RelayError;
use crate::store::Store;
use crate::store::number;

const LONGEST_NAME: usize = 48;

/// An operator with the secret half of their key.
#[derive(Debug, Clone)]
pub struct Operator {
    pub name: String,
    pub(super) key: SigningKey,
}

impl Operator {
    #[must_use]
    pub fn new(name: &str, key: SigningKey) -> Self {
        Self { name: name.to_owned(), key }
    }

    #[must_use]
    pub fn public(&self) -> PublicKey {
        self.key.public()
    }
}

/// In whose name the directory is changed.
#[derive(Debug, Clone)]
#[expect(clippy::large_enum_variant, reason = "one lives for one command")]
pub enum By {
    /// Checked against the operators known before anything is written.
    Operator(Operator),
    /// The account of the machine that ran the command.
    Machine(String),
    /// A post's holder.
    Post(PostId),
    /// A desk's decision that somebody else types in.
    AtDesk(PostId, Box<By>),
    /// A phone that enrols.
    Device(DeviceId),
    /// What decides on registrations from outside.
    Verifier,
}

impl By {
    /// As the audit trail says it.
    #[must_use]
    pub fn label(&self) -> String {
        match self {
            Self::Operator(operator) => format!("operator:{}", operator.name),
            Self::Machine(account) => format!("machine:{account}"),
            Self::Post(post) => format!("post:{post}"),
            Self::AtDesk(post, by) => format!("{} for post:{post}", by.label()),
            Self::Device(device) => format!("device:{device}"),
            Self::Verifier => "verifier".to_owned(),
        }
    }
}

/// A program that links the relay, such as a test.
impl Default for By {
    fn default() -> Self {
        Self::Machine("library".to_owned())
    }
}

/// One line of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OperatorLine {
    pub name: String,
    /// 64 hex digits.
    pub key: String,
    pub added_at: i64,
    pub ended_at: Option<i64>,
}

/// Everybody who is or was an operator.
///
/// # Errors
/// The database's trouble.
pub fn operators(store: &Store) -> Result<Vec<OperatorLine>, DirectoryError> {
    Ok(store.read(lines)?)
}

/// Makes `name` an operator: the first by whoever runs the machine, the second by the first, later ones by two.
///
/// # Errors
/// `NotAnOperator`, `Invalid`, or the database's trouble.
pub fn add_operator(store: &Store, name: &str, key: PublicKey, by: &By) -> Result<Option<Asked>, DirectoryError> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    if name.is_empty() || name.len() > LONGEST_NAME || !name.chars().all(plain) {
        return Err(DirectoryError::Invalid("a name is 1 to 48 of a-z, A-Z, 0-9, `.`, `-` and `_`".into()));
    }
    let change = Change::AddOperator { name: name.to_owned(), key: data_encoding::HEXLOWER.encode(&key.0) };
    pending::transact(store, |tx| {
        let active = active(tx)?;
        match (active.len(), by) {
            (0, _) => add(store, tx, name, key, &by.label()).map(|()| None),
            (_, By::Operator(operator)) => {
                known(tx, operator)?;
                if active.len() == 1 {
                    add(store, tx, name, key, &by.label()).map(|()| None)
                } else {
                    pending::ask(store, tx, &change, by).map(Some)
                }
            }
            _ => Err(DirectoryError::NotAnOperator),
        }
    })
}

/// Takes the right from an operator; two others or oneself and another decide it, and two must remain.
///
/// # Errors
/// `NotAnOperator`, `Invalid`.
pub fn end_operator(store: &Store, name: &str, by: &Operator) -> Result<Asked, DirectoryError> {
    let change = Change::EndOperator { name: name.to_owned() };
    pending::transact(store, |tx| {
        known(tx, by)?;
        pending::ask(store, tx, &change, &By::Operator(by.clone()))
    })
}

/// # Errors
/// `NotAnOperator` unless the name is an operator's today and the key is theirs.
pub(super) fn known(tx: &Connection, operator: &Operator) -> Result<(), DirectoryError> {
    match active(tx)?.get(&operator.name) {
        Some(key) if *key == operator.public() => Ok(()),
        _ => Err(DirectoryError::NotAnOperator),
    }
}

/// The one who acts, checked: an operator must be one.
pub(crate) fn admitted(tx: &Connection, by: &By) -> Result<(), DirectoryError> {
    match by {
        By::Operator(operator) => known(tx, operator),
        By::AtDesk(_, by) => admitted(tx, by),
        _ => Ok(()),
    }
}

pub(super) fn active(tx: &Connection) -> Result<BTreeMap<String, PublicKey>, RelayError> {
    let mut statement = tx.prepare_cached(include_str!("sql/active_operators.sql"))?;
    let mut rows = statement.query([])?;
    let mut active = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let key = PublicKey(number::hash(&row.get::<_, Vec<u8>>("key")?, "operator")?);
        active.insert(row.get("name")?, key);
    }
    Ok(active)
}

pub(super) fn add(store: &Store, tx: &Connection, name: &str, key: PublicKey, who: &str) -> Result<(), DirectoryError> {
    let mut taken = tx.prepare_cached(include_str!("sql/operator_taken.sql"))?;
    if taken.exists(named_params! {":name": name, ":key": key.0})? {
        return Err(DirectoryError::Invalid("this name or key is or was another operator's".into()));
    }
    tx.prepare_cached(include_str!("sql/insert_operator.sql"))?
        .execute(named_params! {":name": name, ":key": key.0, ":now": store.now_ms()})?;
    let after = json!({"key": data_encoding::HEXLOWER.encode(&key.0)});
    Ok(note_one(store, tx, who.to_owned(), ("operator.added", name), &Value::Null, &after)?)
}

pub(super) fn end(tx: &Connection, name: &str, now_ms: i64, trail: &mut Trail<'_>) -> Result<(), DirectoryError> {
    let active = active(tx)?;
    if !active.contains_key(name) {
        return Err(DirectoryError::Invalid("there is no such operator".into()));
    }
    if active.len() <= 2 {
        return Err(DirectoryError::Invalid("two operators must remain; add another one first".into()));
    }
    tx.prepare_cached(include_str!("sql/end_operator.sql"))?.execute(named_params! {":name": name, ":now": now_ms})?;
    Ok(trail.note("operator.ended", name, &Value::Null, &Value::Null)?)
}

/// Are the operators those the trail tells of, with the same keys?
pub(super) fn differs_from_trail(connection: &Connection) -> Result<Option<String>, RelayError> {
    for line in lines(connection)? {
        let after: Option<String> = connection
            .prepare_cached(include_str!("sql/audit_of_operator.sql"))?
            .query_row(named_params! {":name": line.name}, |row| row.get("after"))
            .optional()?;
        let told = after.and_then(|after| serde_json::from_str::<Value>(&after).ok());
        if told.as_ref().and_then(|told| told.get("key")?.as_str()) != Some(line.key.as_str()) {
            return Ok(Some(format!("operator {}: the trail does not tell of this key", line.name)));
        }
    }
    Ok(None)
}

fn lines(connection: &Connection) -> Result<Vec<OperatorLine>, RelayError> {
    let mut statement = connection.prepare_cached(include_str!("sql/list_operators.sql"))?;
    let rows = statement.query_map([], |row| {
        Ok(OperatorLine {
            name: row.get("name")?,
            key: data_encoding::HEXLOWER.encode(&row.get::<_, Vec<u8>>("key")?),
            added_at: row.get("added_at")?,
            ended_at: row.get("ended_at")?,
        })
    })?;
    Ok(rows.collect::<Result<Vec<_>, _>>()?)
}
