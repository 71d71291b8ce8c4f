//! The relay's only touch of documents: asks `etong_merge`'s gate whether a change may be kept, and remembers on which
//! version of the document that was said, so that the writer can tell whether it still holds.

use std::collections::BTreeMap;

use etong_merge::gate;
use etong_protocol::{RecordId, RefusalCode};
use rusqlite::{Connection, OptionalExtension, named_params};

use crate::error::RelayError;

/// What the gate said, and about which version of the document (0: there was none).
#[derive(Debug)]
pub(super) struct Gated {
    pub(super) base: i64,
    pub(super) outcome: Outcome,
}

#[derive(Debug)]
pub(super) enum Outcome {
    /// The change may be kept. `doc` is the document with it; `None` when it was in there already.
    Admitted {
        actor: Vec<u8>,
        doc: Option<Vec<u8>>,
    },
    Stopped {
        code: RefusalCode,
        why: String,
    },
}

/// A record's document as a transaction sees it.
#[derive(Debug, Clone, Default)]
pub(super) struct Current {
    pub(super) version: i64,
    pub(super) bytes: Option<Vec<u8>>,
}

/// Documents as they would be after the items of a batch that have been let through so far.
#[derive(Debug, Default)]
pub(super) struct Ahead(BTreeMap<RecordId, Current>);

impl Ahead {
    /// Asks the gate, building on the changes of the same batch before this one.
    pub(super) fn ask(
        &mut self,
        connection: &Connection,
        record: RecordId,
        change: &[u8],
    ) -> Result<Gated, RelayError> {
        let mut current = match self.0.remove(&record) {
            Some(current) => current,
            None => current_doc(connection, record)?,
        };
        let gated = ask(&current, change);
        if let Outcome::Admitted { doc: Some(doc), .. } = &gated.outcome {
            current = Current { version: current.version + 1, bytes: Some(doc.clone()) };
        }
        self.0.insert(record, current);
        Ok(gated)
    }
}

pub(super) fn ask(current: &Current, change: &[u8]) -> Gated {
    let outcome = match gate::admit(current.bytes.as_deref(), change) {
        Ok(admitted) => {
            Outcome::Admitted { actor: admitted.actor, doc: (!admitted.already_held).then_some(admitted.doc) }
        }
        Err(error) => Outcome::Stopped { code: error.code(), why: error.to_string() },
    };
    Gated { base: current.version, outcome }
}

pub(super) fn current_doc(connection: &Connection, record: RecordId) -> Result<Current, RelayError> {
    let found = connection
        .prepare_cached(include_str!("sql/doc.sql"))?
        .query_row(named_params! {":record": record.as_bytes()}, |row| {
            Ok(Current { version: row.get("version")?, bytes: Some(row.get("bytes")?) })
        })
        .optional()?;
    Ok(found.unwrap_or_default())
}

pub(super) fn doc_version(connection: &Connection, record: RecordId) -> Result<i64, RelayError> {
    let found = connection
        .prepare_cached(include_str!("sql/doc_version.sql"))?
        .query_row(named_params! {":record": record.as_bytes()}, |row| row.get("version"))
        .optional()?;
    Ok(found.unwrap_or_default())
}
