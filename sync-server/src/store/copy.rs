//! Copies the database while it is written to, and makes a copied one ready to be a relay's again. A snapshot is held
//! for the whole copy, so what other connections write meanwhile neither waits for it nor makes it begin anew.

use std::path::Path;
use std::sync::Arc;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, TransactionBehavior, named_params};

use super::keys::Keys;
use super::number::{from_sql, to_sql};
use super::open;
use crate::chance::Chance;
use crate::error::RelayError;
use crate::sim::{self, SeededBug};

/// Pages of 4 KiB copied at a time: between two steps the machine is free for others.
const PAGES_A_STEP: i32 = 1_024;

/// Where a database's feed stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) epoch: u64,
    pub(crate) head: u64,
}

/// Copies `database` to the new file `out`: one file, checked, without a journal beside it.
///
/// # Errors
/// `Damaged` when the copy does not pass SQLite's own check; the database's trouble.
pub(crate) fn copy_out(database: &Path, out: &Path, mut between_steps: impl FnMut()) -> Result<Place, RelayError> {
    let source = open::reader(database, None)?;
    let mut copy = Connection::open(out)?;
    let snapshot = source.unchecked_transaction()?;
    let held = place(&snapshot)?;
    {
        let steps = Backup::new(&snapshot, &mut copy)?;
        loop {
            match steps.step(PAGES_A_STEP)? {
                StepResult::Done => break,
                StepResult::More => between_steps(),
                _ => return Err(RelayError::Busy),
            }
        }
    }
    drop(snapshot);
    let journal: String =
        copy.pragma_update_and_check(None, "journal_mode", "DELETE", |row| row.get("journal_mode"))?;
    if journal != "delete" {
        return Err(RelayError::Busy);
    }
    check(&copy)?;
    let copied = place(&copy)?;
    close(copy)?;
    if copied == held { Ok(copied) } else { Err(RelayError::Damaged) }
}

/// Makes the copied file `database` a relay's again, under a new epoch. What was to be used once and what was short-lived
/// is forgotten: a code used since the backup was made would let a second phone in.
///
/// # Errors
/// `Damaged`, `OtherSchema` (the copy is of a newer program), the database's trouble.
pub(crate) fn make_anew(database: &Path, keys: &Arc<Keys>, chance: &dyn Chance) -> Result<(Place, Place), RelayError> {
    check(&open::reader(database, None)?)?;
    let mut connection = open::sealing(database, keys)?;
    let before = place(&connection)?;
    let epoch = loop {
        let epoch = open::draw_epoch(chance)?;
        if epoch != before.epoch {
            break epoch;
        }
    };
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if !sim::has_here(SeededBug::EpochKept) {
        transaction.execute(include_str!("sql/set_epoch.sql"), named_params! {":epoch": to_sql(epoch)})?;
    }
    skip_keys(&transaction, keys)?;
    transaction.execute(include_str!("sql/forget_all_tokens.sql"), [])?;
    transaction.execute(include_str!("sql/forget_all_codes.sql"), [])?;
    transaction.commit()?;
    let journal: String =
        connection.pragma_update_and_check(None, "journal_mode", "DELETE", |row| row.get("journal_mode"))?;
    if journal != "delete" {
        return Err(RelayError::Busy);
    }
    let after = place(&connection)?;
    close(connection)?;
    Ok((before, after))
}

/// No number that another record has had, since this database was copied, is given again.
pub(super) fn skip_keys(connection: &Connection, keys: &Keys) -> Result<(), RelayError> {
    connection.execute(include_str!("sql/skip_keys.sql"), [])?;
    connection.execute(include_str!("sql/skip_keys_to.sql"), named_params! {":issued": keys.issued()?})?;
    Ok(())
}

/// A database's feed, as it stands.
fn place(connection: &Connection) -> Result<Place, RelayError> {
    let (epoch, head) =
        connection.query_row(include_str!("sql/feed.sql"), [], |row| Ok((row.get("epoch")?, row.get("head")?)))?;
    Ok(Place { epoch: from_sql(epoch), head: from_sql(head) })
}

fn check(connection: &Connection) -> Result<(), RelayError> {
    let said: String =
        connection.query_row(include_str!("sql/integrity_check.sql"), [], |row| row.get("integrity_check"))?;
    if said == "ok" { Ok(()) } else { Err(RelayError::Damaged) }
}

fn close(connection: Connection) -> Result<(), RelayError> {
    connection.flush_prepared_statement_cache();
    connection.close().map_err(|(_, error)| error.into())
}
