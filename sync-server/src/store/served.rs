//! How this relay was served last. Whoever looks from its terminal is another process, and judges as the relay does.

use rusqlite::{Connection, OptionalExtension, named_params};

use super::Store;
use crate::error::RelayError;
use crate::options::RelayOptions;

impl Store {
    /// To be called when the relay is opened to be served.
    pub(crate) fn note_served(&self, options: &RelayOptions) -> Result<(), RelayError> {
        let days = options.custody_grace_days;
        self.write(|tx| {
            if custody_grace_days(tx)? != Some(days) {
                tx.execute(include_str!("sql/note_served.sql"), named_params! {":days": days})?;
            }
            Ok(())
        })
    }
}

/// `None` for a relay that was never served.
pub(crate) fn custody_grace_days(connection: &Connection) -> Result<Option<u32>, RelayError> {
    let mut statement = connection.prepare_cached(include_str!("sql/served.sql"))?;
    Ok(statement.query_row([], |row| row.get("custody_grace_days")).optional()?)
}
