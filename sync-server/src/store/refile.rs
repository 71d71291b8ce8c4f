//! Puts the whole log on shelves again, after a change of what decides a shelf. All of it in one transaction: a relay that
//! dies meanwhile begins anew at its next start.

use etong_protocol::{EntryClass, RecordKind, SealedEntry};
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, named_params};

use super::log::{Appender, LogEntry};
use super::number::{from_sql, to_sql};
use crate::error::RelayError;

/// Entries in memory at once.
const CHUNK: i64 = 1_000;

/// Does nothing unless the log has entries and no shelf.
pub(super) fn refile(connection: &mut Connection) -> Result<(), RelayError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let loose: bool = transaction.query_row(include_str!("sql/is_unfiled.sql"), [], |row| row.get("unfiled"))?;
    if !loose {
        return Ok(());
    }
    let mut log = Appender::begin(&transaction)?;
    let mut after = 0;
    loop {
        let chunk = chunk(&transaction, after)?;
        let Some(last) = chunk.last() else { break };
        after = last.seq;
        for filed in &chunk {
            let entry = &filed.sealed.entry;
            let of = match entry.class {
                EntryClass::Reg => None,
                EntryClass::Doc | EntryClass::Event => kind_of(&transaction, entry.record.as_bytes())?,
            };
            let (of, chain) = (of.as_ref().unwrap_or(&entry.kind), 0);
            let entry =
                LogEntry { sealed: &filed.sealed, of, chain, dseq: 0, author: filed.author, answers: filed.answers };
            let shelf = log.file_again(filed.seq, &entry)?;
            transaction
                .prepare_cached(include_str!("sql/set_shelf.sql"))?
                .execute(named_params! {":seq": to_sql(filed.seq), ":shelf": shelf, ":record": entry.record()})?;
        }
    }
    log.finish()?;
    transaction.commit()?;
    tracing::info!(entries = after, "the log was put on shelves again");
    Ok(())
}

/// One entry of the log.
struct Filed {
    seq: u64,
    author: i64,
    answers: i64,
    sealed: SealedEntry,
}

/// Entries after `after` that still have bytes, opened.
pub(super) fn opened(connection: &Connection, after: u64) -> Result<Vec<(u64, SealedEntry)>, RelayError> {
    Ok(chunk(connection, after)?.into_iter().map(|filed| (filed.seq, filed.sealed)).collect())
}

fn chunk(connection: &Connection, after: u64) -> Result<Vec<Filed>, RelayError> {
    let mut statement = connection.prepare_cached(include_str!("sql/filed_after.sql"))?;
    let mut rows = statement.query(named_params! {":after": to_sql(after), ":limit": CHUNK})?;
    let mut chunk = Vec::new();
    while let Some(row) = rows.next()? {
        chunk.push(Filed {
            seq: from_sql(row.get("seq")?),
            author: row.get("author")?,
            answers: row.get("answers")?,
            sealed: SealedEntry::open(row.get("bytes")?)?,
        });
    }
    Ok(chunk)
}

fn kind_of(connection: &Connection, record: &[u8]) -> Result<Option<RecordKind>, RelayError> {
    let kind: Option<String> = connection
        .prepare_cached(include_str!("sql/record_kind.sql"))?
        .query_row(named_params! {":record": record}, |row| row.get("kind"))
        .optional()?;
    kind.map(|kind| kind.parse().map_err(|_| RelayError::BadRow { what: "record" })).transpose()
}
