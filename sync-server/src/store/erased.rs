//! An erasure touches two files, the database and the keys. The database says first that a record is erased, then its key is
//! destroyed; a relay that dies in between finishes at its next start. The other way round, a database that was put back
//! beside newer keys is told by them what was erased since: either file's word is enough.

use etong_protocol::{EntryId, RecordId};
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, named_params};

use super::keys::Keys;
use super::log::Appender;
use super::number::from_sql;
use crate::error::RelayError;

/// Takes the bytes of everything that lies under the record's key, and takes it out of the digests. Ids and places stay, and so
/// does what erases. Says how many entries it emptied.
pub(crate) fn empty_record(
    connection: &Connection,
    log: &mut Appender<'_>,
    record: RecordId,
) -> Result<u32, RelayError> {
    let by_record = named_params! {":record": record.as_bytes()};
    let mut statement = connection.prepare_cached(include_str!("sql/sealed_of_record.sql"))?;
    let mut rows = statement.query(by_record)?;
    let mut emptied = 0;
    while let Some(row) = rows.next()? {
        let (seq, id) = (row.get::<_, i64>("seq")?, EntryId::from_slice(&row.get::<_, Vec<u8>>("id")?)?);
        connection.prepare_cached(include_str!("sql/destroy_entry.sql"))?.execute(named_params! {":seq": seq})?;
        log.uncount(id, from_sql(seq), row.get("shelf")?, row.get("author")?, row.get("answers")?);
        emptied += 1;
    }
    connection.prepare_cached(include_str!("sql/destroy_doc.sql"))?.execute(by_record)?;
    connection.prepare_cached(include_str!("sql/destroy_quarantine.sql"))?.execute(by_record)?;
    connection.prepare_cached(include_str!("sql/destroy_custody.sql"))?.execute(by_record)?;
    Ok(emptied)
}

/// Destroys the keys of records that were erased since the last time.
pub(super) fn destroy_keys(connection: &Connection, keys: &Keys) -> Result<(), RelayError> {
    keys.destroy(&numbers(connection, 0)?)?;
    connection.execute(include_str!("sql/note_key_gone.sql"), [])?;
    Ok(())
}

/// Makes both files say the same, at a start.
pub(super) fn settle(connection: &mut Connection, keys: &Keys, now_ms: i64) -> Result<(), RelayError> {
    keys.destroy(&numbers(connection, 1)?)?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction.execute(include_str!("sql/note_key_gone.sql"), [])?;
    let records = erased_elsewhere(&transaction, keys)?;
    if !records.is_empty() {
        let mut log = Appender::begin(&transaction)?;
        for record in &records {
            empty_record(&transaction, &mut log, *record)?;
            transaction
                .prepare_cached(include_str!("sql/bury.sql"))?
                .execute(named_params! {":record": record.as_bytes(), ":erased_at": now_ms})?;
        }
        log.finish()?;
        let buried = records.len();
        tracing::info!(buried, "records were erased after this database was copied; they are erased again");
    }
    Ok(transaction.commit()?)
}

/// Records whose key is destroyed while the database has them still.
fn erased_elsewhere(connection: &Connection, keys: &Keys) -> Result<Vec<RecordId>, RelayError> {
    let mut records = Vec::new();
    for key in keys.destroyed()? {
        let record: Option<Vec<u8>> = connection
            .prepare_cached(include_str!("sql/unburied.sql"))?
            .query_row(named_params! {":key": key}, |row| row.get("record"))
            .optional()?;
        if let Some(record) = record {
            records.push(RecordId::from_slice(&record).map_err(|_| RelayError::BadRow { what: "record key" })?);
        }
    }
    Ok(records)
}

fn numbers(connection: &Connection, also_gone: i64) -> Result<Vec<i64>, RelayError> {
    let mut statement = connection.prepare_cached(include_str!("sql/keys_to_destroy.sql"))?;
    let rows = statement.query_map(named_params! {":also_gone": also_gone}, |row| row.get("key"))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
