//! The audit trail: every change of the directory is a row that says when, who, what, to which id, and what stood there
//! before and after. Rows are chained by hash, and the last row of each change is signed by the relay, whose key lies apart
//! from the database. Ids, kinds and days only: no name, no number of a person, no code.

use std::collections::BTreeMap;

use etong_protocol::{PersonId, PostId, PublicKey, Signature, SigningKey, wire};
use rusqlite::{Connection, OptionalExtension, Row, named_params};
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::error::DirectoryError;
use super::{By, operator, pending};
use crate::error::RelayError;
use crate::sim::SeededBug;
use crate::store::Store;
use crate::store::number::{self, from_sql, to_sql};

const TAG: &str = "etong-audit-1";
const START: [u8; 32] = [0; 32];
/// The first import into an empty directory.
pub(super) const FOUNDED: &str = "directory.founded";
const OF_A_POST: &str = "post.";

/// Writes rows within one transaction. Without `finish` the last of them is missing.
pub(super) struct Trail<'c> {
    connection: &'c Connection,
    key: &'c SigningKey,
    now_ms: i64,
    who: String,
    no: u64,
    hash: [u8; 32],
    /// Waits to be signed if nothing comes after it.
    last: Option<Noted>,
    posts: BTreeMap<String, String>,
}

struct Noted {
    what: String,
    subject: String,
    before: String,
    after: String,
}

impl<'c> Trail<'c> {
    pub(super) fn begin(
        connection: &'c Connection,
        key: &'c SigningKey,
        now_ms: i64,
        who: impl Into<String>,
    ) -> Result<Self, RelayError> {
        let last = connection
            .prepare_cached(include_str!("sql/audit_head.sql"))?
            .query_row([], |row| Ok((row.get("no")?, row.get::<_, Vec<u8>>("hash")?)))
            .optional()?;
        let (no, hash) = match last {
            Some((no, hash)) => (from_sql(no), number::hash(&hash, "audit row")?),
            None => (0, START),
        };
        Ok(Self { connection, key, now_ms, who: who.into(), no, hash, last: None, posts: BTreeMap::new() })
    }

    pub(super) fn note(&mut self, what: &str, subject: &str, before: &Value, after: &Value) -> Result<(), RelayError> {
        self.write(false)?;
        let (before, after) = (before.to_string(), after.to_string());
        self.last = Some(Noted { what: what.to_owned(), subject: subject.to_owned(), before, after });
        Ok(())
    }

    /// Nothing was noted yet in all the time of this database.
    pub(super) fn is_new(&self) -> bool {
        self.no == 0 && self.last.is_none()
    }

    /// Signs the last row, and with it all before.
    pub(super) fn finish(self) -> Result<(), RelayError> {
        self.finish_naming_posts().map(drop)
    }

    /// As `finish`; the last row about each post, as `number:hash`.
    pub(super) fn finish_naming_posts(mut self) -> Result<BTreeMap<String, String>, RelayError> {
        if self.last.is_some() {
            self.write(true)?;
            tracing::info!(no = self.no, hash = data_encoding::HEXLOWER.encode(&self.hash), "audit trail");
        }
        Ok(self.posts)
    }

    fn write(&mut self, signed: bool) -> Result<(), RelayError> {
        let Some(Noted { what, subject, before, after }) = self.last.take() else { return Ok(()) };
        let (no, at, who) = (self.no + 1, self.now_ms, self.who.as_str());
        let fields = Fields { no, at, who, what: &what, subject: &subject, before: &before, after: &after };
        let hash = fields.hash(&self.hash);
        self.connection.prepare_cached(include_str!("sql/insert_audit.sql"))?.execute(named_params! {
            ":no": to_sql(no),
            ":at": at,
            ":who": who,
            ":what": what,
            ":subject": subject,
            ":before": before,
            ":after": after,
            ":hash": hash,
            ":signature": signed.then(|| self.key.sign(TAG, &hash).0),
        })?;
        (self.no, self.hash) = (no, hash);
        if what.starts_with(OF_A_POST) {
            self.posts.insert(subject, head_of(no, &hash));
        }
        Ok(())
    }
}

