//! 删除: everything of one record leaves this phone but the entries that erase it. The pages are overwritten (`secure_delete`), the
//! words leave the index; the journal is cut once the transaction is over (`Store::shred`).

use etong_protocol::{EntryId, RecordId};
use rusqlite::{Transaction, params};

use super::wide;
use crate::error::StoreError;

pub(crate) fn is_erased(tx: &Transaction<'_>, record_no: i64) -> Result<bool, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("erasure/is_erased.sql"))?;
    Ok(statement.query_row([record_no], |row| row.get("erased"))?)
}

/// Does this phone still have anything of the record but what erases it?
pub(crate) fn holds(tx: &Transaction<'_>, record_no: i64) -> Result<bool, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("erasure/holds.sql"))?;
    Ok(statement.query_row([record_no], |row| row.get("holds"))?)
}

/// The entries of the record that the digest counts, with their places in the feed.
pub(crate) fn counted(tx: &Transaction<'_>, record_no: i64) -> Result<Vec<(EntryId, u64)>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("erasure/counted.sql"))?;
    let rows = statement
        .query_map([record_no], |row| Ok((EntryId::from_bytes(row.get("id")?), wide(row.get::<_, i64>("seq")?))))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Own entries of the record that the relay has not taken.
pub(crate) fn unsent(tx: &Transaction<'_>, record_no: i64) -> Result<Vec<i64>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("erasure/unsent.sql"))?;
    let rows = statement.query_map([record_no], |row| row.get("lsn"))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// `names`: what half-filled forms about the person would hold.
pub(crate) fn erase(tx: &Transaction<'_>, no: i64, record: RecordId, names: &[Named]) -> Result<(), StoreError> {
    for name in names {
        let (words, only_people) = match name {
            Named::Surely(words) => (words, false),
            Named::Perhaps(words) => (words, true),
        };
        tx.prepare_cached(include_str!("erasure/forget_drafts.sql"))?.execute(params![words, only_people])?;
    }
    let begin = params![no, record.as_bytes(), record.to_string()];
    tx.prepare_cached(include_str!("erasure/begin.sql"))?.execute(begin)?;
    Ok(tx.execute_batch(include_str!("erasure/erase.sql"))?)
}

/// Words by which a half-filled form is known to be about somebody.
#[derive(Debug)]
pub(crate) enum Named {
    /// A number: nobody else has it.
    Surely(String),
    /// A name: looked for in forms about people only.
    Perhaps(String),
}

/// Merges the index, so that words of rows that are gone are gone too.
pub(crate) fn scrub_index(tx: &Transaction<'_>) -> Result<(), StoreError> {
    #[cfg(feature = "sim")]
    if crate::sim::has_bug(crate::sim::SeededBug::ErasureLeavesIndex) {
        return Ok(());
    }
    tx.prepare_cached(include_str!("erasure/scrub_index.sql"))?.execute([])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    /// Tables with a row for each record that an erasure leaves, and why.
    const KEPT: [&str; 6] = [
        "record",           // id, kind and place: what erases it lies under them
        "entry",            // its bytes are taken, its id and place stay
        "erased_record",    // says that it is erased
        "erasing",          // emptied at the end
        "tombstone",        // how the erasure stands
        "tombstone_holder", // who is to confirm
    ];

    #[test]
    fn every_table_that_knows_records_by_their_number_is_emptied_of_an_erased_one() {
        let (schema, erase) = (include_str!("schema.sql"), include_str!("erasure/erase.sql"));
        let mut named = BTreeSet::new();
        for table in schema.split("CREATE TABLE ").skip(1) {
            let name = table.split([' ', '(']).next().unwrap().trim_matches('"');
            let body = table.split("\n)").next().unwrap();
            let by_number = |line: &str| {
                let line = line.trim_start();
                ["record ", "draw ", "survey ", "kept ", "low "].iter().any(|column| line.starts_with(column))
                    && line.contains("INTEGER")
            };
            if body.lines().any(by_number) {
                named.insert(name);
            }
        }
        assert!(named.len() > 40, "{named:?}");
        for table in named {
            let emptied = erase.contains(&format!("DELETE FROM {table} WHERE"));
            assert!(emptied || KEPT.contains(&table), "an erasure leaves rows in {table}");
        }
        for index in ["resident_text", "place"] {
            assert!(erase.contains(&format!("DELETE FROM {index} WHERE")), "{index}");
        }
    }
}