/// A row, as people note it.
fn head_of(no: u64, hash: &[u8; 32]) -> String {
    format!("{no}:{}", data_encoding::HEXLOWER.encode(hash))
}

/// One row, of `note` by itself.
pub(crate) fn note_one(
    store: &Store,
    connection: &Connection,
    who: String,
    (what, subject): (&str, &str),
    before: &Value,
    after: &Value,
) -> Result<(), RelayError> {
    let mut trail = Trail::begin(connection, store.key(), store.now_ms(), who)?;
    trail.note(what, subject, before, after)?;
    trail.finish()
}

/// What went because its time was over.
pub(crate) fn note_tidied(store: &Store, connection: &Connection, by: &By, counts: &Value) -> Result<(), RelayError> {
    note_one(store, connection, by.label(), ("relay.tidied", "relay"), &Value::Null, counts)
}

struct Fields<'a> {
    no: u64,
    at: i64,
    who: &'a str,
    what: &'a str,
    subject: &'a str,
    before: &'a str,
    after: &'a str,
}

impl Fields<'_> {
    fn hash(&self, before: &[u8; 32]) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(TAG.as_bytes());
        hash.update([0]);
        hash.update(before);
        let fields = (self.no, self.at, self.who, self.what, self.subject, self.before, self.after);
        hash.update(wire::encode(&fields));
        hash.finalize().into()
    }
}

/// One row of the trail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AuditLine {
    pub no: u64,
    /// Relay clock, milliseconds since 1970.
    pub at: i64,
    pub who: String,
    pub what: String,
    pub subject: String,
    pub before: String,
    pub after: String,
    /// 64 hex digits.
    pub hash: String,
    #[serde(skip)]
    signature: Option<Vec<u8>>,
}

/// What `verify` found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AuditReport {
    pub rows: u64,
    /// Where the trail stands: `number:hash`. Kept elsewhere, it shows later that nothing was cut off.
    pub head: String,
    /// The first thing that is not as it was written.
    pub fault: Option<String>,
}

/// Up to `limit` rows after row `after`.
///
/// # Errors
/// The database's trouble.
pub fn audit_lines(store: &Store, after: u64, limit: u32) -> Result<Vec<AuditLine>, DirectoryError> {
    let lines = store.read(|connection| {
        let mut statement = connection.prepare(include_str!("sql/list_audit.sql"))?;
        let rows = statement.query_map(named_params! {":after": to_sql(after), ":limit": limit}, line)?;
        Ok(rows.collect::<Result<Vec<_>, _>>()?)
    })?;
    Ok(lines)
}

/// Goes through the whole trail, and through the operators and approvals that rest on it. `noted`: a head (`number:hash`)
/// noted earlier, which must still be in it.
///
/// # Errors
/// The database's trouble. A trail that was changed is a fault in the report.
pub fn verify_audit(store: &Store, noted: Option<&str>) -> Result<AuditReport, DirectoryError> {
    let report = store.read(|connection| {
        let noted = noted.map(str::to_owned);
        let (key, posts) = (store.public_key(), BTreeMap::new());
        let believing = store.sim().has(SeededBug::TrailUnhashed);
        let mut walk = Walk { key, no: 0, hash: START, sealed: true, noted, founded: false, posts, believing };
        let mut fault = walk.all(connection)?;
        if fault.is_none() && walk.founded {
            fault = walk.post_that_differs(connection)?;
        }
        if fault.is_none() {
            fault = operator::differs_from_trail(connection)?;
        }
        if fault.is_none() {
            fault = pending::unproven(connection)?;
        }
        Ok(AuditReport { rows: walk.no, head: walk.head(), fault })
    })?;
    Ok(report)
}

struct Walk {
    key: PublicKey,
    no: u64,
    hash: [u8; 32],
    sealed: bool,
    /// Cleared once it was passed.
    noted: Option<String>,
    /// The trail begins with the directory, so it must tell of every post.
    founded: bool,
    /// What it says of each post last.
    posts: BTreeMap<String, Told>,
    /// A mistake that a simulator plants.
    believing: bool,
}

struct Told {
    after: String,
    who: String,
    head: String,
}

impl Walk {
    fn all(&mut self, connection: &Connection) -> Result<Option<String>, RelayError> {
        let mut statement = connection.prepare(include_str!("sql/list_audit.sql"))?;
        let mut rows = statement.query(named_params! {":after": 0, ":limit": i64::MAX})?;
        while let Some(row) = rows.next()? {
            let line = line(row)?;
            if let Some(fault) = self.fault_of(&line) {
                return Ok(Some(format!("row {}: {fault}", line.no)));
            }
        }
        if !self.sealed {
            return Ok(Some(format!("after row {}: the relay's signature is missing; the end was cut off", self.no)));
        }
        Ok(self.noted.as_ref().map(|noted| format!("the noted head {noted} is not in the trail; its end was cut off")))
    }

    fn fault_of(&mut self, line: &AuditLine) -> Option<&'static str> {
        if line.no != self.no + 1 {
            return Some("a row before it is missing");
        }
        let (who, what, subject) = (line.who.as_str(), line.what.as_str(), line.subject.as_str());
        let fields = Fields { no: line.no, at: line.at, who, what, subject, before: &line.before, after: &line.after };
        let hash = fields.hash(&self.hash);
        if data_encoding::HEXLOWER.encode(&hash) != line.hash && !self.believing {
            return Some("it does not say what was written, or the row before it does not");
        }
        (self.no, self.hash, self.sealed) = (line.no, hash, line.signature.is_some());
        if let Some(signature) = line.signature.as_ref().filter(|_| !self.believing) {
            let signature = signature.as_slice().try_into().ok().map(Signature);
            let good = signature.is_some_and(|signature| self.key.verify(TAG, &hash, &signature, "audit").is_ok());
            if !good {
                return Some("it is not signed by this relay's key; rows up to it were written anew");
            }
        }
        if line.no == 1 {
            self.founded = line.what == FOUNDED;
        }
        if line.what.starts_with(OF_A_POST) {
            let told = Told { after: line.after.clone(), who: line.who.clone(), head: self.head() };
            self.posts.insert(line.subject.clone(), told);
        }
        if self.noted.as_deref() == Some(self.head().as_str()) {
            self.noted = None;
        }
        None
    }

    /// A post that stands in the directory otherwise than the trail says.
    fn post_that_differs(&self, connection: &Connection) -> Result<Option<String>, RelayError> {
        let mut statement = connection.prepare(include_str!("sql/list_posts.sql"))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let post = PostId::from_slice(&row.get::<_, Vec<u8>>("post")?)?.to_string();
            let told = self.posts.get(&post);
            let person = PersonId::from_slice(&row.get::<_, Vec<u8>>("person")?)?;
            let (from, to): (String, Option<String>) = (row.get("from_day")?, row.get("to_day")?);
            let stands =
                appointment(person, &row.get::<_, String>("kind")?, row.get("unit")?, &from, to.as_deref()).to_string();
            if told.is_none_or(|told| told.after != stands) {
                return Ok(Some(format!("post {post}: the directory says otherwise than the trail")));
            }
            // Empty: written before the relay kept it.
            let (by, trail): (String, String) = (row.get("given_by")?, row.get("trail")?);
            if !trail.is_empty() && !self.believing && told.is_none_or(|told| (&told.who, &told.head) != (&by, &trail))
            {
                return Ok(Some(format!("post {post}: phones are told of another giver than the trail says")));
            }
        }
        Ok(None)
    }

    fn head(&self) -> String {
        head_of(self.no, &self.hash)
    }
}

/// What the trail says of a post.
pub(super) fn appointment(person: PersonId, kind: &str, unit: u32, from: &str, to: Option<&str>) -> Value {
    json!({"person": person, "kind": kind, "unit": unit, "from": from, "to": to})
}

fn line(row: &Row<'_>) -> rusqlite::Result<AuditLine> {
    Ok(AuditLine {
        no: from_sql(row.get("no")?),
        at: row.get("at")?,
        who: row.get("who")?,
        what: row.get("what")?,
        subject: row.get("subject")?,
        before: row.get("before")?,
        after: row.get("after")?,
        hash: data_encoding::HEXLOWER.encode(&row.get::<_, Vec<u8>>("hash")?),
        signature: row.get("signature")?,
    })
}
